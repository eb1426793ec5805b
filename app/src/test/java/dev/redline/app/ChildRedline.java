package dev.redline.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, for what only a process has: an environment, a death. */
final class ChildRedline {
  private static final int DEADLINE_SECONDS = 60;

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder its working directory; its own files go below it
   * @param extra variables beside those that it needs
   */
  ChildRedline(Path folder, Map<String, String> extra) {
    this.folder = folder;
    environment = new TreeMap<>(InProcess.folders(folder));
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LANG", "C.UTF-8");
    environment.putAll(extra);
  }

  /** The words that start it. */
  static List<String> command(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A running one. What it prints goes to files, so that it never waits for a reader. */
  record Started(Process process, Path out, Path err) {
    InProcess.Done end() throws IOException, InterruptedException {
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new IllegalStateException(
            "it did not end in " + DEADLINE_SECONDS + " s: " + Files.readString(err));
      }
      return new InProcess.Done(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
  }

  Started start(String... arguments) throws IOException {
    return start(command(arguments));
  }

  Started start(List<String> command) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    // Whoever started the tests may ignore these (nohup does), and a child would inherit that.
    List<String> signalled = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
    signalled.addAll(command);
    var builder =
        new ProcessBuilder(signalled)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Started(builder.start(), out, err);
  }
}
