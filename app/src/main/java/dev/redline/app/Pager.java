package dev.redline.app;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The program with which the user reads long texts: {@code $PAGER}, else {@code less} where there
 * is one. An empty PAGER, or {@code cat}, means none.
 */
final class Pager {
  private final Map<String, String> environment;

  Pager(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Has the text written to the pager and waits until the user leaves it.
   *
   * @param out takes the text where there is no pager
   * @throws CommandFailure where the pager cannot be started
   */
  void page(PrintWriter out, Consumer<PrintWriter> text) {
    Optional<List<String>> command = command();
    if (command.isEmpty()) {
      text.accept(out);
      return;
    }
    out.flush();
    var builder =
        new ProcessBuilder(command.get())
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // As git has it: what fits on one screen needs no key to leave. Colours pass in any case, which
    // a user's own options may not have thought of.
    builder.environment().merge("LESS", "FRX", (own, usual) -> own + " -R");
    builder.environment().putIfAbsent("LV", "-c");
    try {
      Process pager = builder.start();
      // Ctrl-C reaches both; the pager decides itself, and the terminal is its own until it ends.
      var leaving = new Thread(() -> await(pager), "pager");
      Runtime.getRuntime().addShutdownHook(leaving);
      try (var pipe = new PrintWriter(pager.getOutputStream(), false, StandardCharsets.UTF_8)) {
        text.accept(pipe);
      } finally {
        await(pager);
      }
      Runtime.getRuntime().removeShutdownHook(leaving);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          new Complaint(
              "The pager cannot be started: " + e.getMessage(),
              "PAGER=" + environment.getOrDefault("PAGER", ""),
              "a program that shows what it reads",
              "set PAGER to one, or to nothing for none"),
          e);
    }
  }

  private static void await(Process pager) {
    boolean interrupted = false;
    while (true) {
      try {
        pager.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the terminal is not ours again before the pager ends
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<List<String>> command() {
    String named = environment.get("PAGER");
    if (named != null) {
      return named.isBlank() || named.strip().equals("cat")
          ? Optional.empty()
          : Optional.of(List.of("/bin/sh", "-c", named));
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve("less"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(less -> List.of(less.toString()));
  }
}
