package dev.redline.containment;

import dev.redline.containment.inside.Kernel;
import dev.redline.containment.inside.Outcome;
import dev.redline.containment.inside.Target;
import dev.redline.linux.ProcessKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What lies outside and must not be reached: a port, sockets, a folder with a file, a process. */
final class Canaries implements AutoCloseable {
  /** What the file outside holds. */
  static final String SECRET = "of the outside";

  /** Its name; inside there may be one of the same name. */
  static final String FILE = "word";

  private static final int PATIENCE_MILLIS = 20;

  private final Path folder;
  private final ServerSocket port;
  private final ServerSocketChannel socket;
  private final String name;
  private final long abstractSocket;

  private Canaries(
      Path folder,
      ServerSocket port,
      ServerSocketChannel socket,
      String name,
      long abstractSocket) {
    this.folder = folder;
    this.port = port;
    this.socket = socket;
    this.name = name;
    this.abstractSocket = abstractSocket;
  }

  /** Lays them out; the folder has a path that may exist inside as well. */
  static Canaries lay(Path temporary) throws IOException {
    var folder = Files.createTempDirectory(temporary, "c-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var file = Files.writeString(folder.resolve(FILE), SECRET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    var port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    var path = folder.resolve("socket");
    socket.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    socket.configureBlocking(false);
    var name = "c-" + UUID.randomUUID();
    return new Canaries(folder, port, socket, name, Kernel.abstractSocket(name, false));
  }

  Target target(long process, Path weights) {
    return new Target(
        port.getLocalPort(), process, folder, folder.resolve("socket"), name, weights);
  }

  Path folder() {
    return folder;
  }

  /** Held where nobody came to any of them and the file is as it was. */
  Outcome untouched() throws IOException {
    try {
      port.setSoTimeout(PATIENCE_MILLIS);
      port.accept().close();
      return Outcome.escaped("somebody connected to the machine's loopback");
    } catch (SocketTimeoutException e) {
      // Nobody came.
    }
    try (var visitor = socket.accept()) {
      if (visitor != null) {
        return Outcome.escaped("somebody connected to the Unix socket outside");
      }
    }
    var text = Files.readString(folder.resolve(FILE));
    return text.equals(SECRET)
        ? Outcome.held("nobody came, and the file is as it was")
        : Outcome.escaped("the file outside holds now: " + text);
  }

  /** A process outside of the same user as another. */
  OutsideProcess processLike(ProcessKey other) throws IOException {
    var command = new ArrayList<String>();
    int ours = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (ours == 0) {
      var user = Files.getAttribute(Path.of("/proc/" + other.pid()), "unix:uid").toString();
      command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups"));
    }
    command.addAll(List.of("bash", "-c", "sleep 600; true", name));
    return new OutsideProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** A process with a child, both of which must live on. */
  record OutsideProcess(Process process) implements AutoCloseable {
    long pid() {
      return process.pid();
    }

    boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  @Override
  public void close() throws IOException {
    if (abstractSocket >= 0) {
      Kernel.close(abstractSocket);
    }
    port.close();
    socket.close();
    Files.deleteIfExists(folder.resolve("socket"));
    Files.deleteIfExists(folder.resolve(FILE));
    Files.delete(folder);
  }
}
