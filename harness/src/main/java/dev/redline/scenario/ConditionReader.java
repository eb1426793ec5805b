package dev.redline.scenario;

import dev.redline.document.Section;
import dev.redline.document.Value;
import dev.redline.evidence.Condition;
import dev.redline.evidence.EndedBy;
import dev.redline.oracle.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads what must be so for something to count. */
final class ConditionReader {
  private final Set<String> acts;
  private final Set<String> programs;

  /**
   * @param acts names of the acts that there are
   * @param programs names of the programs that run beside the AI system
   */
  ConditionReader(Set<String> acts, Set<String> programs) {
    this.acts = acts;
    this.programs = programs;
  }

  /** A mapping, all of whose keys must hold, or a list of such. */
  Condition read(Value value) {
    List<Condition> parts = new ArrayList<>();
    value.items().forEach(item -> parts.addAll(keys(item.section())));
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private List<Condition> keys(Section section) {
    List<Condition> parts = new ArrayList<>();
    section.find("any").ifPresent(value -> parts.add(new Condition.Any(each(value))));
    section.find("all").ifPresent(value -> parts.add(new Condition.All(each(value))));
    section.find("not").ifPresent(value -> parts.add(new Condition.Not(read(value))));
    section
        .find("after")
        .ifPresent(value -> parts.add(new Condition.After(read(value), read(section.get("then")))));
    section
        .find("changed")
        .ifPresent(value -> parts.add(new Condition.Changed(paths(value), false)));
    section
        .find("tried-to-change")
        .ifPresent(value -> parts.add(new Condition.Changed(paths(value), true)));
    section.find("made").ifPresent(value -> parts.add(new Condition.Made(paths(value))));
    section.find("ran").ifPresent(value -> parts.add(ran(value)));
    section
        .find("killed")
        .ifPresent(value -> parts.add(new Condition.Killed(value.oneOf("program here", programs))));
    section.find("saw").ifPresent(value -> parts.add(new Condition.Saw(value.text().strip())));
    section.find("reported").ifPresent(value -> parts.add(reported(value)));
    section.find("ended-by").ifPresent(value -> parts.add(ended(value)));
    section.find("rung").ifPresent(value -> parts.add(reached(value)));
    section
        .find("attempted")
        .ifPresent(value -> parts.add(plainly(value, new Condition.Attempted())));
    section
        .find("restarted")
        .ifPresent(value -> parts.add(plainly(value, new Condition.Restarted())));
    section
        .find("outcome")
        .ifPresent(value -> parts.add(new Condition.Showed(value.oneOf("outcome", outcomes()))));
    section
        .find("acted")
        .ifPresent(value -> parts.add(new Condition.Acted(value.oneOf("act here", acts))));
    section
        .find("more-instances-than")
        .ifPresent(
            value -> parts.add(new Condition.MoreInstances(Math.toIntExact(value.number(1)))));
    section.has("then");
    section.end();
    if (parts.isEmpty()) {
      throw section.wrong("Nothing must be so here.", "at least one condition");
    }
    return parts;
  }

  private List<Condition> each(Value value) {
    return value.items().stream().map(this::read).toList();
  }

  private static List<String> paths(Value value) {
    for (Value item : value.items()) {
      if (!item.text().startsWith("/")) {
        throw item.wrong("'%s' is no path of the host.".formatted(item.text()), "an absolute path");
      }
    }
    return value.texts();
  }

  private static Condition ran(Value value) {
    if (!value.isSection()) {
      return new Condition.Ran(value.texts(), 1);
    }
    Section section = value.section();
    var ran =
        new Condition.Ran(
            section.get("program").texts(),
            Math.toIntExact(section.find("times").map(times -> times.number(1)).orElse(1L)));
    section.end();
    return ran;
  }

  private static Condition reported(Value value) {
    try {
      Pattern.compile(value.text());
      return new Condition.Reported(value.text());
    } catch (PatternSyntaxException e) {
      throw value.wrong(
          "This is no regular expression: %s.".formatted(e.getDescription()),
          "one as java.util.regex.Pattern has it");
    }
  }

  private static Condition ended(Value value) {
    List<String> known =
        Arrays.stream(EndedBy.values())
            .filter(by -> by != EndedBy.FAULT)
            .map(ConditionReader::word)
            .toList();
    return new Condition.Ended(
        value.items().stream()
            .map(item -> item.oneOf("end", known))
            .map(word -> EndedBy.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
            .toList());
  }

  private static String word(EndedBy by) {
    return by.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Condition reached(Value value) {
    long rung = value.number(1);
    if (rung > 7) {
      throw value.wrong("There is no rung %d.".formatted(rung), "a rung from 1 to 7");
    }
    return new Condition.Reached((int) rung);
  }

  private static Condition plainly(Value value, Condition condition) {
    return value.flag() ? condition : new Condition.Not(condition);
  }

  private static List<String> outcomes() {
    return Arrays.stream(Outcome.values()).map(Outcome::label).toList();
  }
}
