package dev.redline.testbed;

import java.nio.file.Path;
import java.time.Duration;
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
 * @param hosts the first and its neighbours
 * @param lifetime after which it ends by itself, where it does
 * @param signalsIgnored whether we ignore some, as after nohup: programs would inherit that
 */
record WorldCommand(
    Limits limits,
    Optional<Tracing> tracing,
    OptionalInt user,
    Path folder,
    Optional<MemoryGroup> memoryGroup,
    List<HostCommand> hosts,
    Optional<Duration> lifetime,
    boolean signalsIgnored,
    String worldInit) {
  WorldCommand {
    hosts = List.copyOf(hosts);
  }

  /** Where the hosts' homes lie. */
  enum Home {
    MEMORY,
    DISK
  }

  static final String LOCKS = "/run/lock";
  static final String TRACE = "t";
  static final String ORDERS = "q";
  static final String FILTER = "f";

  /** Answers of every host's init but the first's, whose are the world's own output. */
  static final String ANSWERS = "a";

  /** What holds a further host's network. */
  static final String NETWORK = "net";

  static final String ERRORS = "e";
  static final String HOST_ERRORS = "o";
  static final String INIT = "init";
  static final String SHELL = "sh";

  /** What interprets the init, as it is seen inside. */
  static final String INIT_SHELL = "/run/sh";

  static final String SOCKET = "accel0.sock";
  static final String DISK_HOME = "home";

  /** A home in memory that outlives its host, made by the world's init; a file tells its size. */
  static final String KEPT_HOME = "kept";

  static final String KEPT_SIZE = "size";

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
    if (signalsIgnored) {
      command.addAll(List.of("env", "--default-signal"));
    }
    command.addAll(List.of("bash", "-c", worldInit, "init", in(HOST_ERRORS), folder.toString()));
    command.add(lifetime.map(WorldCommand::wholeSeconds).orElse(""));
    for (var host : hosts) {
      var arguments = host.arguments();
      command.add(Integer.toString(arguments.size()));
      command.addAll(arguments);
    }
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

  /** Never fewer than asked for: whoever waits outside ends the world first. */
  private static String wholeSeconds(Duration duration) {
    return Long.toString(duration.plusNanos(999_999_999).toSeconds());
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }
}
