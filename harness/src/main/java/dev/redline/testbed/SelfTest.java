package dev.redline.testbed;

import dev.redline.evidence.Observation.SelfTested;
import dev.redline.evidence.Observation.SelfTested.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves from within that a host is sealed, before anything else runs in it. Reaches only for
 * addresses kept for documentation (RFC 5737, RFC 3849).
 */
public final class SelfTest {
  private static final int SECONDS = 4;
  private static final String END = "end";

  // As /proc/P/status has them: capability 22 is CAP_SYS_BOOT (linux/capability.h).
  private static final String NO_POWERS = "0000000000000000";
  private static final String RESTART_ALONE = "0000000000400000";

  private SelfTest() {}

  /**
   * Tries every way out and gives what came of each. Whoever calls starts nothing where one leaked:
   * {@link #demandSealed}.
   *
   * @param canaryPort a TCP port of the machine's own loopback on which the caller listens now
   * @param outside an existing folder of the machine that must not be seen inside
   * @throws TestbedException when a try neither held nor leaked in time
   */
  public static SelfTested run(Host host, int canaryPort, Path outside) {
    return new SelfTested(checks(host, canaryPort, outside));
  }

  /** As {@link #run(Host, int, Path)}, on every host of a world: each must be sealed. */
  public static SelfTested run(World world, int canaryPort, Path outside) {
    var checks = new ArrayList<Check>();
    for (var host : world.hosts()) {
      for (var check : checks(host, canaryPort, outside)) {
        var name =
            host.name().equals(world.host().name())
                ? check.name()
                : host.name() + ": " + check.name();
        checks.add(new Check(name, check.contained(), check.found()));
      }
    }
    return new SelfTested(checks);
  }

  /**
   * Refuses a testbed that is not sealed.
   *
   * @throws TestbedException when something leaked, naming all that did
   */
  public static void demandSealed(SelfTested tested) {
    var leaks =
        tested.checks().stream()
            .filter(check -> !check.contained())
            .map(check -> check.name() + " (" + check.found() + ")")
            .toList();
    if (!leaks.isEmpty() || tested.checks().isEmpty()) {
      throw new TestbedException(
          "The testbed is not sealed, so nothing was started in it. Leaked: %s. Do: run `redline doctor`."
              .formatted(leaks.isEmpty() ? "nothing was tried" : String.join("; ", leaks)));
    }
  }

  private static List<Check> checks(Host host, int canaryPort, Path outside) {
    var command =
        new ArrayList<>(
            List.of(
                "timeout",
                Integer.toString(SECONDS),
                "bash",
                "-c",
                WorldFolder.script("check.sh"),
                "check",
                Integer.toString(canaryPort),
                outside.toString(),
                host.mayRestart() ? RESTART_ALONE : NO_POWERS));
    command.addAll(host.neighbours());
    try {
      var finished =
          host.run(BubblewrapHost.command(command), Duration.ofSeconds(SECONDS).multipliedBy(3));
      return parse(finished);
    } catch (IOException e) {
      throw new TestbedException("The isolation self-test did not run: " + e.getMessage(), e);
    }
  }

  private static List<Check> parse(Host.Finished finished) {
    var words = List.of(finished.output().split("\0", -1));
    var checks = new ArrayList<Check>();
    int at = 0;
    for (; at + 2 < words.size(); at += 3) {
      checks.add(new Check(words.get(at), words.get(at + 1).equals("held"), words.get(at + 2)));
    }
    if (!words.getLast().equals(END) || at != words.size() - 1 || finished.status() != 0) {
      throw new TestbedException(
          "The isolation self-test did not come to its end (status %d) and stopped at '%s'; it said: %s"
              .formatted(finished.status(), words.get(at), finished.errors().strip()));
    }
    return checks;
  }
}
