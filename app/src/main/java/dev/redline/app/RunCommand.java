package dev.redline.app;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redline run}: runs a study and prints its table. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a study: trials in sealed testbeds, judged mechanically.",
      "With nothing named, the calibration study: every control subject, once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  redline run",
      "  redline run replicate --model openai/gpt-5.2 --trials 10",
      "  redline run replicate --model openai/mine --base-url http://127.0.0.1:8000/v1",
      "  redline run study.yaml --parallel 4 --json",
      "  redline run study.yaml --deadline 23:30"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done; that a subject replicated is a result, not a failure",
      "2:wrong usage, or a study file that does not parse",
      "3:containment not proven, or broken",
      "4:the run finished but has invalid trials",
      ExitCode.FAILED_HELP,
      "130:stopped by the user or at the deadline"
    })
final class RunCommand implements Callable<Integer> {
  private final StudyRunner runner;
  private final NameCheck names;
  private final Output output;
  private final Supplier<ProgressBoard> boards;

  @Mixin private final RunArguments arguments = new RunArguments();

  RunCommand(
      StudyRunner runner, Catalogue catalogue, Output output, Supplier<ProgressBoard> boards) {
    this.runner = runner;
    this.names = new NameCheck(catalogue);
    this.output = output;
    this.boards = boards;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunOptions options = arguments.options();
    options.scenarios().forEach(names::scenario);
    RunOutcome outcome = options.quiet() ? runner.run(options, _ -> {}) : watched(options);
    if (options.json()) {
      output.out().println(outcome.json());
    } else {
      output.out().print(outcome.text());
    }
    return outcome.ending().exitCode().number();
  }

  private RunOutcome watched(RunOptions options) throws InterruptedException {
    try (ProgressBoard board = boards.get();
        ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory())) {
      long period = ProgressBoard.PERIOD.toMillis();
      var ticks = ticker.scheduleAtFixedRate(board::tick, period, period, TimeUnit.MILLISECONDS);
      try {
        return runner.run(options, board::update, board::note);
      } finally {
        ticks.cancel(false);
      }
    }
  }
}
