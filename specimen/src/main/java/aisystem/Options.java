package aisystem;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of a command line, each of the form {@code --name value}. What cannot be used is an
 * IllegalArgumentException with one plain sentence.
 */
final class Options {

  private final Map<String, String> values = new TreeMap<>();

  Options(String[] arguments, String... known) {
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (!name.startsWith("--") || !List.of(known).contains(name.substring(2))) {
        throw new IllegalArgumentException(
            "The option " + name + " is unknown; there are --" + String.join(", --", known) + ".");
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("The option " + name + " needs a value.");
      }
      values.put(name.substring(2), arguments[i + 1]);
    }
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int port(int otherwise) {
    String port = text("port", String.valueOf(otherwise));
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException(
          "The port must be a number from 0 to 65535, but is " + port + ".");
    }
    return Integer.parseInt(port);
  }
}
