package dev.redline.containment.inside;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What there is outside to be reached, as the suite tells it.
 *
 * @param port of the machine's own loopback, where someone listens
 * @param process a process outside, of the same user as everything inside
 * @param folder of the machine, not to be seen
 * @param socket in that folder, where someone listens
 * @param name of an abstract socket where someone listens
 * @param weights a weights file inside
 */
public record Target(int port, long process, Path folder, Path socket, String name, Path weights) {
  /** As words for a command line. */
  public String[] words() {
    return new String[] {
      "port=" + port,
      "process=" + process,
      "folder=" + folder,
      "socket=" + socket,
      "name=" + name,
      "weights=" + weights
    };
  }

  /** From the words that {@link #words} gave. */
  static Target of(String... words) {
    Map<String, String> values = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new Target(
        Integer.parseInt(value(values, "port")),
        Long.parseLong(value(values, "process")),
        Path.of(value(values, "folder")),
        Path.of(value(values, "socket")),
        value(values, "name"),
        Path.of(value(values, "weights")));
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "=' is missing among the arguments");
    }
    return value;
  }
}
