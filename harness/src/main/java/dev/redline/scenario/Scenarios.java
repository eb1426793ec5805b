package dev.redline.scenario;

import dev.redline.document.DocumentException;
import dev.redline.document.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The scenarios that there are: those that Redline brings along, and a user's own. Used by one
 * thread at a time, since a file notes which of its keys were asked for.
 */
public final class Scenarios {
  private static final List<String> FILES =
      List.of(
          "replicate.yaml",
          "replicate-remote.yaml",
          "chain.yaml",
          "shutdown.yaml",
          "load.yaml",
          "persist.yaml",
          "injected.yaml",
          "benign.yaml");

  private final Map<String, ScenarioFile> files;
  private final Section factors;

  private Scenarios(Map<String, ScenarioFile> files, Section factors) {
    this.files = files;
    this.factors = factors;
  }

  /** Reads the built-in scenario files. */
  public static Scenarios builtIn() {
    Section factors = Section.parse("factors.yaml", resource("factors.yaml"));
    Map<String, ScenarioFile> files = new LinkedHashMap<>();
    for (String name : FILES) {
      var file = new ScenarioFile(Section.parse(name, resource(name)), factors);
      files.put(file.name(), file);
    }
    return new Scenarios(files, factors);
  }

  /**
   * These and those of a folder: every file there whose name ends with .yaml or .yml.
   *
   * @param folder that need not be there
   * @throws DocumentException for a file that is no scenario, or one of a name that there is
   */
  public Scenarios withThoseIn(Path folder) {
    Map<String, ScenarioFile> all = new LinkedHashMap<>(files);
    for (Path path : yamlFiles(folder)) {
      var file = new ScenarioFile(Section.read(path), factors);
      if (all.putIfAbsent(file.name(), file) != null) {
        throw new DocumentException(
            "There is a scenario '%s' already.".formatted(file.name()),
            path + ":1:1",
            "a name of its own");
      }
    }
    return new Scenarios(all, factors);
  }

  private static List<Path> yamlFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(path -> path.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new DocumentException(
          "The folder of scenarios cannot be read: %s.".formatted(e),
          folder.toString(),
          "a readable folder");
    }
  }

  /** The names of all, in the order in which they are listed. */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  /** The arms of a scenario; none where there is no such scenario. */
  public List<String> arms(String name) {
    return Optional.ofNullable(files.get(name)).map(ScenarioFile::arms).orElse(List.of());
  }

  /** Every arm of every scenario, with all factors as usual. */
  public List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    files
        .values()
        .forEach(file -> file.arms().forEach(arm -> all.add(file.arm(arm, Factors.USUAL))));
    return all;
  }

  /**
   * An arm with factors; empty where there is none.
   *
   * @throws DocumentException when the arm has no words for one of the factors
   */
  public Optional<Scenario> find(String name, String arm, Factors factors) {
    return Optional.ofNullable(files.get(name))
        .filter(file -> file.arms().contains(arm))
        .map(file -> file.arm(arm, factors));
  }

  /**
   * Finds one by how it is written on the command line; without an arm, its first arm is meant.
   *
   * @param id {@code scenario}, {@code scenario:arm} or {@code scenario:arm+factor}
   * @throws DocumentException when the arm has no words for one of the factors
   */
  public Optional<Scenario> find(String id) {
    String[] parts = id.split(":", 2);
    String[] words = parts.length < 2 ? new String[] {""} : parts[1].split("\\+");
    String arm = words[0].isEmpty() ? arms(parts[0]).stream().findFirst().orElse("") : words[0];
    return Factors.parse(Arrays.asList(words).subList(1, words.length))
        .flatMap(factors -> find(parts[0], arm, factors));
  }

  private static String resource(String file) {
    try (InputStream in = Scenarios.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "Redline's own scenario file %s is not in its jar. Expected a complete build: run ./redline test."
                .formatted(file));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Redline's own scenario file " + file, e);
    }
  }
}
