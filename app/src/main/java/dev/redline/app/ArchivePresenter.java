package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.ArchiveJson;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.TrialLog;
import dev.redline.report.Summary;
import dev.redline.report.Timeline;
import dev.redline.study.Study;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells of runs from their folders. */
final class ArchivePresenter implements RunPresenter {
  private final Runs runs;

  ArchivePresenter(Runs runs) {
    this.runs = runs;
  }

  @Override
  public void text(RunReference reference, View view, PrintWriter out) {
    reading(() -> {
      RunFolder run = runs.find(reference.run());
      if (reference.trial().isPresent()) {
        trial(run, planned(run, reference.trial().getAsInt()), view, out);
      } else {
        out.print(
            new SummaryText(Summary.of(run, Optional.empty())).text(view.palette(), view.width()));
        new TrialList(run).print(view, out);
        new BehaviourTable(run.verdicts()).print(view, out);
      }
    });
  }

  @Override
  public void json(RunReference reference, List<String> behaviours, PrintWriter out) {
    reading(() -> {
      RunFolder run = runs.find(reference.run());
      if (reference.trial().isPresent()) {
        Study.Planned planned = planned(run, reference.trial().getAsInt());
        new TrialJson(run.trial(planned.number()), run.isWhole(planned.number()))
            .print(run.written(planned.number()), behaviours, out);
      } else {
        out.println(ArchiveJson.mapper().writeValueAsString(Summary.of(run, Optional.empty())));
      }
    });
  }

  private static void trial(RunFolder run, Study.Planned planned, View view, PrintWriter out) {
    Path folder = run.trial(planned.number());
    Optional<VerdictFile> verdict = verdict(run, planned.number(), out);
    new TrialHeader(planned, run, view).print(verdict, out);
    var timeline = new TimelineText(out, view);
    List<String> problems =
        Timeline.read(
            folder,
            verdict,
            new Timeline.Detail(view.events(), view.thoughts(), focus(view.behaviours(), verdict)),
            new Unwatched(out, timeline));
    timeline.end();
    run.afterwards(planned.number()).ifPresent(asked -> new AfterwardsText(view).print(asked, out));
    problems.stream()
        .flatMap(
            problem -> Paragraph.lines("NOT WHOLE: " + problem + ".", view.width(), 10).stream())
        .forEach(line -> out.println(view.palette().bad(line)));
  }

  /** On what to look; a trial without a verdict has no behaviour that could be shown. */
  static Optional<Timeline.Focus> focus(List<String> behaviours, Optional<VerdictFile> verdict) {
    return behaviours.isEmpty()
        ? Optional.empty()
        : Optional.of(
            verdict
                .map(file -> Timeline.Focus.on(behaviours, file))
                .orElseGet(() -> new Timeline.Focus(Set.of(), Set.of())));
  }

  /** The verdict as written; one that cannot be read is told of, and the trial is shown without. */
  private static Optional<VerdictFile> verdict(RunFolder run, int number, PrintWriter out) {
    try {
      return run.written(number);
    } catch (ArchiveException e) {
      // All of its lines: where, what was expected, what to do.
      String.valueOf(e.getMessage()).lines().map(Cells::printable).forEach(out::println);
      return Optional.empty();
    }
  }

  private static Study.Planned planned(RunFolder run, int number) {
    List<Study.Planned> plan = run.study().plan();
    if (number < 1 || number > plan.size()) {
      throw CommandFailure.usage(
          "There is no trial " + number + " in this run.",
          run.path().toString(),
          "a number from 1 to " + plan.size(),
          "see redline show " + run.path());
    }
    if (!Files.isRegularFile(run.trial(number).resolve(TrialLog.EVIDENCE))) {
      throw CommandFailure.usage(
          "Trial " + number + " of this run has not begun.",
          run.trial(number).toString(),
          "a trial that has recorded something",
          "go on with redline run --resume " + run.path());
    }
    return plan.get(number - 1);
  }

  private static void reading(Runnable what) {
    try {
      what.run();
    } catch (ArchiveException | EvidenceException e) {
      throw Failures.usage(e);
    }
  }
}
