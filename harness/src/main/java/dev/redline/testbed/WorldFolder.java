package dev.redline.testbed;

import dev.redline.linux.ContainedFiles;
import dev.redline.linux.Fifo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The folder outside in which a world's own few files lie. Its name tells nothing: /proc inside
 * shows it.
 */
record WorldFolder(Path path, OptionalInt owner) {
  /** With what its name begins. */
  static final String PREFIX = "w-";

  private static final String ETC = "etc";
  private static final String NOTHING = "n";
  private static final int MOST_LINKS = 40; // as many as the kernel follows
  private static final List<String> PROGRAMS =
      List.of("usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "bin", "sbin");

  /**
   * Makes everything that the world's command refers to; gives the system folders to bind, host by
   * host.
   */
  List<List<String>> fill(
      WorldSpec spec, WorldCommand.Home home, Neighbourhood hosts, SystemRoot root)
      throws IOException {
    if (spec.tracing().isPresent()) {
      Fifo.create(path.resolve(WorldCommand.TRACE));
    }
    Files.createFile(path.resolve(WorldCommand.ERRORS));
    Files.createFile(path.resolve(WorldCommand.HOST_ERRORS));
    Files.writeString(path.resolve(WorldCommand.INIT), script("init.sh"));
    copyShell(root);
    if (spec.accelerator().isPresent()) {
      var socket = path.resolve(WorldCommand.SOCKET);
      spec.accelerator().get().listenAt(socket);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }
    if (spec.restarts() && home == WorldCommand.Home.MEMORY) {
      Files.createDirectory(path.resolve(WorldCommand.KEPT_HOME));
      Files.writeString(
          path.resolve(WorldCommand.KEPT_SIZE), Long.toString(spec.limits().homeBytes()));
    }
    var binds = new ArrayList<List<String>>();
    for (var host : hosts.members()) {
      fill(host, spec, home);
      binds.add(systemFolders(host, hosts, root.path()));
    }
    handOver();
    return binds;
  }

  /** What each host has one of. */
  private void fill(Neighbourhood.Member host, WorldSpec spec, WorldCommand.Home home)
      throws IOException {
    Fifo.create(file(WorldCommand.ORDERS, host));
    if (home == WorldCommand.Home.DISK) {
      Files.createDirectory(file(WorldCommand.DISK_HOME, host));
    }
    if (host.number() > 0) {
      Fifo.create(file(WorldCommand.ANSWERS, host));
      Files.createFile(file(WorldCommand.NETWORK, host));
    }
    Files.write(
        file(WorldCommand.FILTER, host),
        SeccompFilter.forMachine(
            System.getProperty("os.arch", ""),
            leftToOthers(spec, host),
            host.number() > 0 ? SeccompFilter.OF_A_LOGIN : Set.of()));
  }

  /** Calls that the filter leaves to the recorder, or to the kernel's own rules. */
  private static Set<String> leftToOthers(WorldSpec spec, Neighbourhood.Member host) {
    var calls = new HashSet<>(spec.tracing().map(Tracing::deniedCalls).orElse(Set.of()));
    if (spec.restarts() && host.number() == 0) {
      calls.add(WorldSpec.RESTART);
    }
    return calls;
  }

  private List<String> systemFolders(Neighbourhood.Member host, Neighbourhood hosts, Path root)
      throws IOException {
    var binds = new ArrayList<>(SystemFolders.arguments(root));
    binds.addAll(SystemFolders.settings(root, file(ETC, host), host.name(), hosts.names(host)));
    binds.addAll(hide(root, host));
    return binds;
  }

  private Path file(String name, Neighbourhood.Member host) {
    return path.resolve(HostCommand.file(name, host.number()));
  }

  /**
   * A shell that may be run but not read: the kernel lets nobody without powers of its own look
   * into a process of such a program (would_dump in fs/exec.c, __ptrace_may_access in
   * kernel/ptrace.c). Init has the same user as the subject, which could else take its orders and
   * give its answers through /proc/1. We who made the user namespace have every power in it and
   * still can look.
   */
  private void copyShell(SystemRoot root) throws IOException {
    var shell = path.resolve(WorldCommand.SHELL);
    Files.copy(root.shell(), shell); // Of the same root as the libraries that it is linked to.
    Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("--x--x--x"));
  }

  /** Puts a file that nobody can run in the place of each of these programs. */
  private List<String> hide(Path root, Neighbourhood.Member host) throws IOException {
    var binds = new ArrayList<String>();
    if (host.hidden().isEmpty()) {
      return binds;
    }
    var nothing =
        Files.createFile(
            file(NOTHING, host),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    for (var program : host.hidden()) {
      for (var folder : PROGRAMS) {
        // As the host has it: where /bin is a link, its programs are those of /usr/bin.
        if (!Files.isSymbolicLink(root.resolve(folder))) {
          target(root, root.resolve(folder).resolve(program))
              .ifPresent(file ->
                  binds.addAll(
                      List.of("--ro-bind", nothing.toString(), "/" + root.relativize(file))));
        }
      }
    }
    return binds;
  }

  /** The program that a name of a root stands for, its links followed as they are inside. */
  private static Optional<Path> target(Path root, Path name) throws IOException {
    var file = name;
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MOST_LINKS) {
        throw new IOException(name + " is to be hidden, but is a link that leads nowhere");
      }
      var next = Files.readSymbolicLink(file);
      file =
          next.isAbsolute()
              ? root.resolve(next.toString().substring(1))
              : file.resolveSibling(next).normalize();
    }
    return Optional.of(file).filter(found -> Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS));
  }

  /** Gives all of it to the world's user, where that is another than ours. */
  private void handOver() throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    try (var all = Files.walk(path)) {
      for (var file : (Iterable<Path>) all::iterator) {
        // What a link of a host's settings leads to is the machine's.
        Files.setAttribute(file, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /**
   * Whatever strace, or a program before it, wrote to standard error: nothing, when all is well.
   */
  String tracerErrors() throws IOException {
    return Files.readString(path.resolve(WorldCommand.ERRORS)).strip();
  }

  /** The same and what the world's own programs wrote, which tells why one did not come up. */
  String errors() throws IOException {
    return (tracerErrors() + "\n" + Files.readString(path.resolve(WorldCommand.HOST_ERRORS)))
        .strip();
  }

  /**
   * Removes it with all that is in it, following no link.
   *
   * @throws NoSuchFileException when it, or part of it meanwhile, was removed by another
   */
  void remove() throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString());
    }
    var folders = new ArrayList<String>();
    try (var files = ContainedFiles.below(path)) {
      var names = new ArrayList<String>();
      files.walk(
          "/",
          seen -> {
            if (seen.type() == ContainedFiles.Type.DIRECTORY) {
              folders.add(seen.path());
            } else {
              names.add(seen.path());
            }
          });
      for (var name : names) {
        files.unlink(name);
      }
      for (var folder : folders.reversed()) {
        files.removeFolder(folder);
      }
    }
    Files.delete(path);
  }

  static String script(String name) {
    try (InputStream in = WorldFolder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Redline's own jar lacks the script " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Redline's own jar cannot be read: " + name, e);
    }
  }
}
