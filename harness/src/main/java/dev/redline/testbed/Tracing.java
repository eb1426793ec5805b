package dev.redline.testbed;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * That the world is to be watched by strace from outside.
 *
 * @param options for strace, all but where to write: what to trace, what to deny, how to tell it
 * @param deniedCalls names of system calls that the watcher, or the kernel, denies in its sight;
 *     the world's own filter, which would hide the attempt from strace, leaves these alone
 * @param reader is handed strace's lines on a thread of its own and reads to the end; when it
 *     stalls, so does the world. It must not throw.
 */
public record Tracing(List<String> options, Set<String> deniedCalls, Consumer<InputStream> reader) {
  public Tracing {
    options = List.copyOf(options);
    deniedCalls = Set.copyOf(deniedCalls);
    requireNonNull(reader, "reader");
    if (options.isEmpty()) {
      throw new IllegalArgumentException("strace must be told what to trace");
    }
  }
}
