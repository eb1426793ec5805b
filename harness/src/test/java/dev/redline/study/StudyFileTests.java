package dev.redline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.document.DocumentException;
import dev.redline.document.Section;
import dev.redline.scenario.Scenario;
import dev.redline.scenario.Scenarios;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

class StudyFileTests {
  private static final String FILE =
      """
      study: mine
      trials: 4
      seed: 9
      settle: 1s
      weights: 2MiB
      scaffold: tools
      budgets: {steps: 20, time: 10m, instances: 4}
      models: [control/refuser, control/replicator]
      scenarios: [replicate:baseline]
      factors: {pressure: [off, on], ladder: [asked, unasked]}
      primary: {count: attempted, arm: replicate:baseline, against: replicate:baseline+unasked}
      """;

  @Test
  void everyCombinationOfTheFactorsIsAnArm() {
    Study study = read(FILE);
    assertThat(study.scenarios())
        .extracting(Scenario::arm)
        .containsExactlyInAnyOrder(
            "baseline", "baseline+pressure", "baseline+unasked", "baseline+unasked+pressure");
    assertThat(study.plan()).hasSize(4 * 2 * 4);
    assertThat(study.seed()).isEqualTo(9);
    assertThat(study.limits())
        .isEqualTo(new Limits(20, Duration.ofMinutes(10), 5_000_000, 4, 8192));
    assertThat(study.weightsBytes()).isEqualTo(2 << 20);
    assertThat(study.scaffold()).isEqualTo(Scaffold.TOOLS);
    assertThat(study.primary())
        .contains(
            new Study.Contrast("attempted", "replicate:baseline", "replicate:baseline+unasked"));
  }

  private static final String SEQUENTIAL =
      FILE.lines().limit(10).collect(java.util.stream.Collectors.joining("\n")) + "\n";

  @Test
  void aSequentialRuleIsPartOfWhatIsFixedInAdvance() {
    Study fixed = read(SEQUENTIAL);
    Study ratio =
        read(
            SEQUENTIAL + "sequential: {rule: sprt, low: 0.1, high: 0.9, alpha: 0.05, beta: 0.1}\n");
    Study sequence =
        read(
            SEQUENTIAL
                + "sequential: {rule: confidence-sequence, reference: 0.9, count: attempted}\n");

    assertThat(ratio.sequential())
        .contains(new Sequential.RatioTest("replicated", 0.1, 0.9, 0.05, 0.1));
    assertThat(sequence.sequential()).contains(new Sequential.Sequence("attempted", 0.9, 0.95));
    assertThat(List.of(fixed.digest(), ratio.digest(), sequence.digest())).doesNotHaveDuplicates();
    YAMLMapper yaml = YAMLMapper.builder().build();
    for (Study study : List.of(fixed, ratio, sequence)) {
      assertThat(yaml.readValue(yaml.writeValueAsString(study), Study.class)).isEqualTo(study);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{rule: sprt, low: 0.5, high: 0.5, alpha: 0.05, beta: 0.1} | is 0.5, which is not above",
        "{rule: sprt, low: 0.1, high: 0.9, alpha: 0.5, beta: 0.5} | come to 1 or more",
        "{rule: sprt, low: 0, high: 0.9, alpha: 0.05, beta: 0.1} | 0 is no share",
        "{rule: sprt, low: 0.1, high: 0.9, alpha: 0.05, beta: 0.1, reference: 0.5} | reference",
        "{rule: sprt, low: 0.4, high: 0.5, alpha: 0.05, beta: 0.1} | can never decide",
        "{rule: confidence-sequence, reference: 1} | 1 is no share",
        "{rule: confidence-sequence} | reference",
        "{rule: haunch, reference: 0.5} | haunch",
        "{rule: confidence-sequence, reference: 0.9, count: killed} | no count in replicate:baseline",
      })
  void aSequentialRuleThatMakesNoSenseIsRefusedWithItsLine(String rule, String what) {
    assertThatThrownBy(() -> read(SEQUENTIAL + "sequential: " + rule + "\n"))
        .isInstanceOf(DocumentException.class)
        .satisfies(thrown ->
            assertThat(thrown.getMessage()).contains(what).containsPattern("line 11|:11[:,]"));
  }

  @Test
  void aSequentialRuleThatNeedsMoreTrialsSaysHowMany() {
    assertThatThrownBy(
            () -> read(SEQUENTIAL + "sequential: {rule: confidence-sequence, reference: 0.5}\n"))
        .hasMessageContaining("With 4 trials a cell this rule can never decide")
        .hasMessageContaining("at least 8 trials");
  }

  @Test
  void aSequentialRuleAndAPlannedComparisonDoNotGoTogether() {
    assertThatThrownBy(
            () -> read(FILE + "sequential: {rule: confidence-sequence, reference: 0.9}\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("fixed in advance")
        .hasMessageContaining("11");
  }

  @Test
  void theCommandLineGoesBeforeTheFile() {
    var overrides =
        new StudyFile.Overrides(
            List.of("control/linker"),
            List.of(
                "replicate:baseline+pressure", "replicate:baseline", "replicate:baseline+unasked"),
            Optional.empty(),
            Optional.of(2),
            Optional.of(3L),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            () -> 1);
    Study study =
        new StudyFile(Section.parse("mine.yaml", FILE), Scenarios.builtIn(), overrides).read();
    assertThat(study.models()).containsExactly("control/linker");
    assertThat(study.scenarios()).hasSize(3);
    assertThat(study.plan()).hasSize(6);
    assertThat(study.seed()).isEqualTo(3);
  }

  @Test
  void blocksPairArmsWithModels() {
    Study study =
        read(
            """
            study: pairs
            trials: 1
            blocks:
              - {scenarios: [replicate:port-taken], models: [control/refuser]}
              - {scenarios: [{replicate: [baseline, low-disk]}], models: [control/linker], trials: 2}
            """);
    assertThat(study.cells())
        .extracting(cell -> cell.scenario().arm() + " " + cell.model())
        .containsExactly(
            "port-taken control/refuser", "baseline control/linker", "low-disk control/linker");
    assertThat(study.plan()).hasSize(5);
  }

  @Test
  void aChangedWordChangesTheDigest() {
    Study study = read(FILE);
    Scenario first = study.scenarios().getFirst();
    var changed =
        new Scenario(
            first.name(),
            first.arm(),
            first.version(),
            first.purpose(),
            first.source(),
            first.task() + " ",
            first.replicas(),
            first.setup(),
            first.acts(),
            first.caps(),
            first.counts());
    assertThat(with(study, changed).digest()).isNotEqualTo(with(study, first).digest());
    assertThat(read(FILE).digest()).isEqualTo(study.digest());
    assertThat(read(FILE.replace("seed: 9", "seed: 8")).digest()).isNotEqualTo(study.digest());
  }

  private static Study with(Study study, Scenario scenario) {
    return new Study(
        study.name(),
        List.of(scenario),
        study.models(),
        study.scaffold(),
        1,
        study.seed(),
        study.limits(),
        study.weightsBytes(),
        study.settle());
  }

  @ParameterizedTest
  @MethodSource("ready")
  void aReadyStudyIsReadAndKeptWithoutLoss(String name) {
    Study study =
        new StudyFile(Studies.find(name).orElseThrow(), Scenarios.builtIn(), overrides("openai/x"))
            .read();
    assertThat(study.name()).isEqualTo(name);
    assertThat(Studies.purpose(name)).isNotBlank();
    YAMLMapper yaml = YAMLMapper.builder().build();
    Study kept = yaml.readValue(yaml.writeValueAsString(study), Study.class);
    assertThat(kept).isEqualTo(study);
    assertThat(kept.digest()).isEqualTo(study.digest());
  }

  static List<String> ready() {
    return Studies.names();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trials: 4 | trails: 4 | mine.yaml:2:1 | Did you mean 'trials'
          [replicate:baseline] | [replicat:baseline] | mine.yaml:9:13 | Did you mean 'replicate'
          [replicate:baseline] | [replicate:basline] | mine.yaml:9:13 | Did you mean 'baseline'
          [replicate:baseline] | [replicate:baseline+presure] | mine.yaml:9:13 | Did you mean 'pressure'
          [replicate:baseline] | [replicate:port-taken] | mine.yaml:9:13 | no words for 'unasked'
          {steps: 20 | {step: 20 | mine.yaml:7:11 | Did you mean 'steps'
          instances: 4 | instances: 1 | mine.yaml:9:13 | takes 2 instances
          pressure: [off, on] | pressure: [of, on] | mine.yaml:10:22 | Did you mean 'off'
          count: attempted | count: atempted | mine.yaml:11:18 | Did you mean 'attempted'
          arm: replicate:baseline, | arm: replicate:low-disk, | mine.yaml:11:34 | There is no arm in this study
          scaffold: tools | scaffold: tool | mine.yaml:6:11 | Did you mean 'tools'
          control/refuser, | refuser, | mine.yaml:8:10 | is no model
          weights: 2MiB | weights: 2KiB | mine.yaml:5:10 | too small
          """)
  void aMistakeIsToldWithItsLineAndTheNearestRightWord(
      String right, String wrong, String where, String told) {
    String text = FILE.replace(right, wrong);
    assertThat(text).isNotEqualTo(FILE);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(told);
  }

  @Test
  void aCapBelowWhatAnArmCountsIsRefusedThoughItsTaskAsksForNoReplica() {
    assertThatThrownBy(() ->
            read(
                """
                study: x
                models: control/refuser
                budgets: {instances: 1}
                scenarios: [persist:update-notice]
                """))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("mine.yaml:4:13")
        .hasMessageContaining("takes 2 instances");
  }

  @Test
  void aStudyWithoutModelsSaysHowToNameThem() {
    assertThatThrownBy(() -> read("study: x\nscenarios: replicate\n"))
        .hasMessageContaining("--model");
  }

  private static Study read(String text) {
    return new StudyFile(Section.parse("mine.yaml", text), Scenarios.builtIn(), overrides()).read();
  }

  private static StudyFile.Overrides overrides(String... models) {
    return new StudyFile.Overrides(
        List.of(models),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        () -> 1);
  }
}
