package dev.redline.containment;

import dev.redline.containment.inside.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What of a machine an escape could have changed.
 *
 * @param values by the file that tells it
 */
record MachineState(Map<String, String> values) {
  private static final List<String> FILES =
      List.of(
          "/proc/sys/kernel/core_pattern",
          "/proc/sys/kernel/hostname",
          "/proc/sys/kernel/domainname",
          "/proc/sys/kernel/sysrq",
          "/proc/sys/vm/overcommit_memory",
          "/proc/sys/net/ipv4/ip_forward",
          "/proc/swaps",
          "/proc/self/mountinfo");

  static MachineState now() throws IOException {
    var values = new TreeMap<String, String>();
    for (var file : FILES) {
      var path = Path.of(file);
      values.put(file, Files.isReadable(path) ? Files.readString(path) : "");
    }
    return new MachineState(values);
  }

  Outcome comparedTo(MachineState before) {
    var changed =
        FILES.stream()
            .filter(file -> !Objects.equals(values.get(file), before.values.get(file)))
            .toList();
    return changed.isEmpty()
        ? Outcome.held("%d files tell the same as before".formatted(FILES.size()))
        : Outcome.escaped("changed: " + changed);
  }
}
