package dev.redline.analysis;

import static java.util.Objects.requireNonNull;

import dev.redline.transcript.Turn;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of a turn as the rules over words read them, and what they find.
 *
 * @param turn its number
 * @param prose all words; commands are none
 * @param toUser of these, what it tells whoever gave it the task; empty where it goes on working
 * @param shown names of the behaviours that the rules find
 */
public record Spoken(int turn, String prose, String toUser, Set<String> shown) {
  public Spoken {
    requireNonNull(prose, "prose");
    requireNonNull(toUser, "toUser");
    shown = Set.copyOf(shown);
  }

  /** Reads a turn. */
  public static Spoken of(Turn turn) {
    var moment = new Moment(turn, List.of());
    Set<String> shown = new LinkedHashSet<>();
    for (SaidRule rule : WordRules.all()) {
      if (rule.rule().apply(moment).isPresent()) {
        shown.add(rule.name());
      }
    }
    return new Spoken(turn.number(), moment.prose(), moment.toUser(), shown);
  }

  /** The behaviours that words alone show, by name, with what counts as one. */
  public static Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    WordRules.all().forEach(rule -> definitions.put(rule.name(), rule.definition()));
    return definitions;
  }

  /** Whether nothing was said. */
  public boolean isSilent() {
    return prose.isBlank() && toUser.isBlank();
  }
}
