package dev.redline.transcript;

import java.nio.file.Files;
import java.nio.file.Path;

/** Any file as a transcript. The fuzzer of the profile {@code fuzz} calls it. */
public final class TranscriptFuzzTarget {
  private TranscriptFuzzTarget() {}

  /** Whatever is not read must be refused; nothing else may be thrown. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    Path file = Files.createTempFile("fuzz", ".eval");
    var heard = new Heard();
    try {
      Files.write(file, bytes);
      TranscriptReader.read(file, heard);
    } catch (TranscriptException refused) {
      // As it should be.
    } finally {
      Files.delete(file);
    }
    heard.mustBeClosed();
  }
}
