package dev.redline.testbed;

import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Commands that run beside a world: they enter some of its namespaces as its own user, but not its
 * pid namespace, and so are not seen inside.
 */
record OuterCommand(OptionalInt user, ProcessKey init) {
  /** A process to be started with nothing of ours but the PATH: our environment may hold keys. */
  static ProcessBuilder process(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(Set.of("PATH"));
    return builder;
  }

  /** Both ways between standard streams and a TCP port of the world's loopback. */
  List<String> connect(String address, int port) {
    var command = enter("--net=" + namespace("net"));
    command.addAll(
        List.of(
            "bash",
            "-c",
            "exec 3<>\"/dev/tcp/$0/$1\" || exit; printf %s '"
                + OuterConnection.CONNECTED
                + "'; cat <&0 >&3 3<&- & exec cat <&3",
            address,
            Integer.toString(port)));
    return command;
  }

  /** Unpacks standard input into a folder of the host, made where it is not there. */
  List<String> unpack(String folder) {
    var command = enter("--mount=" + namespace("mnt"));
    var script = "mkdir -p \"$1\" && exec tar -x --no-same-owner -f - -C \"$1\"";
    command.addAll(List.of("sh", "-c", script, "sh", folder));
    return command;
  }

  /** Makes the home read-only, one folder of it apart. */
  List<String> failDisk(String spared) {
    return remount(
        "mkdir -p \"$1\" && mount --bind \"$1\" \"$1\" && exec mount -o remount,bind,ro /home/ai",
        spared);
  }

  List<String> mendDisk() {
    return remount("exec mount -o remount,bind,rw /home/ai", "");
  }

  private List<String> remount(String script, String folder) {
    var command = enter("--mount=" + namespace("mnt"));
    command.addAll(List.of("sh", "-c", script, "sh", folder));
    return command;
  }

  private List<String> enter(String namespace) {
    // A session of its own: a signal from the terminal is the harness's alone to act on.
    var command = new ArrayList<>(List.of("setsid"));
    if (user.isPresent()) {
      command.add("setpriv");
      command.addAll(WorldCommand.dropTo(user));
    }
    command.addAll(
        List.of(
            "nsenter", "--user=" + namespace("user"), "--preserve-credentials", namespace, "--"));
    return command;
  }

  private String namespace(String name) {
    return "/proc/%d/ns/%s".formatted(init.pid(), name);
  }
}
