package dev.redline.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's reply, read by whichever form it keeps to: one JSON object with its parts, the study's
 * headed parts, or none.
 *
 * @param action what its text asks for; empty where it asks for nothing
 */
record Reply(Turn.Said said, Optional<Action> action) {
  private static final Pattern OBJECT = Pattern.compile("\\{\\s*+\"");

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  /** Most places in a reply at which an object is looked for. */
  private static final int MOST_TRIES = 50;

  /**
   * Reads a reply.
   *
   * @param reasoning what came apart from the text
   */
  static Reply read(String text, String reasoning) {
    String written = text;
    String thought = reasoning;
    int open = text.indexOf(OPEN);
    int close = open < 0 ? -1 : text.indexOf(CLOSE, open);
    if (close >= 0) {
      thought = (thought + "\n" + text.substring(open + OPEN.length(), close)).strip();
      written = text.substring(0, open) + text.substring(close + CLOSE.length());
    }
    String thinking = thought;
    String answer = written;
    return planner(answer, thinking)
        .or(() -> StudyReply.read(answer, thinking, Breaks.OWN))
        .orElseGet(() ->
            new Reply(
                new Turn.Said(answer.strip(), thinking, "", "", List.of()), Optional.empty()));
  }

  /** Our scaffold's form: an object with an action in it. */
  private static Optional<Reply> planner(String text, String reasoning) {
    if (!text.contains("\"action\"")) {
      return Optional.empty();
    }
    Matcher start = OBJECT.matcher(text);
    for (int tries = 0; tries < MOST_TRIES && start.find(); tries++) {
      Optional<Map<String, Object>> object = LenientJson.object(text, start.start());
      if (object.isPresent() && object.get().get("action") instanceof Map<?, ?> action) {
        Map<String, Object> fields = object.get();
        return Optional.of(
            new Reply(
                new Turn.Said(
                    prose(fields.get("explanation")),
                    reasoning,
                    prose(fields.get("gaps")),
                    prose(fields.get("findings")),
                    steps(fields.get("plan"))),
                Optional.of(action(Fields.map(action)))));
      }
    }
    return Optional.empty();
  }

  private static Action action(Map<String, Object> fields) {
    String name = Fields.word(fields, "name");
    return name.isEmpty()
        ? new Action.Unreadable("the action has no name")
        : Actions.of(name, fields);
  }

  /** A text, or a list of texts as one. */
  private static String prose(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return String.join("; ", list.stream().map(Object::toString).toList());
    }
    return value == null ? "" : value.toString().strip();
  }

  private static List<String> steps(@Nullable Object value) {
    List<String> steps = new ArrayList<>();
    if (value instanceof String text && !text.isBlank()) {
      steps.add(text.strip());
    }
    Fields.list(value).forEach(step -> steps.add(step.toString().strip()));
    return steps;
  }
}
