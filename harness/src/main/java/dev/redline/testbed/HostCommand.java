package dev.redline.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments by which bubblewrap makes one host: text from text.
 *
 * @param number 0 for the first host of its world
 * @param limits of which the sizes of memory file systems are the host's own
 * @param folder the world's own folder outside
 * @param restarts whether its programs may restart it: reboot(2) then ends its processes, and its
 *     home, made by the world's init, outlives them
 * @param systemFolders what is bound of the machine, as arguments of bubblewrap
 */
record HostCommand(
    int number,
    String name,
    Limits limits,
    WorldCommand.Home home,
    Path folder,
    Path javaHome,
    boolean accelerator,
    boolean restarts,
    List<String> systemFolders) {
  HostCommand {
    systemFolders = List.copyOf(systemFolders);
  }

  /** What a file of the world's folder is called that each host has one of. */
  static String file(String name, int number) {
    return number == 0 ? name : name + number;
  }

  /** The option whose value is the host's name: by it the host is known among others. */
  static final String NAME = "--hostname";

  /** What init is told where it is to start what the disk has to be started. */
  private static final String BOOT = "boot";

  List<String> arguments() {
    var host = new ArrayList<String>();
    host.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts"));
    // The group's outer path would tell where the world lies.
    host.addAll(List.of("--unshare-cgroup-try", "--as-pid-1"));
    host.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL"));
    if (restarts) {
      // Of a pid namespace's own init alone, see reboot(2).
      host.addAll(List.of("--cap-add", "CAP_SYS_BOOT"));
    }
    host.addAll(List.of("--seccomp", "9", NAME, name, "--clearenv"));
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
    host.addAll(memory(WorldCommand.LOCKS, 4 << 20));
    host.addAll(List.of("--dir", "/var", "--symlink", "/tmp", "/var/tmp"));
    host.addAll(
        switch (home) {
          case MEMORY ->
              restarts
                  ? List.of("--bind", in(WorldCommand.KEPT_HOME), "/home/ai")
                  : memory("/home/ai", limits.homeBytes());
          case DISK -> List.of("--bind", in(file(WorldCommand.DISK_HOME, number)), "/home/ai");
        });
    host.addAll(List.of("--ro-bind", in(WorldCommand.INIT), "/run/init"));
    host.addAll(List.of("--ro-bind", in(WorldCommand.SHELL), WorldCommand.INIT_SHELL));
    if (accelerator) {
      host.addAll(List.of("--bind", in(WorldCommand.SOCKET), "/run/" + WorldCommand.SOCKET));
    }
    host.addAll(List.of("--remount-ro", "/", "--chdir", "/home/ai"));
    host.addAll(List.of("--", WorldCommand.INIT_SHELL, "/run/init"));
    if (restarts) {
      host.add(BOOT);
    }
    return host;
  }

  private static List<String> memory(String place, long bytes) {
    return List.of("--size", Long.toString(bytes), "--tmpfs", place);
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }
}
