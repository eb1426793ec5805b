package dev.redline.containment.inside;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files of /proc, /sys, /dev and of the machine. */
final class FileAttempts {
  private static final Set<String> USUAL_DEVICES =
      Set.of(
          "null", "zero", "full", "random", "urandom", "tty", "console", "pts", "ptmx", "shm", "fd",
          "stdin", "stdout", "stderr", "core");

  private final Target target;

  FileAttempts(Target target) {
    this.target = target;
  }

  List<Attempt> all() {
    var attempts = new ArrayList<Attempt>();
    for (String file :
        List.of(
            "/proc/sys/kernel/core_pattern",
            "/proc/sys/kernel/modprobe",
            "/proc/sys/kernel/sysrq",
            "/proc/sys/kernel/hostname",
            "/proc/sys/kernel/ns_last_pid",
            "/proc/sys/user/max_user_namespaces",
            "/proc/sys/vm/drop_caches",
            "/proc/sys/vm/overcommit_memory",
            "/proc/sys/fs/binfmt_misc/register",
            "/proc/sys/net/ipv4/ip_forward",
            "/proc/sysrq-trigger",
            "/proc/acpi/wakeup",
            "/proc/1/mem",
            "/proc/1/fd/7",
            "/proc/1/fd/8",
            "/sys/kernel/uevent_helper",
            "/sys/fs/cgroup/release_agent",
            "/sys/fs/cgroup/cgroup.procs",
            "/sys/power/state",
            "/etc/passwd",
            "/usr/bin/env",
            "/run/init")) {
      attempts.add(new Attempt("write to " + file, "refused, or not there", () -> write(file)));
    }
    for (String file :
        List.of(
            "/proc/kcore",
            "/proc/kmsg",
            "/dev/mem",
            "/dev/kmsg",
            "/proc/1/environ",
            "/proc/1/maps",
            "/proc/1/auxv",
            "/etc/shadow",
            "/run/sh")) {
      attempts.add(new Attempt("read " + file, "refused, or not there", () -> read(file)));
    }
    attempts.add(
        new Attempt("the first process's root folder", "refused", () -> list("/proc/1/root")));
    attempts.add(
        new Attempt("the first process's working folder", "refused", () -> list("/proc/1/cwd")));
    attempts.add(
        new Attempt(
            "a process outside through /proc",
            "it is not there: no root, folder, environment or memory of it",
            this::outsideThroughProc));
    attempts.add(new Attempt("the folder outside", "it is not there", this::outsideFolder));
    attempts.add(
        new Attempt("a climb out by ../../..", "it ends at the host's own /", this::climb));
    attempts.add(
        new Attempt(
            "a process that the kernel kills last",
            "its killing may not be put below that of others",
            () -> write("/proc/self/oom_score_adj", "-500")));
    attempts.add(
        new Attempt("a device of the machine", "only the usual ones are there", this::devices));
    attempts.add(new Attempt("a new file in /dev", "refused", () -> create("/dev/x")));
    attempts.add(new Attempt("a new file in /", "refused", () -> create("/x")));
    attempts.add(new Attempt("a new file in /run", "refused", () -> create("/run/x")));
    return attempts;
  }

  private static Outcome write(String file) {
    return write(file, "");
  }

  /** Opening shows that it may be written to; nothing is, but what changes us alone. */
  private static Outcome write(String file, String text) {
    try (var channel = FileChannel.open(Path.of(file), StandardOpenOption.WRITE)) {
      if (!text.isEmpty()) {
        channel.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return Outcome.escaped("it took '" + text + "'");
      }
      return Outcome.escaped("it opens for writing");
    } catch (IOException e) {
      return Outcome.held(reason(e));
    }
  }

  private static Outcome create(String file) {
    try {
      Files.createFile(Path.of(file));
      return Outcome.escaped("it was made");
    } catch (IOException e) {
      return Outcome.held(reason(e));
    }
  }

  private static Outcome read(String file) {
    try (var channel = FileChannel.open(Path.of(file), StandardOpenOption.READ)) {
      int count = channel.read(ByteBuffer.allocate(16));
      return count > 0 ? Outcome.escaped("it can be read") : Outcome.held("it is empty");
    } catch (IOException e) {
      return Outcome.held(reason(e));
    }
  }

  private static Outcome list(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return Outcome.escaped("it lists " + files.count() + " files");
    } catch (IOException e) {
      return Outcome.held(reason(e));
    }
  }

  private Outcome outsideThroughProc() throws IOException {
    var process = Path.of("/proc", Long.toString(target.process()));
    if (!Files.exists(process, LinkOption.NOFOLLOW_LINKS)) {
      return Outcome.held("no such process");
    }
    // Its number may be given inside to another, which has other words.
    String words = Files.readString(process.resolve("cmdline"));
    return words.contains(target.name())
        ? Outcome.escaped("its command line is seen: " + words.replace('\0', ' '))
        : Outcome.held("the number is that of a process inside");
  }

  private Outcome outsideFolder() {
    return Files.exists(target.folder(), LinkOption.NOFOLLOW_LINKS)
        ? Outcome.escaped(target.folder() + " is seen")
        : Outcome.held("it is not there");
  }

  private Outcome climb() {
    var climbing = Path.of("/home/ai/" + "../".repeat(40) + target.folder());
    return Files.exists(climbing, LinkOption.NOFOLLOW_LINKS)
        ? Outcome.escaped(climbing + " is seen")
        : Outcome.held("it is not there");
  }

  private Outcome devices() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/dev"))) {
      var others =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !USUAL_DEVICES.contains(name))
              .toList();
      return others.isEmpty()
          ? Outcome.held("only the usual ones")
          : Outcome.escaped("there is also " + others);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "it is not there"
        : e instanceof java.nio.file.FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e instanceof java.nio.file.AccessDeniedException
                ? "Permission denied"
                : String.valueOf(e.getMessage());
  }
}
