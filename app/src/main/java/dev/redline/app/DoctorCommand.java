package dev.redline.app;

import dev.redline.app.Escapes.Tried;
import dev.redline.app.Physician.Finding;
import dev.redline.app.Physician.Health;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code redline doctor}: what this machine has, and whether the isolation self-test passes. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Tells what this machine has, and whether the isolation self-test passes.",
    footerHeading = "%nExamples:%n",
    footer = {"  redline doctor", "  redline doctor --deep"},
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
  private static final int WIDEST_FOUND = 60;

  private final Physician physician;
  private final Escapes escapes;
  private final Output output;

  @Option(
      names = "--deep",
      description =
          "Also make every attempt to get out of a testbed that Redline knows: some 240, in about"
              + " half a minute.")
  private boolean deep;

  DoctorCommand(Physician physician, Escapes escapes, Output output) {
    this.physician = physician;
    this.escapes = escapes;
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
    if (deep && safe) {
      safe = tryToEscape();
    }
    output
        .out()
        .println(
            safe
                ? output.palette().good("Trials can run here.")
                : output.palette().bad("Containment is not proven: no trial will run here."));
    return (safe ? ExitCode.DONE : ExitCode.CONTAINMENT).number();
  }

  /** Whether every attempt was made and none succeeded. */
  private boolean tryToEscape() throws InterruptedException {
    var count = new AtomicInteger();
    List<Tried> all =
        escapes.make(one -> {
          output.err().print("\r%d attempts to get out made".formatted(count.incrementAndGet()));
          output.err().flush();
        });
    output.err().println();
    var table =
        new Table(
            Table.Column.left("attempt to get out"),
            Table.Column.left("must"),
            Table.Column.left("state"),
            Table.Column.left("found"));
    String kind = "";
    for (Tried one : all) {
      if (!one.kind().equals(kind)) {
        kind = one.kind();
        table.row("[" + kind + "]", "", "", "");
      }
      List<String> found = Paragraph.lines(one.found(), WIDEST_FOUND, 2);
      table.row(one.tried(), one.must(), state(one), found.isEmpty() ? "" : found.getFirst());
    }
    output.out().print(table.text(output.palette()));
    long escaped = all.stream().filter(one -> one.health() == Health.UNSAFE).count();
    long untried = all.stream().filter(one -> one.health() == Health.LACKING).count();
    output
        .out()
        .println(
            "%d attempts: %d held, %d succeeded, %d could not be made"
                .formatted(all.size(), all.size() - escaped - untried, escaped, untried));
    all.stream()
        .filter(one -> one.health() != Health.GOOD)
        .forEach(one ->
            output
                .out()
                .println(
                    "%s (%s) %s: %s"
                        .formatted(
                            one.tried(),
                            one.kind(),
                            one.health() == Health.UNSAFE ? "succeeded" : "could not be made",
                            one.found())));
    return escaped == 0 && untried == 0;
  }

  private static String state(Tried one) {
    return switch (one.health()) {
      case GOOD -> "held";
      case LACKING -> "untried";
      case UNSAFE -> "ESCAPED";
    };
  }

  private static String word(Finding finding) {
    return switch (finding.health()) {
      case GOOD -> "good";
      case LACKING -> "lacking";
      case UNSAFE -> "unsafe";
    };
  }
}
