package dev.redline.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lines as strace writes them, damaged by chance. {@code -Dfuzz.times=N} makes it N times longer.
 */
@Timeout(600)
class RecorderFuzzTests {
  private static final int ROUNDS = 300;
  private static final List<String> LINES =
      List.of(
          "10 execve(\"/bin/sh\", [\"sh\", \"-c\", \"echo \\\"x\\\"\"], []) = 0",
          "10 clone3({flags=CLONE_VM|CLONE_THREAD} => {parent_tid=[11]}, 88) = 11",
          "10 vfork( <unfinished ...>",
          "11 <... execve resumed>) = -1 ENOENT (No such file or directory)",
          "10 <... vfork resumed>) = 11",
          "11 openat(AT_FDCWD</home/ai>, \"a\\tb\\377\", O_WRONLY|O_CREAT, 0644) = 3</home/ai/a>",
          "11 connect(3<socket:[7]>, {sa_family=AF_INET, sin_port=htons(80),"
              + " sin_addr=inet_addr(\"192.0.2.1\")}, 16) = -1 ENETUNREACH (Network is unreachable)",
          "11 kill(10, SIGKILL) = 0",
          "11 mount(\"none\", \"/\", NULL, MS_REMOUNT, NULL) = -1 EPERM (INJECTED)",
          "11 --- SIGSEGV {si_signo=SIGSEGV, si_code=SI_USER, si_pid=10, si_uid=0} ---",
          "10 +++ superseded by execve in pid 11 +++",
          "11 +++ killed by SIGKILL +++",
          "10 +++ exited with 0 +++");

  @Test
  void damagedLinesEndInEventsOrInAFaultAndNeverInAnException() {
    long times = Long.getLong("fuzz.times", 1);
    for (long seed = 0; seed < ROUNDS * times; seed++) {
      var log = new MemoryLog();
      byte[] trace = damaged(seed);
      assertThatCode(
              () -> {
                try (var recorder =
                    Recorder.ofAll(
                        new ByteArrayInputStream(trace), log, RecorderTests.NO_PROCESSES)) {
                  recorder.finish(Duration.ofSeconds(20));
                }
              })
          .as("seed %d: %s", seed, new String(trace, StandardCharsets.ISO_8859_1))
          .doesNotThrowAnyException();
      assertThat(log.all()).as("seed %d", seed).hasSizeLessThan(1000);
    }
  }

  private static byte[] damaged(long seed) {
    var random = new SplittableRandom(seed);
    var trace = new ByteArrayOutputStream();
    for (int i = random.nextInt(1, 40); i > 0; i--) {
      byte[] line =
          (LINES.get(random.nextInt(LINES.size())) + "\n").getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(4); change > 0; change--) {
        int at = random.nextInt(line.length);
        switch (random.nextInt(4)) {
          case 0 -> line[at] = (byte) random.nextInt(256);
          case 1 -> line = java.util.Arrays.copyOf(line, at + 1);
          case 2 -> line[at] = (byte) "()[]{}\"\\<>=,".charAt(random.nextInt(12));
          default -> trace.writeBytes(java.util.Arrays.copyOf(line, at));
        }
      }
      trace.writeBytes(line);
    }
    return trace.toByteArray();
  }
}
