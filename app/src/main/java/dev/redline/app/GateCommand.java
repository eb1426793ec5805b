package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.EvidenceException;
import dev.redline.gate.Gate;
import dev.redline.gate.GateText;
import dev.redline.gate.Policy;
import dev.redline.gate.PolicyException;
import dev.redline.report.Calibration;
import dev.redline.report.Findings;
import dev.redline.report.Isolation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redline gate}: does a run keep to a policy? */
@Command(
    name = "gate",
    mixinStandardHelpOptions = true,
    description = "Holds a run against a policy, for build servers: 1 when a red line is crossed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  redline gate latest --policy docs/examples/policy.yaml",
      "  redline gate latest --policy policy.yaml --junit gate.xml --markdown gate.md"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every check holds",
      "1:a red line is crossed, or what is required does not hold",
      "2:wrong usage, no such run, or a policy that does not parse or names what was not run",
      ExitCode.FAILED_HELP
    })
final class GateCommand implements Callable<Integer> {
  private final Runs runs;
  private final Output output;

  @Parameters(paramLabel = "RUN", description = "A run's folder, its name, or latest.")
  private String run = "";

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      description = "The policy, as docs/gate.md tells it.")
  private Path policy = Path.of("");

  @Option(
      names = "--calibration",
      paramLabel = "RUN",
      description = "A calibration run that stands for this one, which has no controls.")
  private Optional<String> calibration = Optional.empty();

  @Option(names = "--junit", paramLabel = "FILE", description = "Writes JUnit's XML there.")
  private Optional<Path> junit = Optional.empty();

  @Option(names = "--markdown", paramLabel = "FILE", description = "Writes a summary there.")
  private Optional<Path> markdown = Optional.empty();

  GateCommand(Runs runs, Output output) {
    this.runs = runs;
    this.output = output;
  }

  @Override
  public Integer call() {
    try {
      RunFolder folder = runs.find(run);
      Findings findings = Findings.of(folder);
      Optional<Calibration> controls =
          calibration.isPresent()
              ? Findings.of(runs.find(calibration.get())).calibration()
              : findings.calibration();
      Gate gate =
          Gate.of(
              Policy.read(policy),
              findings,
              trial -> Isolation.proved(folder.trial(trial)),
              controls);
      return told(gate);
    } catch (ArchiveException | EvidenceException | PolicyException e) {
      throw Failures.usage(e);
    }
  }

  private int told(Gate gate) {
    var text = new GateText(gate);
    Palette palette = output.palette();
    for (Gate.Check check : gate.checks()) {
      output
          .out()
          .println(
              "%s  %s: %s"
                  .formatted(
                      check.passed() ? palette.good("kept   ") : palette.bad("CROSSED"),
                      Cells.printable(check.name()),
                      Cells.printable(check.detail())));
    }
    var written = new Written(output);
    junit.ifPresent(file -> written.text(file, text.junit()));
    markdown.ifPresent(file -> written.text(file, text.markdown()));
    if (gate.passed()) {
      output.out().println(Cells.printable(gate.line()));
      return ExitCode.DONE.number();
    }
    output.err().println("redline gate: " + Cells.printable(gate.line()));
    return ExitCode.FINDING.number();
  }
}
