package dev.redline.containment;

import static java.util.Objects.requireNonNull;

import dev.redline.containment.inside.Inside;
import dev.redline.containment.inside.Inside.Group;
import dev.redline.containment.inside.Outcome;
import dev.redline.containment.inside.Target;
import dev.redline.evidence.Recorder;
import dev.redline.linux.ProcessTable;
import dev.redline.original.SeededWeights;
import dev.redline.testbed.Host;
import dev.redline.testbed.Limits;
import dev.redline.testbed.Testbeds;
import dev.redline.testbed.Tracing;
import dev.redline.testbed.World;
import dev.redline.testbed.WorldSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tries to get out of testbeds as they are used in trials: in a watched one, where the recorder
 * denies and tells, in one that nobody watches, where the filter in the kernel stands alone, and in
 * a watched one whose host its programs may restart.
 */
public final class EscapeSuite {
  /** The size of the weights whose possession is proved inside. */
  static final long WEIGHTS = 1 << 20;

  private static final Duration LONGEST_GROUP = Duration.ofSeconds(40);
  private static final String PROGRAM = "/home/ai/attempts";
  private static final String WEIGHTS_FILE = "weights";
  private static final String WATCHED = "watched";
  private static final String UNWATCHED = "unwatched";
  private static final String RESTARTABLE = "restartable";

  /** Made in the unwatched world too: what the recorder denies elsewhere, the filter must here. */
  private static final List<Group> OF_THE_FILTER =
      List.of(Group.MOUNTS, Group.PROCESSES, Group.PRIVILEGES, Group.KERNEL);

  /** Made where a host may be restarted too: what its one capability might be good for. */
  private static final List<Group> OF_A_RESTART =
      List.of(Group.MOUNTS, Group.PROCESSES, Group.PRIVILEGES, Group.RESTARTS);

  private final Testbeds testbeds;
  private final ProcessTable table;
  private final Path temporary;

  /**
   * @param testbeds makes the worlds
   * @param table of this machine's processes
   * @param temporary below which what must not be reached is laid out
   */
  public EscapeSuite(Testbeds testbeds, ProcessTable table, Path temporary) {
    this.testbeds = requireNonNull(testbeds, "testbeds");
    this.table = requireNonNull(table, "table");
    this.temporary = requireNonNull(temporary, "temporary");
  }

  /**
   * What came of one attempt.
   *
   * @param world in which it was made: watched, unwatched or restartable
   * @param group of what kind it is
   * @param name what was tried
   * @param must what must happen
   * @param outcome what happened
   */
  public record Result(String world, String group, String name, String must, Outcome outcome) {}

  /**
   * Makes every attempt, one after the other; takes some seconds.
   *
   * @param told of each as it is known
   * @return all of them, in order
   * @throws dev.redline.testbed.TestbedException when a world does not come up
   * @throws IOException when what must not be reached could not be laid out
   */
  public List<Result> run(Consumer<Result> told) throws IOException {
    var results = new ArrayList<Result>();
    var before = MachineState.now();
    try (var canaries = Canaries.lay(temporary)) {
      watched(canaries, result -> note(results, told, result));
      unwatched(canaries, result -> note(results, told, result));
      restartable(canaries, result -> note(results, told, result));
      note(
          results,
          told,
          new Result(
              "all",
              "outside",
              "the machine's names, settings and mounts",
              "they are as they were",
              MachineState.now().comparedTo(before)));
    }
    return results;
  }

  private static void note(List<Result> results, Consumer<Result> told, Result result) {
    results.add(result);
    told.accept(result);
  }

  private void watched(Canaries canaries, Consumer<Result> told) throws IOException {
    var tries = new TriesOnRecord();
    var accelerator = new PlainAccelerator(table, tries);
    var spec =
        WorldSpec.of(Limits.forWeights(WEIGHTS))
            .withAccelerator(accelerator::listenAt)
            .tracedBy(
                new Tracing(
                    Recorder.straceOptions(),
                    Recorder.deniedCalls(),
                    trace -> Recorder.ofHost(trace, tries, WorldSpec.INIT, table).awaitEnd()));
    try (accelerator;
        var world = testbeds.start(spec)) {
      install(world.host());
      var outside = new FromOutside(world, table, canaries);
      try (var process = canaries.processLike(world.processes().getFirst())) {
        var target = canaries.target(process.pid(), Path.of(PROGRAM, WEIGHTS_FILE));
        for (var group : Group.values()) {
          make(world, WATCHED, group, target, told);
        }
        outside.all(process).forEach(attempt -> told.accept(made(WATCHED, "outside", attempt)));
      }
      told.accept(made(WATCHED, "outside", tries.attempt()));
      told.accept(made(WATCHED, "outside", tries.thoughts()));
      outside.atTheEnd().forEach(attempt -> told.accept(made(WATCHED, "outside", attempt)));
    }
  }

  private void unwatched(Canaries canaries, Consumer<Result> told) throws IOException {
    try (var world = testbeds.start(WorldSpec.of(Limits.forWeights(WEIGHTS)))) {
      install(world.host());
      var outside = new FromOutside(world, table, canaries);
      try (var process = canaries.processLike(world.processes().getFirst())) {
        var target = canaries.target(process.pid(), Path.of(PROGRAM, WEIGHTS_FILE));
        for (var group : OF_THE_FILTER) {
          make(world, UNWATCHED, group, target, told);
        }
      }
      told.accept(made(UNWATCHED, "outside", outside.deepFolder()));
      told.accept(
          made(UNWATCHED, "outside", outside.forkBomb(Limits.forWeights(WEIGHTS).processes())));
    }
  }

  private void restartable(Canaries canaries, Consumer<Result> told) throws IOException {
    var spec =
        WorldSpec.of(Limits.forWeights(WEIGHTS))
            .restarting(true)
            .tracedBy(
                new Tracing(
                    Recorder.straceOptions(true),
                    Recorder.deniedCalls(),
                    trace ->
                        Recorder.ofHost(trace, new TriesOnRecord(), WorldSpec.INIT, table)
                            .awaitEnd()));
    try (var world = testbeds.start(spec)) {
      install(world.host());
      try (var process = canaries.processLike(world.processes().getFirst())) {
        var target = canaries.target(process.pid(), Path.of(PROGRAM, WEIGHTS_FILE));
        for (var group : OF_A_RESTART) {
          make(world, RESTARTABLE, group, target, told);
        }
      }
    }
  }

  private static void install(Host host) throws IOException {
    var weights = SeededWeights.of(7, WEIGHTS);
    host.unpack(PROGRAM, out -> ProgramArchive.writeTo(out, WEIGHTS_FILE, weights::writeTo));
  }

  private static Result made(
      String world, String group, dev.redline.containment.inside.Attempt attempt) {
    Outcome outcome;
    try {
      outcome = attempt.trick().perform();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = Outcome.untried("stopped by the user");
    } catch (Exception e) {
      outcome = Outcome.untried(String.valueOf(e));
    }
    return new Result(world, group, attempt.name(), attempt.must(), outcome);
  }

  private static void make(
      World world, String name, Group group, Target target, Consumer<Result> told) {
    var words =
        new ArrayList<>(
            List.of(
                // So that the words of one that hangs are kept.
                "timeout",
                "-s",
                "KILL",
                Long.toString(LONGEST_GROUP.toSeconds()),
                "/opt/java/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                PROGRAM,
                Inside.class.getName(),
                group.name()));
    words.addAll(List.of(target.words()));
    var kind = group.name().toLowerCase(java.util.Locale.ROOT);
    try {
      var finished =
          world
              .host()
              .run(
                  new Host.Command(words, Host.Command.USUAL_ENVIRONMENT, "/home/ai"),
                  LONGEST_GROUP.plusSeconds(20));
      read(finished, name, kind).forEach(told);
    } catch (IOException e) {
      told.accept(
          new Result(
              name,
              kind,
              "all of this kind",
              "be made",
              Outcome.untried(String.valueOf(e.getMessage()))));
    }
  }

  /** Four words an attempt, then one at the end; one that is cut off is told as not tried. */
  private static List<Result> read(Host.Finished finished, String world, String group) {
    var words = List.of(finished.output().split("\0", -1));
    var results = new ArrayList<Result>();
    int at = 0;
    for (; at + 4 < words.size(); at += 4) {
      results.add(
          new Result(
              world,
              group,
              words.get(at),
              words.get(at + 1),
              new Outcome(Outcome.Kind.valueOf(words.get(at + 2)), words.get(at + 3))));
    }
    if (!words.get(at).equals(Inside.END)) {
      results.add(
          new Result(
              world,
              group,
              words.get(at).isEmpty() ? "the next of this kind" : words.get(at),
              "come to its end",
              Outcome.untried(
                  "the program ended with status %d and said: %s"
                      .formatted(finished.status(), finished.errors().strip()))));
    }
    return results;
  }
}
