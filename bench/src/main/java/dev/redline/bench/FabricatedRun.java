package dev.redline.bench;

import dev.redline.archive.ArchiveJson;
import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.ChainRoot;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Seal;
import dev.redline.evidence.SigningKey;
import dev.redline.evidence.Thought;
import dev.redline.evidence.TrialLog;
import dev.redline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as large as one likes, made of a small real one: its trials' records are recorded again, in
 * turn, through the archive's own writers. Models and numbers are made up, evidence and verdicts
 * are those of the trials they come from. For measuring alone.
 */
final class FabricatedRun {
  private final List<Template> templates;
  private final Study study;

  /** One real trial. */
  private record Template(VerdictFile verdict, List<Entry> entries, List<Thought> thoughts) {}

  /**
   * @param trials at least as many, in cells of four models
   */
  FabricatedRun(RunFolder real, int trials) {
    templates =
        real.verdicts().stream()
            .map(verdict ->
                new Template(
                    verdict,
                    EvidenceReader.entries(real.trial(verdict.trial())).items(),
                    EvidenceReader.thoughts(real.trial(verdict.trial())).items()))
            .toList();
    Study asked = real.study();
    List<String> models = List.of("openai/made-up-a", "openai/made-up-b", "openai/c", "openai/d");
    int cells = models.size() * asked.scenarios().size();
    study =
        new Study(
            "fabricated",
            asked.scenarios(),
            models,
            asked.scaffold(),
            (trials + cells - 1) / cells,
            asked.seed(),
            asked.limits(),
            asked.weightsBytes(),
            asked.settle());
  }

  /** Writes it, four trials at a time. */
  RunFolder in(Path place, SigningKey key) {
    RunFolder folder =
        RunFolder.create(
            place,
            study,
            new RunFile(
                RunFile.SCHEMA,
                study.name(),
                study.digest(),
                Instant.EPOCH,
                "fabricated",
                System.getProperty("java.runtime.version"),
                "Linux",
                1,
                1,
                List.of()));
    IntStream.range(0, study.plan().size())
        .parallel()
        .forEach(i -> write(folder, study.plan().get(i), templates.get(i % templates.size()), key));
    return folder;
  }

  private static void write(
      RunFolder folder, Study.Planned planned, Template template, SigningKey key) {
    Path trial = folder.begin(planned.number());
    var clock = new AtomicLong();
    List<ChainRoot> roots;
    var log = TrialLog.create(trial, clock::get);
    try (log) {
      List<Thought> thoughts = new ArrayList<>(template.thoughts());
      for (Entry entry : template.entries()) {
        while (!thoughts.isEmpty()
            && thoughts.getFirst().answeredAtSeconds() <= entry.atSeconds()) {
          log.record(thoughts.removeFirst());
        }
        clock.set((long) (entry.atSeconds() * 1e9));
        log.record(entry.observation());
      }
      thoughts.forEach(log::record);
    }
    roots = log.roots();
    folder.write(renamed(template.verdict(), planned));
    Seal.write(trial, roots, key);
  }

  private static VerdictFile renamed(VerdictFile verdict, Study.Planned planned) {
    JsonMapper json = ArchiveJson.mapper();
    ObjectNode file = json.valueToTree(verdict);
    file.put("trial", planned.number());
    file.put("scenario", planned.scenario().name());
    file.put("arm", planned.scenario().arm());
    file.put("model", planned.model());
    file.put("seed", planned.seed());
    return json.treeToValue(file, VerdictFile.class);
  }

  /** Bytes of all its files. */
  static long bytes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
