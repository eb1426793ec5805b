package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Any bytes as a log of evidence, and as one of thoughts. The fuzzer of the profile {@code fuzz}
 * calls it.
 */
public final class LogFuzzTarget {
  private LogFuzzTarget() {}

  /** Whatever is not read must be refused; nothing else may be thrown. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    Path folder = Files.createTempDirectory("fuzz");
    try {
      for (String name : new String[] {TrialLog.EVIDENCE, TrialLog.THOUGHTS}) {
        // Else the fuzzer would only ever damage frames of the compression and links.
        if (bytes.length % 2 == 0) {
          chain(folder.resolve(name), bytes);
        } else {
          Files.write(folder.resolve(name), bytes);
        }
      }
      EvidenceReader.entries(folder);
      EvidenceReader.thoughts(folder);
    } catch (EvidenceException refused) {
      // As it should be.
    } finally {
      Files.deleteIfExists(folder.resolve(TrialLog.EVIDENCE));
      Files.deleteIfExists(folder.resolve(TrialLog.THOUGHTS));
      Files.delete(folder);
    }
  }

  /** A log that holds each line as a record, whole and in its order. */
  private static void chain(Path file, byte[] lines) {
    try (var log = new ChainedWriter(file)) {
      new String(lines, UTF_8).lines().map(line -> line.getBytes(UTF_8)).forEach(log::write);
    }
  }
}
