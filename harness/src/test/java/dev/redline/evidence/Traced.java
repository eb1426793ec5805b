package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a command under the real strace with the recorder's own options, and records it. */
public final class Traced {
  private Traced() {}

  public static MemoryLog run(Path directory, String... command)
      throws IOException, InterruptedException {
    var log = new MemoryLog();
    // The trace goes out by descriptor 3, which the command itself does not get.
    var line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 3>&1 >/dev/null", "sh", "strace"));
    line.addAll(Recorder.straceOptions());
    line.addAll(List.of("-o", "/dev/fd/3", "sh", "-c", "exec 3>&-; exec \"$@\"", "sh"));
    line.addAll(List.of(command));
    var builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().keySet().retainAll(List.of("JAVA_HOME"));
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", directory.toString());
    var process = builder.start();
    process.getOutputStream().close();
    var recorder =
        Recorder.ofAll(process.getInputStream(), log, new ProcessTable(Path.of("/proc")));
    try {
      recorder.finish(Duration.ofSeconds(40));
    } catch (EvidenceException e) {
      process.destroyForcibly();
      throw e;
    }
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    if (process.waitFor() == 127 || errors.contains("strace:")) {
      throw new AssertionError("strace did not do its work: " + errors);
    }
    return log;
  }
}
