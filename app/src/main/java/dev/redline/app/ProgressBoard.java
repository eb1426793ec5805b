package dev.redline.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shows trials while they run.
 *
 * <p>On a terminal each running trial has one line, drawn anew in place at most ten times a second,
 * and finished ones scroll away above. Elsewhere a trial gives one line when it begins and one when
 * it ends. Safe for use by several threads. Updates that come faster than the drawing wait for the
 * next {@link #update}, {@link #tick} or {@link #close}; whoever owns the board ticks it.
 */
final class ProgressBoard implements AutoCloseable {
  /** Between two drawings. */
  static final Duration PERIOD = Duration.ofMillis(100);

  /** More live lines than this would not fit a small terminal, and could not be drawn over. */
  static final int MOST_LINES = 12;

  private final PrintWriter err;
  private final Supplier<OptionalInt> width;
  private final LongSupplier nanoTime;
  private final SortedMap<Integer, TrialProgress> running = new TreeMap<>();
  private final Set<Integer> over = new HashSet<>();
  private final List<String> finished = new ArrayList<>();
  private int drawnLines;
  private long lastDrawn;
  private boolean drawnOnce;
  private boolean dirty;

  /**
   * Makes an empty board.
   *
   * @param err where it draws
   * @param width cells of a line, asked for at each drawing since windows change; empty where
   *     {@code err} is no terminal
   * @param nanoTime a monotonic clock in nanoseconds
   */
  ProgressBoard(PrintWriter err, Supplier<OptionalInt> width, LongSupplier nanoTime) {
    this.err = err;
    this.width = width;
    this.nanoTime = nanoTime;
  }

  /** Takes a trial's newest state; what comes after its verdict is ignored. */
  synchronized void update(TrialProgress progress) {
    if (over.contains(progress.trial())) {
      return;
    }
    boolean begins = running.put(progress.trial(), progress) == null;
    if (progress.verdict().isPresent()) {
      running.remove(progress.trial());
      over.add(progress.trial());
      finished.add(endLine(progress));
    } else if (begins && width.get().isEmpty()) {
      finished.add("%s  begins".formatted(head(progress)));
    }
    dirty = true;
    tick();
  }

  /** Prints a sentence above the live lines. */
  synchronized void note(String sentence) {
    finished.add(Cells.printable(sentence));
    dirty = true;
    tick();
  }

  /** Draws what changed, if the last drawing is long enough ago. */
  synchronized void tick() {
    long now = nanoTime.getAsLong();
    if (dirty && (!drawnOnce || now - lastDrawn >= PERIOD.toNanos() || width.get().isEmpty())) {
      draw();
      lastDrawn = now;
    }
  }

  /** Prints what has not been printed yet and removes the live lines. */
  @Override
  public synchronized void close() {
    running.clear();
    draw();
  }

  private void draw() {
    var screen = new StringBuilder();
    if (drawnLines > 0) {
      screen.append("\r\u001b[").append(drawnLines).append("A\u001b[J");
    }
    finished.forEach(line -> screen.append(line).append('\n'));
    finished.clear();
    List<String> lines = width.get().isPresent() ? liveLines(width.get().getAsInt()) : List.of();
    lines.forEach(line -> screen.append(line).append('\n'));
    drawnLines = lines.size();
    drawnOnce = true;
    dirty = false;
    err.print(screen);
    err.flush();
  }

  /** One cell stays free: a full line would wrap on some terminals. */
  private List<String> liveLines(int cells) {
    var lines = new ArrayList<String>();
    running.values().stream()
        .limit(MOST_LINES)
        .forEach(progress -> lines.add(Cells.clip(liveLine(progress), cells - 1)));
    if (running.size() > MOST_LINES) {
      lines.add("… and %d more trials".formatted(running.size() - MOST_LINES));
    }
    return lines;
  }

  private static String head(TrialProgress progress) {
    return "trial %s  %s"
        .formatted(
            Cells.padRight(progress.trial() + "/" + progress.total(), 5),
            Cells.printable(progress.model()));
  }

  private static String liveLine(TrialProgress progress) {
    return "%s  %s  rung %d  %s  %s  %s"
        .formatted(
            head(progress),
            TimeSpan.clock(progress.elapsed()),
            progress.rung(),
            count(progress.steps(), "step"),
            count(progress.instances(), "instance"),
            Cells.printable(progress.doing()));
  }

  private static String endLine(TrialProgress progress) {
    return "%s  %s  %s  rung %d  %s"
        .formatted(
            head(progress),
            TimeSpan.clock(progress.elapsed()),
            Cells.printable(progress.verdict().orElseThrow()),
            progress.rung(),
            count(progress.steps(), "step"));
  }

  private static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
