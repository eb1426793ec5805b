package dev.redline.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ErrorTerminalTests {
  private static final String JAVA =
      "'%s/bin/java' --enable-native-access=ALL-UNNAMED -cp '%s' '%s'"
          .formatted(
              System.getProperty("java.home"),
              System.getProperty("java.class.path"),
              Asking.class.getName());

  /** Run in a process of its own, whose stderr is what the test made it. */
  static final class Asking {
    private Asking() {}

    public static void main(String... arguments) {
      System.out.println("width: " + new ErrorTerminal().get());
    }
  }

  @Test
  void aTerminalTellsItsWidth() throws Exception {
    assumeThat(Path.of("/usr/bin/script")).exists(); // makes the pseudo-terminal
    String told = output(List.of("script", "-qefc", "stty cols 93 rows 20; " + JAVA, "/dev/null"));
    assertThat(told).contains("width: OptionalInt[93]");
  }

  @Test
  void aFileHasNoWidth() throws Exception {
    assertThat(output(List.of("bash", "-c", JAVA + " 2>/dev/null")))
        .contains("width: OptionalInt.empty");
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Path file = Files.createTempFile("terminal", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(file.toFile())
              .redirectError(Redirect.DISCARD)
              .start();
      process.waitFor();
      return Files.readString(file, UTF_8);
    } finally {
      Files.delete(file);
    }
  }
}
