package dev.redline.linux;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Files below one folder, handled from outside by someone who trusts nobody inside.
 *
 * <p>Every path is looked up by openat2(2) with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS: a link
 * of any kind stays below the folder, and the last part of a path is never followed. A file is
 * first taken with O_PATH, which neither blocks on a FIFO nor wakes a device, and opened only when
 * it proves to be a regular one. Names are strings as the kernel has them; a byte that is not UTF-8
 * is one character of U+EF80 to U+EFFF.
 *
 * <p>Safe for use by many threads, also while one closes it: what comes after that is refused.
 * Descriptors are re-opened through {@code /proc/self/fd}.
 */
public final class ContainedFiles implements AutoCloseable {
  private static final int DEEPEST = 4096;
  private static final int TRIES = 128;
  private static final byte[] EMPTY = {};
  private final int root;
  private final String description;

  /** Once it is, the descriptor's number may soon be another folder's. */
  private boolean closed;

  private ContainedFiles(int root, String description) {
    this.root = root;
    this.description = description;
  }

  /** What a file is. */
  public enum Type {
    REGULAR,
    DIRECTORY,
    SYMLINK,
    OTHER
  }

  /**
   * A file met on a walk.
   *
   * @param path absolute, from the folder
   * @param target where a symbolic link leads; empty for anything else
   */
  public record Seen(String path, Type type, FileIdentity identity, long bytes, String target) {}

  /** Is told each file of a walk. */
  @FunctionalInterface
  public interface Visitor {
    void visit(Seen file) throws IOException;
  }

  /**
   * Takes hold of the folder, which may be {@code /proc/PID/root}.
   *
   * @throws IOException when it does not exist or this user may not enter it
   */
  public static ContainedFiles below(Path folder) throws IOException {
    byte[] path = FileNames.encode(folder.toAbsolutePath().toString());
    int root = Libc.openat2(Libc.AT_FDCWD, path, Libc.O_PATH | Libc.O_DIRECTORY, 0);
    return new ContainedFiles(root, folder.toString());
  }

  /**
   * Opens a regular file for reading.
   *
   * @throws NoSuchFileException when there is none
   * @throws FileSystemException when it is a link, a FIFO or anything else but a regular file
   */
  public FileChannel read(String path) throws IOException {
    int file = regular(path);
    try {
      return FileChannel.open(reopenable(file), StandardOpenOption.READ);
    } finally {
      Libc.close(file);
    }
  }

  /**
   * Connects to a Unix socket by its path, which a name below the folder leads to.
   *
   * @throws IOException when there is none or nobody listens
   */
  public SocketChannel connect(String path) throws IOException {
    int socket = open(path, Libc.O_PATH | Libc.O_NOFOLLOW);
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(reopenable(socket)));
    } finally {
      Libc.close(socket);
    }
  }

  /** Device and inode of a regular file, by its path. Throws as {@link #read} does. */
  public FileIdentity identity(String path) throws IOException {
    int file = regular(path);
    try {
      return Libc.status(file, EMPTY, Libc.AT_EMPTY_PATH).identity();
    } finally {
      Libc.close(file);
    }
  }

  /**
   * Overwrites a regular file in place with zeros, truncates it to nothing and removes its name.
   * Whoever has it open or mapped then reads nothing of it; unlinking alone would leave it to them.
   */
  public void destroy(String path) throws IOException {
    int file = regular(path);
    try {
      // As a plain user its mode could forbid what its owner may do.
      Libc.chmod(reopenable(file).toString(), 0600);
      try (var channel = FileChannel.open(reopenable(file), StandardOpenOption.WRITE)) {
        try {
          overwrite(channel);
        } finally {
          // Also where the holes of a sparse file found no room: this alone leaves no byte of it.
          channel.truncate(0);
        }
      }
    } finally {
      Libc.close(file);
    }
    unlink(path);
  }

  /** Removes a name, whatever it names but a directory; a link is removed, not its target. */
  public void unlink(String path) throws IOException {
    remove(path, 0);
  }

  /** Removes an empty folder. */
  public void removeFolder(String path) throws IOException {
    remove(path, Libc.AT_REMOVEDIR);
  }

  private void remove(String path, int flags) throws IOException {
    var parts = split(path);
    byte[] name = FileNames.encode(parts.name());
    int parent = open(parts.folder(), Libc.O_PATH | Libc.O_DIRECTORY);
    try {
      Libc.unlink(parent, name, flags);
    } catch (SystemCallException e) {
      if (e.errno() != Libc.EACCES) {
        throw explained(path, e);
      }
      Libc.chmod(reopenable(parent).toString(), 0700);
      Libc.unlink(parent, name, flags);
    } finally {
      Libc.close(parent);
    }
  }

  /**
   * Tells all files below a folder, without following links; what vanishes meanwhile is left out.
   * Mounts below it are entered.
   *
   * @throws IOException when a folder may not be read, or lies more than 4096 folders deep
   */
  public void walk(String folder, Visitor visitor) throws IOException {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      int start = open(folder, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW);
      levels.push(level(start, folder.endsWith("/") ? folder : folder + "/"));
      while (!levels.isEmpty()) {
        var level = levels.element();
        if (!level.names.hasNext()) {
          Libc.close(levels.pop().descriptor);
        } else {
          visit(level, level.names.next(), visitor, levels);
        }
      }
    } finally {
      levels.forEach(level -> Libc.close(level.descriptor));
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(root);
    }
  }

  private record Level(int descriptor, String path, Iterator<byte[]> names) {}

  private record Parts(String folder, String name) {}

  private static void visit(Level level, byte[] name, Visitor visitor, Deque<Level> levels)
      throws IOException {
    var path = level.path + FileNames.decode(name);
    Seen seen;
    try {
      var status = Libc.status(level.descriptor, name, Libc.AT_SYMLINK_NOFOLLOW);
      String target =
          status.isSymlink() ? FileNames.decode(Libc.readlink(level.descriptor, name)) : "";
      seen = new Seen(path, type(status), status.identity(), status.size(), target);
      if (status.isDirectory()) {
        levels.push(below(level, name, path, levels.size()));
      }
    } catch (SystemCallException e) {
      if (e.errno() != Libc.ENOENT && e.errno() != Libc.ENOTDIR) {
        throw e;
      }
      return; // It was removed or replaced between the listing and now.
    }
    visitor.visit(seen);
  }

  private static Level below(Level parent, byte[] name, String path, int depth) throws IOException {
    if (depth >= DEEPEST) {
      throw new FileSystemException(
          path.substring(0, 200) + "...", null, "lies more than " + DEEPEST + " folders deep");
    }
    int flags = Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW;
    long resolve = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS;
    return level(Libc.openat2(parent.descriptor, name, flags, resolve), path + "/");
  }

  private static Level level(int descriptor, String path) throws IOException {
    try {
      int listable = listable(descriptor);
      try {
        return new Level(descriptor, path, Libc.names(listable).iterator());
      } finally {
        Libc.close(listable);
      }
    } catch (SystemCallException e) {
      Libc.close(descriptor);
      throw e;
    }
  }

  private static int listable(int descriptor) throws SystemCallException {
    byte[] self = {'.'};
    try {
      return Libc.openat2(descriptor, self, Libc.O_DIRECTORY, Libc.RESOLVE_BENEATH);
    } catch (SystemCallException e) {
      if (e.errno() != Libc.EACCES) {
        throw e;
      }
      // Its owner, who we may be, took the right to list it away: hiding is not leaving.
      Libc.chmod(reopenable(descriptor).toString(), 0700);
      return Libc.openat2(descriptor, self, Libc.O_DIRECTORY, Libc.RESOLVE_BENEATH);
    }
  }

  private int regular(String path) throws IOException {
    int file = open(path, Libc.O_PATH | Libc.O_NOFOLLOW);
    boolean regular = false;
    try {
      regular = Libc.status(file, EMPTY, Libc.AT_EMPTY_PATH).isRegular();
    } finally {
      if (!regular) {
        Libc.close(file);
      }
    }
    if (!regular) {
      throw new FileSystemException(path, null, "is not a regular file");
    }
    return file;
  }

  private synchronized int open(String path, int flags) throws IOException {
    if (closed) {
      throw new FileSystemException(path, null, "below " + description + ": closed already");
    }
    byte[] name = FileNames.encode(path);
    for (int attempt = 1; ; attempt++) {
      try {
        return Libc.openat2(root, name, flags, Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS);
      } catch (SystemCallException e) {
        // openat2(2): EAGAIN when a rename elsewhere kept the kernel from proving ".." safe.
        if (e.errno() != Libc.EAGAIN || attempt == TRIES) {
          throw explained(path, e);
        }
      }
    }
  }

  private IOException explained(String path, SystemCallException cause) {
    boolean missing = cause.errno() == Libc.ENOENT || cause.errno() == Libc.ENOTDIR;
    var reason = "below " + description + ": " + cause.getMessage();
    var exception =
        missing
            ? new NoSuchFileException(path, null, reason)
            : new FileSystemException(path, null, reason);
    exception.initCause(cause);
    return exception;
  }

  private static void overwrite(FileChannel channel) throws IOException {
    long left = channel.size();
    var zeros = ByteBuffer.allocateDirect((int) Math.min(1 << 20, Math.max(1, left)));
    while (left > 0) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), left));
      left -= channel.write(zeros);
    }
  }

  private static Type type(Libc.Status status) {
    if (status.isRegular()) {
      return Type.REGULAR;
    }
    if (status.isDirectory()) {
      return Type.DIRECTORY;
    }
    return status.isSymlink() ? Type.SYMLINK : Type.OTHER;
  }

  private static Parts split(String path) {
    int slash = path.lastIndexOf('/');
    return new Parts(slash <= 0 ? "/" : path.substring(0, slash), path.substring(slash + 1));
  }

  private static Path reopenable(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }
}
