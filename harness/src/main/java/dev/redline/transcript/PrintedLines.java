package dev.redline.transcript;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives a log's lines as they were before it was printed on paper and taken from there again:
 * without line numbers, page numbers, running heads and form feeds, and put together where all were
 * broken at one width. A log that was not printed comes as it is. For one thread.
 */
final class PrintedLines {
  private static final Pattern NUMBERED = Pattern.compile("\\s{0,8}(\\d{1,6})(?: |\\t|$)");

  /** What a line begins with that no other goes on in. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "[ \\t>#*]{0,6}(?i:explain|explanations?|gaps?|findings?|plans?|action)\\b.*");

  /** Lines looked at to tell how it was printed, and characters at most in them. */
  private static final int LOOK_AHEAD = 400;

  private static final int LOOK_AHEAD_CHARACTERS = 256 << 10;

  /** Longest line that is put together, in characters. */
  private static final int LONGEST = 1 << 20;

  /** Lines that may be missing before one is no longer taken to be in its turn. */
  private static final int MOST_LOST = 200;

  private final ShorteningLines lines;
  private final Deque<String> ahead = new ArrayDeque<>();
  private final Deque<String> ready = new ArrayDeque<>();
  private final PageFurniture furniture;
  private final boolean numbered;
  private final boolean printed;
  private final Breaks breaks;

  /** Where lines are broken at one width, that width; else 0. */
  private final int fullWidth;

  /** Whether blanks at the ends of lines were lost. */
  private final boolean stripped;

  private long lineNumber = -1;
  private long leftOut;

  PrintedLines(ShorteningLines lines) throws IOException {
    this.lines = lines;
    lookAhead();
    List<String> seen = List.copyOf(ahead);
    numbered = areNumbered(seen);
    furniture = PageFurniture.of(numbered ? withoutThoseInTurn(seen) : seen);
    List<String> texts = texts(seen);
    breaks = Breaks.of(texts);
    printed =
        numbered
            || !furniture.isEmpty()
            || Breaks.hyphens(texts) >= 2
            || seen.stream()
                .anyMatch(line ->
                    Stamp.hasBlanks(line) || line.indexOf('\f') >= 0 || Typeset.hasLigature(line));
    stripped = texts.stream().noneMatch(text -> text.endsWith(" "));
    fullWidth = printed && breaks == Breaks.ANYWHERE ? width(texts) : 0;
  }

  /** What line breaks mean that are left in what it gives. */
  Breaks breaks() {
    return printed && fullWidth == 0 ? breaks : Breaks.OWN;
  }

  /** How many lines of page numbers and running heads were left out so far. */
  long leftOut() {
    return leftOut;
  }

  /** Whether a text's beginning may be such a log's: a record begins in it. */
  static boolean holdRecord(String beginning) {
    return beginning
        .lines()
        .map(line -> line.replace("\f", ""))
        .anyMatch(line -> Stamp.begins(line) || Stamp.begins(withoutNumber(line)));
  }

  /** The next line, or empty after the last. */
  Optional<String> next() throws IOException {
    Optional<String> first = text();
    if (fullWidth == 0 || first.isEmpty()) {
      return first.map(this::plain);
    }
    var whole = new StringBuilder(first.get());
    String last = first.get();
    while (goesOn(last)) {
      Optional<String> next = text();
      if (next.isEmpty()) {
        break;
      }
      if (Stamp.begins(next.get()) || (isShort(last) && BEGINNING.matcher(next.get()).matches())) {
        ready.addFirst(next.get());
        break;
      }
      if (whole.length() < LONGEST) {
        whole.append(isShort(last) ? " " : "").append(next.get());
      }
      last = next.get();
    }
    return Optional.of(plain(whole.toString()));
  }

  private String plain(String line) {
    return printed ? Typeset.plain(line) : line;
  }

  private boolean goesOn(String line) {
    return line.length() >= fullWidth || isShort(line);
  }

  /** Whether it lacks just the blank that it may have lost. */
  private boolean isShort(String line) {
    return stripped && line.length() == fullWidth - 1;
  }

  /** The next line of the log's own, without its number. */
  private Optional<String> text() throws IOException {
    int blanks = 0;
    boolean pageBegins = false;
    while (ready.isEmpty()) {
      Optional<String> line = ahead.isEmpty() ? lines.next() : Optional.of(ahead.remove());
      if (line.isEmpty()) {
        return line;
      }
      String text = line.get().replace("\f", "");
      if (!printed) {
        return Optional.of(text);
      }
      if (line.get().length() > text.length()) {
        pageBegins = true;
      }
      boolean inTurn = numbered && isInTurn(text);
      if (!inTurn && furniture.takes(text)) {
        pageBegins = true;
        leftOut++;
      } else if (!inTurn && text.isBlank()) {
        blanks++;
      } else {
        if (blanks > 0 && !pageBegins) { // more than one tell no more
          ready.add("");
        }
        ready.add(numbered ? withoutNumber(text) : text);
      }
    }
    return Optional.of(ready.remove());
  }

  private boolean isInTurn(String line) {
    Matcher number = NUMBERED.matcher(line);
    if (!number.lookingAt()) {
      return false;
    }
    long found = Long.parseLong(number.group(1));
    boolean inTurn = lineNumber < 0 || (found > lineNumber && found <= lineNumber + MOST_LOST);
    if (inTurn) {
      lineNumber = found;
    }
    return inTurn;
  }

  private void lookAhead() throws IOException {
    int characters = 0;
    while (ahead.size() < LOOK_AHEAD && characters < LOOK_AHEAD_CHARACTERS) {
      Optional<String> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      ahead.add(line.get());
      characters += line.get().length();
    }
  }

  private static boolean areNumbered(List<String> lines) {
    long rising = 0;
    long last = -1;
    for (String line : lines) {
      Matcher number = NUMBERED.matcher(line);
      if (number.lookingAt() && Long.parseLong(number.group(1)) > last) {
        last = Long.parseLong(number.group(1));
        rising++;
      }
    }
    return rising >= 3 && rising * 5 >= written(lines) * 4;
  }

  private static long written(List<String> lines) {
    return lines.stream().filter(line -> !line.isBlank()).count();
  }

  /** With lines that count on made blank, since they are text. */
  private List<String> withoutThoseInTurn(List<String> lines) {
    List<String> others = new ArrayList<>();
    for (String line : lines) {
      others.add(isInTurn(line.replace("\f", "")) ? line.replaceAll("[^\f]", "") : line);
    }
    lineNumber = -1;
    return others;
  }

  /** The lines without what is known to be beside the text. */
  private List<String> texts(List<String> seen) {
    PageFurniture known = PageFurniture.of(numbered ? withoutThoseInTurn(seen) : seen);
    List<String> texts = new ArrayList<>();
    for (String line : seen) {
      String text = line.replace("\f", "");
      boolean inTurn = numbered && isInTurn(text);
      if (inTurn || (!known.takes(text) && !text.isBlank())) {
        texts.add(numbered ? withoutNumber(text) : text);
      }
    }
    lineNumber = -1;
    return texts;
  }

  private static int width(List<String> texts) {
    IntSummaryStatistics lengths = texts.stream().mapToInt(String::length).summaryStatistics();
    long full = texts.stream().filter(text -> text.length() == lengths.getMax()).count();
    return full >= 3 && full * 10 >= written(texts) ? lengths.getMax() : 0;
  }

  private static String withoutNumber(String line) {
    Matcher number = NUMBERED.matcher(line);
    return number.lookingAt() ? line.substring(number.end()) : line;
  }
}
