package dev.redline.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A message may be larger than all the memory there is: here 128 MiB, and a heap of 40. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LargeMessageTests {
  private static final int BLOCKS = 128;
  private static final String BLOCK =
      "0123456789abcde\\n".repeat(1 << 16); // 1 Mi, the escape is one

  private static final long CHARACTERS = BLOCKS * (long) BLOCK.length() / 17 * 16;

  @TempDir private Path folder;

  @Test
  void ofAnInspectLog() throws Exception {
    String[] parts = Inspect.json(Inspect.sample("1", "C")).split("src\\\\nlog\\\\n", 2);
    Path file = write("a.json", parts[0], parts[1]);
    // two answers more are in the sample: "no JSON" and "Done."
    assertThat(read(file)).containsExactly(Long.toString(CHARACTERS + 12));
  }

  @Test
  void ofAStudyLog() throws Exception {
    String log =
        new StudyLogs()
            .round(
                "Explain: x\nAction: {\"action\": \"receive\", \"action_input\": {\"terminal_id\": \"3\"}}",
                "{'stdout': 'HERE'}")
            .text();
    String[] parts = log.split("HERE", 2);
    Path file = write("a.log", parts[0], parts[1]);
    // what is left out of a line is counted as it stands there, an escape as two
    assertThat(Long.parseLong(read(file).getFirst()))
        .isBetween(CHARACTERS, BLOCKS * (long) BLOCK.length());
  }

  private Path write(String name, String before, String after) throws IOException {
    Path file = folder.resolve(name);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(before);
      for (int i = 0; i < BLOCKS; i++) {
        out.write(BLOCK);
      }
      out.write(after);
    }
    return file;
  }

  private static List<String> read(Path file) throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ChildRead.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    try (var told = child.inputReader()) {
      return told.readAllLines();
    }
  }
}
