package dev.redline.testbed;

import dev.redline.linux.ContainedFiles;
import dev.redline.linux.PidNamespace;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A world of unshare, bubblewrap and, where it is watched, strace. */
final class BubblewrapWorld implements World {
  private static final Duration LONGEST_START = Duration.ofSeconds(20);

  private final WorldFolder folder;
  private final Optional<MemoryGroup> memoryGroup;
  private final ProcessTable table;
  private final Process process;
  private final Optional<Thread> traceReader;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Members members;
  private final List<BubblewrapHost> hosts = new CopyOnWriteArrayList<>();
  private final List<HostPipes> pipes;
  private @Nullable Path stateFile;
  private @Nullable Watch watch;
  private final Set<PidNamespace> namespaces = ConcurrentHashMap.newKeySet();

  private BubblewrapWorld(
      WorldFolder folder,
      Optional<MemoryGroup> memoryGroup,
      ProcessTable table,
      Process process,
      List<HostPipes> pipes,
      Optional<Thread> traceReader) {
    this.folder = folder;
    this.memoryGroup = memoryGroup;
    this.table = table;
    this.process = process;
    this.pipes = pipes;
    this.traceReader = traceReader;
  }

  static World start(WorldSpec spec, WorldCommand command, WorldFolder folder, ProcessTable table)
      throws IOException {
    var pipes = HostPipes.open(folder.path(), command.hosts().size());
    var reader = spec.tracing().map(tracing -> readTrace(tracing, folder));
    Process process;
    try {
      process = startOnAKeptThread(command, folder);
    } catch (IOException e) {
      HostPipes.close(pipes);
      reader.ifPresent(thread -> finish(thread, folder));
      throw e;
    }
    var world = new BubblewrapWorld(folder, command.memoryGroup(), table, process, pipes, reader);
    try {
      world.comeUp(spec, command);
      return world;
    } catch (IOException | RuntimeException e) {
      var said = folder.errors();
      world.closeAfter(e);
      throw new IOException(
          "%s; its programs said: %s".formatted(e.getMessage(), said.isEmpty() ? "nothing" : said),
          e);
    }
  }

  /** A parent-death signal hangs on the thread that started the child, so that one stays. */
  private static Process startOnAKeptThread(WorldCommand command, WorldFolder folder)
      throws IOException {
    var started = new CompletableFuture<Process>();
    var builder =
        OuterCommand.process(command.arguments())
            .redirectError(folder.path().resolve(WorldCommand.ERRORS).toFile());
    Thread.ofPlatform()
        .daemon()
        .name("world-parent")
        .start(() -> {
          try {
            var process = builder.start();
            started.complete(process);
            process.onExit().join();
          } catch (IOException e) {
            started.completeExceptionally(e);
          }
        });
    try {
      return InitChannel.get(started, LONGEST_START, "no process was started");
    } catch (IOException e) {
      var _ = started.thenAccept(Process::destroyForcibly); // nobody waits for it any more
      throw e;
    }
  }

  private static Thread readTrace(Tracing tracing, WorldFolder folder) {
    var fifo = folder.path().resolve(WorldCommand.TRACE).toFile();
    return Thread.ofPlatform()
        .daemon()
        .name("trace-reader")
        .start(() -> {
          try (var lines = new FileInputStream(fifo)) {
            tracing.reader().accept(lines);
          } catch (IOException e) {
            throw new TestbedException("The kernel events could not be read", e);
          }
        });
  }

  private void comeUp(WorldSpec spec, WorldCommand command) throws IOException {
    var channels = new ArrayList<InitChannel>();
    for (var pipe : pipes) {
      channels.add(pipe.channel(process));
    }
    for (var channel : channels) {
      channel.awaitReady(LONGEST_START);
    }
    members = findMembers(command.tracing().isPresent());
    table.namespaceOf(members.init()).ifPresent(namespaces::add);
    var neighbourhood = Neighbourhood.of(spec, command.hosts().getFirst().name());
    for (var making : command.hosts()) {
      var host =
          new BubblewrapHost(
              making.name(),
              neighbourhood.addresses(making.number()),
              table,
              channels.get(making.number()),
              making.restarts(),
              lifeOf(making.name(), command));
      hosts.add(host);
      channels.get(making.number()).whenRestarted(() -> restarted(host, command));
    }
    if (spec.stateFolder().isPresent()) {
      stateFile =
          new StateFile(members, folder.path(), memoryGroup).writeTo(spec.stateFolder().get());
    }
    watch =
        Watch.start(
            spec,
            command,
            table,
            () -> hosts.stream().map(BubblewrapHost::init).toList(),
            this::end);
  }

  private BubblewrapHost.Life lifeOf(String name, WorldCommand command) throws IOException {
    var init = findHostInit(members().init(), name);
    table.namespaceOf(init).ifPresent(namespaces::add);
    return new BubblewrapHost.Life(
        init,
        new OuterCommand(command.user(), init),
        ContainedFiles.below(table.proc().resolve(init.pid() + "/root")));
  }

  /** A host that cannot be found again cannot be watched: nothing goes on in it. */
  private void restarted(BubblewrapHost host, WorldCommand command) {
    try {
      host.goOn(lifeOf(host.name(), command));
    } catch (IOException e) {
      end();
    }
  }

  @Override
  public ProcessKey keeper() {
    return members().init();
  }

  private Members findMembers(boolean traced) throws IOException {
    var first = key(process.pid());
    var maker = traced ? child(first, "unshare") : first;
    return new Members(
        child(maker, "the world's init"), maker, traced ? Optional.of(first) : Optional.empty());
  }

  /**
   * The process below the world's init that is pid 1 one pid namespace further in, and whose maker
   * was told this name.
   */
  private ProcessKey findHostInit(ProcessKey worldInit, String name) throws IOException {
    int depth = table.numbers(worldInit.pid()).size() + 1;
    return table.tree(worldInit.pid()).stream()
        .filter(key -> {
          var numbers = table.numbers(key.pid());
          return numbers.size() == depth && numbers.getLast() == 1 && isMadeAs(key, name);
        })
        .findFirst()
        .orElseThrow(() -> new IOException("the init of host " + name + " was not found"));
  }

  private boolean isMadeAs(ProcessKey init, String name) {
    var told =
        table
            .snapshot(init)
            .flatMap(snapshot -> table.find(snapshot.parentPid()))
            .flatMap(table::arguments)
            .orElse(List.of());
    int at = told.indexOf(HostCommand.NAME);
    return at >= 0 && at + 1 < told.size() && told.get(at + 1).equals(name);
  }

  private ProcessKey key(long pid) throws IOException {
    return table
        .find(pid)
        .orElseThrow(() -> new IOException("process " + pid + " of the world has ended"));
  }

  private ProcessKey child(ProcessKey parent, String what) throws IOException {
    var children = table.children(parent.pid());
    if (children.size() != 1) {
      throw new IOException(
          "%s was not found: process %d has %d children"
              .formatted(what, parent.pid(), children.size()));
    }
    return children.getFirst();
  }

  /** The processes that hold it up. */
  Members members() {
    if (members == null) {
      throw new IllegalStateException("The world did not come up");
    }
    return members;
  }

  @Override
  public Host host() {
    if (hosts.isEmpty()) {
      throw new IllegalStateException("The world did not come up");
    }
    return hosts.getFirst();
  }

  @Override
  public List<Host> hosts() {
    return List.copyOf(hosts);
  }

  @Override
  public Optional<Host> hostOf(ProcessKey process) {
    var namespace = table.pidNamespace(process.pid());
    return hosts.stream()
        .filter(host -> namespace.isPresent())
        .filter(host -> table.pidNamespace(host.init().pid()).equals(namespace))
        .map(Host.class::cast)
        .findFirst();
  }

  @Override
  public List<ProcessKey> processes() {
    return hosts.stream().flatMap(host -> table.tree(host.init().pid()).stream()).toList();
  }

  @Override
  public void end() {
    if (watch != null) {
      watch.stop(); // A world that is being ended can no longer be looked at, and need not be.
    }
    var known = members;
    try {
      if (known == null) {
        process.destroyForcibly();
        process.onExit().join();
      } else if (!known.end(table)) {
        throw new TestbedException(
            "%d processes of a testbed would not end within 10 s. Do: look at them (%s), then kill"
                    .formatted(survivors(), known)
                + " them by hand.");
      }
    } catch (IOException e) {
      throw new TestbedException("A testbed could not be ended: " + known, e);
    }
    if (watch != null) {
      watch.lookBack();
    }
  }

  @Override
  public boolean stands() {
    return members().all().stream().allMatch(table::isAlive);
  }

  @Override
  public int survivors() {
    if (members == null) {
      return process.isAlive() ? 1 : 0;
    }
    var left = new HashSet<>(table.inNamespaces(namespaces));
    members.all().stream().filter(table::isAlive).forEach(left::add);
    return left.size();
  }

  @Override
  public Optional<String> complaint() {
    try {
      var errors = folder.tracerErrors();
      return errors.isEmpty() ? Optional.empty() : Optional.of(errors);
    } catch (IOException e) {
      return Optional.of("its errors could not be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    end();
    try {
      HostPipes.close(pipes);
      hosts.forEach(BubblewrapHost::close);
      traceReader.ifPresent(reader -> finish(reader, folder));
      removeFolder();
      if (memoryGroup.isPresent()) {
        memoryGroup.get().remove();
      }
      if (stateFile != null) {
        Files.deleteIfExists(stateFile);
      }
    } catch (IOException e) {
      throw new TestbedException("What a testbed left could not be removed: " + folder.path(), e);
    }
  }

  private void removeFolder() throws IOException {
    try {
      folder.remove();
    } catch (NoSuchFileException e) {
      // A kill switch was quicker.
    }
  }

  /** Strace has ended, so its reader comes to the end; one that waits for it to begin is freed. */
  private static void finish(Thread reader, WorldFolder folder) {
    try {
      HostPipes.finish(folder.path().resolve(WorldCommand.TRACE), reader);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAfter(Exception cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
