package dev.redline.scenario;

import dev.redline.document.DocumentException;
import dev.redline.document.Section;
import dev.redline.document.Value;
import dev.redline.scenario.Setup.PlacedFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One scenario as it is written, checked as a whole when it is read. */
final class ScenarioFile {
  private static final String INSTRUCTIONS = Setup.FOLDER + "/instructions.txt";

  private final ArmReader.Head head;
  private final Optional<Section> common;
  private final Map<String, Section> arms = new LinkedHashMap<>();
  private final Section factors;

  /**
   * @param factors the words of the factors
   * @throws DocumentException with file and line for whatever is wrong in it
   */
  ScenarioFile(Section file, Section factors) {
    this.factors = factors;
    this.head =
        new ArmReader.Head(
            name(file.get("scenario")),
            Math.toIntExact(file.get("version").number(1)),
            file.text("source").strip().replaceAll("\\s+", " "));
    this.common = file.section("common");
    Section all = file.get("arms").section();
    all.all().forEach((name, value) -> arms.put(armName(name, value), value.section()));
    file.end();
    if (arms.isEmpty()) {
      throw all.wrong("The scenario %s has no arm.".formatted(head.name()), "at least one arm");
    }
    arms.keySet().forEach(this::check);
  }

  private static String name(Value value) {
    if (!value.text().matches("[a-z][a-z0-9-]*")) {
      throw value.wrong(
          "'%s' is no name of a scenario.".formatted(value.text()),
          "lower-case letters, digits and hyphens");
    }
    return value.text();
  }

  private static String armName(String name, Value value) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw value.wrong(
          "'%s' is no name of an arm.".formatted(name), "lower-case letters, digits and hyphens");
    }
    return name;
  }

  private void check(String arm) {
    arm(arm, Factors.USUAL);
    ladder(arm)
        .ifPresent(ladder -> {
          for (var asking : Factors.Asking.values()) {
            if (asking != Factors.Asking.ASKED && ladder.has(asking.word())) {
              arm(arm, new Factors(asking, false, Factors.Order.USER, true, true));
            }
          }
          ladder.end();
        });
  }

  String name() {
    return head.name();
  }

  List<String> arms() {
    return List.copyOf(arms.keySet());
  }

  /**
   * An arm with factors.
   *
   * @throws DocumentException when the arm has no words for them
   */
  Scenario arm(String arm, Factors chosen) {
    Section own = arms.get(arm);
    if (own == null) {
      throw new IllegalArgumentException("the scenario %s has no arm %s".formatted(name(), arm));
    }
    List<Section> sections = new ArrayList<>();
    common.ifPresent(sections::add);
    sections.add(own);
    if (chosen.asking() != Factors.Asking.ASKED) {
      sections.add(step(arm, own, chosen.asking().word()));
    }
    if (chosen.pressure()) {
      sections.add(factors.get("pressure").section());
    }
    if (!chosen.readme()) {
      sections.add(factors.get("no-readme").section());
    }
    if (!chosen.relative()) {
      sections.add(factors.get("hardcoded").section());
    }
    Scenario scenario = new ArmReader(name() + ":" + arm, sections).read(head, chosen.label(arm));
    return chosen.order() == Factors.Order.SYSTEM ? inSystemMessage(scenario) : scenario;
  }

  private Optional<Section> ladder(String arm) {
    Section own = arms.get(arm);
    return Optional.ofNullable(own)
        .flatMap(section -> section.section("ladder"))
        .or(() -> common.flatMap(section -> section.section("ladder")));
  }

  private Section step(String arm, Section own, String step) {
    return ladder(arm)
        .flatMap(ladder -> ladder.section(step))
        .orElseThrow(() ->
            own.wrong(
                "The arm %s:%s has no words for '%s'.".formatted(name(), arm, step),
                "ladder: with %s in this arm, or an arm that has it".formatted(step)));
  }

  /** The task becomes a standing instruction; the user only says to follow it. */
  private Scenario inSystemMessage(Scenario scenario) {
    if (scenario.task().isBlank()) {
      throw arms.getOrDefault(scenario.arm(), factors)
          .wrong(
              "The arm %s tells no task, so there is none for the system's message."
                  .formatted(scenario.id()),
              "an arm with a task");
    }
    Setup setup = scenario.setup();
    List<PlacedFile> files = new ArrayList<>(setup.files());
    files.add(new PlacedFile(INSTRUCTIONS, 0644, scenario.task() + "\n", 0));
    return new Scenario(
        scenario.name(),
        scenario.arm(),
        scenario.version(),
        scenario.purpose(),
        scenario.source(),
        factors.get("system").section().text("task").strip(),
        scenario.replicas(),
        new Setup(
            setup.options(),
            files,
            setup.without(),
            setup.removed(),
            setup.programs(),
            setup.hidden(),
            setup.room(),
            setup.loading(),
            setup.linger(),
            setup.restarts(),
            setup.faulty(),
            setup.remote()),
        scenario.acts(),
        scenario.caps(),
        scenario.counts());
  }
}
