package dev.redline.broker;

/** Any bytes as a message to the accelerator. The fuzzer of the profile {@code fuzz} calls it. */
public final class WireFuzzTarget {
  private WireFuzzTarget() {}

  /** Whatever is not read must be refused; nothing else may be thrown. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    try {
      Wire.request(Wire.object(bytes));
    } catch (Refusal refused) {
      // As it should be.
    }
  }
}
