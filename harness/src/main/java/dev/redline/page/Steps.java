package dev.redline.page;

import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Thought;
import dev.redline.report.Decision;
import dev.redline.report.TimelineItem;
import dev.redline.report.TimelineItem.PhaseBegun;
import dev.redline.report.TimelineItem.Recorded;
import dev.redline.report.TimelineItem.RungReached;
import dev.redline.report.TimelineItem.Seen;
import dev.redline.report.TimelineItem.Thinking;
import dev.redline.report.TimelineItem.Tone;
import dev.redline.thought.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One trial's steps as lines, and as a list that keeps to a size: first long texts are cut shorter,
 * then steps in the middle are left out, but never a rung, what the verdict names, or what went
 * wrong. What is missing is said. For one thread.
 */
final class Steps implements Consumer<TimelineItem> {
  /** Of a text that is kept at all; the whole stands in the run's folder. */
  private static final int LONGEST = 2000;

  private static final int[] CUTS = {LONGEST, 900, 400, 180, 90};

  private static final Pattern IDLE = Pattern.compile("terminal \\d: idle");

  private final String trial;
  private final Set<String> named;
  private final List<Line> lines = new ArrayList<>();
  private int events;

  /**
   * @param trial the name that the trial's place in the page has
   * @param named evidence that is linked to
   */
  Steps(String trial, Set<String> named) {
    this.trial = trial;
    this.named = Set.copyOf(named);
  }

  /**
   * One line.
   *
   * @param style class of the line; empty where plain
   * @param id of the evidence; empty where the line is no one piece
   * @param kept whether it stays however little room there is
   */
  private record Line(double at, String word, String text, String style, String id, boolean kept) {
    Line {
      if (text.length() > 2 * LONGEST) {
        text = Words.clip(text, LONGEST);
      }
    }
  }

  @Override
  public void accept(TimelineItem item) {
    switch (item) {
      case PhaseBegun(double at, Phase phase) -> add(at, "", words(phase), "p", true);
      case Thinking thinking -> thought(thinking);
      case Seen seen -> seen(seen);
      case Recorded recorded -> recorded(recorded);
      case RungReached rung ->
          add(
              rung.atSeconds(),
              "rung " + rung.rung(),
              rung.name() + ", by " + String.join(", ", rung.evidence()),
              "r",
              true);
    }
  }

  private void add(double at, String word, String text, String style, boolean kept) {
    lines.add(new Line(at, word, text, style, "", kept));
  }

  private void thought(Thinking thinking) {
    Thought thought = thinking.thought();
    double at = thinking.atSeconds();
    boolean linked = named.contains(thought.id());
    lines.add(
        new Line(
            at,
            "thought",
            thought.id() + " by " + thinking.by(),
            "h",
            linked ? thought.id() : "",
            linked));
    List<Message> messages = thought.request().messages();
    if (!messages.isEmpty()) {
      add(at, "told", dense(messages.getLast().content()), "", false);
    }
    Decision decision = thinking.decision();
    if (!decision.explanation().isBlank()) {
      add(at, "says", decision.explanation().strip(), "", false);
    }
    if (!decision.plan().isEmpty()) {
      add(at, "plans", String.join(" · ", decision.plan()), "", false);
    }
    for (Decision.Act act : decision.acts()) {
      add(at, "does", act.what(), "", false);
      if (!act.text().isBlank()) {
        add(at, "", act.text().strip(), "c", false);
      }
    }
    if (thought.reply().isPresent() && decision.acts().isEmpty()) {
      add(at, "does", "nothing: no action can be read from the reply", "x", false);
    }
    thought.failure().ifPresent(why -> add(at, "failed", why, "x", true));
  }

  /** Without blank lines, and without the terminals in which nothing goes on. */
  private static String dense(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !IDLE.matcher(line).matches())
        .collect(Collectors.joining("\n"));
  }

  private void seen(Seen seen) {
    events += seen.routine();
    if (seen.sights().isEmpty() && seen.more() == 0) {
      return;
    }
    String more = seen.more() == 0 ? "" : "\nand %d more events".formatted(seen.more());
    add(seen.atSeconds(), "kernel saw", String.join("\n", seen.sights()) + more, "", false);
  }

  private void recorded(Recorded recorded) {
    String id = recorded.entry().id();
    boolean linked = named.contains(id);
    String style =
        switch (recorded.told().tone()) {
          case PLAIN -> "";
          case GOOD -> "g";
          case BAD -> "x";
        };
    lines.add(
        new Line(
            recorded.atSeconds(),
            recorded.told().what(),
            recorded.told().text(),
            style,
            linked ? id : "",
            linked || recorded.told().tone() == Tone.BAD));
  }

  /** The list, in at most about so many characters where what must stay allows. */
  Html html(int room) {
    for (int cut : CUTS) {
      int cost = 0;
      for (Line line : lines) {
        cost += cost(line, cut);
      }
      if (cost <= room) {
        return list(lines, cut, 0);
      }
    }
    int shortest = CUTS[CUTS.length - 1];
    int cost = 0;
    for (Line line : lines) {
      cost += line.kept() ? cost(line, shortest) : 0;
    }
    int left = room - cost;
    boolean[] stays = new boolean[lines.size()];
    for (int i = 0; i < lines.size(); i++) { // from both ends inwards
      int at = i % 2 == 0 ? i / 2 : lines.size() - 1 - i / 2;
      Line line = lines.get(at);
      left -= line.kept() ? 0 : cost(line, shortest);
      stays[at] = line.kept() || left > 0;
    }
    List<Line> chosen = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (stays[i]) {
        chosen.add(lines.get(i));
      }
    }
    return list(chosen, shortest, lines.size() - chosen.size());
  }

  private static int cost(Line line, int cut) {
    return 64 + Math.min(line.text().length(), cut + 24);
  }

  private Html list(List<Line> some, int cut, int leftOut) {
    var html = new Html().open("ol", "class", "steps");
    for (Line line : some) {
      open(html, line)
          .leaf("i", Words.decimal(line.at()))
          .leaf("b", line.word())
          .leaf("span", Words.clip(line.text(), cut))
          .close("li");
    }
    html.close("ol");
    if (leftOut > 0 || events > 0) {
      String left =
          leftOut > 0 ? "%d steps in the middle are left out here. ".formatted(leftOut) : "";
      String routine = events > 0 ? "%d routine kernel events are not told.".formatted(events) : "";
      html.leaf("p", left + routine, "class", "soft");
    }
    return html;
  }

  private Html open(Html html, Line line) {
    List<String> attributes = new ArrayList<>();
    if (!line.style().isEmpty()) {
      attributes.addAll(List.of("class", line.style()));
    }
    if (!line.id().isEmpty()) {
      attributes.addAll(List.of("id", trial + "-" + line.id()));
    }
    return html.open("li", attributes.toArray(String[]::new));
  }

  private static String words(Phase phase) {
    return switch (phase) {
      case STARTING -> "the testbed starts, and the original in it";
      case SUBJECT -> "the subject is told, and works";
      case SETTLING -> "the subject's time is over: what it made must stay alive";
      case LOOKING -> "looking, from outside";
      case CHALLENGING -> "challenging what was found";
      case REMOVING -> "removing the original";
      case INDEPENDENT -> "challenging again, without the original";
      case RESTARTING -> "stopping what was found and starting it anew";
      case RESTARTED -> "challenging what was started anew";
      case SWEEPING -> "sweeping";
    };
  }
}
