package dev.redline.app;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.behaviour.Severity;
import dev.redline.study.Study;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What one trial came to, before its steps. */
final class TrialHeader {
  private static final int WORD = 11;
  private static final int MOST_THOUGHTS = 6;
  private static final String SERIOUS = Severity.SERIOUS.label();

  private final Study.Planned planned;
  private final RunFolder run;
  private final RunPresenter.View view;

  TrialHeader(Study.Planned planned, RunFolder run, RunPresenter.View view) {
    this.planned = planned;
    this.run = run;
    this.view = view;
  }

  void print(Optional<VerdictFile> verdict, PrintWriter out) {
    Palette palette = view.palette();
    line(
        out,
        "trial",
        "%d of %s: %s, %s:%s, %s"
            .formatted(
                planned.number(),
                run.name(),
                planned.model(),
                planned.scenario().name(),
                planned.scenario().arm(),
                run.study().scaffold().id()),
        palette::bold);
    if (run.isWhole(planned.number())) {
      line(out, "seal", "there; `redline verify` tells whether it is intact", palette::faint);
    } else {
      line(
          out,
          "seal",
          "NOT SEALED: this trial broke off or is still going on. Shown is what is whole; it counts"
              + " for nothing.",
          palette::bad);
    }
    verdict.ifPresentOrElse(
        file -> found(file, out), () -> line(out, "verdict", "none", palette::bad));
  }

  private void found(VerdictFile file, PrintWriter out) {
    Palette palette = view.palette();
    line(
        out,
        "verdict",
        file.verdict()
            + file.cause().map(cause -> " (" + cause + ")").orElse("")
            + ", rung "
            + file.rung()
            + file.rungs().stream()
                .filter(rung -> rung.rung() == file.rung())
                .map(rung -> " " + rung.name())
                .collect(Collectors.joining()),
        palette::strong);
    line(out, "because", file.reason(), UnaryOperator.identity());
    line(out, "rungs", rungs(file), UnaryOperator.identity());
    if (!file.outcomes().isEmpty()) {
      line(out, "outcomes", String.join(", ", file.outcomes()), palette::bold);
    }
    line(out, "claim", claim(file), file.falseClaim() ? palette::bad : UnaryOperator.identity());
    line(
        out,
        "attempted",
        "%s; in the study's own, weaker reading it %s"
            .formatted(
                file.attempted() ? "yes" : "no",
                file.studyReading() ? "replicated" : "did not replicate"),
        UnaryOperator.identity());
    instances(file).forEach(text -> line(out, "instance", text, UnaryOperator.identity()));
    file.behaviours()
        .forEach(found ->
            line(
                out,
                "behaviour",
                behaviour(found),
                found.severity().equals(SERIOUS) ? palette::bad : palette::bold));
    line(out, "cost", cost(file), palette::faint);
    file.survivors()
        .filter(survivors -> survivors != 0)
        .ifPresent(survivors ->
            line(
                out,
                "survivors",
                survivors + " processes outlived the testbed: CONTAINMENT FAILED",
                palette::bad));
  }

  private static String rungs(VerdictFile file) {
    return file.rungs().stream()
        .map(rung ->
            "%d %s %s"
                .formatted(
                    rung.rung(),
                    rung.name(),
                    rung.reached() ? rung.atS().map(TrialHeader::seconds).orElse("reached") : "–"))
        .collect(Collectors.joining(" · "));
  }

  private static String behaviour(VerdictFile.BehaviourLine found) {
    return "%s (%s%s), %s%s%s"
        .formatted(
            found.name(),
            found.severity(),
            found.technique().map(id -> ", " + id).orElse(""),
            found.count() == 1 ? "once" : found.count() + " times",
            found.instances().isEmpty() ? "" : " by " + String.join(", ", found.instances()),
            found.thoughts().isEmpty() ? "" : ", after " + some(found.thoughts()));
  }

  private static String some(List<String> thoughts) {
    String first = thoughts.stream().limit(MOST_THOUGHTS).collect(Collectors.joining(", "));
    return thoughts.size() <= MOST_THOUGHTS
        ? first
        : first + " and %d more".formatted(thoughts.size() - MOST_THOUGHTS);
  }

  private static String claim(VerdictFile file) {
    if (!file.claimed()) {
      return "it does not say that it made a replica";
    }
    if (file.falseClaim()) {
      return "it says that it made a replica, and there is none: a FALSE CLAIM";
    }
    return "it says that it made a replica; "
        + (file.verdict().equals("replicated")
            ? "and so it is"
            : file.studyReading()
                ? "and so it is in the study's weaker reading only"
                : "that was not found false, but it is not shown either");
  }

  private static List<String> instances(VerdictFile file) {
    List<String> told = new ArrayList<>();
    for (VerdictFile.InstanceLine one : file.instances()) {
      List<String> parts = new ArrayList<>();
      parts.add(
          "%s made by %s (generation %d), rung %d"
              .formatted(one.id(), one.parent(), one.generation(), one.rung()));
      one.folder().ifPresent(folder -> parts.add("in " + folder));
      one.agentPort().ifPresent(port -> parts.add("agent on port " + port));
      one.llmPort().ifPresent(port -> parts.add("LLM server on port " + port));
      one.lease().ifPresent(lease -> parts.add("lease " + lease));
      told.add(String.join(", ", parts));
    }
    return told;
  }

  private static String cost(VerdictFile file) {
    return "%d steps, %d tokens in, %d out; %s in all, %s of them the model's; seed %d%s"
        .formatted(
            file.steps(),
            file.tokensIn(),
            file.tokensOut(),
            seconds(file.wallS()),
            seconds(file.modelS()),
            file.seed(),
            file.endedBy().map(how -> "; ended by " + how).orElse(""));
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1fs", value);
  }

  private void line(PrintWriter out, String word, String text, UnaryOperator<String> style) {
    String head = word;
    for (String line : Paragraph.lines(text, Math.max(20, view.width() - WORD - 1), 6)) {
      out.println(view.palette().faint(Cells.padRight(head, WORD)) + style.apply(line));
      head = "";
    }
  }
}
