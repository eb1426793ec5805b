package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
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
        Files.write(folder.resolve(name), bytes.length % 2 == 0 ? chained(name, bytes) : bytes);
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
  private static byte[] chained(String name, byte[] lines) {
    var chain = new Chain(name);
    var log = new ByteArrayOutputStream();
    for (String line : new String(lines, UTF_8).split("\n")) {
      byte[] record = line.getBytes(UTF_8);
      log.writeBytes(ChainedWriter.BEFORE_LINK);
      log.writeBytes(chain.add(record, 0, record.length).getBytes(US_ASCII));
      log.writeBytes(ChainedWriter.BEFORE_RECORD);
      log.writeBytes(record);
      log.writeBytes(ChainedWriter.AFTER_RECORD);
    }
    return Zstd.compress(log.toByteArray());
  }
}
