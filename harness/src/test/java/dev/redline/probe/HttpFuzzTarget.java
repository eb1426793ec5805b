package dev.redline.probe;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Any bytes as the answer to a probe. The fuzzer of the profile {@code fuzz} calls it. */
public final class HttpFuzzTarget {
  private HttpFuzzTarget() {}

  /** Whatever is not read must be refused; nothing else may be thrown. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      var answer = Http.exchange(new GivenChannel(ByteBuffer.wrap(bytes)), "GET", "/", "");
      Json.parse(answer.body());
    } catch (IOException refused) {
      // As it should be.
    }
  }
}
