package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

import dev.redline.document.Brief;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * Whether a sealed folder is what was sealed.
 *
 * @param findings what is not, the most telling first; empty where the seal is intact
 * @param publicKey who signed, in base64; empty where there is no seal that can be read. The
 *     signature tells that the owner of this key sealed the folder, not who that is
 */
public record Verification(List<Finding> findings, String publicKey) {
  /**
   * One thing that is not as sealed.
   *
   * @param file path from the trial's folder
   * @param what a sentence, which names the first record concerned where the file is a log
   */
  public record Finding(String file, String what) {
    public Finding {
      requireNonNull(file, "file");
      requireNonNull(what, "what");
    }
  }

  public Verification {
    findings = List.copyOf(findings);
    requireNonNull(publicKey, "publicKey");
  }

  /** Whether nothing was found. */
  public boolean intact() {
    return findings.isEmpty();
  }

  /** The signing key in a form that people can compare: first 16 hex digits of its SHA-256. */
  public String keyFingerprint() {
    return publicKey.isEmpty()
        ? ""
        : HexFormat.of()
            .formatHex(
                Chain.sha256()
                    .digest(publicKey.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                0,
                8);
  }

  /**
   * Checks a trial's folder: signature, both chains record by record, every file.
   *
   * @throws EvidenceException when the folder itself cannot be read
   */
  public static Verification of(Path trialFolder) {
    if (!Files.isDirectory(trialFolder)) {
      throw new EvidenceException(
          "There is no folder %s. Expected: a trial's folder.".formatted(trialFolder));
    }
    Path file = trialFolder.resolve(Seal.FILE);
    if (!Files.exists(file)) {
      return new Verification(
          List.of(new Finding(Seal.FILE, "is not there: the trial was never sealed to its end")),
          "");
    }
    Seal seal;
    try {
      seal = EvidenceJson.mapper().readValue(file.toFile(), Seal.class);
    } catch (JacksonException e) {
      return new Verification(
          List.of(new Finding(Seal.FILE, "cannot be understood: " + Brief.of(e))), "");
    }
    return new Verification(findings(trialFolder, seal), seal.publicKey());
  }

  private static List<Finding> findings(Path trialFolder, Seal seal) {
    var findings = new ArrayList<Finding>();
    if (seal.schema() != Seal.SCHEMA) {
      findings.add(
          new Finding(
              Seal.FILE, "has schema %d; expected %d".formatted(seal.schema(), Seal.SCHEMA)));
    }
    if (!SigningKey.isSigned(seal.canonical(), seal.signature(), seal.publicKey())) {
      findings.add(
          new Finding(Seal.FILE, "was changed: its signature is not that of its contents"));
    }
    try {
      compareFiles(trialFolder, seal, findings);
    } catch (IOException e) {
      throw new EvidenceException(
          "Cannot read the trial's folder %s: %s".formatted(trialFolder, e.getMessage()), e);
    }
    return findings;
  }

  private static void compareFiles(Path trialFolder, Seal seal, List<Finding> findings)
      throws IOException {
    Map<String, Seal.SealedFile> present = new LinkedHashMap<>();
    Seal.files(trialFolder).forEach(file -> present.put(file.path(), file));
    Map<String, ChainRoot> chains = new LinkedHashMap<>();
    seal.chains().forEach(chain -> chains.put(chain.log(), chain));
    for (String log : List.of(TrialLog.EVIDENCE, TrialLog.THOUGHTS)) {
      if (!chains.containsKey(log)) {
        findings.add(new Finding(Seal.FILE, "names no chain for " + log));
      }
    }
    for (Seal.SealedFile sealed : seal.files()) {
      var found = present.remove(sealed.path());
      if (found == null) {
        findings.add(new Finding(sealed.path(), "was removed"));
        continue;
      }
      boolean same = found.equals(sealed);
      var chain = chains.get(sealed.path());
      if (chain != null) {
        LogCheck.firstBroken(trialFolder.resolve(sealed.path()), chain)
            .ifPresentOrElse(
                what -> findings.add(new Finding(sealed.path(), what)),
                () -> {
                  if (!same) {
                    findings.add(
                        new Finding(
                            sealed.path(),
                            "was changed in its compressed form; all its records are as sealed"));
                  }
                });
      } else if (!same) {
        findings.add(
            new Finding(
                sealed.path(),
                "was changed: %d bytes, sealed with %d".formatted(found.bytes(), sealed.bytes())));
      }
    }
    present.keySet().forEach(path -> findings.add(new Finding(path, "was added")));
  }
}
