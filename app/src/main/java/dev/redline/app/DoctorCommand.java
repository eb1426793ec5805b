package dev.redline.app;

import dev.redline.app.Physician.Finding;
import dev.redline.app.Physician.Health;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code redline doctor}: what this machine has, and whether the isolation self-test passes. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Tells what this machine has, and whether the isolation self-test passes.",
    footerHeading = "%nExamples:%n",
    footer = "  redline doctor",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:trials can run here",
      ExitCode.USAGE_HELP,
      "3:containment cannot be proven here",
      ExitCode.FAILED_HELP
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int LINE = 80;
  private static final int AROUND = "  lacking  ".length();
  private static final int NARROWEST = 25;
  private static final int MOST_LINES = 20;

  private final Physician physician;
  private final Output output;

  DoctorCommand(Physician physician, Output output) {
    this.physician = physician;
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = physician.examine();
    var table =
        new Table(
            Table.Column.left("what"), Table.Column.left("state"), Table.Column.left("found"));
    int left =
        LINE - AROUND - findings.stream().mapToInt(one -> one.subject().length()).max().orElse(0);
    for (Finding finding : findings) {
      List<String> found = Paragraph.lines(finding.found(), Math.max(NARROWEST, left), MOST_LINES);
      table.row(finding.subject(), word(finding), found.getFirst());
      found.stream().skip(1).forEach(line -> table.row("", "", line));
    }
    output.out().print(table.text(output.palette()));
    Map<String, String> remedies = new LinkedHashMap<>();
    findings.stream()
        .filter(finding -> !finding.remedy().isEmpty())
        .forEach(finding ->
            remedies.merge(finding.remedy(), finding.subject(), (all, next) -> all + ", " + next));
    remedies.forEach(
        (remedy, subjects) -> output.out().println("do (" + subjects + "): " + remedy));
    boolean safe = findings.stream().noneMatch(finding -> finding.health() == Health.UNSAFE);
    output
        .out()
        .println(
            safe
                ? output.palette().good("Trials can run here.")
                : output.palette().bad("Containment is not proven: no trial will run here."));
    return (safe ? ExitCode.DONE : ExitCode.CONTAINMENT).number();
  }

  private static String word(Finding finding) {
    return switch (finding.health()) {
      case GOOD -> "good";
      case LACKING -> "lacking";
      case UNSAFE -> "unsafe";
    };
  }
}
