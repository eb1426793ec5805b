package dev.redline.transcript;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a reply in the study's form: Explanation, Gaps, Findings, Plan, Action, each headed. */
final class StudyReply {
  /** A heading at a line's start, however it is spelled or decorated. */
  private static final Pattern HEADING =
      Pattern.compile(
          "(?im)^[ \\t>#*]{0,6}(explain|explanations?|gaps?|findings?|plans?|action)[ *]{0,4}:[ *]{0,4}");

  private static final Pattern STEP =
      Pattern.compile("(?m)^\\s{0,8}(?:\\d{1,2}\\s?[).:]|[-*])\\s*");

  private StudyReply() {}

  /**
   * Reads a reply.
   *
   * @param breaks what its line breaks mean
   * @return empty where it is not in this form: fewer than two of its headings
   */
  static Optional<Reply> read(String text, String reasoning, Breaks breaks) {
    Map<String, String> parts = parts(text);
    String action = part(parts, "action");
    boolean asks = parts.containsKey("action");
    parts.replaceAll((name, part) -> breaks.prose(part));
    if (parts.size() < 3) { // what stands before the first heading counts as one
      return Optional.empty();
    }
    String explanation = (part(parts, "") + "\n" + part(parts, "explain")).strip();
    return Optional.of(
        new Reply(
            new Turn.Said(
                explanation,
                reasoning,
                part(parts, "gap"),
                part(parts, "finding"),
                steps(part(parts, "plan"))),
            asks ? action(action, breaks) : Optional.empty()));
  }

  /**
   * The action in a text, JSON or a Python dictionary, spread over lines or not.
   *
   * @return empty where nothing of the kind is there
   */
  static Optional<Action> action(String text, Breaks breaks) {
    int start = text.indexOf('{');
    if (start < 0) {
      return text.isBlank()
          ? Optional.empty()
          : Optional.of(new Action.Unreadable("the action is no JSON object"));
    }
    String object = text.substring(start);
    String joined = breaks.code(object);
    return Optional.of(
        LenientJson.object(joined, 0)
            .or(() -> PythonLiteral.dictionary(joined, 0))
            .or(() -> LenientJson.object(Typeset.straight(joined), 0))
            .or(() -> PythonLiteral.dictionary(Typeset.straight(joined), 0))
            .map(StudyReply::action)
            .orElseGet(() -> new Action.Unreadable("the action's JSON cannot be read")));
  }

  /** A tool's name and arguments; a last word has a message alone, whatever it is called. */
  static Action action(Map<String, Object> fields) {
    String name = Fields.word(fields, fields.containsKey("action") ? "action" : "name");
    Object input = fields.get("action_input");
    if (name.isEmpty()) {
      return new Action.Unreadable("the action has no name");
    }
    if (input instanceof String message) {
      return new Action.Finish(message.strip());
    }
    Map<String, Object> arguments = Fields.map(input);
    Action action = Actions.of(name, arguments);
    return action instanceof Action.Other && Fields.text(arguments, "message").isPresent()
        ? new Action.Finish(Fields.text(arguments, "message").orElseThrow().strip())
        : action;
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new HashMap<>();
    Matcher heading = HEADING.matcher(text);
    String name = "";
    int from = 0;
    while (!name.equals("action") && heading.find()) {
      parts.merge(name, text.substring(from, heading.start()).strip(), StudyReply::joined);
      name = name(heading.group(1));
      from = heading.end();
    }
    parts.merge(name, text.substring(from).strip(), StudyReply::joined);
    return parts;
  }

  private static String joined(String first, String second) {
    return (first + "\n" + second).strip();
  }

  /** One name for all spellings. */
  private static String name(String heading) {
    String word = heading.toLowerCase(Locale.ROOT);
    return List.of("explain", "gap", "finding", "plan", "action").stream()
        .filter(known -> word.startsWith(known.substring(0, Math.min(4, known.length()))))
        .findFirst()
        .orElse(word);
  }

  private static String part(Map<String, String> parts, String name) {
    return parts.getOrDefault(name, "");
  }

  private static List<String> steps(String plan) {
    List<String> steps = new ArrayList<>();
    for (String step : STEP.split(plan)) {
      if (!step.isBlank()) {
        steps.add(step.strip().lines().map(String::strip).collect(joining(" ")));
      }
    }
    return steps;
  }
}
