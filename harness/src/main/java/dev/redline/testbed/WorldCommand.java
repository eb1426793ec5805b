package dev.redline.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The command that makes a world: text from text.
 *
 * @param user to drop to, when started as root; empty when started as a plain user
 * @param folder the world's own folder outside, whose name tells nothing
 * @param memoryGroup that all of it is in, where there is one
 */
record WorldCommand(
    Limits limits,
    Optional<Tracing> tracing,
    OptionalInt user,
    Path folder,
    Optional<MemoryGroup> memoryGroup,
    Path javaHome,
    String hostName,
    Home home,
    boolean accelerator,
    List<String> systemFolders,
    String worldInit) {
  /** Where the host's home lies. */
  enum Home {
    MEMORY,
    DISK
  }

  static final String LOCKS = "/run/lock";
  static final String TRACE = "t";
  static final String ORDERS = "q";
  static final String FILTER = "f";
  static final String ERRORS = "e";
  static final String HOST_ERRORS = "o";
  static final String INIT = "init";
  static final String SHELL = "sh";

  /** What interprets the init, as it is seen inside. */
  static final String INIT_SHELL = "/run/sh";

  static final String SOCKET = "accel0.sock";
  static final String DISK_HOME = "home";

  List<String> arguments() {
    var command = new ArrayList<String>();
    // Joined first, by our own user, whom the group belongs to.
    memoryGroup.ifPresent(group ->
        command.addAll(
            List.of("bash", "-c", "echo $$ >\"$0\" && exec \"$@\"", group.members().toString())));
    command.add("setpriv");
    command.addAll(dropTo(user));
    // Set after the change of user, which would clear it.
    command.addAll(List.of("--pdeathsig", "KILL", "setsid"));
    tracing.ifPresent(t -> command.addAll(tracer(t)));
    command.addAll(List.of("choom", "-n", "1000", "--"));
    command.addAll(
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--net",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child"));
    command.addAll(resourceLimits());
    command.addAll(
        List.of("bash", "-c", worldInit, "init", in(HOST_ERRORS), in(ORDERS), in(FILTER)));
    command.addAll(host());
    return command;
  }

  static List<String> dropTo(OptionalInt user) {
    if (user.isEmpty()) {
      return List.of();
    }
    var id = Integer.toString(user.getAsInt());
    return List.of("--reuid", id, "--regid", id, "--clear-groups");
  }

  private List<String> tracer(Tracing how) {
    var command = new ArrayList<>(List.of("strace"));
    command.addAll(how.options());
    command.addAll(List.of("-o", in(TRACE), "setpriv", "--pdeathsig", "KILL"));
    return command;
  }

  /** Set after unshare, so that each world has a count of processes of its own. */
  private List<String> resourceLimits() {
    return List.of(
        "prlimit",
        "--nproc=" + limits.processes(),
        "--nofile=" + limits.openFiles(),
        "--as=" + limits.addressSpaceBytes(),
        "--fsize=" + limits.fileBytes(),
        "--memlock=65536",
        "--msgqueue=65536",
        "--core=1");
  }

  private List<String> host() {
    var host = new ArrayList<String>();
    host.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts"));
    // The group's outer path would tell where the world lies.
    host.addAll(List.of("--unshare-cgroup-try", "--as-pid-1"));
    host.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL"));
    host.addAll(List.of("--seccomp", "9", "--hostname", hostName, "--clearenv"));
    host.addAll(List.of("--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"));
    host.addAll(systemFolders);
    host.addAll(List.of("--dir", "/opt", "--ro-bind", javaHome.toString(), "/opt/java"));
    host.addAll(List.of("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"));
    host.addAll(List.of("--dev", "/dev"));
    host.addAll(List.of("--perms", "1777"));
    host.addAll(memory("/dev/shm", limits.sharedBytes()));
    host.addAll(List.of("--remount-ro", "/dev"));
    host.addAll(List.of("--perms", "1777"));
    host.addAll(memory("/tmp", limits.temporaryBytes()));
    // For what run() captures: the subject may have filled /tmp.
    host.addAll(List.of("--dir", "/run", "--perms", "1777"));
    host.addAll(memory(LOCKS, 4 << 20));
    host.addAll(List.of("--dir", "/var", "--symlink", "/tmp", "/var/tmp"));
    host.addAll(
        switch (home) {
          case MEMORY -> memory("/home/ai", limits.homeBytes());
          case DISK -> List.of("--bind", in(DISK_HOME), "/home/ai");
        });
    host.addAll(List.of("--ro-bind", in(INIT), "/run/init"));
    host.addAll(List.of("--ro-bind", in(SHELL), INIT_SHELL));
    if (accelerator) {
      host.addAll(List.of("--bind", in(SOCKET), "/run/" + SOCKET));
    }
    host.addAll(List.of("--remount-ro", "/", "--chdir", "/home/ai"));
    host.addAll(List.of("--", INIT_SHELL, "/run/init"));
    return host;
  }

  private static List<String> memory(String place, long bytes) {
    return List.of("--size", Long.toString(bytes), "--tmpfs", place);
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }
}
