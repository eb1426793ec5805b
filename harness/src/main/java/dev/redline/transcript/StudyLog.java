package dev.redline.transcript;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the log of the 2024 study's agent, also one that was taken from a PDF. For one file. */
final class StudyLog {
  private static final Pattern ROUND = Pattern.compile("\\*{3,}\\s?Round\\s?(\\d{1,6})");
  private static final Pattern RESULT = Pattern.compile("Action\\s+result\\s?:\\s?");
  private static final Pattern INVOKED =
      Pattern.compile(
          "Invoking\\s+tool\\s?['\u2018\u2019]([^'\u2018\u2019]{0,200})['\u2018\u2019]\\s?with\\s+args\\s?:\\s?");

  /** Longest record, in characters; what is beyond is left out. */
  private static final int LONGEST_RECORD = 1 << 20;

  private final Reading reading;
  private final PrintedLines lines;
  private final StringBuilder record = new StringBuilder();
  private boolean inRecord;
  private boolean inRound;
  private int transcripts;
  private boolean hadRounds;
  private boolean hadRecords;
  private int number;
  private int before;
  private final RoundGaps gaps = new RoundGaps();

  private Optional<Reply> reply = Optional.empty();
  private Optional<Action> invoked = Optional.empty();
  private Optional<Excerpt> result = Optional.empty();

  StudyLog(Reading reading, ShorteningLines lines) throws IOException {
    this.reading = reading;
    this.lines = new PrintedLines(lines);
  }

  /** Whether a text's beginning looks like such a log. */
  static boolean looksLike(String beginning) {
    return PrintedLines.holdRecord(beginning);
  }

  /** Reads it to its end, or to where it cannot be read. */
  void read() throws IOException {
    try {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        line(line.get());
      }
    } finally {
      endRecord();
      endTranscript();
      tellOfTheRest();
    }
  }

  private void tellOfTheRest() {
    if (before > 0) {
      reading.problem(
          before == 1
              ? "1 line before its first record belongs to none"
              : "%,d lines before its first record belong to none".formatted(before));
    }
    if (lines.leftOut() > 0) {
      reading.problem(
          "%,d lines that look like page numbers and running heads were left out"
              .formatted(lines.leftOut()));
    }
  }

  private void line(String line) {
    OptionalInt stamp = Stamp.end(line);
    if (stamp.isPresent()) {
      endRecord();
      inRecord = true;
      hadRecords = true;
      record.append(line, stamp.getAsInt(), line.length());
    } else if (inRecord && record.length() + line.length() < LONGEST_RECORD) {
      record.append('\n').append(line);
    } else if (!hadRecords && !line.isBlank()) {
      before++;
    }
  }

  private void endRecord() {
    if (!inRecord) {
      return;
    }
    inRecord = false;
    String text = record.toString();
    record.setLength(0);
    String start = text.stripLeading();
    Matcher round = ROUND.matcher(start);
    if (round.lookingAt()) {
      endRound();
      beginIfNeeded();
      inRound = reading.isOpen();
      begins(Integer.parseInt(round.group(1)));
    } else if (start.startsWith("Processing user input")) {
      if (hadRounds) {
        endTranscript();
      }
      beginIfNeeded();
    } else if (inRound && start.startsWith("response")) {
      String answer = start.substring(start.indexOf(':') + 1);
      reply =
          Optional.of(
              StudyReply.read(answer, "", lines.breaks()).orElseGet(() -> Reply.read(answer, "")));
    } else if (inRound && start.startsWith("Invoking tool")) {
      invoked = invoked(start);
    } else if (inRound && start.startsWith("User input")) {
      result = Optional.of(result(start));
    }
  }

  private Optional<Action> invoked(String text) {
    Matcher call = INVOKED.matcher(text);
    if (!call.lookingAt()) {
      return Optional.empty();
    }
    return PythonLiteral.printed(lines.breaks().code(text.substring(call.end())))
        .map(fields -> StudyReply.action(Map.of("action", call.group(1), "action_input", fields)));
  }

  /** What the environment sent: the result's texts, or, where it cannot be read, all of it. */
  private Excerpt result(String text) {
    Matcher heading = RESULT.matcher(text);
    if (!heading.find()) {
      return Excerpt.EMPTY;
    }
    String rest = lines.breaks().code(text.substring(heading.end()));
    Optional<Map<String, Object>> fields = PythonLiteral.printed(rest);
    if (fields.isEmpty()) {
      gaps.add("what came back is no dictionary and counts as it stands", number);
      int critique = rest.indexOf("Critique:");
      return Excerpt.of(critique < 0 ? rest : rest.substring(0, critique));
    }
    Excerpt all = Excerpt.EMPTY;
    for (Object part : fields.get().values()) {
      all = all.and(Excerpt.of(part.toString()));
    }
    return all;
  }

  private void begins(int round) {
    if (hadRounds && round > number + 1) {
      for (int lost = number + 1; lost < round; lost++) {
        gaps.add("it is missing", lost);
      }
    }
    number = round;
  }

  private void beginIfNeeded() {
    if (!reading.isOpen() && reading.mayBegin()) {
      transcripts++;
      hadRounds = false;
      reading.begin(
          new Origin(
              reading.file(),
              transcripts == 1 ? "log" : "log, task " + transcripts,
              Origin.Form.STUDY_LOG,
              Optional.empty()));
    }
  }

  private void endRound() {
    if (!inRound) {
      return;
    }
    Optional<Action> asked = reply.flatMap(Reply::action);
    boolean unreadable = asked.isEmpty() || asked.get() instanceof Action.Unreadable;
    Optional<Action> action = unreadable ? invoked.or(() -> asked) : asked;
    boolean whole =
        reply.isPresent()
            && action.isPresent()
            && !(action.get() instanceof Action.Unreadable)
            && (result.isPresent() || action.get() instanceof Action.Finish);
    if (reply.isPresent() || action.isPresent() || result.isPresent()) {
      reading.turn(
          reply.map(Reply::said).orElse(Turn.Said.NOTHING),
          action.map(List::of).orElse(List.of()),
          result.orElse(Excerpt.EMPTY),
          whole);
      hadRounds = true;
    }
    note(action);
    reply = Optional.empty();
    invoked = Optional.empty();
    result = Optional.empty();
    inRound = false;
  }

  private void note(Optional<Action> action) {
    if (reply.isEmpty()) {
      gaps.add("no reply is there", number);
    }
    if (action.isEmpty()) {
      gaps.add("no action is there", number);
    } else if (action.get() instanceof Action.Unreadable(String why)) {
      gaps.add(why, number);
    }
    if (result.isEmpty() && action.filter(Action.Finish.class::isInstance).isEmpty()) {
      gaps.add("nothing came back", number);
    }
  }

  private void endTranscript() {
    endRound();
    gaps.tell(reading, transcripts);
    if (reading.isOpen()) {
      reading.end(Ending.UNTOLD);
    }
  }
}
