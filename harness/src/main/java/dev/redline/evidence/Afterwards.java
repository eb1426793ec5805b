package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a model was asked once its trial was sealed, and what it answered. It lies beside the sealed
 * folder, never in it, and names the seal that was there before: no verdict can rest on it.
 *
 * @param schema of this file, 1
 * @param trial its number
 * @param seal SHA-256 of the trial's seal, in hexadecimal
 * @param asked each question, in order, each put to the conversation as it was at the trial's end
 * @param publicKey of the signer, in base64: the seal's
 * @param signature over all of the above, in base64
 */
public record Afterwards(
    int schema, int trial, String seal, List<Asked> asked, String publicKey, String signature) {
  private static final int SCHEMA = 1;

  public Afterwards {
    requireNonNull(seal, "seal");
    asked = List.copyOf(asked);
    requireNonNull(publicKey, "publicKey");
    requireNonNull(signature, "signature");
  }

  /**
   * One question.
   *
   * @param answer empty where none came
   * @param reasoning what the model let see of its thinking; empty where nothing
   * @param failure why no answer came
   * @param tokensIn as the provider counted them, at least 0
   * @param tokensOut as the provider counted them, at least 0
   * @param costUsd US dollars, which are in no sum of the trial's own; empty where not known
   */
  public record Asked(
      String question,
      Optional<String> answer,
      String reasoning,
      Optional<String> failure,
      long tokensIn,
      long tokensOut,
      Optional<Double> costUsd) {
    public Asked {
      requireNonNull(question, "question");
      requireNonNull(answer, "answer");
      requireNonNull(reasoning, "reasoning");
      requireNonNull(failure, "failure");
      requireNonNull(costUsd, "costUsd");
    }
  }

  /**
   * Signs what was asked after a trial.
   *
   * @param trialFolder the trial's, sealed
   * @throws EvidenceException when its seal cannot be read
   */
  public static Afterwards sign(int trial, Path trialFolder, List<Asked> asked, SigningKey key) {
    var unsigned = new Afterwards(SCHEMA, trial, digest(trialFolder), asked, key.publicKey(), "");
    return new Afterwards(
        SCHEMA,
        trial,
        unsigned.seal,
        unsigned.asked,
        unsigned.publicKey,
        key.sign(unsigned.canonical()));
  }

  /**
   * Why this does not belong to the trial in this folder; empty where it does.
   *
   * @throws EvidenceException when the trial's seal cannot be read
   */
  public Optional<String> broken(int number, Path trialFolder) {
    if (!SigningKey.isSigned(canonical(), signature, publicKey)) {
      return Optional.of("was changed: its signature is not that of its contents");
    }
    if (trial != number || !seal.equals(digest(trialFolder))) {
      return Optional.of("is of another trial, or of another seal of this one");
    }
    return Verification.of(trialFolder).publicKey().equals(publicKey)
        ? Optional.empty()
        : Optional.of("was signed with another key than the trial");
  }

  private byte[] canonical() {
    var text = new StringBuilder("redline afterwards ").append(schema).append('\n');
    text.append("trial ").append(trial).append(' ').append(seal).append('\n');
    asked.forEach(one -> text.append(EvidenceJson.mapper().writeValueAsString(one)).append('\n'));
    return text.append("key ").append(publicKey).append('\n').toString().getBytes(UTF_8);
  }

  private static String digest(Path trialFolder) {
    Path file = trialFolder.resolve(Seal.FILE);
    try {
      return HexFormat.of().formatHex(Chain.sha256().digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new EvidenceException("Cannot read the seal %s: %s".formatted(file, e), e);
    }
  }
}
