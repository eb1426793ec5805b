package dev.redline.study;

import static java.util.Objects.requireNonNull;

import dev.redline.document.DocumentException;
import dev.redline.document.Section;
import dev.redline.document.Value;
import dev.redline.scenario.Factors;
import dev.redline.scenario.Scenario;
import dev.redline.scenario.Scenarios;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a study as people write it; docs/study.md tells its keys. Used once. */
public final class StudyFile {
  /** Size of the weights where nobody says another. */
  public static final long WEIGHTS_BYTES = 16L << 20;

  /** Settle time where nobody says another. */
  public static final Duration SETTLE = Duration.ofSeconds(30);

  /** Trials of a cell where nobody says how many. */
  public static final int TRIALS = 30;

  private static final String ALL = "all";

  private final Section file;
  private final Scenarios scenarios;
  private final Overrides overrides;

  /**
   * What the command line says beside the file; it goes before what stands there.
   *
   * @param models empty for the file's own
   * @param scenarios only these of the study's, as {@link Scenario#id} or a scenario's name; empty
   *     for all
   * @param seed used where neither says one
   */
  public record Overrides(
      List<String> models,
      List<String> scenarios,
      Optional<Scaffold> scaffold,
      Optional<Integer> trials,
      Optional<Long> seed,
      Optional<Integer> steps,
      Optional<Duration> time,
      Optional<Long> tokens,
      Optional<Integer> replyTokens,
      Optional<Long> weightsBytes,
      Optional<Duration> settle,
      java.util.function.LongSupplier drawnSeed) {
    public Overrides {
      models = List.copyOf(models);
      scenarios = List.copyOf(scenarios);
      requireNonNull(drawnSeed, "drawnSeed");
    }
  }

  public StudyFile(Section file, Scenarios scenarios, Overrides overrides) {
    this.file = file;
    this.scenarios = scenarios;
    this.overrides = overrides;
  }

  /**
   * The study.
   *
   * @throws DocumentException with file, line and the nearest right key for whatever is wrong
   */
  public Study read() {
    String name = name(file.get("study"));
    file.find("purpose").ifPresent(Value::text);
    file.find("source").ifPresent(Value::text);
    Limits limits = limits(file.section("budgets"));
    List<Study.Block> blocks = blocks(limits);
    long weights =
        overrides
            .weightsBytes()
            .orElseGet(() -> file.find("weights").map(StudyFile::weights).orElse(WEIGHTS_BYTES));
    var study =
        new Study(
            name,
            blocks,
            overrides
                .scaffold()
                .or(() -> file.find("scaffold").map(StudyFile::scaffold))
                .orElse(Scaffold.PLANNER),
            overrides
                .seed()
                .or(() -> file.find("seed").map(value -> value.number(0)))
                .orElseGet(overrides.drawnSeed()::getAsLong),
            limits,
            weights,
            overrides.settle().or(() -> file.find("settle").map(Value::time)).orElse(SETTLE),
            new AskingReader(file).read(),
            Optional.empty(),
            Optional.empty());
    // Asked for though the command line may have said otherwise: they are known keys all the same.
    List.of("weights", "scaffold", "seed", "settle", "models", "trials", "scenarios", "factors")
        .forEach(file::has);
    Optional<Sequential> sequential = new SequentialReader(file, study).read();
    Optional<Study.Contrast> primary = primary(study);
    file.end();
    return new Study(
        study.name(),
        study.blocks(),
        study.scaffold(),
        study.seed(),
        study.limits(),
        study.weightsBytes(),
        study.settle(),
        study.asking(),
        primary,
        sequential);
  }

  private static String name(Value value) {
    if (!value.text().matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
      throw value.wrong(
          "'%s' is no name of a study.".formatted(value.text()),
          "letters, digits, dots and hyphens");
    }
    return value.text();
  }

  private static long weights(Value value) {
    if (value.size() < Study.MIN_WEIGHTS_BYTES) {
      throw value.wrong("Weights of %s are too small.".formatted(value.text()), "at least 1MiB");
    }
    return value.size();
  }

  private static Scaffold scaffold(Value value) {
    return Scaffold.parse(
        value.oneOf("scaffold", Arrays.stream(Scaffold.values()).map(Scaffold::id).toList()));
  }

  private Limits limits(Optional<Section> budgets) {
    Limits usual = Limits.DEFAULT;
    var limits =
        new Limits(
            overrides.steps().orElse((int) number(budgets, "steps", usual.steps())),
            overrides
                .time()
                .or(() -> budgets.flatMap(section -> section.find("time")).map(StudyFile::time))
                .orElse(usual.time()),
            overrides.tokens().orElse(number(budgets, "tokens", usual.tokens())),
            (int) number(budgets, "instances", usual.instances()),
            overrides
                .replyTokens()
                .orElse((int) number(budgets, "reply-tokens", usual.replyTokens())));
    budgets.ifPresent(section -> section.has("time"));
    budgets.ifPresent(Section::end);
    return limits;
  }

  private static Duration time(Value value) {
    if (value.time().isZero()) {
      throw value.wrong("A trial needs some time.", "more than 0s");
    }
    return value.time();
  }

  private static long number(Optional<Section> section, String key, long otherwise) {
    return section.flatMap(one -> one.find(key)).map(value -> value.number(1)).orElse(otherwise);
  }

  private List<Study.Block> blocks(Limits limits) {
    List<Section> parts = file.items("blocks").stream().map(Value::section).toList();
    List<Study.Block> blocks = new ArrayList<>();
    for (Section part : parts.isEmpty() ? List.of(file) : parts) {
      List<Scenario> arms = arms(part, limits).stream().filter(this::isChosen).toList();
      List<String> models = models(part);
      int trials = trials(part);
      if (part != file) {
        part.end();
      }
      if (!arms.isEmpty()) {
        blocks.add(new Study.Block(arms, models, trials));
      }
    }
    if (blocks.isEmpty()) {
      throw file.wrong(
          "None of the study's arms is among those named on the command line: %s."
              .formatted(String.join(", ", overrides.scenarios())),
          "scenarios that the study has");
    }
    return blocks;
  }

  private boolean isChosen(Scenario scenario) {
    return overrides.scenarios().isEmpty()
        || overrides.scenarios().contains(scenario.name())
        || overrides.scenarios().contains(scenario.id());
  }

  /** A key of the block's own, else the file's. */
  private Optional<Value> find(Section part, String key) {
    return part.find(key).or(() -> file.find(key));
  }

  private List<String> models(Section part) {
    Optional<Value> written = find(part, "models");
    written.ifPresent(value -> value.items().forEach(StudyFile::checkModel));
    if (!overrides.models().isEmpty()) {
      return overrides.models();
    }
    return written
        .map(Value::texts)
        .orElseThrow(() ->
            part.wrong(
                "No model is named.",
                "models: in the file, or --model provider/name on the command line"));
  }

  private static void checkModel(Value value) {
    if (!value.text().matches("[a-z]+/.+")) {
      throw value.wrong(
          "'%s' is no model.".formatted(value.text()), "provider/name, such as openai/gpt-5.2");
    }
  }

  private int trials(Section part) {
    int written =
        find(part, "trials").map(value -> Math.toIntExact(value.number(1))).orElse(TRIALS);
    return overrides.trials().orElse(written);
  }

  private List<Scenario> arms(Section part, Limits limits) {
    Value written =
        find(part, "scenarios")
            .orElseThrow(() -> part.wrong("No scenario is named.", "scenarios: with at least one"));
    List<Factors> factors =
        find(part, "factors").map(value -> factors(value.section())).orElse(List.of(Factors.USUAL));
    Set<Scenario> arms = new LinkedHashSet<>();
    for (Value item : written.items()) {
      for (Named named : named(item)) {
        for (Factors chosen : named.factors.map(List::of).orElse(factors)) {
          arms.add(arm(item, named, chosen, limits));
        }
      }
    }
    return List.copyOf(arms);
  }

  /** An arm that is named; with factors of its own where its words have some. */
  private record Named(String scenario, String arm, Optional<Factors> factors) {}

  private List<Named> named(Value item) {
    List<Named> named = new ArrayList<>();
    if (item.isSection()) {
      item.section()
          .all()
          .forEach((name, arms) -> {
            checkScenario(item, name);
            for (Value arm : arms.items()) {
              named.addAll(named(item, name, arm.text()));
            }
          });
      return named;
    }
    String[] parts = item.text().split(":", 2);
    checkScenario(item, parts[0]);
    return named(item, parts[0], parts.length < 2 ? scenarios.arms(parts[0]).getFirst() : parts[1]);
  }

  private void checkScenario(Value item, String name) {
    if (!scenarios.names().contains(name)) {
      throw item.unknown("scenario", name, scenarios.names());
    }
  }

  private List<Named> named(Value item, String scenario, String words) {
    if (words.equals(ALL)) {
      return scenarios.arms(scenario).stream()
          .map(arm -> new Named(scenario, arm, Optional.empty()))
          .toList();
    }
    List<String> parts = List.of(words.split("\\+"));
    if (!scenarios.arms(scenario).contains(parts.getFirst())) {
      throw item.unknown("arm of " + scenario, parts.getFirst(), scenarios.arms(scenario));
    }
    List<String> rest = parts.subList(1, parts.size());
    for (String word : rest) {
      if (!Factors.WORDS.contains(word)) {
        throw item.unknown("factor", word, Factors.WORDS);
      }
    }
    return List.of(
        new Named(
            scenario, parts.getFirst(), rest.isEmpty() ? Optional.empty() : Factors.parse(rest)));
  }

  private Scenario arm(Value item, Named named, Factors factors, Limits limits) {
    Scenario scenario;
    try {
      scenario =
          scenarios
              .find(named.scenario(), named.arm(), factors)
              .orElseThrow(() -> item.unknown("scenario", named.scenario(), scenarios.names()));
    } catch (DocumentException e) {
      throw item.wrong("%s (%s)".formatted(e.what(), e.where()), e.expected());
    }
    int instances = scenario.caps().instances().orElse(limits.instances());
    if (instances < scenario.leastInstances()) {
      throw item.wrong(
          "What %s counts takes %d instances that live at once, the original included, but only %d may."
              .formatted(scenario.id(), scenario.leastInstances(), instances),
          "budgets: with instances: %d or more".formatted(scenario.leastInstances()));
    }
    return scenario;
  }

  /** Every combination of the levels that are written. */
  private static List<Factors> factors(Section section) {
    List<List<String>> levels =
        List.of(
            words(
                section,
                "ladder",
                List.of("asked", "permitted", "hinted", "unasked", "forbidden"),
                List.of("", "permitted", "hinted", "unasked", "forbidden")),
            words(section, "pressure", List.of("off", "on"), List.of("", "pressure")),
            words(section, "order", List.of("user", "system"), List.of("", "system")),
            words(section, "readme", List.of("full", "none"), List.of("", "no-readme")),
            words(section, "config", List.of("relative", "hardcoded"), List.of("", "hardcoded")));
    section.end();
    List<List<String>> all = new ArrayList<>();
    all.add(List.of());
    for (List<String> level : levels) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> before : all) {
        for (String word : level) {
          List<String> with = new ArrayList<>(before);
          if (!word.isEmpty()) {
            with.add(word);
          }
          longer.add(with);
        }
      }
      all = longer;
    }
    return all.stream().flatMap(words -> Factors.parse(words).stream()).toList();
  }

  private static List<String> words(
      Section section, String factor, List<String> levels, List<String> words) {
    return section
        .find(factor)
        .map(value ->
            value.items().stream()
                .map(item -> words.get(levels.indexOf(item.oneOf("level of " + factor, levels))))
                .distinct()
                .toList())
        .orElse(List.of(""));
  }

  private Optional<Study.Contrast> primary(Study study) {
    return file.section("primary")
        .map(section -> {
          var contrast =
              new Study.Contrast(
                  section.text("count"),
                  compared(study, section, "arm"),
                  compared(study, section, "against"));
          section.end();
          return contrast;
        });
  }

  private static String compared(Study study, Section section, String key) {
    Value value = section.get(key);
    List<String> ids = study.scenarios().stream().map(Scenario::id).toList();
    String id = value.oneOf("arm in this study", ids);
    List<String> counts =
        study.scenarios().get(ids.indexOf(id)).counts().stream()
            .map(count -> count.name())
            .toList();
    section.get("count").oneOf("count in " + id, counts);
    return id;
  }
}
