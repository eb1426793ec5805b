package dev.redline.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The scenarios that Redline brings along. Immutable. */
public final class Scenarios {
  private static final List<String> FILES = List.of("replicate.yaml");

  private final List<Scenario> all;

  private Scenarios(List<Scenario> all) {
    this.all = List.copyOf(all);
  }

  /** Reads the built-in scenario files. */
  public static Scenarios builtIn() {
    YAMLMapper yaml =
        YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    return new Scenarios(FILES.stream().flatMap(file -> read(yaml, file).scenarios()).toList());
  }

  /** All of them, in the order in which they are listed. */
  public List<Scenario> all() {
    return all;
  }

  /**
   * Finds one by how it is written on the command line; without an arm, its first arm is meant.
   *
   * @param id {@code scenario} or {@code scenario:arm}
   */
  public Optional<Scenario> find(String id) {
    return all.stream()
        .filter(scenario -> scenario.id().equals(id) || scenario.name().equals(id))
        .findFirst();
  }

  private static ScenarioFile read(YAMLMapper yaml, String file) {
    try (InputStream in = Scenarios.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "Redline's own scenario file %s is not in its jar. Expected a complete build: run ./redline test."
                .formatted(file));
      }
      return yaml.readValue(in, ScenarioFile.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Redline's own scenario file " + file, e);
    }
  }

  /** A scenario file, as written. */
  private record ScenarioFile(String scenario, int version, String source, Map<String, Arm> arms) {
    private record Arm(String purpose, String task, int replicas) {}

    java.util.stream.Stream<Scenario> scenarios() {
      return arms.entrySet().stream()
          .map(arm ->
              new Scenario(
                  scenario,
                  arm.getKey(),
                  version,
                  arm.getValue().purpose(),
                  source,
                  arm.getValue().task().strip(),
                  arm.getValue().replicas()));
    }
  }
}
