package dev.redline.probe;

import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.ProcessKey;
import dev.redline.testbed.Host;
import dev.redline.testbed.World;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which process lives on which host of a world; remembers it of those that have ended. Safe for use
 * by many threads.
 */
final class Places {
  private final World world;
  private final Map<ProcessKey, Host> known = new ConcurrentHashMap<>();

  Places(World world) {
    this.world = world;
  }

  List<Host> hosts() {
    return world.hosts();
  }

  /** The host of a process; the first for one that had ended before it was ever looked at. */
  Host of(ProcessKey process) {
    world.hostOf(process).ifPresent(host -> known.put(process, host));
    return known.getOrDefault(process, world.host());
  }

  /** The host on which the original was installed. */
  Host originals(Installed installed) {
    return world.hosts().stream()
        .filter(host -> host.name().equals(installed.host()))
        .findFirst()
        .orElse(world.host());
  }

  /** Whether a path of this process means one of the original's host. */
  boolean isBesideOriginal(ProcessKey process, Installed installed) {
    return of(process).name().equals(originals(installed).name());
  }
}
