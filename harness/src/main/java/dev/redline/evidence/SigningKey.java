package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The Ed25519 key with which this user's seals are signed, made at first use and kept in a file
 * that only the user can read. Safe for use by many threads and processes.
 */
public final class SigningKey {
  private static final String ALGORITHM = "Ed25519";
  private static final String FILE = "signing-key";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final PrivateKey secret;
  private final String publicKey;

  private SigningKey(PrivateKey secret, String publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /** The folder where the key of a user is kept: {@code $XDG_CONFIG_HOME/redline}. */
  public static Path folder(Map<String, String> environment, Path home) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The XDG specification has a relative path ignored.
    return configured.startsWith("/")
        ? Path.of(configured, "redline")
        : home.resolve(".config").resolve("redline");
  }

  /**
   * Takes the key from its folder, and makes both where they are missing.
   *
   * @throws EvidenceException when it cannot be read or made, or others can read it
   */
  public static SigningKey in(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        make(folder, file);
      }
      var permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new EvidenceException(
            "Others can read the signing key %s (mode %s). Expected: rw-------. Do: chmod 600 it, or remove it to have a new one made."
                .formatted(file, PosixFilePermissions.toString(permissions)));
      }
      return parse(Files.readString(file, US_ASCII));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new EvidenceException(
          "Cannot use the signing key %s: %s. Do: remove it to have a new one made."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The public half, in base64 of its X.509 form. */
  public String publicKey() {
    return publicKey;
  }

  String sign(byte[] text) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(text);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new EvidenceException("Cannot sign with the signing key: " + e.getMessage(), e);
    }
  }

  /** Whether a signature in base64 is that of the text by the owner of a public key in base64. */
  static boolean isSigned(byte[] text, String signature, String publicKey) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
      var check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(text);
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // no key, or no signature, in form: then it is not signed
    }
  }

  /** Written whole beside its place, then linked there: the first of several makers wins. */
  private static void make(Path folder, Path file) throws IOException, GeneralSecurityException {
    Files.createDirectories(folder);
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    var base64 = Base64.getEncoder();
    String text =
        base64.encodeToString(pair.getPrivate().getEncoded())
            + "\n"
            + base64.encodeToString(pair.getPublic().getEncoded())
            + "\n";
    Path draft =
        Files.createTempFile(
            folder, FILE, ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process made one meanwhile: that is the key now.
    } finally {
      Files.delete(draft);
    }
  }

  private static SigningKey parse(String text) throws GeneralSecurityException {
    var lines = text.lines().toList();
    if (lines.size() != 2) {
      throw new IllegalArgumentException("expected two lines, found " + lines.size());
    }
    var secret =
        KeyFactory.getInstance(ALGORITHM)
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.getFirst())));
    return new SigningKey(secret, lines.getLast());
  }
}
