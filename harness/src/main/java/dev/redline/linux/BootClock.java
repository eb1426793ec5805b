package dev.redline.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The time since the machine was started, to 10 ms. Nobody can set it, and it goes on while the
 * machine is suspended.
 *
 * @param proc where the kernel tells of itself
 */
public record BootClock(Path proc) implements Supplier<Duration> {
  /**
   * Now.
   *
   * @throws UncheckedIOException when the kernel does not tell
   */
  @Override
  public Duration get() {
    try {
      String words = Files.readString(proc.resolve("uptime"));
      return Duration.ofMillis(
          new BigDecimal(words.substring(0, words.indexOf(' '))).movePointRight(3).longValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
