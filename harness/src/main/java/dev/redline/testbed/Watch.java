package dev.redline.testbed;

import dev.redline.evidence.Observation.LimitMet;
import dev.redline.linux.ContainedFiles;
import dev.redline.linux.FileSystemUse;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks every 50 ms at what the kernel does not limit by itself: the memory of all processes
 * together, where no control group limits it, and a home on disk. Where one does, it looks whether
 * the group killed, and once more when the world has ended: then the world was no longer what the
 * subject had made of it.
 *
 * <p>First a sum that is quick and never too small (RssAnon, RssShmem, the memory file systems);
 * only when that passes, the exact one (Pss), which divides shared pages by their users.
 */
final class Watch {
  private static final Duration EVERY = Duration.ofMillis(50);
  // What a file takes of the kernel's memory, or of a disk, beside its content.
  private static final long INODE_BYTES = 1024;
  private static final String LOCKS = WorldCommand.LOCKS.substring(1);

  private final Limits limits;
  private final boolean homeOnDisk;
  private final Optional<MemoryGroup> memoryGroup;
  private final ProcessTable table;
  private final List<HostCommand> commands;
  private final Supplier<List<ProcessKey>> inits;
  private final boolean restarts;
  private final Consumer<LimitMet> onLimit;
  private final AtomicBoolean told = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** A host's first process, and its files as they are reached from outside. */
  private record Watched(ProcessKey init, Path root, Limits limits) {}

  private Watch(
      WorldSpec spec, WorldCommand command, ProcessTable table, Supplier<List<ProcessKey>> inits) {
    this.limits = spec.limits();
    this.restarts = spec.restarts();
    this.onLimit = spec.onLimit();
    this.homeOnDisk = command.hosts().getFirst().home() == WorldCommand.Home.DISK;
    this.memoryGroup = command.memoryGroup();
    this.table = table;
    this.commands = command.hosts();
    this.inits = inits;
  }

  /** As they are now: a host that was restarted has another first process. */
  private List<Watched> hosts() {
    var now = inits.get();
    return commands.stream()
        .map(host -> {
          var init = now.get(host.number());
          return new Watched(init, table.proc().resolve(init.pid() + "/root"), host.limits());
        })
        .toList();
  }

  static Watch start(
      WorldSpec spec,
      WorldCommand command,
      ProcessTable table,
      Supplier<List<ProcessKey>> inits,
      Runnable end) {
    var watch = new Watch(spec, command, table, inits);
    Thread.ofPlatform().daemon().name("limits-watch").start(() -> watch.run(end));
    return watch;
  }

  void stop() {
    stopped.countDown();
  }

  /** What its group killed between the last look and its end; once it has ended. */
  void lookBack() {
    if (memoryGroup.isEmpty()) {
      return;
    }
    var group = memoryGroup.get();
    try {
      var met = groupsMemory(group);
      if (met != null) {
        tell(met);
      }
    } catch (IOException e) {
      if (Files.exists(group.folder())) { // else a kill switch has removed it
        tell(unwatched(e));
      }
    }
  }

  private void run(Runnable end) {
    try {
      while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        var met = lookBetweenLives();
        if (met != null) {
          tell(met);
          end.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | DirectoryIteratorException e) {
      if (stopped.getCount() > 0 && hosts().stream().noneMatch(this::isEnding)) {
        tell(unwatched(e));
        end.run();
      }
    }
  }

  private void tell(LimitMet met) {
    if (told.compareAndSet(false, true)) {
      onLimit.accept(met);
    }
  }

  /** A world that cannot be watched is not contained. */
  private static LimitMet unwatched(Exception why) {
    return new LimitMet("watch", "the world could not be watched: " + why);
  }

  /** What is below its root cannot be looked at any more. */
  private boolean isEnding(Watched host) {
    return table.isEnding(host.init());
  }

  /** A host that is just being restarted is looked at the next time. */
  private @Nullable LimitMet lookBetweenLives() throws IOException {
    var hosts = hosts(); // Of those that were looked at is asked: by now a host may live again.
    try {
      return look(hosts);
    } catch (IOException | DirectoryIteratorException e) {
      if (restarts && hosts.stream().anyMatch(this::isEnding)) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable LimitMet look(List<Watched> hosts) throws IOException {
    var memory = memoryGroup.isPresent() ? groupsMemory(memoryGroup.get()) : memory(hosts);
    if (memory != null) {
      return memory;
    }
    return homeOnDisk ? homes(hosts) : null;
  }

  private static @Nullable LimitMet homes(List<Watched> hosts) throws IOException {
    for (var host : hosts) {
      long size = homeSize(host.root());
      long allowed = host.limits().homeBytes();
      if (size > allowed) {
        return new LimitMet("home", "%d bytes, %d allowed".formatted(size, allowed));
      }
    }
    return null;
  }

  private @Nullable LimitMet groupsMemory(MemoryGroup group) throws IOException {
    return group.wasPassed()
        ? new LimitMet(
            "memory", "the kernel killed for it, %d bytes allowed".formatted(limits.memoryBytes()))
        : null;
  }

  private @Nullable LimitMet memory(List<Watched> hosts) throws IOException {
    long files = 0;
    for (var host : hosts) {
      for (var place :
          homeOnDisk
              ? List.of("tmp", "dev/shm", LOCKS)
              : List.of("tmp", "dev/shm", LOCKS, "home/ai")) {
        var use = FileSystemUse.at(host.root().resolve(place));
        files += use.bytes() + INODE_BYTES * use.files();
      }
    }
    if (files + sum(hosts, "status", "RssAnon:", "RssShmem:") > limits.memoryBytes()) {
      long exact = files + sum(hosts, "smaps_rollup", "Pss_Anon:", "Pss_Shmem:");
      if (exact > limits.memoryBytes()) {
        return new LimitMet(
            "memory", "%d bytes, %d allowed".formatted(exact, limits.memoryBytes()));
      }
    }
    return null;
  }

  private static long sum(List<Watched> hosts, String file, String first, String second)
      throws IOException {
    long sum = 0;
    for (var host : hosts) {
      sum += sum(host.root(), file, first, second);
    }
    return sum;
  }

  /** Read through the host's own /proc, which shows its processes alone. */
  private static long sum(Path root, String file, String first, String second) throws IOException {
    long sum = 0;
    try (var processes = Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
      for (var process : processes) {
        try {
          for (var line : Files.readAllLines(process.resolve(file))) {
            if (line.startsWith(first) || line.startsWith(second)) {
              sum += Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
          }
        } catch (IOException e) {
          // It ended meanwhile, and its memory is free.
        }
      }
    }
    return sum;
  }

  private static long homeSize(Path root) throws IOException {
    var sum = new AtomicLong();
    try (var files = ContainedFiles.below(root)) {
      files.walk("/home/ai", seen -> sum.addAndGet(seen.bytes() + INODE_BYTES));
    }
    return sum.get();
  }
}
