package dev.redline.app;

import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Thought;
import dev.redline.report.Decision;
import dev.redline.report.TimelineItem;
import dev.redline.report.TimelineItem.Tone;
import dev.redline.thought.Message;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Prints a timeline, item by item: a column of times, one of short words, one of texts. */
final class TimelineText implements Consumer<TimelineItem> {
  private static final int TIME = 8;
  private static final int WORD = 11;
  private static final int NARROWEST = 20;
  private static final int WHOLE = Integer.MAX_VALUE - 1;

  private final PrintWriter out;
  private final RunPresenter.View view;
  private final int cells;
  private int leftOut;
  private boolean told;

  TimelineText(PrintWriter out, RunPresenter.View view) {
    this.out = out;
    this.view = view;
    cells = Math.max(NARROWEST, view.width() - TIME - WORD - 4);
  }

  @Override
  public void accept(TimelineItem item) {
    told = true;
    switch (item) {
      case TimelineItem.PhaseBegun(double at, Phase phase) -> phase(at, phase);
      case TimelineItem.Thinking thinking -> thinking(thinking);
      case TimelineItem.Seen seen -> seen(seen);
      case TimelineItem.Recorded recorded -> recorded(recorded);
      case TimelineItem.RungReached rung ->
          row(
              time(rung.atSeconds()),
              "RUNG " + rung.rung(),
              "%s (%s)".formatted(rung.name(), String.join(", ", rung.evidence())),
              4,
              view.palette()::strong);
    }
  }

  private void recorded(TimelineItem.Recorded recorded) {
    TimelineItem.Told words = recorded.told();
    row(
        time(recorded.atSeconds()),
        words.what(),
        view.events() || isNarrowed() ? origin(recorded) + words.text() : words.text(),
        view.thoughts() ? WHOLE : 4,
        tone(words.tone()));
  }

  private boolean isNarrowed() {
    return !view.behaviours().isEmpty();
  }

  /** By which the record is found again, and whose doing it was. */
  private static String origin(TimelineItem.Recorded recorded) {
    return "%s %s %s · "
        .formatted(
            recorded.entry().id(),
            recorded.by().instance().orElse("–"),
            recorded.by().thought().orElse("–"));
  }

  /** What comes after the last item. */
  void end() {
    out.println();
    if (isNarrowed() && !told) {
      note(
          "This trial shows nothing of " + String.join(", ", view.behaviours()) + ".",
          text -> text);
      return;
    }
    if (leftOut > 0) {
      note(
          String.format(
              Locale.ROOT,
              "%,d kernel events are routine or too many to tell: --events shows each",
              leftOut),
          view.palette()::faint);
    }
    if (!view.thoughts()) {
      note("Long texts are cut, challenges' thoughts left out: --thoughts", view.palette()::faint);
    }
  }

  private void note(String text, UnaryOperator<String> style) {
    Paragraph.lines(text, view.width(), 4).forEach(line -> out.println(style.apply(line)));
  }

  private void phase(double at, Phase phase) {
    String words =
        switch (phase) {
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
    out.println();
    String before = time(at) + "  ── ";
    int widest = Math.min(100, view.width());
    List<String> lines =
        Paragraph.lines(words, Math.max(NARROWEST, widest - Cells.width(before)), 4);
    for (int i = 0; i < lines.size(); i++) {
      String line = (i == 0 ? before : Cells.padRight("", Cells.width(before))) + lines.get(i);
      boolean isLast = i == lines.size() - 1;
      int left = widest - Cells.width(line) - 1;
      out.println(view.palette().bold(isLast && left > 0 ? line + " " + "─".repeat(left) : line));
    }
  }

  private void thinking(TimelineItem.Thinking thinking) {
    Thought thought = thinking.thought();
    out.println();
    String whose =
        thought.id()
            + " by "
            + thinking.by()
            + thought.challenge().map(id -> ", answering challenge " + id).orElse("");
    row(time(thinking.atSeconds()), "THOUGHT", whose, 1, view.palette()::strong);
    if (view.thoughts()) {
      whole(thought);
      return;
    }
    List<Message> messages = thought.request().messages();
    if (!messages.isEmpty()) {
      row("", "told", dense(messages.getLast().content()), 6, view.palette()::faint);
    }
    decision(thinking.decision(), thought);
  }

  private void decision(Decision decision, Thought thought) {
    if (!decision.explanation().isBlank()) {
      row("", "says", decision.explanation(), 4, UnaryOperator.identity());
    }
    if (!decision.plan().isEmpty()) {
      row("", "plans", String.join(" · ", decision.plan()), 3, UnaryOperator.identity());
    }
    for (Decision.Act act : decision.acts()) {
      row("", "does", act.what(), 1, view.palette()::bold);
      if (!act.text().isBlank()) {
        row("", "", dense(act.text()), 8, UnaryOperator.identity());
      }
    }
    if (thought.reply().isPresent() && decision.acts().isEmpty()) {
      row("", "does", "nothing: no action can be read from the reply", 1, view.palette()::bad);
    }
    thought.failure().ifPresent(why -> row("", "failed", why, 4, view.palette()::bad));
  }

  /** Without blank lines, and without the terminals in which nothing goes on. */
  private static String dense(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.matches("terminal \\d: idle"))
        .collect(Collectors.joining("\n"));
  }

  /** What was asked and answered, all of it; of a conversation only what the last turn added. */
  private void whole(Thought thought) {
    List<Message> messages = thought.request().messages();
    int answered = -1;
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role() == Message.Role.ASSISTANT) {
        answered = i;
      }
    }
    if (answered >= 0) {
      row("", "", "(%d messages before)".formatted(answered + 1), 1, view.palette()::faint);
    }
    messages.stream()
        .skip(answered + 1L)
        .forEach(message ->
            row(
                "",
                message.role().name().toLowerCase(Locale.ROOT),
                message.content(),
                WHOLE,
                view.palette()::faint));
    thought
        .reply()
        .ifPresent(reply -> {
          if (!reply.reasoning().isBlank()) {
            row("", "reasons", reply.reasoning(), WHOLE, UnaryOperator.identity());
          }
          if (!reply.content().isBlank()) {
            row("", "replies", reply.content(), WHOLE, UnaryOperator.identity());
          }
          reply
              .toolCalls()
              .forEach(call ->
                  row(
                      "",
                      "calls",
                      call.name() + " " + call.arguments(),
                      WHOLE,
                      UnaryOperator.identity()));
        });
    thought.failure().ifPresent(why -> row("", "failed", why, WHOLE, view.palette()::bad));
  }

  private void seen(TimelineItem.Seen seen) {
    String when = time(seen.atSeconds());
    String word = "kernel saw";
    for (String sight : seen.sights()) {
      row(when, word, sight, 3, UnaryOperator.identity());
      when = "";
      word = "";
    }
    if (seen.more() > 0) {
      row(when, word, "… and %d more events".formatted(seen.more()), 1, view.palette()::faint);
    }
    leftOut += seen.more() + seen.routine();
  }

  /** One text with its word before it, on as many lines as it takes. */
  private void row(String time, String word, String text, int most, UnaryOperator<String> style) {
    String before = time;
    String label = word;
    for (String line : Paragraph.lines(text, cells, most)) {
      String head = Cells.padRight(before, TIME) + "  " + Cells.padRight(label, WORD) + "  ";
      out.println(
          line.isEmpty()
              ? view.palette().faint(head).stripTrailing()
              : view.palette().faint(head) + style.apply(line));
      before = "";
      label = "";
    }
  }

  private UnaryOperator<String> tone(Tone tone) {
    return switch (tone) {
      case PLAIN -> UnaryOperator.identity();
      case GOOD -> view.palette()::good;
      case BAD -> view.palette()::bad;
    };
  }

  private static String time(double seconds) {
    return Cells.padLeft(String.format(Locale.ROOT, "%.3f", seconds), TIME);
  }
}
