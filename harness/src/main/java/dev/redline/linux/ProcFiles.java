package dev.redline.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Raw reading below a /proc, in which every file may vanish at any moment. */
final class ProcFiles {
  /** How often a list that changes all the time is read. */
  private static final int LOOKS = 10;

  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int FLAGS = 6;
  private static final int THREADS = 17;
  private static final int START = 19;

  /** PF_EXITING, see include/linux/sched.h. */
  private static final long EXITING = 4;

  private final Path proc;

  ProcFiles(Path proc) {
    this.proc = proc;
  }

  /** What {@code /proc/PID/stat} tells, as far as it is needed. */
  record Stat(ProcessKey key, long parent, char state, long flags, int threads) {
    /**
     * A process whose first thread has ended shows as a zombie though its others go on: only one
     * without others is dead.
     */
    boolean isAlive() {
      return state != 'X' && state != 'x' && (state != 'Z' || threads > 1);
    }

    /** Whether its first thread ends, or has ended. */
    boolean isEnding() {
      return !isAlive() || (flags & EXITING) != 0;
    }
  }

  Path of(long pid) {
    return proc.resolve(Long.toString(pid));
  }

  /**
   * Where to read a process's files: its own folder, or a living thread's where its first has ended
   * and taken what that folder shows along.
   */
  Path readable(Stat stat) {
    var folder = of(stat.key().pid());
    if (stat.state() != 'Z') {
      return folder;
    }
    return numbers(folder.resolve("task")).stream()
        .filter(thread -> thread != stat.key().pid())
        .findFirst()
        .map(thread -> folder.resolve("task").resolve(Long.toString(thread)))
        .orElse(folder);
  }

  Optional<Stat> stat(long pid) {
    return bytes(of(pid).resolve("stat")).flatMap(ProcFiles::parse);
  }

  private static Optional<Stat> parse(byte[] bytes) {
    var text = new String(bytes, ISO_8859_1);
    // The command, in brackets, may itself hold brackets and blanks; nothing after it does.
    int end = text.lastIndexOf(')');
    int space = text.indexOf(' ');
    if (end < 0 || space < 0) {
      return Optional.empty(); // It ended while it was read.
    }
    var fields = text.substring(end + 2).split(" ");
    return Optional.of(
        new Stat(
            new ProcessKey(Long.parseLong(text.substring(0, space)), Long.parseLong(fields[START])),
            Long.parseLong(fields[PARENT]),
            fields[STATE].charAt(0),
            Long.parseLong(fields[FLAGS]),
            Integer.parseInt(fields[THREADS])));
  }

  List<Long> processes() {
    return numbers(proc);
  }

  /**
   * The children of a process; empty where this kernel does not tell them.
   *
   * <p>The kernel leaves out a child that lives where the one before it ends while the list is read
   * (get_children_pid in fs/proc/array.c). So it is read until it says the same twice, and all that
   * it ever named is given: some may have ended.
   */
  Optional<List<Long>> children(long pid) {
    return settled(() -> childrenOnce(pid));
  }

  /**
   * All that a list ever named, read until it says the same twice; empty as soon as it cannot be
   * read.
   */
  static <T> Optional<List<T>> settled(Supplier<Optional<List<T>>> list) {
    var all = new LinkedHashSet<T>();
    Optional<List<T>> before = Optional.empty();
    for (int time = 0; time < LOOKS; time++) {
      var now = list.get();
      if (now.isEmpty()) {
        return now;
      }
      all.addAll(now.get());
      if (now.equals(before)) {
        break;
      }
      before = now;
    }
    return Optional.of(List.copyOf(all));
  }

  /** As the kernel tells them now; empty where it does not, or a thread ends meanwhile. */
  Optional<List<Long>> childrenOnce(long pid) {
    var children = new ArrayList<Long>();
    var tasks = of(pid).resolve("task");
    for (long thread : numbers(tasks)) {
      var listed = bytes(tasks.resolve(Long.toString(thread)).resolve("children"));
      if (listed.isEmpty()) {
        return Optional.empty();
      }
      for (var child : new String(listed.get(), ISO_8859_1).split(" ")) {
        if (!child.isBlank()) {
          children.add(Long.parseLong(child.strip()));
        }
      }
    }
    return Optional.of(children);
  }

  /** The numbers that a folder's entries are named by, rising; none when it is gone. */
  static List<Long> numbers(Path folder) {
    var numbers = new ArrayList<Long>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var name = entry.getFileName().toString();
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
          numbers.add(Long.parseLong(name));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // The process ended.
    }
    numbers.sort(null);
    return numbers;
  }

  /** A whole file; empty when its process has ended or it may not be read. */
  static Optional<byte[]> bytes(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional
          .empty(); // ENOENT, ESRCH or EACCES: the callers treat all as "not to be seen".
    }
  }

  /** Where a link leads; empty when its process has ended or it may not be read. */
  static Optional<String> link(Path link) {
    try {
      return Optional.of(
          FileNames.decode(Libc.readlink(Libc.AT_FDCWD, FileNames.encode(link.toString()))));
    } catch (SystemCallException e) {
      return Optional.empty();
    }
  }
}
