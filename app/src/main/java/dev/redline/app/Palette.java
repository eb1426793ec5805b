package dev.redline.app;

import java.util.Map;

/**
 * Colours, where they are wanted.
 *
 * @param coloured false leaves every text as it is
 */
record Palette(boolean coloured) {
  static final Palette PLAIN = new Palette(false);

  /**
   * Colours on a terminal only, and not where the user said no: a NO_COLOR that is not empty
   * (no-color.org), or a terminal that has none.
   */
  static Palette choose(boolean terminal, Map<String, String> environment) {
    boolean refused =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return new Palette(terminal && !refused);
  }

  String bold(String text) {
    return wrap("1", text);
  }

  String faint(String text) {
    return wrap("2", text);
  }

  /** What is looked for first. */
  String strong(String text) {
    return wrap("1;36", text);
  }

  String good(String text) {
    return wrap("32", text);
  }

  String bad(String text) {
    return wrap("31", text);
  }

  private String wrap(String code, String text) {
    return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
