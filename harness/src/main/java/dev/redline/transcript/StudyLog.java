package dev.redline.transcript;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads the log of the 2024 study's agent, also one that was taken from a PDF. For one file. */
final class StudyLog {
  /** A record begins with a time stamp; printed on paper, blanks come into it. */
  private static final Pattern STAMP =
      Pattern.compile(
          "\\s{0,8}\\d{4}( ?)-( ?)\\d\\d( ?)-( ?)\\d\\d {1,3}\\d\\d ?: ?\\d\\d ?: ?\\d\\d(?: ?[,.]\\d{1,6})? {0,2}- {0,2}\\w{1,40} {0,2}- {0,2}[A-Z]{1,12} {0,2}- ?");

  private static final Pattern ROUND = Pattern.compile("\\*{3,} ?Round ?(\\d{1,6})");
  private static final Pattern NUMBERED = Pattern.compile("\\s{0,8}(\\d{1,6})(?: |\\t|$)");
  private static final Pattern RESULT = Pattern.compile("Action result ?: ?");
  private static final Pattern INVOKED =
      Pattern.compile("Invoking tool ?'([^']{0,200})' ?with args ?: ?");

  /** Lines looked at to tell whether lines are numbered, and characters at most in them. */
  private static final int LOOK_AHEAD = 200;

  private static final int LOOK_AHEAD_CHARACTERS = 256 << 10;

  /** Longest record, in characters; what is beyond is left out. */
  private static final int LONGEST_RECORD = 1 << 20;

  private final Reading reading;
  private final ShorteningLines lines;
  private final Deque<String> ahead = new ArrayDeque<>();
  private boolean numbered;
  private boolean wrapped;

  /** Where lines are broken at one width, that width; else 0. */
  private int fullWidth;

  private final StringBuilder broken = new StringBuilder();
  private final StringBuilder record = new StringBuilder();
  private boolean inRecord;
  private boolean inRound;
  private int transcripts;
  private boolean hadRounds;

  private Optional<Reply> reply = Optional.empty();
  private Optional<Action> invoked = Optional.empty();
  private Optional<Excerpt> result = Optional.empty();

  StudyLog(Reading reading, ShorteningLines lines) {
    this.reading = reading;
    this.lines = lines;
  }

  /** Whether a text's beginning looks like such a log. */
  static boolean looksLike(String beginning) {
    return beginning
        .lines()
        .map(line ->
            NUMBERED.matcher(line).lookingAt() && !STAMP.matcher(line).lookingAt()
                ? withoutNumber(line)
                : line)
        .anyMatch(line -> STAMP.matcher(line).lookingAt());
  }

  /** Reads it to its end, or to where it cannot be read. */
  void read() throws IOException {
    lookAhead();
    try {
      for (Optional<String> line = line(); line.isPresent(); line = line()) {
        unbroken(line.get());
      }
    } finally {
      endLine();
      endRecord();
      endTranscript();
    }
  }

  /** Finds out how the log was printed, if it was. */
  private void lookAhead() throws IOException {
    int characters = 0;
    long rising = 0;
    long last = -1;
    while (ahead.size() < LOOK_AHEAD && characters < LOOK_AHEAD_CHARACTERS) {
      Optional<String> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      ahead.add(line.get());
      characters += line.get().length();
      Matcher number = NUMBERED.matcher(line.get());
      if (number.lookingAt() && Long.parseLong(number.group(1)) > last) {
        last = Long.parseLong(number.group(1));
        rising++;
      }
    }
    long written = ahead.stream().filter(line -> !line.isBlank()).count();
    numbered = rising >= 3 && rising * 5 >= written * 4;
    wrapped = numbered || ahead.stream().anyMatch(StudyLog::hasBlanksInStamp);
    if (wrapped) {
      IntSummaryStatistics lengths = ahead.stream().mapToInt(this::length).summaryStatistics();
      long full = ahead.stream().filter(line -> length(line) == lengths.getMax()).count();
      fullWidth = full >= 3 && full * 10 >= written ? lengths.getMax() : 0;
    }
  }

  private static boolean hasBlanksInStamp(String line) {
    Matcher stamp = STAMP.matcher(line);
    return stamp.lookingAt()
        && IntStream.rangeClosed(1, 4).anyMatch(blank -> !stamp.group(blank).isEmpty());
  }

  private int length(String line) {
    return numbered ? withoutNumber(line).length() : line.length();
  }

  /** A line of the full width goes on in the next, in the middle of a word or not. */
  private void unbroken(String line) {
    if (fullWidth == 0) {
      line(line);
      return;
    }
    if (STAMP.matcher(line).lookingAt()) {
      endLine();
    }
    if (broken.length() < LONGEST_RECORD) {
      broken.append(line);
    }
    if (line.length() < fullWidth) {
      endLine();
    }
  }

  private void endLine() {
    if (fullWidth > 0) {
      String line = broken.toString();
      broken.setLength(0);
      line(line);
    }
  }

  private Optional<String> line() throws IOException {
    Optional<String> line = ahead.isEmpty() ? lines.next() : Optional.of(ahead.remove());
    return line.map(text -> text.replace("\f", ""))
        .map(text -> numbered ? withoutNumber(text) : text);
  }

  private static String withoutNumber(String line) {
    Matcher number = NUMBERED.matcher(line);
    return number.lookingAt() ? line.substring(number.end()) : line;
  }

  private void line(String line) {
    Matcher stamp = STAMP.matcher(line);
    if (stamp.lookingAt()) {
      endRecord();
      inRecord = true;
      record.append(line, stamp.end(), line.length());
    } else if (inRecord && record.length() + line.length() < LONGEST_RECORD) {
      record.append('\n').append(line);
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
    boolean glued = isGlued();
    if (ROUND.matcher(start).lookingAt()) {
      endRound();
      beginIfNeeded();
      inRound = reading.isOpen();
    } else if (start.startsWith("Processing user input")) {
      if (hadRounds) {
        endTranscript();
      }
      beginIfNeeded();
    } else if (inRound && start.startsWith("response")) {
      String answer = start.substring(start.indexOf(':') + 1);
      reply =
          Optional.of(StudyReply.read(answer, "", glued).orElseGet(() -> Reply.read(answer, "")));
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
    String arguments = joined(text.substring(call.end()));
    return PythonLiteral.dictionary(arguments, 0)
        .map(fields -> StudyReply.action(Map.of("action", call.group(1), "action_input", fields)));
  }

  /** What the environment sent: the result's texts, or, where it cannot be read, all of it. */
  private Excerpt result(String text) {
    Matcher heading = RESULT.matcher(text);
    if (!heading.find()) {
      return Excerpt.EMPTY;
    }
    String rest = joined(text.substring(heading.end()));
    Optional<Map<String, Object>> fields = PythonLiteral.dictionary(rest, 0);
    if (fields.isEmpty()) {
      int critique = rest.indexOf("Critique:");
      return Excerpt.of(critique < 0 ? rest : rest.substring(0, critique));
    }
    Excerpt all = Excerpt.EMPTY;
    for (Object part : fields.get().values()) {
      all = all.and(Excerpt.of(part.toString()));
    }
    return all;
  }

  /** Paper breaks lines where it likes; what it broke and we could not mend is put together. */
  private boolean isGlued() {
    return wrapped && fullWidth == 0;
  }

  private String joined(String text) {
    return isGlued() ? text.replaceAll("\\R\\s*", "") : text;
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
    reply = Optional.empty();
    invoked = Optional.empty();
    result = Optional.empty();
    inRound = false;
  }

  private void endTranscript() {
    endRound();
    if (reading.isOpen()) {
      reading.end(Ending.UNTOLD);
    }
  }
}
