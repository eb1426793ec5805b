package dev.redline.testbed;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * That the world is to be watched by strace from outside.
 *
 * @param options for strace, all but where to write: what to trace, what to deny, how to tell it
 * @param reader is handed strace's lines on a thread of its own and reads to the end; when it
 *     stalls, so does the world. It must not throw.
 */
public record Tracing(List<String> options, Consumer<InputStream> reader) {
  public Tracing {
    options = List.copyOf(options);
    requireNonNull(reader, "reader");
    if (options.isEmpty()) {
      throw new IllegalArgumentException("strace must be told what to trace");
    }
  }
}
