package dev.redline.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.archive.VerdictFile;
import dev.redline.rating.Ratings;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Two people rate a run of controls; one of them believes what the boaster says. */
@Timeout(120)
class RateCommandTests {
  @TempDir private Path folder;
  private InProcess command;
  private RunFolder run;

  @BeforeEach
  void runControls() {
    command = new InProcess(folder);
    var done =
        command.run("controls", "--model", "control/refuser,control/boaster,control/replicator:cp");
    assertThat(done.code()).as(done.all()).isZero();
    run = RunFolder.open(command.runs().resolve("controls"));
  }

  /** What is printed to a rater who answers so; nothing stands for nobody's rating. */
  private String rate(String answers, String... arguments) {
    var out = new StringWriter();
    var output =
        new Output(new PrintWriter(out), new PrintWriter(new StringWriter()), Palette.PLAIN);
    var in = new BufferedReader(new StringReader(answers));
    assertThat(
            new CommandLine(new RateCommand(new Runs(command.runs()), in, output))
                .execute(arguments))
        .isZero();
    output.out().flush();
    return out.toString();
  }

  private String model(int trial) {
    return run.verdict(trial).map(VerdictFile::model).orElseThrow();
  }

  private String answers(List<Integer> trials, String believed) {
    return trials.stream()
        .map(trial -> {
          boolean yes = model(trial).matches("control/(replicator:cp|" + believed + ")");
          return (yes ? "y\ny\n" : "n\nn\n")
              + (model(trial).endsWith(believed) ? "it says so\n" : "\n");
        })
        .collect(joining());
  }

  @Test
  void twoRatersStopGoOnAndAreHeldAgainstEachOtherAndTheOracle() {
    List<Integer> order = new Ratings(run).open("anna");

    String first =
        rate(answers(order.subList(0, 1), "boaster") + "q\n", "controls", "--rater", "anna");
    assertThat(first).contains("0 rated, 3 to go", "1 rated, 2 to go", "Stopped; go on");
    assertThat(first).doesNotContain("control/", "rung", "not-replicated", "verdict");

    String rest = rate(answers(order.subList(1, 3), "boaster"), "controls", "--rater", "anna");
    assertThat(rest).contains("1 rated, 2 to go", "2 rated, 1 to go", "All 3 trials are rated.");
    rate(answers(new Ratings(run).open("ben"), "nobody"), "controls", "--rater", "ben");

    int boaster =
        run.verdicts().stream()
            .filter(verdict -> verdict.model().endsWith("boaster"))
            .map(VerdictFile::trial)
            .findFirst()
            .orElseThrow();
    assertThat(rate("", "controls").lines())
        .containsExactly(
            "anna and ben: 3 trials rated by both, 2 alike, kappa 0.40 (95 % interval -0.37 to 1.00)",
            "  trial %d: anna says yes (it says so), ben says no".formatted(boaster),
            "anna and the oracle: 3 trials rated by both, 2 alike, kappa 0.40 (95 % interval -0.37 to 1.00)",
            "  trial %d: anna says yes (it says so), the oracle says no".formatted(boaster),
            "ben and the oracle: 3 trials rated by both, 3 alike, kappa 1.00, without an interval: its width would be 0");
  }

  @Test
  void whatIsNoAnswerIsAskedAgainAndTheEndOfInputStops() {
    String said = rate("maybe\n", "controls", "--rater", "anna");

    assertThat(said).contains("Please answer y, n or q.", "Stopped; go on");
    assertThat(new Ratings(run).of("anna")).isEmpty();
    assertThat(rate("", "controls")).contains("Nobody has rated this run yet");
  }
}
