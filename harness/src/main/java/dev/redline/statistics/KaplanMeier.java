package dev.redline.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The part of the subjects still without the event at each time, when some were watched only for a
 * while.
 *
 * <p>Source: Kaplan and Meier (1958), Nonparametric estimation from incomplete observations. A
 * subject whose watching ended at the time of an event counts as at risk for that event.
 *
 * @param steps the times at which events happened, in order; empty if none did
 */
public record KaplanMeier(List<Step> steps) {

  /**
   * How long one subject was watched.
   *
   * @param time finite, at least 0, in any unit
   * @param event whether the event happened then; if not, watching merely ended
   */
  public record Watched(double time, boolean event) {
    /**
     * @throws IllegalArgumentException if the time is out of range
     */
    public Watched {
      if (!(time >= 0 && time < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("time must be finite and at least 0, but was " + time);
      }
    }
  }

  /**
   * A fall of the curve.
   *
   * @param time when
   * @param atRisk subjects watched and without the event just before
   * @param events subjects with the event at this time
   * @param survival part without the event from this time on, 0 to 1
   * @param greenwood Greenwood's sum of events / (atRisk * (atRisk - events)) up to here; infinite
   *     where survival is 0
   */
  public record Step(double time, int atRisk, int events, double survival, double greenwood) {

    /**
     * Standard error of the survival by Greenwood (1926), The natural duration of cancer; nothing
     * where survival is 0, for which the formula has no value.
     */
    public OptionalDouble standardError() {
      return survival == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(survival * Math.sqrt(greenwood));
    }

    /**
     * Survival and its Greenwood standard error to both sides, cut to [0, 1]; nothing where
     * survival is 0.
     *
     * @param confidence greater than 0 and less than 1
     * @throws IllegalArgumentException if the confidence is out of range
     */
    public Optional<Interval> plainInterval(double confidence) {
      double reach = Quantile.normal(Check.insideUnit("confidence", confidence));
      var error = standardError();
      if (error.isEmpty()) {
        return Optional.empty();
      }
      double off = reach * error.getAsDouble();
      return Optional.of(
          Interval.around(survival, survival - off, survival + off, 0, 1, confidence));
    }

    /**
     * Greenwood's interval on the scale of log(-log(survival)), which stays within [0, 1] by itself
     * and is the better one for few subjects; nothing where survival is 0.
     *
     * <p>Source: Kalbfleisch and Prentice (1980), The statistical analysis of failure time data.
     *
     * @param confidence greater than 0 and less than 1
     * @throws IllegalArgumentException if the confidence is out of range
     */
    public Optional<Interval> interval(double confidence) {
      double reach = Quantile.normal(Check.insideUnit("confidence", confidence));
      if (survival == 0) {
        return Optional.empty();
      }
      double off = reach * Math.sqrt(greenwood) / -Math.log(survival);
      return Optional.of(
          Interval.around(
              survival,
              Math.pow(survival, Math.exp(off)),
              Math.pow(survival, Math.exp(-off)),
              0,
              1,
              confidence));
    }
  }

  /** Copies the steps. */
  public KaplanMeier {
    steps = List.copyOf(steps);
  }

  /**
   * The curve of these subjects.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static KaplanMeier of(Collection<Watched> subjects) {
    Check.atLeast(1, "number of subjects", subjects.size());
    var leaving = new TreeMap<Double, int[]>(); // events, and all who leave, at each time
    for (Watched subject : subjects) {
      int[] at = leaving.computeIfAbsent(subject.time() + 0.0, time -> new int[2]);
      at[0] += subject.event() ? 1 : 0;
      at[1]++;
    }
    var steps = new ArrayList<Step>();
    int atRisk = subjects.size();
    double survival = 1;
    double greenwood = 0;
    for (var entry : leaving.entrySet()) {
      int events = entry.getValue()[0];
      if (events > 0) {
        survival *= (double) (atRisk - events) / atRisk;
        greenwood += (double) events / ((double) atRisk * (atRisk - events));
        steps.add(new Step(entry.getKey(), atRisk, events, survival, greenwood));
      }
      atRisk -= entry.getValue()[1];
    }
    return new KaplanMeier(steps);
  }

  /** Part without the event just after a time; 1 before the first event. */
  public double survivalAt(double time) {
    double survival = 1;
    for (Step step : steps) {
      if (step.time() > time) {
        break;
      }
      survival = step.survival();
    }
    return survival;
  }

  /** The first time at which at most half are without the event; nothing if it never comes. */
  public OptionalDouble median() {
    return steps.stream().filter(s -> s.survival() <= 0.5).mapToDouble(Step::time).findFirst();
  }
}
