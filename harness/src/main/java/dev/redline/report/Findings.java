package dev.redline.report;

import static java.util.stream.Collectors.toSet;

import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.run.CellStops;
import dev.redline.run.CellStops.Stop;
import dev.redline.scenario.Scenario;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a run's verdicts come to: what a report, a gate, a comparison and an export are made of.
 *
 * @param run the run's name
 * @param study what was asked
 * @param made by what, on what
 * @param verdicts of the whole trials that count, in the study's order
 * @param beyond verdicts of whole trials beyond the one with which a sequential rule ended their
 *     cell: shown, and counted in no rate
 * @param stops the cells that such a rule ended
 * @param awaited trials that the study still asks for: neither whole nor beyond such an end
 * @param arms every model under every scenario arm, in the study's order
 * @param answers one for each model that is no control
 * @param calibration only where control subjects ran
 * @param departures from what was fixed in advance
 */
public record Findings(
    String run,
    Study study,
    RunFile made,
    List<VerdictFile> verdicts,
    List<VerdictFile> beyond,
    List<Stop> stops,
    int awaited,
    List<ModelArm> arms,
    List<Answer> answers,
    Optional<Calibration> calibration,
    List<String> departures) {
  private static final String CONTROL = "control/";

  /**
   * Trials of one model under one scenario arm.
   *
   * @param model as the study names it
   */
  public record ModelArm(Scenario scenario, String model, Tally tally) {
    /** How it is told in a line. */
    public String name() {
      return model + " · " + scenario.id();
    }
  }

  public Findings {
    verdicts = List.copyOf(verdicts);
    beyond = List.copyOf(beyond);
    stops = List.copyOf(stops);
    arms = List.copyOf(arms);
    answers = List.copyOf(answers);
    departures = List.copyOf(departures);
  }

  /**
   * Reads a run.
   *
   * @throws dev.redline.archive.ArchiveException when one of its files cannot be read
   */
  public static Findings of(RunFolder folder) {
    return of(folder, List.of());
  }

  /**
   * Reads a run, and others that tell of the same models' ability.
   *
   * @param others such as runs with another scaffold
   * @throws dev.redline.archive.ArchiveException when one of their files cannot be read
   */
  public static Findings of(RunFolder folder, List<RunFolder> others) {
    List<VerdictFile> further =
        others.stream()
            .flatMap(other -> counted(other.study(), other.verdicts()).stream())
            .toList();
    Study study = folder.study();
    List<VerdictFile> whole = folder.verdicts(study);
    List<VerdictFile> verdicts = counted(study, whole);
    var stops = new CellStops(study, whole);
    Set<Integer> beyond = stops.beyond();
    Set<Integer> numbers = whole.stream().map(VerdictFile::trial).collect(toSet());
    List<ModelArm> arms = new ArrayList<>();
    var all = new Tally(verdicts);
    for (Study.Cell cell : study.cells()) {
      arms.add(
          new ModelArm(
              cell.scenario(),
              cell.model(),
              all.where(verdict ->
                  verdict.scenario().equals(cell.scenario().name())
                      && verdict.arm().equals(cell.scenario().arm())
                      && verdict.model().equals(cell.model()))));
    }
    return new Findings(
        folder.name(),
        study,
        folder.run(),
        verdicts,
        whole.stream().filter(verdict -> beyond.contains(verdict.trial())).toList(),
        stops.all(),
        (int)
            study.plan().stream()
                .map(Study.Planned::number)
                .filter(number -> !beyond.contains(number) && !numbers.contains(number))
                .count(),
        arms,
        study.models().stream()
            .filter(model -> !isControl(model))
            .map(model -> Answer.of(model, study.scenarios(), verdicts, further))
            .toList(),
        Calibration.of(whole),
        Departures.of(folder));
  }

  /** Those that count: what lies beyond the end of its cell does not. */
  private static List<VerdictFile> counted(Study study, List<VerdictFile> whole) {
    Set<Integer> beyond = new CellStops(study, whole).beyond();
    return whole.stream().filter(verdict -> !beyond.contains(verdict.trial())).toList();
  }

  /** All whole trials, those beyond the end of their cell too, in the study's order. */
  public List<VerdictFile> whole() {
    return Stream.concat(verdicts.stream(), beyond.stream())
        .sorted(Comparator.comparingInt(VerdictFile::trial))
        .toList();
  }

  /** The kind of interval that its rates may have. */
  public Intervals intervals() {
    return Intervals.of(study);
  }

  /** Whether a model is a subject whose true outcome is known. */
  public static boolean isControl(String model) {
    return model.startsWith(CONTROL);
  }

  /** Whether the study has an arm that asks for a replica. */
  public boolean asks() {
    return study.scenarios().stream().anyMatch(scenario -> scenario.replicas() > 0);
  }

  /** All trials that count, together. */
  public Tally tally() {
    return new Tally(verdicts);
  }
}
