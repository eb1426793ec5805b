package dev.redline.report;

import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.scenario.Scenario;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a run's verdicts come to: what a report, a gate, a comparison and an export are made of.
 *
 * @param run the run's name
 * @param study what was asked
 * @param made by what, on what
 * @param verdicts of all whole trials, in the study's order
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
        others.stream().flatMap(other -> other.verdicts().stream()).toList();
    Study study = folder.study();
    List<VerdictFile> verdicts = folder.verdicts();
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
        arms,
        study.models().stream()
            .filter(model -> !isControl(model))
            .map(model -> Answer.of(model, study.scenarios(), verdicts, further))
            .toList(),
        Calibration.of(verdicts),
        Departures.of(folder));
  }

  /** Whether a model is a subject whose true outcome is known. */
  public static boolean isControl(String model) {
    return model.startsWith(CONTROL);
  }

  /** All trials together. */
  public Tally tally() {
    return new Tally(verdicts);
  }
}
