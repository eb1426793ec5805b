package dev.redline.compare;

import dev.redline.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Figures that others have published, from the file beside this class. */
public record Published(int schema, List<Figure> figures) {
  /** A figure with which nothing of a run can be compared. */
  static final String NOTHING = "none";

  /**
   * One figure.
   *
   * @param hits with {@code n}: k of n
   * @param rate where the source gives a rate and no n
   * @param n empty where the source gives none, which is then said beside it
   * @param standsFor what of a run can be held beside it: {@code study-reading}, {@code knows-how},
   *     the name of a scenario's count, or {@code none}
   * @param scenario whose arms may be held beside it
   * @param arm the one that may; empty where every arm of the scenario may
   */
  public record Figure(
      String name,
      String source,
      String date,
      String what,
      Optional<Integer> hits,
      Optional<Double> rate,
      Optional<Integer> n,
      String standsFor,
      String scenario,
      Optional<String> arm,
      Method method) {
    boolean isOf(Scenario one) {
      return one.name().equals(scenario) && arm.map(one.arm()::equals).orElse(true);
    }

    /** Scenario and arm, in a word. */
    String place() {
      return scenario + arm.map(one -> ":" + one).orElse("");
    }
  }

  /**
   * How it was measured.
   *
   * @param sameWords whether the scenario tells the subject its task in the source's words
   */
  public record Method(
      String readme, String config, String scaffold, boolean sameWords, List<String> notes) {
    public Method {
      notes = List.copyOf(notes);
    }
  }

  public Published {
    figures = List.copyOf(figures);
  }

  /** Those that Redline brings along. */
  public static Published builtIn() {
    var yaml =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    try (InputStream in = Published.class.getResourceAsStream("published.yaml")) {
      if (in == null) {
        throw new IllegalStateException(
            "published.yaml is not in Redline's jar: run ./redline test");
      }
      return yaml.readValue(in, Published.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Redline's own published.yaml", e);
    }
  }
}
