package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The seal of a trial's folder: what every file in it was, and what both logs come down to, signed.
 * A folder is whole once its {@value #FILE} is there.
 *
 * @param schema of this file, 1
 * @param files every other file of the folder, by path
 * @param chains of both logs
 * @param publicKey of the signer, in base64
 * @param signature over {@link #canonical()}, in base64
 */
public record Seal(
    int schema,
    List<SealedFile> files,
    List<ChainRoot> chains,
    String publicKey,
    String signature) {
  /** The seal's own file name. */
  public static final String FILE = "seal.json";

  static final int SCHEMA = 1;

  /**
   * One file.
   *
   * @param path from the trial's folder, with {@code /}
   * @param bytes its size
   * @param sha256 of its bytes, in hexadecimal
   */
  public record SealedFile(String path, long bytes, String sha256) {
    public SealedFile {
      requireNonNull(path, "path");
      requireNonNull(sha256, "sha256");
    }
  }

  public Seal {
    files = List.copyOf(files);
    chains = List.copyOf(chains);
    requireNonNull(publicKey, "publicKey");
    requireNonNull(signature, "signature");
  }

  /**
   * Seals a folder: nothing in it may change afterwards. The seal appears in one step, after all
   * else is on the disk.
   *
   * @param chains what the closed logs came to, from {@link TrialLog#roots()}
   * @throws EvidenceException when the folder holds a link or another special file, or cannot be
   *     read or written
   */
  public static Seal write(Path trialFolder, List<ChainRoot> chains, SigningKey key) {
    try {
      Files.deleteIfExists(draft(trialFolder));
      var unsigned = new Seal(SCHEMA, files(trialFolder), chains, key.publicKey(), "");
      var seal =
          new Seal(
              SCHEMA,
              unsigned.files,
              unsigned.chains,
              key.publicKey(),
              key.sign(unsigned.canonical()));
      seal.place(trialFolder);
      return seal;
    } catch (IOException e) {
      throw new EvidenceException(
          "Cannot seal the trial's folder %s: %s".formatted(trialFolder, e.getMessage()), e);
    }
  }

  /**
   * The text that is signed: a line for each thing, in the order of this record, paths as JSON
   * strings.
   */
  byte[] canonical() {
    var text = new StringBuilder("redline seal ").append(schema).append('\n');
    for (SealedFile file : files) {
      text.append("file ").append(file.sha256()).append(' ').append(file.bytes()).append(' ');
      text.append(EvidenceJson.mapper().writeValueAsString(file.path())).append('\n');
    }
    for (ChainRoot chain : chains) {
      text.append("chain ").append(chain.root()).append(' ').append(chain.records()).append(' ');
      text.append(EvidenceJson.mapper().writeValueAsString(chain.log())).append('\n');
      chain.checkpoints().forEach(value -> text.append("checkpoint ").append(value).append('\n'));
    }
    return text.append("key ").append(publicKey).append('\n').toString().getBytes(UTF_8);
  }

  /** Every file of the folder but the seal, in the order of their paths. */
  static List<SealedFile> files(Path trialFolder) throws IOException {
    var found = new ArrayList<SealedFile>();
    Files.walkFileTree(
        trialFolder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String path = trialFolder.relativize(file).toString();
            if (!attributes.isRegularFile()) {
              throw new IOException(
                  path + " is a link or special file. Expected: regular files and folders only");
            }
            if (!path.equals(FILE)) {
              found.add(new SealedFile(path, attributes.size(), sha256(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(SealedFile::path));
    return found;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Chain.sha256();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var buffer = ByteBuffer.allocate(1 << 16);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Path draft(Path trialFolder) {
    return trialFolder.resolve(FILE + ".new");
  }

  private void place(Path trialFolder) throws IOException {
    for (SealedFile file : files) {
      force(trialFolder.resolve(file.path()));
    }
    Path draft = draft(trialFolder);
    Files.write(
        draft, EvidenceJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    force(draft);
    force(trialFolder);
    try {
      Files.move(draft, trialFolder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename in one step", e);
    }
    force(trialFolder);
  }

  /** Brings a file, or a folder's names, to the disk. */
  private static void force(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
