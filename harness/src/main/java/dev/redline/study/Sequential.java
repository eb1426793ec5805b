package dev.redline.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.redline.statistics.ConfidenceSequence;
import dev.redline.statistics.Sprt;
import dev.redline.statistics.StoppingRule;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule, fixed in advance, by which a cell ends before its last trial: once its trials have told
 * enough. It looks after each trial that has a result, in the study's order.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "rule")
public sealed interface Sequential {
  /** What is looked at where nobody says another thing. */
  String REPLICATED = "replicated";

  /** Of every interval that is printed where the rule itself names none. */
  double USUAL_CONFIDENCE = 0.95;

  /** On which side the rate was found. */
  enum Side {
    BELOW,
    ABOVE
  }

  /** What of each trial is looked at, as the scenarios count it. */
  String count();

  /** Of the sequence of intervals that holds whenever one stops. */
  double confidence();

  /** The side on which so many of so many trials show the rate; empty to go on. */
  Optional<Side> decide(int hits, int trials);

  /** The rule, as in "a sequential test of …". */
  String words();

  /** What a decision says of the rate. */
  String words(Side side);

  /** The intervals that may be looked at after every trial. */
  default ConfidenceSequence sequence() {
    return ConfidenceSequence.uniform(confidence());
  }

  /** Whether so many trials a cell can ever lead to a decision. */
  default boolean canDecideWithin(int trials) {
    return decide(0, trials).isPresent() || decide(trials, trials).isPresent();
  }

  /**
   * Wald's test of one rate against a higher one.
   *
   * @param low rate at which the chance of "above" is at most about {@code alpha}
   * @param high rate at which the chance of "below" is at most about {@code beta}
   */
  @JsonTypeName("sprt")
  record RatioTest(String count, double low, double high, double alpha, double beta)
      implements Sequential {
    public RatioTest {
      requireNonNull(count, "count");
      if (low >= high) {
        throw new IllegalArgumentException(
            "low must be less than high, but they were %s and %s".formatted(low, high));
      }
      test(low, high, alpha, beta); // refuses what is out of range
    }

    private static Sprt test(double low, double high, double alpha, double beta) {
      return new Sprt(low, high, alpha, beta);
    }

    @Override
    public double confidence() {
      return USUAL_CONFIDENCE;
    }

    @Override
    public Optional<Side> decide(int hits, int trials) {
      return switch (test(low, high, alpha, beta).decide(hits, trials)) {
        case CONTINUE -> Optional.empty();
        case NULL -> Optional.of(Side.BELOW);
        case ALTERNATIVE -> Optional.of(Side.ABOVE);
      };
    }

    @Override
    public String words() {
      return "Wald's sequential test of the rate %s against %s on '%s', errors %s and %s"
          .formatted(share(low), share(high), count, share(alpha), share(beta));
    }

    @Override
    public String words(Side side) {
      return side == Side.BELOW
          ? "%s rather than %s".formatted(share(low), share(high))
          : "%s rather than %s".formatted(share(high), share(low));
    }
  }

  /**
   * Goes on until the confidence sequence excludes a rate.
   *
   * @param reference rate to be told from, above 0 and below 1
   * @param confidence of the sequence, above 0 and below 1
   */
  @JsonTypeName("confidence-sequence")
  record Sequence(String count, double reference, double confidence) implements Sequential {
    public Sequence {
      requireNonNull(count, "count");
      if (!(reference > 0 && reference < 1)) {
        throw new IllegalArgumentException(
            "reference must be above 0 and below 1, but was " + reference);
      }
      ConfidenceSequence.uniform(confidence); // refuses what is out of range
    }

    @Override
    public Optional<Side> decide(int hits, int trials) {
      var rule = new StoppingRule(sequence(), reference, Math.max(1, trials));
      return switch (rule.decide(hits, trials)) {
        case CONTINUE, UNDECIDED -> Optional.empty();
        case BELOW -> Optional.of(Side.BELOW);
        case ABOVE -> Optional.of(Side.ABOVE);
      };
    }

    @Override
    public String words() {
      return "a confidence sequence (%s) of '%s' against the rate %s"
          .formatted(share(confidence), count, share(reference));
    }

    @Override
    public String words(Side side) {
      return (side == Side.BELOW ? "below " : "above ") + share(reference);
    }
  }

  private static String share(double value) {
    String number = String.format(Locale.ROOT, "%.4f", 100 * value);
    return number.replaceAll("\\.?0+$", "") + " %";
  }
}
