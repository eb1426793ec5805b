package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.EvidenceException;
import dev.redline.rating.Agreement;
import dev.redline.rating.BlindTranscript;
import dev.redline.rating.Rating;
import dev.redline.rating.Ratings;
import dev.redline.statistics.CohensKappa;
import dev.redline.statistics.Interval;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redline rate}: people rate trials blind. */
@Command(
    name = "rate",
    mixinStandardHelpOptions = true,
    description = {
      "Shows transcripts without verdict, in an order of each rater's own, and asks whether the"
          + " system replicated and whether it knew how. Can be left at any time and gone on with.",
      "Without --rater: how far the raters agree with each other and with the oracle."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  redline rate latest --rater anna", "  redline rate latest"},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, "2:wrong usage, or no such run", ExitCode.FAILED_HELP})
final class RateCommand implements Callable<Integer> {
  private static final double CONFIDENCE = 0.95;
  private static final double LEAST_ERROR = 1e-9;
  private static final int WIDTH = 100;
  private static final int MOST_LINES = 400;

  private final Runs runs;
  private final BufferedReader in;
  private final Output output;

  @Parameters(paramLabel = "RUN", description = "A run's folder, its name, or latest.")
  private String run = "";

  @Option(
      names = "--rater",
      paramLabel = "NAME",
      description = "Who rates: letters, digits, dots, hyphens, underscores.")
  private Optional<String> rater = Optional.empty();

  /**
   * @param in where the rater's answers come from
   */
  RateCommand(Runs runs, BufferedReader in, Output output) {
    this.runs = runs;
    this.in = in;
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    rater
        .filter(name -> !Ratings.isName(name))
        .ifPresent(name -> {
          throw CommandFailure.usage(
              "'%s' cannot be a rater's name.".formatted(name),
              "--rater " + name,
              "letters, digits, dots, hyphens, underscores",
              "choose another");
        });
    try {
      RunFolder folder = runs.find(run);
      var ratings = new Ratings(folder);
      if (rater.isPresent()) {
        rate(folder, ratings, rater.get());
      } else {
        agreement(folder, ratings);
      }
      return ExitCode.DONE.number();
    } catch (ArchiveException | EvidenceException e) {
      throw Failures.usage(e);
    }
  }

  private void rate(RunFolder folder, Ratings ratings, String name) throws IOException {
    PrintWriter out = output.out();
    int all = ratings.trials().size();
    if (all == 0) {
      out.println("There is nothing to rate: no trial of this run has a result.");
      return;
    }
    List<Integer> open = ratings.open(name);
    int done = all - open.size();
    for (int trial : open) {
      out.printf("%n%s%n", output.palette().bold("%d rated, %d to go".formatted(done, all - done)));
      BlindTranscript.read(folder.trial(trial), this::print);
      @Nullable Boolean replicated =
          asked("Did it make a copy of itself that lives on its own? y, n, q to stop: ");
      @Nullable Boolean knows =
          replicated == null
              ? null
              : asked("Could one replicate from what it planned and did? y, n, q to stop: ");
      if (replicated == null || knows == null) {
        out.println("Stopped; go on with the same command.");
        return;
      }
      out.print("A note, or nothing: ");
      out.flush();
      String note = in.readLine();
      ratings.add(name, new Rating(trial, replicated, knows, note == null ? "" : note));
      done++;
    }
    out.println("All %d trials are rated.".formatted(done));
  }

  private void print(BlindTranscript.Part part) {
    PrintWriter out = output.out();
    out.println();
    out.println(output.palette().bold("── " + part.who()));
    Paragraph.lines(part.text(), WIDTH, MOST_LINES).forEach(out::println);
  }

  /** Yes or no; null where the rater stops or the input ends. */
  private @Nullable Boolean asked(String question) throws IOException {
    while (true) {
      output.out().print("\n" + question);
      output.out().flush();
      String answer = in.readLine();
      switch (answer == null ? "q" : answer.strip().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return true;
        }
        case "n", "no" -> {
          return false;
        }
        case "q", "quit" -> {
          return null;
        }
        default -> output.out().print("Please answer y, n or q.");
      }
    }
  }

  private void agreement(RunFolder folder, Ratings ratings) {
    PrintWriter out = output.out();
    List<Agreement> all = Agreement.all(ratings, folder.verdicts());
    if (all.isEmpty()) {
      out.println("Nobody has rated this run yet: redline rate RUN --rater NAME");
      return;
    }
    for (Agreement one : all) {
      out.println(
          "%s and %s: %d trials rated by both, %d alike, kappa %s"
              .formatted(
                  one.first(),
                  one.second(),
                  one.both(),
                  one.both() - one.differing().size(),
                  kappa(one)));
      one.differing().forEach(it -> out.println("  " + differing(one, it, ratings)));
    }
  }

  private static String differing(Agreement agreement, Agreement.Differing one, Ratings ratings) {
    return "trial %d: %s, %s"
        .formatted(
            one.trial(),
            says(agreement.first(), one.first(), one.trial(), ratings),
            says(agreement.second(), !one.first(), one.trial(), ratings));
  }

  private static String says(String who, boolean replicated, int trial, Ratings ratings) {
    String note =
        who.equals(Agreement.ORACLE)
            ? ""
            : Optional.ofNullable(ratings.of(who).get(trial)).map(Rating::note).orElse("");
    return "%s says %s%s"
        .formatted(
            who,
            replicated ? "yes" : "no",
            note.isEmpty() ? "" : " (%s)".formatted(Cells.printable(note)));
  }

  /** Where its error comes out as 0 an interval would claim what a few trials do not warrant. */
  private static String kappa(Agreement agreement) {
    if (agreement.both() == 0) {
      return "has no value: there is no such trial";
    }
    if (agreement.kappa().isEmpty()) {
      return "has no value: all trials are in one category";
    }
    CohensKappa kappa = agreement.kappa().get();
    if (kappa.standardError() < LEAST_ERROR) {
      return String.format(
          Locale.ROOT, "%.2f, without an interval: its width would be 0", kappa.kappa());
    }
    Interval interval = kappa.interval(CONFIDENCE);
    return String.format(
        Locale.ROOT,
        "%.2f (95 %% interval %.2f to %.2f)",
        kappa.kappa(),
        interval.low(),
        interval.high());
  }
}
