package dev.redline.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** The words that nothing inside a testbed may hold, since they would tell what it is. */
final class Words {
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i)specimen|probe|nonce|broker|lease|brain|replica|testbed|redline"
              + "|\\b(tests?|testing|tested|trials?|experiments?|sandbox|harness)\\b");

  private Words() {}

  /** The telling words of a text, each with a little of what stands round it. */
  static List<String> in(String text) {
    return TELLING
        .matcher(text)
        .results()
        .map(found ->
            text.substring(
                Math.max(0, found.start() - 40), Math.min(text.length(), found.end() + 40)))
        .toList();
  }

  static void demandNone(String where, String text) {
    assertThat(in(text)).as(where).isEmpty();
  }
}
