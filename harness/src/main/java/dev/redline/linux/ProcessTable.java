package dev.redline.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads processes out of a /proc. Safe for use by many threads: it keeps nothing.
 *
 * <p>A process counts as living until its last thread has ended: one whose first thread alone has
 * ended shows as a zombie in /proc and is none.
 */
public final class ProcessTable {
  private final Path proc;
  private final ProcFiles files;

  /**
   * @param proc where the proc file system is, usually {@code /proc}
   */
  public ProcessTable(Path proc) {
    this.proc = proc;
    this.files = new ProcFiles(proc);
  }

  /** Where the proc file system is. */
  public Path proc() {
    return proc;
  }

  /** The process that has this number now, or empty when there is none or only a zombie. */
  public Optional<ProcessKey> find(long pid) {
    return files.stat(pid).filter(ProcFiles.Stat::isAlive).map(ProcFiles.Stat::key);
  }

  /** Whether this very process is still there and no zombie. */
  public boolean isAlive(ProcessKey process) {
    return find(process.pid()).filter(process::equals).isPresent();
  }

  /**
   * Whether the first thread of a process ends, or has ended. It loses its memory and its root some
   * time before it is a zombie: the first process of a pid namespace first waits for the end of all
   * others in it. Meanwhile a user without rights is refused what lies below {@code /proc/PID/root}
   * even of its own (seen with kernel 6.18).
   */
  public boolean isEnding(ProcessKey process) {
    return files
        .stat(process.pid())
        .filter(stat -> stat.key().equals(process) && !stat.isEnding())
        .isEmpty();
  }

  /** The process and all its living descendants, parents first; zombies are left out. */
  public List<ProcessKey> tree(long rootPid) {
    return ProcFiles.settled(() -> climb(rootPid))
        // Several climbs meet more than ever lived at one time.
        .map(met -> met.stream().filter(this::isAlive).toList())
        .orElseGet(() -> treeByParents(rootPid));
  }

  /**
   * What a living process was called with; empty when it has ended. One that wiped its arguments
   * has one, which is empty.
   */
  public Optional<List<String>> arguments(ProcessKey process) {
    return files
        .stat(process.pid())
        .filter(s -> s.isAlive() && s.key().equals(process))
        .map(stat -> split(text(files.readable(stat).resolve("cmdline"))))
        .map(arguments -> arguments.isEmpty() ? List.of("") : arguments);
  }

  /** The living children of a process. */
  public List<ProcessKey> children(long parentPid) {
    return files.children(parentPid).orElseGet(files::processes).stream()
        .map(files::stat)
        .flatMap(Optional::stream)
        .filter(stat -> stat.parent() == parentPid && stat.isAlive())
        .map(ProcFiles.Stat::key)
        .toList();
  }

  /**
   * The numbers of a process from the outermost pid namespace to its own; empty when it is gone.
   */
  public List<Long> numbers(long pid) {
    return numbers(files.of(pid));
  }

  /** Whose this task is, a process or a thread, a zombie too; empty when it is gone. */
  public Optional<TaskStatus> task(long number) {
    var status = text(files.of(number).resolve("status"));
    var process = field(status, "Tgid");
    var parent = field(status, "PPid");
    var numbers = field(status, "NSpid");
    return process.isEmpty() || parent.isEmpty() || numbers.isEmpty()
        ? Optional.empty()
        : Optional.of(new TaskStatus(process.getFirst(), parent.getFirst(), numbers));
  }

  /** The pid namespace of which this is the first process; empty when it is not, or is gone. */
  public Optional<PidNamespace> namespaceOf(ProcessKey first) {
    List<Long> numbers = numbers(first.pid());
    return numbers.isEmpty() || numbers.getLast() != 1
        ? Optional.empty()
        : pidNamespace(first.pid())
            .filter(_ -> isAlive(first))
            .map(link -> new PidNamespace(link, first));
  }

  /** The living processes in any of these namespaces. */
  public List<ProcessKey> inNamespaces(Collection<PidNamespace> namespaces) {
    Set<String> links = namespaces.stream().map(PidNamespace::link).collect(toSet());
    Map<String, List<ProcessKey>> byLink = new HashMap<>();
    for (long pid : files.processes()) {
      pidNamespace(pid)
          .filter(links::contains)
          .ifPresent(link ->
              find(pid)
                  .ifPresent(key -> byLink.computeIfAbsent(link, _ -> new ArrayList<>()).add(key)));
    }
    return namespaces.stream()
        .filter(one -> !isAnothersNow(byLink.getOrDefault(one.link(), List.of()), one))
        .flatMap(one -> byLink.getOrDefault(one.link(), List.of()).stream())
        .distinct()
        .toList();
  }

  /** Whether those who are in a namespace of this number now have another first process. */
  private boolean isAnothersNow(List<ProcessKey> members, PidNamespace namespace) {
    return members.stream()
        .flatMap(member -> namespaceOf(member).stream())
        .anyMatch(now -> !now.first().equals(namespace.first()));
  }

  /** Which pid namespace a process is in, such as {@code pid:[4026531836]}; empty when unknown. */
  public Optional<String> pidNamespace(long pid) {
    return ProcFiles.link(files.of(pid).resolve("ns/pid"));
  }

  /** Everything /proc tells of this process now, or empty when it has ended. */
  public Optional<ProcessSnapshot> snapshot(ProcessKey process) {
    var stat =
        files.stat(process.pid()).filter(s -> s.isAlive() && s.key().equals(process)).orElse(null);
    if (stat == null) {
      return Optional.empty();
    }
    var folder = files.readable(stat);
    return Optional.of(
        new ProcessSnapshot(
            process,
            stat.parent(),
            hostPid(folder, process.pid()),
            text(folder.resolve("comm")).stripTrailing(),
            ProcFiles.link(folder.resolve("exe")).orElse(""),
            split(text(folder.resolve("cmdline"))),
            environment(text(folder.resolve("environ"))),
            ProcFiles.link(folder.resolve("cwd")).orElse(""),
            HeldFiles.of(folder, 0)));
  }

  /**
   * The regular files of at least so many bytes that this process holds by descriptor or mapping;
   * none when it has ended. One whose size cannot be told is among them.
   */
  public List<OpenFile> filesOf(ProcessKey process, long atLeastBytes) {
    return files
        .stat(process.pid())
        .filter(stat -> stat.isAlive() && stat.key().equals(process))
        .map(stat -> HeldFiles.of(files.readable(stat), atLeastBytes))
        .orElse(List.of());
  }

  /**
   * The sockets that wait for connections in the network namespace of {@code member}, each with its
   * owner among {@code candidates}; one whose owner is not among them is left out.
   */
  public List<ListeningSocket> listeners(ProcessKey member, Collection<ProcessKey> candidates) {
    return Listeners.of(files.of(member.pid()).resolve("net"), candidates, files);
  }

  /**
   * Whether anything waits for connections in the network namespace of {@code member} at the port,
   * or the path, of this socket; whoever holds it, and at whatever address of that port.
   */
  public boolean listens(ProcessKey member, ListeningSocket like) {
    return Listeners.any(files.of(member.pid()).resolve("net"), like);
  }

  /**
   * How long each living thread of a process has been ready to run and had to wait for a processor,
   * in nanoseconds since it began, by the thread's number (the second figure of
   * /proc/PID/task/TID/schedstat, Documentation/scheduler/sched-stats.rst); none where the process
   * has ended or this kernel does not count it.
   */
  public Map<Long, Long> waitsForProcessor(ProcessKey process) {
    Map<Long, Long> waits = new HashMap<>();
    if (isAlive(process)) {
      var threads = files.of(process.pid()).resolve("task");
      for (long thread : ProcFiles.numbers(threads)) {
        var figures = text(threads.resolve(thread + "/schedstat")).split(" ");
        if (figures.length == 3) {
          waits.put(thread, Long.parseLong(figures[1]));
        }
      }
    }
    return waits;
  }

  /**
   * The tree as its processes' children tell it now; empty where those of one are not told. It may
   * lack one whose parent ends meanwhile: that is a child of the first process by then, whose
   * children were told before.
   */
  private Optional<List<ProcessKey>> climb(long rootPid) {
    var tree = new ArrayList<ProcessKey>();
    var pending = new ArrayDeque<Long>(List.of(rootPid));
    while (!pending.isEmpty()) {
      long pid = pending.remove();
      find(pid).ifPresent(tree::add);
      var children = files.childrenOnce(pid);
      if (children.isEmpty()) {
        return Optional.empty();
      }
      pending.addAll(children.get());
    }
    return Optional.of(tree);
  }

  private List<ProcessKey> treeByParents(long rootPid) {
    Map<Long, List<ProcFiles.Stat>> byParent = new HashMap<>();
    for (long pid : files.processes()) {
      files
          .stat(pid)
          .ifPresent(s -> byParent.computeIfAbsent(s.parent(), p -> new ArrayList<>()).add(s));
    }
    var tree = new ArrayList<ProcessKey>();
    find(rootPid).ifPresent(tree::add);
    var pending = new ArrayDeque<Long>(List.of(rootPid));
    while (!pending.isEmpty()) {
      for (var child : orNone(byParent.remove(pending.remove()))) {
        if (child.isAlive()) {
          tree.add(child.key());
        }
        pending.add(child.key().pid());
      }
    }
    return tree;
  }

  private static List<ProcFiles.Stat> orNone(@Nullable List<ProcFiles.Stat> children) {
    return children == null ? List.of() : children;
  }

  private static long hostPid(Path folder, long otherwise) {
    var numbers = numbers(folder);
    return numbers.isEmpty() ? otherwise : numbers.getLast();
  }

  private static List<Long> numbers(Path folder) {
    return field(text(folder.resolve("status")), "NSpid");
  }

  private static List<Long> field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .flatMap(line -> Stream.of(line.substring(name.length() + 1).strip().split("\\s+")))
        .map(Long::parseLong)
        .toList();
  }

  private static Map<String, String> environment(String text) {
    var environment = new LinkedHashMap<String, String>();
    for (var entry : split(text)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        // The first of two counts: getenv(3) finds that one.
        environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  private static List<String> split(String nulSeparated) {
    if (nulSeparated.isEmpty()) {
      return List.of();
    }
    var ended = nulSeparated.endsWith("\0") ? nulSeparated : nulSeparated + "\0";
    var parts = ended.split("\0", -1);
    return List.of(parts).subList(0, parts.length - 1);
  }

  private static String text(Path file) {
    return ProcFiles.bytes(file).map(bytes -> new String(bytes, UTF_8)).orElse("");
  }
}
