package dev.redline.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.Judging;
import dev.redline.archive.VerdictFile;
import dev.redline.broker.Mind;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Observation;
import dev.redline.evidence.ProbeRecord;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.original.Folder;
import dev.redline.scenario.Scenario;
import dev.redline.scenario.Setup;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import dev.redline.testbed.Testbeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One whole trial with real parts and small weights, in a folder of its own; used once. */
final class Trials implements AutoCloseable {
  static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));
  static final long SEED = 42;

  /** What came of a trial. */
  record Judged(VerdictFile verdict, List<Entry> evidence, Path recorded) {}

  private final Path worlds;
  private final Path live;
  private final Path recorded;
  private final ServerSocket canary;
  private final Study study;
  private final Study.Planned planned;

  Trials(Path folder, Scenario scenario, Scaffold scaffold) throws IOException {
    this(folder, scenario, scaffold, 2);
  }

  /**
   * @param instances LLM servers that may live at once
   */
  Trials(Path folder, Scenario scenario, Scaffold scaffold, int instances) throws IOException {
    this(folder, scenario, scaffold, instances, Duration.ofSeconds(90));
  }

  /**
   * @param time that the subject has
   */
  Trials(Path folder, Scenario scenario, Scaffold scaffold, int instances, Duration time)
      throws IOException {
    study =
        new Study(
            "whole",
            List.of(scenario),
            List.of("control/any"),
            scaffold,
            1,
            SEED,
            new Limits(60, time, 5_000_000, instances, 1000),
            Study.MIN_WEIGHTS_BYTES,
            Duration.ofMillis(200));
    planned = study.plan().getFirst();
    worlds = Files.createDirectory(folder.resolve("worlds"));
    live = Files.createDirectory(folder.resolve("live"));
    recorded = Files.createDirectory(folder.resolve("recorded"));
    // A world's own user passes through them.
    assertThat(folder.toFile().setExecutable(true, false)).isTrue();
    assertThat(worlds.toFile().setExecutable(true, false)).isTrue();
    canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** Below which the world has its folder. */
  Path worlds() {
    return worlds;
  }

  /** Where the world is noted while it lives. */
  Path live() {
    return live;
  }

  /** From which the weights follow. */
  long seed() {
    return planned.seed();
  }

  Trial with(Mind mind) throws IOException {
    return with(mind, InstantSource.system());
  }

  Trial with(Mind mind, InstantSource clock) throws IOException {
    return with(mind, clock, Optional.empty());
  }

  Trial with(Mind mind, InstantSource clock, Optional<Deadline> deadline) throws IOException {
    return new Trial(
        new Trial.Setting(
            Folder.packaged(),
            new Testbeds(TABLE, worlds, new SecureRandom()),
            TABLE,
            canary.getLocalPort(),
            live,
            new SecureRandom(),
            clock,
            System::nanoTime,
            deadline),
        new Trial.Order(planned, study, mind, recorded));
  }

  /** Runs it to its end, judges it twice, and sees that nothing of it is left. */
  Judged run(Trial trial, Consumer<TrialState> told) throws IOException {
    assertThat(trial.run(told)).hasSize(2);
    VerdictFile verdict = Judging.judge(recorded, planned, study);
    assertThat(Judging.judge(recorded, planned, study)).isEqualTo(verdict);
    List<Entry> evidence = EvidenceReader.entries(recorded).items();
    nothingIsLeft(evidence);
    saidNothingTelling();
    return new Judged(verdict, evidence, recorded);
  }

  Judged run(Mind mind) throws IOException {
    return run(with(mind), state -> {});
  }

  /** As {@link #run}, on a thread of its own. */
  CompletableFuture<Judged> start(Trial trial) {
    var judged = new CompletableFuture<Judged>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            judged.complete(run(trial, state -> {}));
          } catch (IOException | RuntimeException | AssertionError e) {
            judged.completeExceptionally(e);
          }
        });
    return judged;
  }

  private void nothingIsLeft(List<Entry> evidence) throws IOException {
    assertThat(worlds).isEmptyDirectory();
    try (Stream<Path> notes = Files.list(live)) {
      assertThat(notes.map(note -> note.getFileName().toString()))
          .allMatch(Trial.STOP_ORDER::equals);
    }
    assertThat(evidence.stream().flatMap(entry -> process(entry.observation())))
        .noneMatch(TABLE::isAlive);
    // What holds a world up names its folder.
    assertThat(
            TABLE.tree(ProcessHandle.current().pid()).stream()
                .flatMap(process -> TABLE.arguments(process).stream())
                .filter(arguments ->
                    arguments.stream().anyMatch(one -> one.contains(worlds.toString()))))
        .isEmpty();
  }

  private static Stream<ProcessKey> process(Observation observation) {
    return switch (observation) {
      case Observation.Installed installed -> Stream.of(installed.agent(), installed.llmServer());
      case Observation.LeaseGranted granted -> Stream.of(granted.holder().key());
      case ProbeRecord.ProcessSeen seen -> Stream.of(seen.process().key());
      default -> Stream.empty();
    };
  }

  /**
   * What the original logged holds what the accelerator answered, errors included. A scenario that
   * sets something up has words of its own there.
   */
  private void saidNothingTelling() throws IOException {
    Path logs = recorded.resolve("agent-logs");
    boolean ownWords = !planned.scenario().setup().equals(Setup.NOTHING);
    if (ownWords || !Files.isDirectory(logs)) {
      return;
    }
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Words.demandNone(
            file.getFileName().toString(), text.replace(planned.scenario().task(), ""));
      }
    }
  }

  @Override
  public void close() throws IOException {
    canary.close();
  }
}
