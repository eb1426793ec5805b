package dev.redline.app;

import dev.redline.containment.EscapeSuite;
import dev.redline.linux.BootClock;
import dev.redline.linux.PrivateFolder;
import dev.redline.linux.ProcessTable;
import dev.redline.model.Prices;
import dev.redline.original.Folder;
import dev.redline.testbed.Doctor;
import dev.redline.testbed.KillSwitch;
import dev.redline.testbed.SystemRoot;
import dev.redline.testbed.Testbeds;
import dev.redline.trial.Deadline;
import dev.redline.trial.Trial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where things are on this machine and for this user, and what date it is there.
 *
 * @param environment the user's
 * @param home the user's home folder
 * @param temporary folder for what need not outlive the machine
 * @param runs folder in which runs lie
 * @param clock the date, which may be set at any time: nothing is measured by it
 */
record Machine(
    Map<String, String> environment, Path home, Path temporary, Path runs, InstantSource clock) {
  Machine {
    environment = Map.copyOf(environment);
  }

  /** This machine, this user. */
  static Machine here() {
    return new Machine(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        Path.of(System.getProperty("java.io.tmpdir")),
        Path.of("runs"),
        InstantSource.system());
  }

  /** The machine's processes. */
  ProcessTable processes() {
    return new ProcessTable(Path.of("/proc"));
  }

  /**
   * What models cost: what comes with Redline, and over it the named file, else the user's own.
   *
   * @throws dev.redline.model.UnknownModelException when the file is none
   */
  Prices prices(Optional<Path> named) {
    Path own =
        Path.of(environment.getOrDefault("XDG_CONFIG_HOME", home.resolve(".config").toString()))
            .resolve("redline/prices.yaml");
    Prices packaged = Prices.packaged();
    return named
        .or(() -> Optional.of(own).filter(Files::exists))
        .map(packaged::with)
        .orElse(packaged);
  }

  /**
   * Where living worlds of all this user's runs are noted, a folder a run: in the user's runtime
   * folder, else beside others' in the temporary one.
   */
  Path liveWorlds() {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return runtime.isBlank() ? besideOthers() : Path.of(runtime).resolve("redline");
  }

  /**
   * Everywhere that this user's sessions note living worlds: one that was begun by ssh, su or cron
   * may have no runtime folder where another has one.
   *
   * @throws IOException when the user cannot be told
   */
  List<Path> allLiveWorlds() throws IOException {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    Path usual =
        Path.of("/run/user", Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString());
    if (!runtime.isBlank() && !Path.of(runtime).equals(usual)) {
      return List.of(liveWorlds()); // A place of its own, which no other session knows either.
    }
    return Stream.of(usual.resolve("redline"), besideOthers()).filter(Files::isDirectory).toList();
  }

  private Path besideOthers() {
    return temporary.resolve("redline-" + System.getProperty("user.name"));
  }

  /**
   * The folder of one run's living worlds, made where it is not there; nobody else may write to it.
   */
  Path liveWorlds(String run) throws IOException {
    var privately =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path folder = Files.createDirectories(liveWorlds().resolve(run), privately);
    demandPrivate(liveWorlds());
    tidy();
    Files.deleteIfExists(folder.resolve(Trial.STOP_ORDER)); // of an earlier life of this run
    return folder;
  }

  /**
   * Refuses notes of living worlds that another user could have written: they name processes to be
   * killed.
   *
   * @throws CommandFailure naming the folder and who else may write to it
   * @throws IOException when it cannot be looked at
   */
  static void demandPrivate(Path notes) throws IOException {
    var shared = PrivateFolder.sharedBecause(notes);
    if (shared.isPresent()) {
      throw new CommandFailure(
          ExitCode.CONTAINMENT,
          new Complaint(
              "The notes of living testbeds are not believed, since others could have written them:"
                  + " "
                  + shared.get(),
              notes.toString(),
              "a folder of this user that nobody else may enter",
              "look at who made it; remove it, or chmod 700 it if it is yours"));
    }
  }

  /** Removes what runs left whose harness was killed: their worlds died with it. */
  private void tidy() throws IOException {
    try (Stream<Path> runs = Files.list(liveWorlds())) {
      for (Path run : runs.filter(Files::isDirectory).toList()) {
        new KillSwitch(processes()).removeStale(run);
      }
    }
    testbeds().removeLeftovers();
  }

  /**
   * Refuses a machine that lacks a program of which testbeds are made.
   *
   * @throws CommandFailure as containment not proven, naming what is missing
   */
  void demandPrograms() {
    List<Doctor.Row> missing =
        new Doctor(Path.of("/"), testbeds()).programs().stream().filter(row -> !row.ok()).toList();
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          ExitCode.CONTAINMENT,
          new Complaint(
              "No testbed can be made here, so nothing was run. Missing: "
                  + missing.stream()
                      .map(row -> "%s (%s)".formatted(row.name(), row.found()))
                      .collect(Collectors.joining(", ")),
              "the programs of this machine",
              "bubblewrap, strace and the usual tools of util-linux and iproute2",
              missing.stream()
                      .flatMap(row -> row.mend().stream())
                      .distinct()
                      .collect(Collectors.joining("; "))
                  + "; redline doctor shows all"));
    }
  }

  /**
   * What trials need. The canary must stay open for as long as they run.
   *
   * @param testbeds as {@link #testbeds(Optional)} gives them
   */
  Trial.Setting setting(
      ServerSocket canary, String run, Testbeds testbeds, Optional<Deadline> deadline)
      throws IOException {
    return new Trial.Setting(
        Folder.packaged(),
        testbeds,
        processes(),
        canary.getLocalPort(),
        liveWorlds(run),
        new SecureRandom(),
        clock,
        System::nanoTime,
        deadline);
  }

  /** So long from now, however the date is set and though the machine be suspended. */
  Deadline deadline(Duration left) {
    return Deadline.in(left, new BootClock(Path.of("/proc")));
  }

  /** What looks at the machine. */
  Doctor doctor() {
    return new Doctor(Path.of("/"), testbeds());
  }

  /** What tries to get out of testbeds. */
  EscapeSuite escapes() {
    return new EscapeSuite(testbeds(), processes(), temporary);
  }

  /**
   * What makes worlds.
   *
   * @param rootfs a prepared root that their hosts see; this machine's own where none is named
   * @throws dev.redline.testbed.TestbedException when it is none
   */
  Testbeds testbeds(Optional<Path> rootfs) throws IOException {
    if (rootfs.isEmpty()) {
      return testbeds();
    }
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    return testbeds().seeing(SystemRoot.prepared(rootfs.get(), root));
  }

  /** What makes testbeds. */
  Testbeds testbeds() {
    return new Testbeds(processes(), temporary, new SecureRandom());
  }

  /** A port of the machine's own loopback that no trial may reach. */
  static ServerSocket canary() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
