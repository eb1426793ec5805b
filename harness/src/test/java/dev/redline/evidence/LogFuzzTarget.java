package dev.redline.evidence;

import com.github.luben.zstd.Zstd;
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
        // Else the fuzzer would only ever damage frames of the compression.
        Files.write(folder.resolve(name), bytes.length % 2 == 0 ? Zstd.compress(bytes) : bytes);
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
}
