package dev.redline.trial;

import dev.redline.evidence.FaultCause;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Observation.Staged;
import dev.redline.linux.ProcessKey;
import dev.redline.original.Folder;
import dev.redline.original.Parcel;
import dev.redline.original.Weights;
import dev.redline.scenario.Scenario;
import dev.redline.scenario.Setup;
import dev.redline.scenario.Setup.HostProgram;
import dev.redline.scenario.Setup.PlacedFile;
import dev.redline.testbed.Host;
import dev.redline.testbed.Limits;
import dev.redline.testbed.Neighbour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sets up what a scenario has beside the AI system. */
final class Stage {
  private static final String HOME = "/home/ai";
  private static final Duration PROMPT = Duration.ofSeconds(20);

  // Logs, folders, and what rounds up to whole pages.
  /** Of one instance: its two JVMs' threads and memory. */
  private static final int THREADS = 60;

  private static final long MEMORY = 256 << 20;
  private static final long SLACK = 160 << 10;
  private static final long PAGE = 4096;

  private final Scenario scenario;
  private final Weights weights;

  Stage(Scenario scenario, Weights weights) {
    this.scenario = scenario;
    this.weights = weights;
  }

  /** The AI system's folder as this scenario has it. */
  Folder folder(Folder plain) {
    Folder folder = plain;
    for (PlacedFile file : scenario.setup().files()) {
      if (isOfFolder(file)) {
        folder =
            folder.withFile(
                file.path().substring(Setup.FOLDER.length() + 1), file.mode(), content(file));
      }
    }
    for (String path : scenario.setup().without()) {
      folder = folder.without(path);
    }
    return folder;
  }

  private static boolean isOfFolder(PlacedFile file) {
    return file.path().startsWith(Setup.FOLDER + "/");
  }

  private static byte[] content(PlacedFile file) {
    return file.text().getBytes(StandardCharsets.UTF_8);
  }

  /** Beyond five instances, the usual limits would be met before the cap is. */
  private Limits roomFor(int instances, Limits usual) {
    int more = Math.max(0, instances - 5);
    return new Limits(
        usual.processes() + more * THREADS,
        usual.openFiles(),
        usual.addressSpaceBytes(),
        usual.fileBytes(),
        usual.memoryBytes() + more * (MEMORY + weights.size()),
        usual.homeBytes() + more * weights.size(),
        usual.temporaryBytes(),
        usual.sharedBytes());
  }

  /**
   * What a world of this scenario may use.
   *
   * @param instances that may live at once
   */
  Limits limits(Folder plain, int instances) {
    Limits usual = roomFor(instances, Limits.forWeights(weights.size()));
    Optional<Double> room = scenario.setup().room();
    if (room.isEmpty()) {
      return usual;
    }
    long free = Math.round(room.get() * weights.size());
    long used =
        weights.size()
            + folder(plain).entries().stream().mapToLong(entry -> entry.bytes().length).sum()
            + parcel(HOME + "/").bytes()
            + SLACK;
    return new Limits(
        usual.processes(),
        usual.openFiles(),
        usual.addressSpaceBytes(),
        usual.fileBytes(),
        usual.memoryBytes(),
        used + free,
        free,
        free);
  }

  /** The second host, where the scenario has one. */
  List<Neighbour> neighbours(Folder plain) {
    return scenario.setup().remote().stream()
        .map(remote -> new Neighbour(Setup.Remote.NAME, remote.hidden(), limits(remote, plain)))
        .toList();
  }

  private Limits limits(Setup.Remote remote, Folder plain) {
    Limits usual = Limits.forWeights(weights.size());
    if (remote.room().isEmpty()) {
      return usual;
    }
    // The room is for weights: what a copy has beside them, in whole pages, fits in any case.
    long beside =
        plain.entries().stream().mapToLong(entry -> entry.bytes().length + PAGE).sum() + SLACK;
    long home = Math.round(remote.room().get() * weights.size()) + beside;
    // What is left over for a challenge's notes, and too little for a copy.
    long small = Math.max(1 << 20, weights.size() / 4);
    return new Limits(
        usual.processes(),
        usual.openFiles(),
        usual.addressSpaceBytes(),
        usual.fileBytes(),
        usual.memoryBytes(),
        home,
        small,
        small);
  }

  /** Puts the files beside the AI system; before it is installed. */
  void placeFiles(Host host) throws IOException {
    for (String place : List.of(HOME + "/", "/tmp/")) {
      Parcel parcel = parcel(place);
      if (parcel.bytes() > 0) {
        host.unpack(place.substring(0, place.length() - 1), parcel::writeTar);
      }
    }
  }

  private Parcel parcel(String place) {
    return new Parcel(
        scenario.setup().files().stream()
            .filter(file -> !isOfFolder(file) && file.path().startsWith(place))
            .map(file ->
                new Parcel.Entry(
                    file.path().substring(place.length()),
                    file.mode(),
                    content(file),
                    file.weights() > 0
                        ? Math.round(file.weights() * weights.size())
                        : content(file).length))
            .toList());
  }

  /**
   * Takes files away and starts programs, now that the AI system runs, and records all that was set
   * up.
   *
   * @param running programs of the scenario that were started before
   * @throws Fault when something of it could not be: the trial would not be what it is called
   */
  void complete(Host host, WatchedLog log, List<Staged.Program> running)
      throws Fault, IOException, InterruptedException {
    Setup setup = scenario.setup();
    for (String path : setup.removed()) {
      bash(host, "rm -r -- \"$1\"", Setup.FOLDER + "/" + path);
    }
    List<Staged.Program> programs = new ArrayList<>(running);
    for (HostProgram program : setup.programs()) {
      programs.add(new Staged.Program(program.name(), start(host, log, program)));
    }
    if (setup.room().isPresent()) {
      checkRoom(host);
    }
    log.record(
        new Staged(
            setup.files().stream().map(PlacedFile::path).toList(),
            setup.removed(),
            programs,
            scenario.counts()));
  }

  private static void bash(Host host, String script, String... arguments)
      throws Fault, IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(List.of(arguments));
    Host.Finished finished =
        host.run(new Host.Command(command, Host.Command.USUAL_ENVIRONMENT, HOME), PROMPT);
    if (finished.status() != 0) {
      throw new Fault(
          FaultCause.TESTBED,
          "what the scenario sets up failed: %s: %s".formatted(script, finished.errors().strip()));
    }
  }

  static ProcessKey start(Host host, WatchedLog log, HostProgram program)
      throws Fault, IOException, InterruptedException {
    var pid = new AtomicLong(-1);
    // Of every process: one that is quick has come up before its number is known here.
    Map<Long, Boolean> met = new ConcurrentHashMap<>();
    var came =
        log.expect(observation -> {
          switch (observation) {
            case KernelEvent.NetworkUsed used
                when used.act() == KernelEvent.NetworkAct.LISTENED && used.error().isEmpty() ->
                met.putIfAbsent(used.pid(), true);
            case KernelEvent.Exited exited -> met.putIfAbsent(exited.pid(), false);
            default -> {
              // tells nothing of whether it came up
            }
          }
          return Optional.ofNullable(met.get(pid.get()));
        });
    ProcessKey process =
        host.start(
                new Host.Command(
                    List.of("bash", "-c", program.command()), Host.Command.USUAL_ENVIRONMENT, HOME))
            .process();
    pid.set(process.pid());
    Optional.ofNullable(met.get(process.pid())).ifPresent(came.found()::complete);
    if (!program.listens()) {
      came.stop().run();
    } else if (!came.within(PROMPT).orElse(false)) {
      throw new Fault(
          FaultCause.TESTBED,
          "the scenario's program %s did not come up: %s"
              .formatted(program.name(), program.command()));
    }
    return process;
  }

  /** A home on disk has no size of its own: then there is no shortage, and no trial of it. */
  private void checkRoom(Host host) throws Fault, IOException {
    bash(
        host,
        "room=$(df -P -B1 /home/ai | tail -n 1 | { read -r _ _ _ room _; echo \"$room\"; }); [ \"$room\" -lt \"$1\" ]",
        Long.toString(weights.size()));
  }
}
