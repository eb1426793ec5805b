package dev.redline.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessTreeTests {
  private static final int ROUNDS = 150;

  /** Each line makes a child that makes another, says so, and ends soon after at no set time. */
  private static final String ORPHANS =
      "while read -r _; do"
          + " (sleep 600 & echo; for ((n = RANDOM % 300; n > 0; n--)); do :; done) &"
          + " wait $!; done";

  private final ProcessTable table = new ProcessTable(Path.of("/proc"));

  /** It is a child of the first process then, whose children were told already. */
  @Test
  void aProcessWhoseParentEndsWhileTheTreeIsClimbedIsFoundAllTheSame() throws Exception {
    var world = ProcessTableTests.inOwnNamespace("bash", "-c", ORPHANS);
    try (var orders = world.outputWriter();
        var told = world.inputReader()) {
      Set<ProcessKey> made = new HashSet<>();
      for (int round = 1; round <= ROUNDS; round++) {
        orders.write("\n");
        orders.flush();
        assertThat(told.readLine()).isNotNull();
        var seen = table.tree(world.pid());
        var newest = newest(world.pid(), made);
        assertThat(seen).as("round " + round).contains(newest);
        made.add(newest);
      }
    } finally {
      world.destroyForcibly().waitFor();
    }
  }

  /** A shell that starts one program after the other never has two. */
  @Test
  void whoCameAndWentWhileTheTreeWasClimbedIsNotInIt() throws Exception {
    var world = ProcessTableTests.inOwnNamespace("bash", "-c", "while :; do /bin/true; done");
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        assertThat(table.tree(world.pid())).as("round " + round).hasSizeLessThanOrEqualTo(3);
      }
    } finally {
      world.destroyForcibly().waitFor();
    }
  }

  /** The one that sleeps and did not before. */
  private ProcessKey newest(long world, Set<ProcessKey> before) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      var found =
          table.tree(world).stream()
              .filter(process -> !before.contains(process))
              .flatMap(process -> table.snapshot(process).stream())
              .filter(process -> process.command().equals("sleep"))
              .map(ProcessSnapshot::key)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      assertThat(System.nanoTime()).as("nobody sleeps").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
