package dev.redline.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redline.linux.ContainedFiles;
import dev.redline.linux.Pidfd;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A host made by bubblewrap. Safe for use by many threads. */
final class BubblewrapHost implements Host {
  private static final Duration PROMPT = Duration.ofSeconds(20);
  private static final int LONGEST_OUTPUT = 1 << 20;

  /**
   * What init's child is before it is what was ordered; without a name it is between two programs,
   * or its memory is gone and it is about to be dead.
   */
  private static final List<String> BEFORE = List.of("", WorldCommand.INIT_SHELL, "setsid", "env");

  private final String name;
  private final List<String> neighbours;
  private final ProcessTable table;
  private final InitChannel channel;
  private final boolean mayRestart;
  private final List<Life> lives = new CopyOnWriteArrayList<>();

  /** What is another after each restart. */
  record Life(ProcessKey init, OuterCommand outer, ContainedFiles files) {}

  BubblewrapHost(
      String name,
      List<String> neighbours,
      ProcessTable table,
      InitChannel channel,
      boolean mayRestart,
      Life life) {
    this.name = name;
    this.neighbours = List.copyOf(neighbours);
    this.table = table;
    this.channel = channel;
    this.mayRestart = mayRestart;
    lives.add(life);
  }

  private Life life() {
    return lives.getLast();
  }

  ProcessKey init() {
    return life().init();
  }

  /** It was restarted: from now on all is asked of its new life. */
  void goOn(Life life) {
    lives.add(life);
  }

  @Override
  public boolean mayRestart() {
    return mayRestart;
  }

  @Override
  public int restarts() {
    return lives.size() - 1;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> neighbours() {
    return neighbours;
  }

  /** Lets go of its files. */
  void close() {
    lives.forEach(life -> life.files().close());
  }

  @Override
  public void unpack(String folder, TarWriter archive) throws IOException {
    beside("Unpacking into " + folder, life().outer().unpack(folder), archive);
  }

  @Override
  public void failDisk(String spared) throws IOException {
    beside("Making the home read-only", life().outer().failDisk(spared), _ -> {});
  }

  @Override
  public void mendDisk() throws IOException {
    beside("Making the home writable", life().outer().mendDisk(), _ -> {});
  }

  /** Runs a command that is not seen inside. */
  private void beside(String what, List<String> command, TarWriter input) throws IOException {
    var process = OuterCommand.process(command).redirectErrorStream(true).start();
    try {
      IOException failure = null;
      try (var out = process.getOutputStream()) {
        input.writeTo(out);
      } catch (IOException e) {
        failure = e; // Often "broken pipe": why, the command says.
      }
      var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      int status = process.waitFor();
      if (status != 0 || failure != null) {
        throw new IOException(
            "%s of %s failed: the command ended with %d and said: %s"
                .formatted(what, name, status, said),
            failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted: " + what, e);
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public Started start(Command command) throws IOException {
    var id = channel.newId();
    long hostPid = channel.start(id, command, command.output(), command.output(), PROMPT);
    var process = outerOf(hostPid);
    if (process.isEmpty() || !awaitItsOwnProgram(process.get())) {
      throw new IOException(
          "%s in %s ended at once with status %d"
              .formatted(command.arguments(), name, channel.status(id, PROMPT)));
    }
    return new Started(process.get(), hostPid);
  }

  /**
   * Until init's child has become the program that was ordered: false when it ended instead. A
   * program that is itself called like those in between is taken for one for 2 s.
   */
  private boolean awaitItsOwnProgram(ProcessKey process) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    try {
      Optional<List<String>> before = Optional.empty();
      while (System.nanoTime() < end) {
        var arguments = table.arguments(process);
        if (arguments.isEmpty()) {
          return false;
        }
        // Twice the same: between two programs, the kernel shows a piece of a name for a moment.
        if (!BEFORE.contains(arguments.get().getFirst()) && arguments.equals(before)) {
          return true;
        }
        before = arguments;
        Thread.sleep(Duration.ofMillis(1));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a program started", e);
    }
  }

  @Override
  public Finished run(Command command, Duration deadline) throws IOException {
    var id = channel.newId();
    var out = WorldCommand.LOCKS + "/.o" + id;
    var err = WorldCommand.LOCKS + "/.e" + id;
    // As resources: that one cannot be removed must not hide why the command failed.
    try (Closeable _ = () -> remove(out);
        Closeable _ = () -> remove(err)) {
      long hostPid = channel.start(id, command, out, err, PROMPT);
      var ended = channel.await(id);
      int status = Math.toIntExact(awaitOrKill(ended, hostPid, command, deadline));
      return new Finished(status, text(out), text(err));
    }
  }

  private long awaitOrKill(
      CompletableFuture<Long> ended, long hostPid, Command command, Duration deadline)
      throws IOException {
    try {
      return InitChannel.get(ended, deadline, command.arguments() + " did not end");
    } catch (IOException e) {
      var process = outerOf(hostPid);
      if (process.isPresent()) {
        try (var held = Pidfd.open(process.get(), table).orElse(null)) {
          if (held != null) {
            held.kill();
          }
        }
      }
      throw e;
    }
  }

  /** Which process has this number in the host: one of init's children. */
  private Optional<ProcessKey> outerOf(long hostPid) {
    return table.children(init().pid()).stream()
        .filter(child -> {
          var numbers = table.numbers(child.pid());
          return !numbers.isEmpty() && numbers.getLast() == hostPid;
        })
        .findFirst();
  }

  @Override
  public ByteChannel connect(String address, int port) throws IOException {
    return OuterConnection.open(life().outer().connect(address, port), address + ":" + port);
  }

  @Override
  public ByteChannel connect(String unixPath) throws IOException {
    return life().files().connect(unixPath);
  }

  @Override
  public SeekableByteChannel read(String path) throws IOException {
    return life().files().read(path);
  }

  @Override
  public void walk(String folder, Consumer<FileSeen> visitor) throws IOException {
    life()
        .files()
        .walk(
            folder,
            seen ->
                visitor.accept(
                    new FileSeen(
                        seen.path(), type(seen), seen.identity(), seen.bytes(), seen.target())));
  }

  @Override
  public void destroy(String path) throws IOException {
    life().files().destroy(path);
  }

  @Override
  public List<String> writable() {
    return List.of("/home/ai", "/tmp", "/dev/shm", WorldCommand.LOCKS);
  }

  private String text(String path) throws IOException {
    try (var channel = life().files().read(path)) {
      var buffer = ByteBuffer.allocate((int) Math.min(channel.size(), LONGEST_OUTPUT));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until full, or shorter than it was.
      }
      return new String(buffer.array(), 0, buffer.position(), UTF_8);
    }
  }

  private void remove(String path) throws IOException {
    try {
      life().files().unlink(path);
    } catch (NoSuchFileException e) {
      // The program was never started, or somebody inside removed it.
    }
  }

  private static FileSeen.Type type(ContainedFiles.Seen seen) {
    return switch (seen.type()) {
      case REGULAR -> FileSeen.Type.REGULAR;
      case DIRECTORY -> FileSeen.Type.DIRECTORY;
      case SYMLINK -> FileSeen.Type.SYMLINK;
      case OTHER -> FileSeen.Type.OTHER;
    };
  }

  /** A command with the environment that everything in a host gets. */
  static Command command(List<String> arguments) {
    return new Command(arguments, Command.USUAL_ENVIRONMENT, "/home/ai");
  }
}
