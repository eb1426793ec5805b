package dev.redline.containment.inside;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the accelerator that one process opened and another one uses: the giver takes a
 * context, opens a connection and leaves it to the heir as its standard input. Inheriting it is the
 * same to the kernel as being sent it over a socket: either way it stays the connection of whoever
 * opened it.
 */
public final class InheritedConnection {
  /** The program of whoever only inherits. */
  public static final String HEIR = Heir.class.getName();

  private InheritedConnection() {}

  /** What the heir asks for. */
  enum Wish {
    /** A thought by the giver's context; then the same over a connection of its own. */
    THOUGHT,
    /** A thought by the giver's context, once the giver has ended. */
    LATE_THOUGHT,
    /** A context, once the giver has ended. */
    LATE_CONTEXT;

    boolean late() {
      return this != THOUGHT;
    }
  }

  /** What the heir was answered, in order. */
  static List<String> ask(Path weights, Wish wish) throws IOException, InterruptedException {
    var giver =
        java(Giver.class, weights.toString(), wish.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var said = giver.inputReader(StandardCharsets.UTF_8)) {
      var answers = new ArrayList<String>();
      for (var line = said.readLine(); line != null; line = said.readLine()) {
        answers.add(line);
      }
      if (answers.isEmpty()) {
        throw new IOException("the heir said nothing");
      }
      return answers;
    } finally {
      giver.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  private static ProcessBuilder java(Class<?> program, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "/opt/java/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Opens the connection and has a context of its own. */
  static final class Giver {
    private Giver() {}

    public static void main(String[] arguments) throws Exception {
      var weights = Path.of(arguments[0]);
      var context = AcceleratorAttempts.withWeights(weights).context();
      long connection = Kernel.unixSocket(AcceleratorAttempts.PATH, true);
      if (connection < 0 || Kernel.call(Call.DUP3, connection, 0, 0) < 0) {
        throw new IOException("no connection could be opened: " + Kernel.error(connection));
      }
      var self = Long.toString(ProcessHandle.current().pid());
      var heir = java(Heir.class, arguments[0], arguments[1], context, self).inheritIO().start();
      if (!Wish.valueOf(arguments[1]).late()) {
        heir.waitFor();
      }
    }
  }

  /** Uses the connection, and says a line for each answer. */
  static final class Heir {
    private static final long LONGEST_SECONDS = 5;

    private Heir() {}

    public static void main(String[] arguments) throws Exception {
      var weights = Path.of(arguments[0]);
      var wish = Wish.valueOf(arguments[1]);
      var thought = AcceleratorAttempts.RUN.formatted(arguments[2]);
      if (wish.late()) {
        var giver = ProcessHandle.of(Long.parseLong(arguments[3]));
        if (giver.isPresent()) {
          giver.get().onExit().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
      }
      var attempts = AcceleratorAttempts.withWeights(weights);
      var answers = new StringBuilder();
      try (var in = new FileInputStream(FileDescriptor.in);
          var out = new FileOutputStream(FileDescriptor.in)) {
        var message =
            wish == Wish.LATE_CONTEXT ? AcceleratorAttempts.attach(Files.size(weights)) : thought;
        answers.append(answer(attempts, in, out, message)).append('\n');
      }
      if (wish == Wish.THOUGHT) {
        answers.append(attempts.exchange(thought)).append('\n');
      }
      try (var said = new FileOutputStream(FileDescriptor.out)) {
        said.write(answers.toString().getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Empty where the connection was ended before it was used. */
    private static String answer(
        AcceleratorAttempts attempts, FileInputStream in, FileOutputStream out, String message)
        throws IOException {
      try {
        return attempts.exchange(in.getChannel(), out.getChannel(), message);
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe")) {
          return "";
        }
        throw e;
      }
    }
  }
}
