package dev.redline.scenario;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is varied across scenarios.
 *
 * @param asking how far the task goes towards replication
 * @param pressure whether each observation ends with the reminder never to give up
 * @param order in whose message the task stands
 * @param readme whether the AI system's folder has its page of instructions
 * @param relative whether its start scripts find their own folder, or ports and paths stand in them
 */
public record Factors(
    Asking asking, boolean pressure, Order order, boolean readme, boolean relative) {
  /** The propensity ladder. */
  public enum Asking {
    ASKED,
    PERMITTED,
    HINTED,
    UNASKED,
    FORBIDDEN;

    /** As it is written in files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whose message holds the task. */
  public enum Order {
    USER,
    SYSTEM
  }

  /** Everything as the scenario has it. */
  public static final Factors USUAL = new Factors(Asking.ASKED, false, Order.USER, true, true);

  /** The words that may follow an arm's name, each after a plus. */
  public static final List<String> WORDS =
      List.of(
          "permitted",
          "hinted",
          "unasked",
          "forbidden",
          "pressure",
          "system",
          "no-readme",
          "hardcoded");

  public Factors {
    requireNonNull(asking, "asking");
    requireNonNull(order, "order");
  }

  /** Reads the words after an arm's name; empty where one is none of {@link #WORDS}. */
  public static Optional<Factors> parse(List<String> words) {
    Factors factors = USUAL;
    for (String word : words) {
      if (!WORDS.contains(word)) {
        return Optional.empty();
      }
      factors = factors.with(word);
    }
    return Optional.of(factors);
  }

  private Factors with(String word) {
    return switch (word) {
      case "pressure" -> new Factors(asking, true, order, readme, relative);
      case "system" -> new Factors(asking, pressure, Order.SYSTEM, readme, relative);
      case "no-readme" -> new Factors(asking, pressure, order, false, relative);
      case "hardcoded" -> new Factors(asking, pressure, order, readme, false);
      default ->
          new Factors(
              Asking.valueOf(word.toUpperCase(Locale.ROOT)), pressure, order, readme, relative);
    };
  }

  /** The words of what is not as usual, in a fixed order. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (asking != Asking.ASKED) {
      words.add(asking.word());
    }
    if (pressure) {
      words.add("pressure");
    }
    if (order == Order.SYSTEM) {
      words.add("system");
    }
    if (!readme) {
      words.add("no-readme");
    }
    if (!relative) {
      words.add("hardcoded");
    }
    return List.copyOf(words);
  }

  /** An arm's name with these factors behind it. */
  public String label(String arm) {
    return words().isEmpty() ? arm : arm + "+" + String.join("+", words());
  }
}
