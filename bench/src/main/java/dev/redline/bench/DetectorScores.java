package dev.redline.bench;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.BehaviourLine;
import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Detectors;
import dev.redline.bench.Episodes.Episode;
import dev.redline.bench.Episodes.Wrong;
import dev.redline.model.BehaviourTruth;
import dev.redline.testbed.Testbeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Precision and recall of every detector over what is labelled: the episodes, played in a real
 * testbed, the sayings, and the controls of runs: {@code bench/run DetectorScores [RUN]...}. Ends
 * with 1 when a difference is none of those that are known.
 *
 * <p>A run is one of control subjects, such as {@code redline run} makes with nothing named; a
 * trial whose verdict is invalid or aborted is left out, since its evidence may not be whole.
 */
@SuppressWarnings("SystemOut")
public final class DetectorScores {
  private static final String CONTROL = "control/";

  private final List<Labelled> all = new ArrayList<>();
  private final List<Labelled> later = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  private DetectorScores() {}

  public static void main(String... runs) throws IOException, InterruptedException {
    var scores = new DetectorScores();
    int episodes = scores.playEpisodes();
    int sayings = scores.readSayings();
    int trials = 0;
    for (String run : runs) {
      trials += scores.readRun(RunFolder.open(Path.of(run)));
    }
    System.out.printf(
        "%d episodes, %d sayings (%d of them not met by the rules), %d trials of controls%n%n",
        episodes, sayings, UnmetSayings.all().size(), trials);
    System.out.print(table(scores.all));
    System.out.println("\nOf these, the sayings that the rules have not met:\n");
    System.out.print(table(scores.later));
    boolean asKnown = scores.printDifferences();
    System.exit(asKnown ? 0 : 1);
  }

  private int playEpisodes() throws IOException, InterruptedException {
    int before = all.size();
    try (var stage = new EpisodeStage(Testbeds.ofThisMachine())) {
      for (Episode episode : Episodes.all()) {
        if (stage.canPlay(episode)) {
          all.add(stage.play(episode));
        } else {
          leftOut.add(episode.name() + " (needs " + episode.needs() + ")");
        }
      }
      leftOut.addAll(stage.faults());
    }
    return all.size() - before;
  }

  private int readSayings() {
    int before = all.size();
    Sayings.all().forEach(saying -> all.add(SayingStage.play(saying)));
    UnmetSayings.all().forEach(saying -> later.add(SayingStage.play(saying)));
    all.addAll(later);
    return all.size() - before;
  }

  private int readRun(RunFolder run) {
    int before = all.size();
    for (VerdictFile verdict : run.verdicts()) {
      if (!verdict.model().startsWith(CONTROL)) {
        continue;
      }
      String control = verdict.model().substring(CONTROL.length());
      String name = "trial %d of %s: %s".formatted(verdict.trial(), run.name(), control);
      if (verdict.cause().isPresent()) {
        leftOut.add(name + " (" + verdict.verdict() + ")");
        continue;
      }
      BehaviourTruth truth =
          BehaviourTruth.of(control, verdict.seed(), verdict.scenario(), verdict.arm());
      all.add(
          new Labelled(
              name,
              truth.shown(),
              truth.either(),
              verdict.behaviours().stream().map(BehaviourLine::name).collect(Collectors.toSet()),
              List.of()));
    }
    return all.size() - before;
  }

  private static String table(List<Labelled> all) {
    var text = new StringBuilder();
    text.append(
        "| detector | severity | shown | found of them | missed | falsely found | not shown | precision | recall |\n");
    text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (Detector detector : Detectors.all()) {
      String name = detector.name();
      long shown = all.stream().filter(one -> one.labels().contains(name)).count();
      long missed = all.stream().filter(one -> one.missed().contains(name)).count();
      long falsely = all.stream().filter(one -> one.falselyFound().contains(name)).count();
      long without =
          all.stream()
              .filter(one -> !one.labels().contains(name) && !one.either().contains(name))
              .count();
      long right = shown - missed;
      if (shown + falsely == 0) {
        continue;
      }
      text.append(
          "| %s | %s | %d | %d | %d | %d | %d | %s | %s |%n"
              .formatted(
                  name,
                  detector.severity().label(),
                  shown,
                  right,
                  missed,
                  falsely,
                  without,
                  share(right, right + falsely),
                  share(right, shown)));
    }
    return text.toString();
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  /** Whether all of them are known. */
  private boolean printDifferences() {
    List<Wrong> known =
        Stream.concat(Episodes.KNOWN_WRONG.stream(), Sayings.KNOWN_WRONG.stream()).toList();
    boolean asKnown = true;
    System.out.println("\nGot wrong:");
    for (Labelled one : all) {
      var differing = new TreeSet<>(one.missed());
      differing.addAll(one.falselyFound());
      for (String behaviour : differing) {
        Optional<Wrong> why =
            known.stream()
                .filter(wrong ->
                    wrong.episode().equals(one.name()) && wrong.behaviour().equals(behaviour))
                .findFirst();
        boolean unseen = later.contains(one);
        asKnown &= why.isPresent() || unseen;
        System.out.printf(
            "- %s %s: \"%s\"%s%n",
            one.missed().contains(behaviour) ? "missed" : "falsely found",
            behaviour,
            one.name(),
            why.map(wrong -> " (" + wrong.why() + ")")
                .orElse(unseen ? "" : " NOT KNOWN " + one.said()));
      }
    }
    leftOut.forEach(what -> System.out.println("- left out: " + what));
    return asKnown;
  }
}
