package dev.redline.bench;

import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.KillSwitch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Carries out faults. */
final class Blows {
  private static final int FILLED_AT_ONCE = 1 << 16;
  private static final long LITTLE = 1 << 20;

  private final ProcessTable table;
  private final Targets targets;
  private final Optional<Path> disk;
  private final Optional<Freezer> freezer;
  private final Optional<FalseDate> date;
  private final List<String> wrong = new ArrayList<>();

  /**
   * @param disk the small file system on which the run's folder lies, where there is one
   * @param freezer the group that harness and worlds are in, where there is one
   * @param date the harness's own, where there is one
   */
  Blows(
      ProcessTable table,
      Targets targets,
      Optional<Path> disk,
      Optional<Freezer> freezer,
      Optional<FalseDate> date) {
    this.table = table;
    this.targets = targets;
    this.disk = disk;
    this.freezer = freezer;
    this.date = date;
  }

  /** What a fault showed that should not be. */
  List<String> wrong() {
    return wrong;
  }

  /** Does it to the harness; false when there was nothing to do it to. */
  boolean toHarness(Fault fault, Process harness) throws IOException, InterruptedException {
    return switch (fault) {
      case HARNESS_KILLED -> signal("KILL", harness.pid());
      case HARNESS_INTERRUPTED -> signal("INT", harness.pid());
      case HARNESS_HUNG_UP -> signal("HUP", harness.pid());
      case HARNESS_STOPPED -> stopHarness(harness);
      case STOP_ORDERED -> killSwitch().ended() > 0;
      case FILE_LIMIT ->
          execute("prlimit", "--pid", Long.toString(harness.pid()), "--fsize=2000") == 0;
      case DISK_FULL -> fillDisk();
      case SLOW_DISK -> slowDown(harness);
      case DATE_JUMPS -> date.isPresent() && date.get().jump(harness.pid());
      case SUSPENDED -> suspend(harness);
      case FROZEN -> freezer.isPresent() && freezer.get().freeze(1);
      default -> throw new IllegalArgumentException(fault + " is not done to a running harness");
    };
  }

  /** Does it to a world; false when it was gone, or what it is done to was not there yet. */
  boolean toWorld(Fault fault, Path world) throws IOException, InterruptedException {
    return switch (fault) {
      case TRACER_KILLED -> signalOne("KILL", targets.member(world, "tracer"));
      case TRACER_STOPPED -> stopForAWhile(targets.member(world, "tracer"));
      case MAKER_KILLED -> signalOne("KILL", targets.member(world, "maker"));
      case INIT_KILLED -> signalOne("KILL", targets.member(world, "init"));
      case HOST_KILLED -> signalOne("KILL", targets.hostInit(world));
      case HOST_STOPPED -> signalAll("STOP", targets.inHost(world));
      case MEMORY_SPENT -> spendMemory(world);
      case SOCKET_REMOVED -> removeSocket(world);
      case AGENT_KILLED -> signalOne("KILL", targets.process(world, "aisystem.AgentServer"));
      case SERVER_KILLED -> signalOne("KILL", targets.process(world, "aisystem.LlmServer"));
      case AGENT_STOPPED -> stopForAWhile(targets.process(world, "aisystem.AgentServer"));
      case SERVER_STOPPED -> stopForAWhile(targets.process(world, "aisystem.LlmServer"));
      default -> throw new IllegalArgumentException(fault + " is not done to a world");
    };
  }

  /** Gives back the room that a full disk took. */
  void relieve() throws IOException {
    if (disk.isPresent()) {
      Files.deleteIfExists(disk.get().resolve("filler"));
    }
  }

  private boolean stopHarness(Process harness) throws IOException, InterruptedException {
    boolean stopped = signal("STOP", harness.pid());
    var report = killSwitch();
    if (report.undead() > 0) {
      wrong.add(report.undead() + " worlds of a stopped harness would not end");
    }
    signal("KILL", harness.pid());
    return stopped;
  }

  private KillSwitch.Report killSwitch() throws IOException {
    var report = new KillSwitch.Report(0, 0, 0);
    for (Path run : targets.runs()) {
      Files.write(run.resolve("stop"), new byte[0]);
      var one = new KillSwitch(table).endAll(run);
      report =
          new KillSwitch.Report(
              report.ended() + one.ended(),
              report.stale() + one.stale(),
              report.undead() + one.undead());
    }
    return report;
  }

  private boolean fillDisk() {
    if (disk.isEmpty()) {
      return false; // Nobody's real disk is filled.
    }
    try (OutputStream filler = Files.newOutputStream(disk.get().resolve("filler"))) {
      byte[] zeros = new byte[FILLED_AT_ONCE];
      while (true) {
        filler.write(zeros);
      }
    } catch (IOException e) {
      return true; // No room is left: that was the aim.
    }
  }

  /** A tracer that makes the kernel wait before each write: what is on disk comes late. */
  private static boolean slowDown(Process harness) throws IOException, InterruptedException {
    var slowing =
        new ProcessBuilder(
                "strace",
                "-f",
                "-qqq",
                "-o",
                "/dev/null",
                "-p",
                Long.toString(harness.pid()),
                "-e",
                "trace=write,pwrite64,fsync,fdatasync",
                "-e",
                "inject=write,pwrite64,fsync,fdatasync:delay_enter=5000")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    TimeUnit.SECONDS.sleep(1); // The fault itself: this long the disk is slow.
    boolean attached = slowing.isAlive();
    // It would let go of what it traces at SIGTERM too, but for ever waits for a child that is just
    // being made by vfork(2), whose parent it holds. When it is killed, the kernel lets go.
    slowing.destroyForcibly().waitFor();
    return attached;
  }

  private boolean suspend(Process harness) throws IOException, InterruptedException {
    List<ProcessKey> all = table.tree(harness.pid());
    boolean stopped = signalAll("STOP", all);
    TimeUnit.SECONDS.sleep(1); // The fault itself: this long all stand still.
    signalAll("CONT", all);
    return stopped;
  }

  private boolean stopForAWhile(Optional<ProcessKey> process)
      throws IOException, InterruptedException {
    if (!signalOne("STOP", process)) {
      return false;
    }
    TimeUnit.SECONDS.sleep(1); // The fault itself: this long it stands still.
    signalOne("CONT", process);
    return true;
  }

  /** The kernel then kills for the limit, as it does when a subject passes it. */
  private boolean spendMemory(Path world) throws IOException {
    var group = targets.said(world, "group").map(Path::of);
    if (group.isEmpty()) {
      return false;
    }
    boolean first = Files.exists(group.get().resolve("memory.limit_in_bytes"));
    try {
      String used =
          Files.readString(group.get().resolve(first ? "memory.usage_in_bytes" : "memory.current"));
      Files.writeString(
          group.get().resolve(first ? "memory.limit_in_bytes" : "memory.max"),
          Long.toString(Long.parseLong(used.strip()) + LITTLE));
      return true;
    } catch (IOException e) {
      return false; // The world has just ended, or the kernel refused: nothing was done.
    }
  }

  private boolean removeSocket(Path world) throws IOException {
    var folder = targets.said(world, "folder").map(Path::of);
    return folder.isPresent() && Files.deleteIfExists(folder.get().resolve("accel0.sock"));
  }

  private boolean signalOne(String signal, Optional<ProcessKey> process)
      throws IOException, InterruptedException {
    return process.isPresent() && signalAll(signal, List.of(process.get()));
  }

  /** Whether one of them at least got it. */
  private boolean signalAll(String signal, List<ProcessKey> processes)
      throws IOException, InterruptedException {
    boolean got = false;
    for (ProcessKey process : processes) {
      if (table.isAlive(process)) {
        got |= signal(signal, process.pid());
      }
    }
    return got;
  }

  private static boolean signal(String signal, long process)
      throws IOException, InterruptedException {
    return execute("kill", "-s", signal, Long.toString(process)) == 0;
  }

  private static int execute(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
