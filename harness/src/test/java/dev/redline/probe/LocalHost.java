package dev.redline.probe;

import dev.redline.linux.FileIdentity;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.Host;
import dev.redline.testbed.UnansweredException;
import dev.redline.testbed.World;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A world without walls: a folder and child processes of this machine. For tests alone. */
final class LocalHost implements World, Host {
  private volatile boolean silent;
  private final Path root;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final List<Process> children = new CopyOnWriteArrayList<>();
  private final List<ProcessKey> others = new CopyOnWriteArrayList<>();

  LocalHost(Path root) {
    this.root = root;
  }

  /** Counts a process that the test did not start through this host, with what it makes. */
  void adopt(ProcessKey process) {
    others.add(process);
  }

  @Override
  public ProcessKey keeper() {
    return table.find(ProcessHandle.current().pid()).orElseThrow();
  }

  @Override
  public void failDisk(String spared) {
    throw new UnsupportedOperationException("the machine's own disk does not fail");
  }

  @Override
  public void mendDisk() {}

  @Override
  public Host host() {
    return this;
  }

  @Override
  public List<ProcessKey> processes() {
    var all = new LinkedHashSet<ProcessKey>();
    children.forEach(child -> all.addAll(table.tree(child.pid())));
    others.stream().filter(table::isAlive).forEach(all::add);
    return List.copyOf(all);
  }

  @Override
  public void end() {
    var all = new ArrayList<ProcessHandle>();
    for (var child : children) {
      child.descendants().forEach(all::add);
      all.add(child.toHandle());
    }
    all.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().join());
  }

  @Override
  public Optional<String> complaint() {
    return Optional.empty();
  }

  @Override
  public boolean stands() {
    return true;
  }

  @Override
  public int survivors() {
    return (int) children.stream().filter(Process::isAlive).count();
  }

  @Override
  public void close() {
    end();
  }

  @Override
  public String name() {
    return "ai-host";
  }

  @Override
  public void unpack(String folder, TarWriter archive) throws IOException {
    throw new IOException("not needed here");
  }

  /** From now on nothing can be started, as where the first process does not answer. */
  void fallSilent() {
    silent = true;
  }

  @Override
  public Started start(Command command) throws IOException {
    if (silent) {
      throw new UnansweredException(new IOException("init did not start it"));
    }
    var builder =
        new ProcessBuilder(command.arguments())
            .directory(new File(command.directory()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve("output").toFile()));
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    var process = builder.start();
    children.add(process);
    var key =
        table
            .find(process.pid())
            .orElseThrow(() -> new IOException("it ended at once: " + command.arguments()));
    return new Started(key, process.pid());
  }

  @Override
  public Finished run(Command command, Duration deadline) throws IOException {
    throw new IOException("not needed here");
  }

  @Override
  public ByteChannel connect(String address, int port) throws IOException {
    return SocketChannel.open(new InetSocketAddress(address, port));
  }

  @Override
  public ByteChannel connect(String unixPath) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(unixPath));
  }

  @Override
  public SeekableByteChannel read(String path) throws IOException {
    var file = Path.of(path);
    if (Files.exists(file) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is no regular file");
    }
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  @Override
  public void walk(String folder, Consumer<FileSeen> visitor) throws IOException {
    Files.walkFileTree(
        Path.of(folder),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            var type =
                found.isRegularFile()
                    ? FileSeen.Type.REGULAR
                    : found.isSymbolicLink() ? FileSeen.Type.SYMLINK : FileSeen.Type.OTHER;
            var target = found.isSymbolicLink() ? Files.readSymbolicLink(file).toString() : "";
            visitor.accept(
                new FileSeen(file.toString(), type, identity(file), found.size(), target));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static FileIdentity identity(Path file) throws IOException {
    return new FileIdentity(
        (long) Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS),
        (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void destroy(String path) throws IOException {
    var file = Path.of(path);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate((int) channel.size()), 0);
      channel.truncate(0);
    }
    Files.delete(file);
  }

  @Override
  public List<String> writable() {
    return List.of(root.toString());
  }
}
