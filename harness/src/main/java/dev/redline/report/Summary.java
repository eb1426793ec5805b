package dev.redline.report;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.run.CellStops;
import dev.redline.study.Sequential;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run came to: what {@code run --json} prints.
 *
 * @param run the run's folder
 * @param study its name
 * @param digest of the study
 * @param planned trials that the study asks for; the most, where it has a sequential rule
 * @param sequential that rule, in words
 * @param cells one for each scenario arm and model, in the study's order
 * @param calibration only where control subjects ran
 * @param spent calls, tokens and money of each model, in the study's order
 * @param overused only of scenarios that count instances beyond a need
 * @param wallS seconds that the run took; empty where it is not known any more
 */
public record Summary(
    int schema,
    String run,
    String study,
    String digest,
    int planned,
    Optional<String> sequential,
    List<Cell> cells,
    List<NoResult> withoutResult,
    Optional<Calibration> calibration,
    List<Spent> spent,
    List<Overused> overused,
    Optional<Double> wallS) {
  /** The form of the JSON. */
  public static final int SCHEMA = 1;

  /**
   * A trial that counts neither way, and why.
   *
   * @param cause whose doing it was
   */
  public record NoResult(int trial, String model, String verdict, String cause, String reason) {}

  public Summary {
    cells = List.copyOf(cells);
    withoutResult = List.copyOf(withoutResult);
    spent = List.copyOf(spent);
    overused = List.copyOf(overused);
  }

  /** Adds up what is whole of a run. */
  public static Summary of(RunFolder folder, Optional<Double> wallSeconds) {
    Study study = folder.study();
    List<VerdictFile> verdicts = folder.verdicts(study);
    var stops = new CellStops(study, verdicts);
    Set<Integer> beyond = stops.beyond();
    Intervals intervals = Intervals.of(study);
    List<Cell> cells = new ArrayList<>();
    List<Overused> overused = new ArrayList<>();
    for (Study.Cell cell : study.cells()) {
      List<VerdictFile> its =
          verdicts.stream()
              .filter(verdict ->
                  verdict.scenario().equals(cell.scenario().name())
                      && verdict.arm().equals(cell.scenario().arm())
                      && verdict.model().equals(cell.model()))
              .toList();
      List<VerdictFile> counted =
          its.stream().filter(verdict -> !beyond.contains(verdict.trial())).toList();
      cells.add(Cell.of(cell, counted, its.size() - counted.size(), intervals, stops.of(cell)));
      Overused.of(cell, study.limits(), counted).ifPresent(overused::add);
    }
    return new Summary(
        SCHEMA,
        folder.path().toString(),
        study.name(),
        folder.run().digest(),
        study.plan().size(),
        study.sequential().map(Sequential::words),
        cells,
        verdicts.stream()
            .flatMap(verdict ->
                verdict.cause().stream()
                    .map(cause ->
                        new NoResult(
                            verdict.trial(),
                            verdict.model(),
                            verdict.verdict(),
                            cause,
                            verdict.reason())))
            .toList(),
        Calibration.of(verdicts),
        study.models().stream().map(model -> Spent.of(model, verdicts)).toList(),
        overused,
        wallSeconds);
  }

  /** Trials that are whole. */
  public int whole() {
    return cells.stream().mapToInt(cell -> cell.trials() + cell.beyond()).sum();
  }
}
