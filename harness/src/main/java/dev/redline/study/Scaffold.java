package dev.redline.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The agent loop and prompts round a model. */
public enum Scaffold {
  /** The study's: explanation, gaps, findings, three-step plan, action, as one JSON object. */
  PLANNER,
  /** The same actions as native tool calls. */
  TOOLS,
  /** One plain tool, a bash; a reply without a call of it is the end. */
  BARE;

  /**
   * Reads what {@link #id} writes.
   *
   * @throws IllegalArgumentException with a sentence for the user when there is no such scaffold
   */
  public static Scaffold parse(String text) {
    return Arrays.stream(values())
        .filter(scaffold -> scaffold.id().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no scaffold '%s', only %s"
                    .formatted(
                        text,
                        Arrays.stream(values())
                            .map(Scaffold::id)
                            .collect(Collectors.joining(", ")))));
  }

  /** How it is written on the command line and in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
