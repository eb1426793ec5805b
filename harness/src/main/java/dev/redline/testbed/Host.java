package dev.redline.testbed;

import dev.redline.linux.ProcessKey;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One isolated Linux host in a world, seen and handled from outside. */
public interface Host {
  /** What this host is called in the evidence. */
  String name();

  /** Addresses of the hosts that a cable joins this one to. */
  default List<String> neighbours() {
    return List.of();
  }

  /**
   * Unpacks a tar archive into a folder of the host, made where it is not there, as the host's own
   * user.
   */
  void unpack(String folder, TarWriter archive) throws IOException;

  /**
   * Starts a program through the host's init: traced, limited and filtered like everything else in
   * it.
   *
   * @throws UnansweredException when init does not answer, which tells nothing of the program
   * @throws IOException when the program ended at once
   */
  Started start(Command command) throws IOException;

  /** Starts a program, waits for it, and gives its output (at most 1 MiB of each). */
  Finished run(Command command, Duration deadline) throws IOException;

  /**
   * Opens a connection to a TCP port of the host's loopback, as if from inside but unseen there.
   */
  ByteChannel connect(String address, int port) throws IOException;

  /** Opens a connection to a Unix socket by its path in the host. */
  ByteChannel connect(String unixPath) throws IOException;

  /**
   * Opens a regular file of the host for reading. No link leads out of the host; anything but a
   * regular file is refused.
   */
  SeekableByteChannel read(String path) throws IOException;

  /**
   * Goes through all files and links below a folder of the host without following links, and
   * without leaving its file system tree.
   */
  void walk(String folder, Consumer<FileSeen> visitor) throws IOException;

  /**
   * Overwrites a regular file in place with zeros, truncates it to nothing and removes its name.
   */
  void destroy(String path) throws IOException;

  /** Whether its programs may restart it. */
  default boolean mayRestart() {
    return false;
  }

  /** How often its programs restarted it. */
  default int restarts() {
    return 0;
  }

  /**
   * Its disk fails: nothing can be written to its home any more, until it is restarted or {@link
   * #mendDisk} is called. ext4 does so after an error ({@code errors=remount-ro}).
   *
   * @param spared folder of the home that takes writes all the same; nothing may be open for
   *     writing elsewhere in the home
   */
  void failDisk(String spared) throws IOException;

  /** Its home takes writes again. */
  void mendDisk() throws IOException;

  /** Places in which the subject can write. */
  List<String> writable();

  /** Writes a tar archive. */
  @FunctionalInterface
  interface TarWriter {
    void writeTo(java.io.OutputStream out) throws IOException;
  }

  /**
   * What to start.
   *
   * @param output file of the host that takes its output and errors; {@code /dev/null} for none
   */
  record Command(
      List<String> arguments, Map<String, String> environment, String directory, String output) {
    /** What a login on this host sets. */
    public static final Map<String, String> USUAL_ENVIRONMENT =
        Map.of(
            "HOME",
            "/home/ai",
            "JAVA_HOME",
            "/opt/java",
            "PATH",
            "/opt/java/bin:/usr/local/bin:/usr/bin:/bin",
            "LANG",
            "C.UTF-8");

    public Command {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }

    /** A command whose output nobody keeps. */
    public Command(List<String> arguments, Map<String, String> environment, String directory) {
      this(arguments, environment, directory, "/dev/null");
    }
  }

  /** What was started. */
  record Started(ProcessKey process, long hostPid) {}

  /** What came of it. */
  record Finished(int status, String output, String errors) {}

  /** A file met on a walk; {@code target} is where a symbolic link leads. */
  record FileSeen(
      String path, Type type, dev.redline.linux.FileIdentity identity, long bytes, String target) {
    /** What it is. */
    public enum Type {
      REGULAR,
      DIRECTORY,
      SYMLINK,
      OTHER
    }
  }
}
