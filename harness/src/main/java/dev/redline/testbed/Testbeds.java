package dev.redline.testbed;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Makes worlds. Safe for use by many threads. */
public final class Testbeds {
  /** 32 and 33, which glibc keeps for itself and its posix_spawn(3) ignores in what it starts. */
  private static final long C_LIBRARYS_SIGNALS = 3L << 31;

  /** Above every range that login, containers and services hand out (systemd, "Users, Groups"). */
  private static final int FIRST_USER = 2_000_000_000;

  private static final int USERS = 100_000_000;
  private static final String HOST_NAME = "ai-host";

  private final ProcessTable table;
  private final MemoryGroups groups;
  private final Path temporaryFolder;
  private final RandomGenerator random;
  private final double homesShareOfMemory;
  private final SystemRoot root;

  /**
   * @param table of this machine's processes
   * @param temporaryFolder below which each world has a folder of its own; any user may pass
   *     through it
   * @param random names the folders and, started as root, picks the users
   */
  public Testbeds(ProcessTable table, Path temporaryFolder, RandomGenerator random) {
    this(
        table,
        new MemoryGroups(Path.of("/")),
        temporaryFolder,
        random,
        0.25,
        SystemRoot.ofThisMachine());
  }

  Testbeds(
      ProcessTable table,
      MemoryGroups groups,
      Path temporaryFolder,
      RandomGenerator random,
      double homesShareOfMemory,
      SystemRoot root) {
    this.table = table;
    this.groups = groups;
    this.temporaryFolder = temporaryFolder;
    this.random = random;
    this.homesShareOfMemory = homesShareOfMemory;
    this.root = root;
  }

  /** As these, but whose hosts see the system folders of another root. */
  public Testbeds seeing(SystemRoot other) {
    return new Testbeds(table, groups, temporaryFolder, random, homesShareOfMemory, other);
  }

  /** Whose system folders hosts see. */
  public SystemRoot root() {
    return root;
  }

  /** For this machine: its /proc, its temporary folder, chance from the kernel. */
  public static Testbeds ofThisMachine() {
    return new Testbeds(
        new ProcessTable(Path.of("/proc")),
        Path.of(System.getProperty("java.io.tmpdir")),
        new java.security.SecureRandom());
  }

  /**
   * Makes a world and starts its host, which then waits for orders.
   *
   * @throws TestbedException when it does not come up: what failed, and what to do
   */
  public World start(WorldSpec spec) {
    try {
      var user = user();
      var folder = new WorldFolder(makeFolder(), user);
      var group = memoryGroup(folder, spec.limits());
      try {
        var home = home(spec.limits().homeBytes());
        var hosts = Neighbourhood.of(spec, HOST_NAME);
        var binds = folder.fill(spec, home, hosts, root);
        var command =
            new WorldCommand(
                spec.limits(),
                spec.tracing(),
                user,
                folder.path(),
                group,
                hosts.commands(spec, home, folder.path(), binds),
                spec.lifetime(),
                ignoresSignals(),
                WorldFolder.script("winit.sh"));
        return BubblewrapWorld.start(spec, command, folder, table);
      } catch (IOException | RuntimeException | Error e) {
        removeAfter(folder, group, e);
        throw e;
      }
    } catch (IOException e) {
      throw new TestbedException(
          "The testbed did not start: %s. Do: run `redline doctor`.".formatted(e.getMessage()), e);
    }
  }

  private Path makeFolder() throws IOException {
    return Files.createDirectory(
        temporaryFolder.resolve(newName()),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private String newName() throws IOException {
    return WorldName.ours(table, random.nextLong() >>> 1)
        .orElseThrow(() -> new IOException("/proc does not tell of this very process"))
        .toString();
  }

  /**
   * Started as root, a user that nobody else is: root's own powers over files must not reach in.
   */
  private OptionalInt user() throws IOException {
    return us() == 0 ? OptionalInt.of(FIRST_USER + random.nextInt(USERS)) : OptionalInt.empty();
  }

  private int us() throws IOException {
    return (int) Files.getAttribute(table.proc().resolve("self"), "unix:uid");
  }

  /** Such as SIGHUP after nohup, or SIGINT in a script's background: a child inherits that. */
  private boolean ignoresSignals() throws IOException {
    return Files.readAllLines(table.proc().resolve("self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> line.substring("SigIgn:".length()).strip())
        .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & ~C_LIBRARYS_SIGNALS) != 0);
  }

  /**
   * Removes what worlds of killed runs left on this machine: folders and control groups that belong
   * to no harness that lives. Worlds that live are left alone.
   *
   * @return how many worlds had left something
   * @throws IOException when something cannot be removed; the rest is removed all the same
   */
  public int removeLeftovers() throws IOException {
    int us = us();
    return new Leftovers(
            table,
            groups,
            temporaryFolder,
            owner -> owner == us || (us == 0 && owner >= FIRST_USER && owner < FIRST_USER + USERS))
        .remove();
  }

  /** In memory when it takes no more of that than its share. */
  private WorldCommand.Home home(long bytes) throws IOException {
    long memory =
        Files.readAllLines(table.proc().resolve("meminfo")).stream()
            .filter(line -> line.startsWith("MemTotal:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
            .findFirst()
            .orElseThrow(() -> new IOException("/proc/meminfo tells no MemTotal"));
    return bytes <= memory * homesShareOfMemory ? WorldCommand.Home.MEMORY : WorldCommand.Home.DISK;
  }

  /** Whether the kernel itself limits the memory of a whole world here. */
  boolean limitsMemory() {
    try {
      var group = groups.make(newName(), 1 << 30);
      if (group.isPresent()) {
        group.get().remove();
      }
      return group.isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<MemoryGroup> memoryGroup(WorldFolder folder, Limits limits) {
    return groups.make(folder.path().getFileName().toString(), limits.memoryBytes());
  }

  private static void removeAfter(
      WorldFolder folder, Optional<MemoryGroup> group, Throwable cause) {
    try {
      folder.remove();
      if (group.isPresent()) {
        group.get().remove();
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
