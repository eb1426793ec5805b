package dev.redline.bench;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One life of a harness: from its start to its end, with the faults that it and its worlds meet.
 */
final class FaultyLife {
  private static final int DEADLINE_SECONDS = 300;
  private static final int TRIAL_MILLIS = 6000;
  private static final int HARNESS_MILLIS = 12_000;
  private static final int LOOK_MILLIS = 10;

  private final Place place;
  private final StudyCheck check;
  private final SplittableRandom random;
  private final Targets targets;
  private final Blows blows;
  private final Set<Path> seen = new HashSet<>();
  private final List<Plan> plans = new ArrayList<>();

  /**
   * Where and with what a study runs.
   *
   * @param redline the words that start the command, without options for the JVM's heap
   * @param folder where all of it lies; any user may pass through it
   * @param disk the small file system on which the run's folder lies, where there is one
   * @param freezer the control group that harness and worlds are to be in, where there is one
   * @param date the harness's own, where there is one
   */
  record Place(
      ProcessTable table,
      List<String> redline,
      Path folder,
      Optional<Path> disk,
      Optional<Freezer> freezer,
      Optional<FalseDate> date) {
    /** What a life wrote to standard error. */
    String said(String life) throws IOException {
      return Files.readString(folder.resolve(life + ".err")).strip();
    }
  }

  /**
   * What will be done, and when.
   *
   * @param world empty when it is done to the harness
   */
  private record Plan(Fault fault, Optional<Path> world, long due) {}

  FaultyLife(Place place, StudyCheck check, SplittableRandom random) {
    this.place = place;
    this.check = check;
    this.random = random;
    this.targets = new Targets(place.table(), place.folder().resolve("runtime/redline"));
    this.blows = new Blows(place.table(), targets, place.disk(), place.freezer(), place.date());
  }

  /** Lives, and meets what is drawn. */
  void live(String name, List<String> words) throws IOException, InterruptedException {
    boolean spent = random.nextInt(12) == 0;
    Process harness = start(name, words, spent ? "-Xmx20m" : "-Xmx256m");
    try {
      if (spent) {
        check.met(Fault.HEAP_SPENT, harness);
      }
      if (random.nextInt(5) == 0) {
        plans.add(new Plan(draw(Fault.On.HARNESS_ENDS), Optional.empty(), in(HARNESS_MILLIS)));
      }
      await(harness, name);
    } finally {
      harness.destroyForcibly().waitFor();
      blows.relieve();
    }
    blows.wrong().forEach(check::hold);
  }

  /** Lives without a fault; gives its exit code. */
  int liveCalmly(String name, List<String> words) throws IOException, InterruptedException {
    Process harness = start(name, words, "-Xmx256m");
    try {
      if (!harness.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        check.hold("%s did not end within %d s".formatted(name, DEADLINE_SECONDS));
      }
    } finally {
      harness.destroyForcibly().waitFor();
    }
    return harness.exitValue();
  }

  private void await(Process harness, String name) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!harness.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      check.notice(harness);
      planForNewWorlds();
      for (Plan plan : List.copyOf(plans)) {
        if (System.nanoTime() >= plan.due()) {
          plans.remove(plan);
          carryOut(plan, harness);
        }
      }
      if (System.nanoTime() > end) {
        check.hold(
            "%s did not end within %d s after %s".formatted(name, DEADLINE_SECONDS, check.met()));
        return;
      }
    }
  }

  private void planForNewWorlds() throws IOException {
    for (Path world : targets.worlds()) {
      if (seen.isEmpty()) {
        planForHarness();
      }
      if (seen.add(world)) {
        Fault fault = draw(random.nextInt(3) == 0 ? Fault.On.SUBJECT : Fault.On.WORLD);
        plans.add(new Plan(fault, Optional.of(world), in(TRIAL_MILLIS)));
      }
    }
  }

  /** From the first world on: how long a harness takes to start depends on the machine's load. */
  private void planForHarness() {
    if (random.nextInt(3) > 0) {
      plans.add(new Plan(draw(Fault.On.HARNESS_ENDS), Optional.empty(), in(HARNESS_MILLIS)));
    }
    if (random.nextBoolean()) {
      plans.add(new Plan(draw(Fault.On.HARNESS), Optional.empty(), in(HARNESS_MILLIS)));
    }
  }

  private void carryOut(Plan plan, Process harness) throws IOException, InterruptedException {
    // Noted first: what it is done to may be gone as soon as it is done.
    Optional<Integer> trial = check.trialOf(harness);
    boolean done =
        plan.world().isPresent()
            ? blows.toWorld(plan.fault(), plan.world().get())
            : blows.toHarness(plan.fault(), harness);
    if (done) {
      check.met(plan.fault(), trial);
    }
  }

  private Fault draw(Fault.On on) {
    List<Fault> those = Arrays.stream(Fault.values()).filter(fault -> fault.on() == on).toList();
    return those.get(random.nextInt(those.size()));
  }

  /** The moment, drawn by chance. */
  private long in(int millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(millis));
  }

  private Process start(String name, List<String> words, String heap) throws IOException {
    Path folder = place.folder();
    List<String> command = new ArrayList<>(place.redline());
    command.add(1, heap);
    command.addAll(words);
    var builder =
        new ProcessBuilder(place.freezer().map(f -> f.starting(command)).orElse(command))
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("LANG", "C.UTF-8");
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("runtime").toString());
    place.date().ifPresent(date -> builder.environment().putAll(date.environment()));
    return builder.start();
  }
}
