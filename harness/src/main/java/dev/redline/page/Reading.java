package dev.redline.page;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceException;
import dev.redline.report.Timeline;
import dev.redline.report.TrialFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the logs of all trials, several at a time, each once. */
final class Reading {
  /** Characters of all trials' steps together: with all else the page stays below 15 MB. */
  private static final int ROOM = 11_000_000;

  private static final int MOST_A_TRIAL = 250_000;

  private final RunFolder folder;
  private final int room;

  /**
   * One trial, read.
   *
   * @param html its part of the page
   */
  record Read(VerdictFile verdict, TrialFacts facts, String html) {}

  Reading(RunFolder folder, int trials) {
    this.folder = folder;
    this.room = Math.min(MOST_A_TRIAL, ROOM / Math.max(1, trials));
  }

  /** In the order of the verdicts. */
  List<Read> all(List<VerdictFile> verdicts) throws InterruptedException {
    int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    try (ExecutorService workers =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("read-", 1).factory())) {
      List<Future<Read>> futures = new ArrayList<>();
      verdicts.forEach(verdict -> futures.add(workers.submit(() -> one(verdict))));
      List<Read> read = new ArrayList<>();
      for (Future<Read> future : futures) {
        read.add(future.get());
      }
      return read;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EvidenceException cause) {
        throw cause;
      }
      throw new IllegalStateException("a trial could not be read: " + e.getCause(), e);
    }
  }

  private Read one(VerdictFile verdict) {
    var part = new TrialPart(verdict);
    var facts = new TrialFacts();
    var steps = new Steps(TrialPart.place(verdict.trial()), part.named());
    List<String> problems =
        Timeline.read(
            folder.trial(verdict.trial()),
            Optional.of(verdict),
            Timeline.Detail.LINKED,
            item -> {
              facts.accept(item);
              steps.accept(item);
            });
    return new Read(
        verdict,
        facts,
        part.html(steps, room, problems, folder.afterwards(verdict.trial())).toString());
  }
}
