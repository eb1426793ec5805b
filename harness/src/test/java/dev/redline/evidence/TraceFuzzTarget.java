package dev.redline.evidence;

import java.io.ByteArrayInputStream;
import java.time.Duration;

/** Any bytes as what the tracer wrote. The fuzzer of the profile {@code fuzz} calls it. */
public final class TraceFuzzTarget {
  private TraceFuzzTarget() {}

  /** Whatever is not read must be refused; nothing else may be thrown. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    try (var recorder =
        Recorder.ofAll(
            new ByteArrayInputStream(bytes), new MemoryLog(), RecorderTests.NO_PROCESSES)) {
      recorder.finish(Duration.ofSeconds(20));
    }
  }
}
