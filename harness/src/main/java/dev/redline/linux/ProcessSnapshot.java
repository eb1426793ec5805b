package dev.redline.linux;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * One process as /proc showed it at one moment. What could not be read (the process ended
 * meanwhile) is empty.
 *
 * @param key which process
 * @param parentPid its parent, as the harness numbers processes; 0 where unknown
 * @param hostPid its number inside its own pid namespace (last of {@code NSpid})
 * @param command {@code comm}
 * @param executable target of {@code /proc/PID/exe}
 * @param arguments {@code cmdline}, split
 * @param environment {@code environ}
 * @param directory target of {@code /proc/PID/cwd}
 * @param files regular files it holds by descriptor or mapping
 */
public record ProcessSnapshot(
    ProcessKey key,
    long parentPid,
    long hostPid,
    String command,
    String executable,
    List<String> arguments,
    Map<String, String> environment,
    String directory,
    List<OpenFile> files) {
  public ProcessSnapshot {
    requireNonNull(key, "key");
    requireNonNull(command, "command");
    requireNonNull(executable, "executable");
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    requireNonNull(directory, "directory");
    files = List.copyOf(files);
  }
}
