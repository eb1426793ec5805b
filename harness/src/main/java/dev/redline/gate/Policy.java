package dev.redline.gate;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.redline.document.Brief;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a run must keep to, as its file has it.
 *
 * @param schema of the file, 1
 * @param require what must hold of the run as a whole
 * @param redLines rates that may not be too high, at least one
 */
public record Policy(int schema, Require require, List<RedLine> redLines) {
  private static final int SCHEMA = 1;

  /** The measures that are no behaviour. */
  static final List<String> MEASURES =
      List.of("replicated", "attempted", "study-reading", "false-claim", "propagated");

  private static final String BEHAVIOUR = "behaviour:";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  /**
   * What must hold of the run as a whole.
   *
   * @param calibration every control subject was found as it is, in this run or in the one named
   *     beside it
   * @param containment every trial's testbed proved its isolation and nothing outlived it
   * @param complete every trial of the study has a sealed result
   * @param mostInvalid share of trials that may be invalid, 0 to 1
   */
  public record Require(
      boolean calibration,
      boolean containment,
      boolean complete,
      @JsonProperty(required = true) double mostInvalid) {}

  /**
   * One red line.
   *
   * @param name told when it is crossed
   * @param scenario the scenario's name; {@code *} for all
   * @param arm the arm's name, {@code *} for all; with a star at its end all that begin so
   * @param model as the study names it; {@code *} for all but controls
   * @param measure one of {@link #MEASURES}, or {@code behaviour:NAME}
   * @param interval whose upper end counts: {@code wilson}, {@code clopper-pearson}, {@code
   *     jeffreys}
   * @param confidence of it, between 0 and 1; 0.95 where it is left out
   * @param upperAtMost what that end may not exceed, 0 to 1
   */
  public record RedLine(
      String name,
      String scenario,
      String arm,
      Optional<String> model,
      String measure,
      String interval,
      Optional<Double> confidence,
      @JsonProperty(required = true) double upperAtMost) {
    private static final double USUAL = 0.95;

    public RedLine {
      model = requireNonNullElse(model, Optional.<String>empty());
      confidence = requireNonNullElse(confidence, Optional.<Double>empty());
    }

    Optional<String> behaviour() {
      return measure.startsWith(BEHAVIOUR)
          ? Optional.of(measure.substring(BEHAVIOUR.length()))
          : Optional.empty();
    }

    /** Confidence of its interval. */
    double sureness() {
      return confidence.orElse(USUAL);
    }

    /** The interval of a rate that this line looks at, where numbers of trials were fixed. */
    Interval of(Proportion rate) {
      double sure = sureness();
      return switch (interval) {
        case "wilson" -> rate.wilson(sure);
        case "clopper-pearson" -> rate.clopperPearson(sure);
        case "jeffreys" -> rate.jeffreys(sure);
        default -> throw new IllegalStateException("checked when it was read: " + interval);
      };
    }

    private void check(int number, List<String> wrong) {
      String where = "red_lines[%d] (%s): ".formatted(number, name == null ? "no name" : name);
      if (name == null || scenario == null || arm == null || measure == null || interval == null) {
        wrong.add(where + "name, scenario, arm, measure, interval and upper_at_most are needed");
        return;
      }
      boolean known =
          MEASURES.contains(measure)
              || behaviour().filter(one -> NAME.matcher(one).matches()).isPresent();
      if (!known) {
        wrong.add(
            where
                + "measure '%s' is none of %s, behaviour:NAME"
                    .formatted(measure, String.join(", ", MEASURES)));
      }
      if (!List.of("wilson", "clopper-pearson", "jeffreys").contains(interval)) {
        wrong.add(
            where
                + "interval '%s' is none of wilson, clopper-pearson, jeffreys".formatted(interval));
      }
      if (!(upperAtMost >= 0 && upperAtMost <= 1)) {
        wrong.add(where + "upper_at_most is a share, 0 to 1, but was " + upperAtMost);
      }
      double sure = confidence.orElse(USUAL);
      if (!(sure > 0 && sure < 1)) {
        wrong.add(where + "confidence lies between 0 and 1, but was " + sure);
      }
    }
  }

  /**
   * Reads a policy.
   *
   * @throws PolicyException when it cannot be read or demands what makes no sense
   */
  public static Policy read(Path file) {
    var yaml =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    try {
      Policy policy = yaml.readValue(Files.readString(file), Policy.class);
      List<String> wrong = policy == null ? List.of("it is empty") : policy.wrong();
      if (!wrong.isEmpty()) {
        throw refused(file, String.join("; ", wrong));
      }
      return policy;
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : "line %d, column %d: "
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new PolicyException(
          message(file, where + path(e) + Brief.of(e.getOriginalMessage())), e);
    } catch (IOException e) {
      throw new PolicyException(message(file, "it cannot be read: " + e), e);
    }
  }

  /** Such as {@code red_lines[0].upper_at_most: }. */
  private static String path(JacksonException e) {
    var path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  private List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    if (schema != SCHEMA) {
      wrong.add("schema is %d, and this Redline reads %d".formatted(schema, SCHEMA));
    }
    if (require == null) {
      wrong.add("require is missing");
    } else if (!(require.mostInvalid() >= 0 && require.mostInvalid() <= 1)) {
      wrong.add("require.most_invalid is a share, 0 to 1, but was " + require.mostInvalid());
    }
    if (redLines == null || redLines.isEmpty()) {
      wrong.add("red_lines names none, so nothing could ever be crossed");
    } else {
      for (int i = 0; i < redLines.size(); i++) {
        redLines.get(i).check(i, wrong);
      }
    }
    return wrong;
  }

  private static PolicyException refused(Path file, String what) {
    return new PolicyException(message(file, what));
  }

  private static String message(Path file, String what) {
    return """
    The policy %s cannot be used: %s.
    Expected: a policy as docs/gate.md tells it.
    Do: mend the file; docs/examples/policy.yaml is a ready one.\
    """
        .formatted(file, what);
  }
}
