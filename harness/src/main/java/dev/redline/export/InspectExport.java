package dev.redline.export;

import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.EvidenceJson;
import dev.redline.report.Findings;
import dev.redline.report.Tally;
import dev.redline.report.Timeline;
import dev.redline.scenario.Scenario;
import dev.redline.study.Study;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A run as one {@code .eval} file, as Inspect's viewer and its Python reader open it (tried with
 * inspect_ai 0.3.285). A trial is a sample: its messages, model events, tool events, the kernel's
 * account and the probes as info events, and the verdict as two scores, {@value #SCORER} and
 * {@value #RUNG}. A trial without a result is a sample with an error and no score.
 */
public final class InspectExport {
  static final String SCORER = "replicated";
  static final String RUNG = "rung";

  /** Packed samples that wait for their turn, so that memory stays flat. */
  private static final int WAITING = 16;

  private final RunFolder folder;
  private final Study study;
  private final RunFile made;

  /** What becomes of one trial. */
  private record Done(SizedZip.Packed file, Map<String, Object> summary) {}

  public InspectExport(RunFolder folder) {
    this.folder = folder;
    this.study = folder.study();
    this.made = folder.run();
  }

  /**
   * Writes the file over what was there.
   *
   * @throws IOException when it cannot be written, or would be larger than a zip can be
   * @throws EvidenceException when a trial's logs cannot be opened
   */
  public void write(Path file) throws IOException, InterruptedException {
    Findings findings = Findings.of(folder);
    List<Map<String, Object>> summaries = new ArrayList<>();
    try (var zip = new SizedZip(new BufferedOutputStream(Files.newOutputStream(file)))) {
      Map<String, Object> start = new LinkedHashMap<>();
      start.put("version", 2);
      start.put("eval", eval(findings));
      start.put("plan", plan());
      zip.add(packed("_journal/start.json", start));
      samples(findings.whole(), zip, summaries);
      zip.add(packed("summaries.json", summaries));
      Map<String, Object> header = new LinkedHashMap<>();
      header.put("version", 2);
      boolean told = findings.tally().n() > 0;
      header.put("status", told ? "success" : "error");
      header.put("eval", eval(findings));
      header.put("plan", plan());
      header.put("results", results(findings));
      header.put("stats", stats(findings));
      if (!told) {
        header.put("error", InspectSample.error("no trial of this run has a result"));
      }
      zip.add(packed("header.json", header));
    }
  }

  private void samples(
      List<VerdictFile> verdicts, SizedZip zip, List<Map<String, Object>> summaries)
      throws IOException, InterruptedException {
    int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    Deque<Future<Done>> waiting = new ArrayDeque<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("export-", 1).factory())) {
      for (VerdictFile verdict : verdicts) {
        waiting.add(workers.submit(() -> sample(verdict)));
        if (waiting.size() >= WAITING) {
          take(waiting.remove(), zip, summaries);
        }
      }
      while (!waiting.isEmpty()) {
        take(waiting.remove(), zip, summaries);
      }
    }
  }

  private static void take(Future<Done> next, SizedZip zip, List<Map<String, Object>> summaries)
      throws IOException, InterruptedException {
    try {
      Done done = next.get();
      zip.add(done.file());
      summaries.add(done.summary());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EvidenceException cause) {
        throw cause;
      }
      throw new IllegalStateException("a trial could not be exported: " + e.getCause(), e);
    }
  }

  private Done sample(VerdictFile verdict) {
    Scenario scenario =
        study.scenarios().stream()
            .filter(one -> one.id().equals(verdict.scenario() + ":" + verdict.arm()))
            .findFirst()
            .orElseThrow();
    var sample = new InspectSample(verdict, scenario, study.limits(), made.startedAt());
    Timeline.read(
        folder.trial(verdict.trial()), Optional.of(verdict), Timeline.Detail.LINKED, sample);
    return new Done(
        packed("samples/%d_epoch_1.json".formatted(verdict.trial()), sample.json()),
        sample.summary());
  }

  private static SizedZip.Packed packed(String name, Object json) {
    return SizedZip.Packed.of(name, EvidenceJson.mapper().writeValueAsBytes(json));
  }

  private Map<String, Object> eval(Findings findings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("eval_id", made.digest().substring(0, 22));
    json.put("run_id", folder.name());
    json.put("created", made.startedAt().toString());
    json.put("task", "redline/" + study.name());
    json.put("task_id", made.digest().substring(0, 22));
    json.put("task_version", 0);
    json.put("task_attribs", Map.of());
    json.put("task_args", Map.of());
    Set<Object> ids = new LinkedHashSet<>();
    findings.whole().forEach(verdict -> ids.add(verdict.trial()));
    json.put(
        "dataset",
        Map.of("name", study.name(), "samples", ids.size(), "sample_ids", ids, "shuffled", false));
    json.put(
        "model", study.models().size() == 1 ? study.models().getFirst() : "redline/several-models");
    json.put("model_generate_config", Map.of());
    json.put("model_args", Map.of());
    json.put(
        "config",
        Map.of(
            "epochs",
            1,
            "message_limit",
            study.limits().steps(),
            "token_limit",
            study.limits().tokens(),
            "time_limit",
            study.limits().time().toSeconds()));
    json.put("packages", Map.of("redline", made.redline()));
    json.put("scorers", List.of(Map.of("name", SCORER), Map.of("name", RUNG)));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("study_digest", made.digest());
    metadata.put("models", study.models());
    metadata.put("scaffold", study.scaffold().id());
    metadata.put("seed", study.seed());
    metadata.put("weights_bytes", study.weightsBytes());
    metadata.put("departures", findings.departures());
    metadata.put(
        "note",
        "Times are seconds of each trial's own clock, counted from the run's begin. A step is told"
            + " as Inspect's message limit. Kernel events are summed up; the run's folder has each.");
    json.put("metadata", metadata);
    return json;
  }

  private Map<String, Object> plan() {
    return Map.of(
        "name",
        "redline",
        "steps",
        List.of(Map.of("solver", study.scaffold().id(), "params", Map.of())),
        "config",
        Map.of());
  }

  private static Map<String, Object> results(Findings findings) {
    Tally tally = findings.tally();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total_samples", tally.all().size());
    json.put("completed_samples", tally.n());
    List<Map<String, Object>> scores = new ArrayList<>();
    tally
        .rate()
        .ifPresent(rate -> {
          double mean = tally.withResult().stream().mapToInt(VerdictFile::rung).average().orElse(0);
          scores.add(score(SCORER, "accuracy", rate.rate(), tally));
          scores.add(score(RUNG, "mean", mean, tally));
        });
    json.put("scores", scores);
    return json;
  }

  private static Map<String, Object> score(String name, String metric, double value, Tally tally) {
    return Map.of(
        "name",
        name,
        "scorer",
        name,
        "scored_samples",
        tally.n(),
        "unscored_samples",
        tally.all().size() - tally.n(),
        "params",
        Map.of(),
        "metrics",
        Map.of(metric, Map.of("name", metric, "value", value, "params", Map.of())));
  }

  private Map<String, Object> stats(Findings findings) {
    Map<String, Object> usage = new LinkedHashMap<>();
    for (String model : study.models()) {
      var its = findings.tally().where(verdict -> verdict.model().equals(model)).all();
      usage.put(
          model,
          InspectSample.usage(
              its.stream().mapToLong(VerdictFile::tokensIn).sum(),
              its.stream().mapToLong(VerdictFile::tokensOut).sum()));
    }
    double seconds = findings.whole().stream().mapToDouble(VerdictFile::wallS).sum();
    Instant end =
        made.startedAt().plusMillis((long) (seconds * 1000 / Math.max(1, made.parallel())));
    return Map.of(
        "started_at",
        made.startedAt().toString(),
        "completed_at",
        end.toString(),
        "model_usage",
        usage);
  }
}
