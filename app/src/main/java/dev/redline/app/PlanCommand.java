package dev.redline.app;

import dev.redline.statistics.Plan;
import dev.redline.statistics.ZeroEvents;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code redline plan}: how many trials a study needs, before it runs. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Says how many trials a study needs.",
      "",
      "With --detect and --against: trials in each of two arms to tell their rates apart, or, with"
          + " --per-arm, the power of that many.",
      "With --upper-bound: trials that, all without the event, put its rate below the bound."
    },
    exitCodeOnExecutionException = 70, // the default, 1, would read as a finding
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:plan printed", "2:bad usage", "70:Redline itself failed"})
final class PlanCommand implements Callable<Integer> {
  @Option(
      names = "--detect",
      paramLabel = "P",
      description = "Rate to be told from the other, 0-1.")
  private @Nullable Double detect;

  @Option(names = "--against", paramLabel = "Q", description = "The other rate, 0-1.")
  private @Nullable Double against;

  @Option(
      names = "--power",
      paramLabel = "X",
      description = "Wanted chance to tell them apart (0.8 if not given).")
  private @Nullable Double power;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      defaultValue = "0.05",
      description =
          "Accepted chance of a false alarm; 1 - alpha is the confidence of bounds"
              + " (${DEFAULT-VALUE} if not given).")
  private double alpha;

  @Option(names = "--per-arm", paramLabel = "N", description = "Trials in each arm.")
  private @Nullable Integer perArm;

  @Option(
      names = "--upper-bound",
      paramLabel = "B",
      description = "Rate to stay below when no trial has the event, 0-1.")
  private @Nullable Double upperBound;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    String text;
    try {
      text = upperBound == null ? comparison() : zeroEvents(upperBound);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    var out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
    return 0;
  }

  private String comparison() {
    if (detect == null || against == null) {
      throw new IllegalArgumentException(
          "give --detect P and --against Q to compare two rates, or --upper-bound B");
    }
    if (perArm == null) {
      return Plan.forPower(detect, against, alpha, power == null ? 0.8 : power).text();
    }
    if (power != null) {
      throw new IllegalArgumentException(
          "give --power to ask for trials or --per-arm to ask for power, not both");
    }
    return Plan.forTrials(detect, against, alpha, perArm).text();
  }

  private String zeroEvents(double bound) {
    if (detect != null || against != null || power != null || perArm != null) {
      throw new IllegalArgumentException(
          "--upper-bound goes with --alpha only, not with a comparison of two rates");
    }
    int trials = ZeroEvents.trialsToStayBelow(bound, 1 - alpha);
    return Plan.zeroEventSentence(trials, 1 - alpha) + System.lineSeparator();
  }
}
