package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A study's digest, signed before its first trial. The owner of the key signed it; when that was is
 * as the signer's clock told.
 *
 * @param schema of this file, 1
 * @param study its name
 * @param digest of all that was asked
 * @param signedAt by the signer's clock
 * @param publicKey of the signer, in base64
 * @param signature over {@link #canonical()}, in base64
 */
public record StudySeal(
    int schema, String study, String digest, Instant signedAt, String publicKey, String signature) {
  /** Its file name in a run's folder. */
  public static final String FILE = "study-seal.json";

  private static final int SCHEMA = 1;

  public StudySeal {
    requireNonNull(study, "study");
    requireNonNull(digest, "digest");
    requireNonNull(signedAt, "signedAt");
    requireNonNull(publicKey, "publicKey");
    requireNonNull(signature, "signature");
  }

  /** Signs a digest. */
  public static StudySeal sign(String study, String digest, Instant now, SigningKey key) {
    var unsigned = new StudySeal(SCHEMA, study, digest, now, key.publicKey(), "");
    return new StudySeal(
        SCHEMA, study, digest, now, key.publicKey(), key.sign(unsigned.canonical()));
  }

  /** Whether the signature is that of what stands here. */
  public boolean isIntact() {
    return SigningKey.isSigned(canonical(), signature, publicKey);
  }

  private byte[] canonical() {
    return "redline study %d%nname %s%ndigest %s%nat %s%nkey %s%n"
        .replace("%n", "\n")
        .formatted(schema, study, digest, signedAt, publicKey)
        .getBytes(UTF_8);
  }
}
