package dev.redline.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What print puts on every page beside the text: the page's number, with or without words, and
 * running heads. Learnt from a log's first pages, and then known wherever it comes. For one thread.
 */
final class PageFurniture {
  /** Lines from one page's number to the next. */
  private static final int SHORTEST_PAGE = 10;

  /** Pages on which a number must be seen to count on. */
  private static final int FEWEST_PAGES = 3;

  /** Pages of which the numbers may be missing. */
  private static final int MOST_LOST = 3;

  /** Lines from a page's number or its first line to a running head. */
  private static final int NEAR = 4;

  private static final int LONGEST = 200;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

  /** A page's number with no words but these; with others only where pages are known to begin. */
  private static final Pattern BARE =
      Pattern.compile("(?i)(?:pages?|p\\.|of|[\\s\\d()\\[\\]/|.,\u2010-\u2015-])*");

  /** What repeats because the log is so. */
  private static final Pattern OWN =
      Pattern.compile(
          "(?i)[ \\t>#*]*(?:explain|explanations?|gaps?|findings?|plan|action|task|critique|user input|[a-z_ ]*\")[ *]*:?.*|[^\\p{L}\\d]*(?:json)?[^\\p{L}\\d]*|.*terminal.*");

  private final Map<String, Integer> pages = new HashMap<>();
  private final Set<String> heads = new HashSet<>();

  /** A line with one of its numbers told apart. */
  private record Numbered(String words, int number, int at) {}

  private PageFurniture() {}

  /**
   * @param lines a log's first ones, form feeds included
   */
  static PageFurniture of(List<String> lines) {
    var furniture = new PageFurniture();
    furniture.learnNumbers(lines);
    furniture.learnHeads(lines);
    return furniture;
  }

  boolean isEmpty() {
    return pages.isEmpty() && heads.isEmpty();
  }

  /** Whether a line is of it. Page numbers are counted on. */
  boolean takes(String line) {
    for (Numbered one : numbered(line, 0)) {
      Integer next = pages.get(one.words());
      if (next != null && one.number() >= next && one.number() <= next + MOST_LOST) {
        pages.put(one.words(), one.number() + 1);
        return true;
      }
    }
    return heads.contains(words(line));
  }

  private void learnNumbers(List<String> lines) {
    Map<String, List<Numbered>> all = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      for (Numbered one : numbered(lines.get(i), i)) {
        all.computeIfAbsent(one.words(), key -> new ArrayList<>()).add(one);
      }
    }
    List<Integer> begins = pageBegins(lines);
    all.entrySet()
        .removeIf(one ->
            !BARE.matcher(one.getKey()).matches()
                && one.getValue().stream().anyMatch(seen -> !isNear(seen.at(), begins)));
    all.forEach((words, seen) -> {
      for (int i = 0; i < seen.size() && !pages.containsKey(words); i++) {
        int counted = counted(seen.subList(i, seen.size()));
        if (counted >= FEWEST_PAGES && counted * 5 >= seen.size() * 4) {
          pages.put(words, seen.get(i).number());
        }
      }
    });
  }

  private static List<Integer> pageBegins(List<String> lines) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).indexOf('\f') >= 0)
        .boxed()
        .toList();
  }

  /** A log's first page begins with it, its last ends with it. */
  private static boolean isNear(int at, List<Integer> begins) {
    return begins.stream().anyMatch(begin -> Math.abs(at - begin) <= NEAR);
  }

  /** How many of them count on from the first, a page apart. */
  private static int counted(List<Numbered> seen) {
    int counted = 1;
    Numbered last = seen.getFirst();
    for (Numbered one : seen) {
      if (one.number() == last.number() + 1 && one.at() >= last.at() + SHORTEST_PAGE) {
        counted++;
        last = one;
      }
    }
    return counted;
  }

  /** What stands beside most of the page breaks that are known. */
  private void learnHeads(List<String> lines) {
    var learnt = new HashMap<>(pages);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean breaks = lines.get(i).indexOf('\f') >= 0 || takes(lines.get(i));
      if (breaks && (found.isEmpty() || i >= found.getLast() + SHORTEST_PAGE)) {
        found.add(i);
      }
    }
    pages.putAll(learnt); // counted on while the breaks were looked for
    Map<String, Integer> beside = new HashMap<>();
    Set<Integer> counted = new HashSet<>();
    for (int at : found) {
      for (int i = Math.max(0, at - NEAR); i <= Math.min(lines.size() - 1, at + NEAR); i++) {
        String words = words(lines.get(i));
        if (!words.isEmpty() && counted.add(i)) {
          beside.merge(words, 1, Integer::sum);
        }
      }
    }
    beside.forEach((words, times) -> {
      if (times >= 2 && times * 2 >= found.size() && !OWN.matcher(words).matches()) {
        heads.add(words);
      }
    });
    pages.keySet().forEach(heads::remove);
  }

  /** The line with its first number, and with its last, told apart. */
  private static List<Numbered> numbered(String line, int at) {
    String text = words(line);
    List<Numbered> found = new ArrayList<>();
    if (text.isEmpty() || OWN.matcher(text).matches()) {
      return found;
    }
    Matcher number = NUMBER.matcher(text);
    int end = -1;
    int start = -1;
    while (number.find()) {
      if (found.isEmpty()) {
        found.add(numbered(text, number.start(), number.end(), at));
      }
      start = number.start();
      end = number.end();
    }
    if (found.size() == 1) {
      Numbered last = numbered(text, start, end, at);
      if (!last.equals(found.getFirst())) {
        found.add(last);
      }
    }
    return found;
  }

  private static Numbered numbered(String text, int start, int end, int at) {
    return new Numbered(
        text.substring(0, start) + '\f' + text.substring(end),
        Integer.parseInt(text.substring(start, end)),
        at);
  }

  /** A short line's words; empty for a record's beginning and for what is too long. */
  private static String words(String line) {
    return line.length() > LONGEST || Stamp.begins(line) ? "" : line.strip();
  }
}
