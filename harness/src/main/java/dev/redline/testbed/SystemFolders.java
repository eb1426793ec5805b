package dev.redline.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which read-only folders of a root a host is given, as arguments of bubblewrap. */
final class SystemFolders {
  private static final List<String> ROOTS =
      List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");
  private static final List<String> SETTINGS =
      List.of("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime");

  private SystemFolders() {}

  /**
   * /usr, and the folders beside it: links where they are links, bound where they are folders.
   *
   * @param root of the machine, {@code /}, or a prepared one
   */
  static List<String> arguments(Path root) throws IOException {
    var arguments = new ArrayList<>(List.of("--ro-bind", root.resolve("usr").toString(), "/usr"));
    for (var name : ROOTS) {
      var folder = root.resolve(name);
      if (Files.isSymbolicLink(folder)) {
        arguments.addAll(
            List.of("--symlink", Files.readSymbolicLink(folder).toString(), "/" + name));
      } else if (Files.isDirectory(folder)) {
        arguments.addAll(List.of("--ro-bind", folder.toString(), "/" + name));
      }
    }
    return arguments;
  }

  /** All that a host is given of a root, by its names there. */
  static Map<String, Path> seen(Path root) throws IOException {
    var seen = new LinkedHashMap<String, Path>();
    for (var name : Stream.concat(Stream.of("usr"), ROOTS.stream()).toList()) {
      seen.put(name, root.resolve(name));
    }
    for (var name : settings(root.resolve("etc"))) {
      seen.put("etc/" + name, root.resolve("etc").resolve(name));
    }
    seen.values().removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    return seen;
  }

  /** A JDK of Debian's keeps in /etc what it cannot do without. */
  private static List<String> settings(Path etc) throws IOException {
    var names = new ArrayList<>(SETTINGS);
    try (var all = Files.list(etc)) {
      all.map(path -> path.getFileName().toString())
          .filter(name -> name.matches("java-\\d+-openjdk"))
          .sorted()
          .forEach(names::add);
    }
    return names;
  }

  /**
   * Writes the few settings that a host has of its own, and says how to bind them and those that
   * programs under /usr need.
   *
   * @param others lines of /etc/hosts for the hosts that this one is joined to
   */
  static List<String> settings(Path root, Path etc, String hostName, List<String> others)
      throws IOException {
    Files.createDirectory(etc);
    Files.writeString(
        etc.resolve("passwd"),
        "root:x:0:0:ai:/home/ai:/bin/bash\nnobody:x:65534:65534::/:/usr/sbin/nologin\n");
    Files.writeString(etc.resolve("group"), "root:x:0:\nnogroup:x:65534:\n");
    Files.writeString(
        etc.resolve("hosts"),
        "127.0.0.1 localhost %s\n::1 localhost\n".formatted(hostName)
            + String.join("", others.stream().map(line -> line + "\n").toList()));
    // Without it some programs take bash for no login shell (getusershell(3)).
    Files.writeString(etc.resolve("shells"), "/bin/sh\n/bin/bash\n");
    Files.writeString(
        etc.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
    Files.writeString(etc.resolve("hostname"), hostName + "\n");
    var binds = new ArrayList<>(List.of("--ro-bind", etc.toString(), "/etc"));
    for (var name : settings(root.resolve("etc"))) {
      var source = root.resolve("etc").resolve(name);
      if (Files.isSymbolicLink(source)) {
        // Followed inside, where it leads to the same root's.
        Files.createSymbolicLink(etc.resolve(name), Files.readSymbolicLink(source));
        continue;
      } else if (Files.isDirectory(source)) {
        Files.createDirectory(etc.resolve(name));
      } else if (Files.exists(source)) {
        Files.createFile(etc.resolve(name)); // What bubblewrap binds over.
      } else {
        continue;
      }
      binds.addAll(List.of("--ro-bind", source.toString(), "/etc/" + name));
    }
    return binds;
  }
}
