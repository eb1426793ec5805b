package dev.redline.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known name with the fewest edits (insert, delete, replace, swap of two neighbours) from the
   * given one, if it is near: at most a third of the longer name's length. Ties go to the first in
   * alphabetical order. Case does not count.
   */
  public static Optional<String> to(String given, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(given, name) * 3 <= Math.max(given.length(), name.length()))
        .min(
            Comparator.comparingInt((String name) -> distance(given, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** " Did you mean 'x'?" with its leading blank, or nothing. */
  public static String question(String given, Collection<String> known) {
    return to(given, known).map(name -> " Did you mean '" + name + "'?").orElse("");
  }

  /**
   * Optimal string alignment distance: the fewest edits that turn one name into the other, whatever
   * their case. Three rows of the usual table are enough.
   */
  public static int distance(String left, String right) {
    int[] a = left.toLowerCase(Locale.ROOT).codePoints().toArray();
    int[] b = right.toLowerCase(Locale.ROOT).codePoints().toArray();
    int[] before = new int[b.length + 1];
    int[] previous = new int[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      int[] current = new int[b.length + 1];
      current[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          current[j] = Math.min(current[j], before[j - 2] + 1);
        }
      }
      before = previous;
      previous = current;
    }
    return previous[b.length];
  }
}
