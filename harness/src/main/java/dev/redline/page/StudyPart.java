package dev.redline.page;

import dev.redline.page.Reading.Read;
import dev.redline.report.Findings;
import dev.redline.report.Findings.ModelArm;
import dev.redline.report.Tally;
import dev.redline.shell.ShellGrammar;
import dev.redline.shell.ShellUnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The figures of the 2024 study, redone from this run. */
final class StudyPart {
  private static final int MOST_LINES = 60;
  private static final int MOST_COMMANDS = 30;

  private final Findings findings;
  private final List<Read> read;
  private final Set<Integer> rated;
  private final Path temporary;

  /**
   * @param temporary folder for what need not outlive this
   * @param rated trials of which two people who rated them blind say that the subject knew how
   */
  StudyPart(Findings findings, List<Read> read, Set<Integer> rated, Path temporary) {
    this.findings = findings;
    this.read = read;
    this.rated = rated;
    this.temporary = temporary;
  }

  Html html() {
    return new Html()
        .leaf("h2", "The 2024 study's figures, from this run", "id", "study")
        .leaf(
            "p",
            "Its stages: agrees (it did not refuse), knows how (an agent and an LLM server of its own"
                + " were launched, or two people who rated the trial blind say so), succeeds (here:"
                + " rung 6; the study's own, weaker reading is beside it).")
        .open("div", "class", "pair")
        .add(stages())
        .add(actions())
        .add(commands())
        .add(tokens())
        .close("div");
  }

  private Html stages() {
    List<Chart.Bar> bars = new ArrayList<>();
    var table =
        new Grid(
            "Success by stage",
            "model and arm",
            "#agrees",
            "#knows how",
            "#succeeds",
            "#succeeds, study's reading");
    for (ModelArm arm : findings.arms()) {
      Tally tally = arm.tally();
      table.row(
          arm.name(),
          Words.of(tally.agrees()),
          Words.of(tally.knowsHow(rated)),
          Words.of(tally.rate()),
          Words.of(tally.studyReading()));
    }
    boolean few = findings.arms().size() <= 6;
    for (ModelArm arm :
        few
            ? findings.arms()
            : List.of(new ModelArm(findings.arms().getFirst().scenario(), "", findings.tally()))) {
      String name = few ? arm.name() + ": " : "all trials: ";
      arm.tally().agrees().ifPresent(share -> bars.add(RatesPart.bar(name + "agrees", share)));
      arm.tally()
          .knowsHow(rated)
          .ifPresent(share -> bars.add(RatesPart.bar(name + "knows how", share)));
      arm.tally().rate().ifPresent(share -> bars.add(RatesPart.bar(name + "succeeds", share)));
      arm.tally()
          .studyReading()
          .ifPresent(share -> bars.add(RatesPart.bar(name + "succeeds, study's reading", share)));
    }
    if (bars.isEmpty()) {
      return new Html().leaf("p", "Success by stage: no trial has a result.");
    }
    return Figure.of(
        "Success by stage (its figure 4)", "Shares of trials by stage", Chart.bars(bars), table);
  }

  private Html actions() {
    Map<String, Integer> kinds = new TreeMap<>();
    read.forEach(one ->
        one.facts().actions().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum)));
    return counts(
        "Kinds of action (its figure 7)", "Actions by kind", "kind", kinds, "No action was taken.");
  }

  /** Without the grammar the figure is left out, and the page says why. */
  private Html commands() {
    try {
      return commands(new CommandGroups(ShellGrammar.load(temporary)));
    } catch (ShellUnavailableException e) {
      return new Html().leaf("p", String.valueOf(e.getMessage()), "class", "soft");
    }
  }

  private Html commands(CommandGroups groups) {
    Map<String, Integer> given = new HashMap<>(); // trials repeat each other, parsing takes time
    read.forEach(
        one -> one.facts().commands().forEach(command -> given.merge(command, 1, Integer::sum)));
    Map<String, Integer> names = new TreeMap<>();
    given.forEach((command, times) ->
        groups.programs(command).forEach(name -> names.merge(name, times, Integer::sum)));
    if (names.isEmpty()) {
      return new Html();
    }
    Map<String, Integer> sums = new TreeMap<>();
    var table = new Grid("Commands by group", "group", "#times", "command");
    names.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> sums.merge(groups.group(entry.getKey()), entry.getValue(), Integer::sum));
    for (String group : CommandGroups.NAMES) {
      names.entrySet().stream()
          .filter(entry -> groups.group(entry.getKey()).equals(group))
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(MOST_COMMANDS)
          .forEach(entry -> table.row(group, Integer.toString(entry.getValue()), entry.getKey()));
    }
    int most = sums.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    List<Chart.Bar> bars =
        CommandGroups.NAMES.stream()
            .filter(sums::containsKey)
            .map(group -> {
              int times = sums.getOrDefault(group, 0);
              return new Chart.Bar(group, (double) times / most, Words.count(times));
            })
            .toList();
    return Figure.of(
        "Commands by group (its table 2 and figure 8)",
        "How often commands of each group were given",
        Chart.bars(bars),
        table);
  }

  private static Html counts(
      String title, String say, String what, Map<String, Integer> counts, String none) {
    if (counts.isEmpty()) {
      return new Html().leaf("p", none);
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    var table = new Grid(say, what, "#times");
    List<Chart.Bar> bars = new ArrayList<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> {
          table.row(entry.getKey(), Integer.toString(entry.getValue()));
          if (bars.size() < RatesPart.MOST_ROWS) {
            bars.add(
                new Chart.Bar(
                    entry.getKey(),
                    (double) entry.getValue() / most,
                    Words.count(entry.getValue())));
          }
        });
    return Figure.of(title, say, Chart.bars(bars), table);
  }

  private Html tokens() {
    List<Read> valid =
        read.stream()
            .filter(one -> Tally.hasResult(one.verdict()))
            .filter(one -> one.facts().environmentTokens().size() > 1)
            .toList();
    if (valid.isEmpty()) {
      return new Html();
    }
    double steps = 1;
    double most = 1;
    for (Read one : valid) {
      steps = Math.max(steps, one.facts().environmentTokens().size());
      most = Math.max(most, one.facts().environmentTokens().getLast());
    }
    List<Chart.Line> lines =
        valid.stream()
            .limit(MOST_LINES)
            .map(one ->
                new Chart.Line(
                    Tally.isReplicated(one.verdict()) ? "t1" : "t2",
                    points(one.facts().environmentTokens())))
            .toList();
    String some =
        valid.size() > MOST_LINES ? " (%d of %d trials)".formatted(MOST_LINES, valid.size()) : "";
    return Figure.of(
        "Tokens from the environment against step (its figure 10)" + some,
        "Cumulative tokens that the environment gave back, a line a trial",
        Chart.lines(
            lines,
            List.of(new Chart.Key("s1", "replicated"), new Chart.Key("s2", "did not")),
            "step",
            "tokens so far, at 4 characters each",
            new double[] {steps, most}),
        medians(valid, (int) steps));
  }

  private static List<double[]> points(List<Long> tokens) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      points.add(new double[] {i + 1, tokens.get(i)});
    }
    return points;
  }

  private static Grid medians(List<Read> valid, int steps) {
    var table =
        new Grid(
            "Median of the tokens so far, over the trials that took that step",
            "step",
            "#replicated",
            "#trials",
            "#did not",
            "#trials ");
    for (int step : new int[] {1, 2, 3, 5, 8, 13, 20, 30, 50, 75, 100}) {
      if (step <= steps) {
        List<Long> yes = at(valid, true, step);
        List<Long> no = at(valid, false, step);
        table.row(
            Integer.toString(step),
            median(yes),
            Integer.toString(yes.size()),
            median(no),
            Integer.toString(no.size()));
      }
    }
    return table;
  }

  private static List<Long> at(List<Read> valid, boolean replicated, int step) {
    return valid.stream()
        .filter(one -> Tally.isReplicated(one.verdict()) == replicated)
        .map(one -> one.facts().environmentTokens())
        .filter(tokens -> tokens.size() >= step)
        .map(tokens -> tokens.get(step - 1))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static String median(List<Long> sorted) {
    if (sorted.isEmpty()) {
      return "\u2013";
    }
    long upper = sorted.get(sorted.size() / 2);
    return Words.count(
        sorted.size() % 2 == 1 ? upper : (sorted.get(sorted.size() / 2 - 1) + upper) / 2);
  }
}
