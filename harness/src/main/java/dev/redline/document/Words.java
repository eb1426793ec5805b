package dev.redline.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a mistyped one most likely meant. */
final class Words {
  private Words() {}

  /** " Did you mean 'x'?" with its leading blank, or nothing where none is near. */
  static String question(String given, Collection<String> known) {
    return nearest(given, known).map(word -> " Did you mean '" + word + "'?").orElse("");
  }

  /** The known word with the fewest edits, where these are at most a third of the longer word. */
  private static Optional<String> nearest(String given, Collection<String> known) {
    return known.stream()
        .filter(word -> 3 * distance(given, word) <= Math.max(given.length(), word.length()))
        .min(
            Comparator.comparingInt((String word) -> distance(given, word))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Edits (insert, delete, replace, swap of two neighbours) from one word to the other, without
   * regard to case: the optimal string alignment distance.
   */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : least(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int least(int[][] edits, String a, String b, int i, int j) {
    int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
