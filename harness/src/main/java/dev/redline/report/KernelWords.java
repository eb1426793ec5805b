package dev.redline.report;

import dev.redline.evidence.KernelEvent;
import java.util.Locale;
import java.util.Optional;

/** One kernel event in words, with the number of its process. */
final class KernelWords {
  private KernelWords() {}

  static String of(KernelEvent event, Programs programs) {
    return "%d %s: %s"
        .formatted(event.pid(), Programs.base(programs.program(event.pid())), act(event));
  }

  private static String act(KernelEvent event) {
    return switch (event) {
      case KernelEvent.HostBegan began ->
          "began host "
              + began.host()
              + began.restartedBy().map(asker -> ", restarted by process " + asker).orElse("");
      case KernelEvent.LoggedIn login -> "serves a login of " + login.client();
      case KernelEvent.Forked forked -> "forked " + forked.child();
      case KernelEvent.Executed executed ->
          "executed %s (%s)%s"
              .formatted(executed.program(), CommandLine.of(executed), outcome(executed.error()));
      case KernelEvent.Exited exited ->
          exited
              .signal()
              .map(signal -> "ended by " + signal)
              .orElseGet(() -> "exited with " + exited.status());
      case KernelEvent.Signalled signalled ->
          "sent %s to %d%s"
              .formatted(signalled.signal(), signalled.target(), outcome(signalled.error()));
      case KernelEvent.FileTouched touched ->
          "%s %s%s%s"
              .formatted(
                  word(touched.act()),
                  touched.path(),
                  touched.other().map(other -> " → " + other).orElse(""),
                  outcome(touched.error()));
      case KernelEvent.NetworkUsed used ->
          "%s %s%s".formatted(word(used.act()), used.address(), outcome(used.error()));
      case KernelEvent.PrivilegedTried tried ->
          "tried %s(%s)%s".formatted(tried.call(), tried.arguments(), outcome(tried.error()));
    };
  }

  private static String outcome(Optional<String> error) {
    return error.map(code -> ", failed: " + code).orElse("");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
