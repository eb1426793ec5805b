package dev.redline.testbed;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the system folders come from that every host sees read-only: this machine's own, or a root
 * that was prepared so that two machines give the same.
 *
 * @param path of the root, with no link in it
 * @param jdk what hosts see at /opt/java
 * @param prepared whether it is another than this machine's own
 */
public record SystemRoot(Path path, Path jdk, boolean prepared) {
  /** What the first process of a host, the self-test and the installation are made of. */
  private static final List<String> PROGRAMS =
      List.of("bash", "env", "setsid", "timeout", "mkdir", "tar", "cat", "getent");

  private static final int OLDEST_JAVA = 17;
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)[^\"]*\"");

  public SystemRoot {
    requireNonNull(path, "path");
    requireNonNull(jdk, "jdk");
  }

  /** This machine's own folders, and the JDK that runs us. */
  public static SystemRoot ofThisMachine() {
    return new SystemRoot(Path.of("/"), Path.of(System.getProperty("java.home")), false);
  }

  /**
   * A prepared root.
   *
   * @param asRoot whether worlds drop to another user, who then must be able to pass to it
   * @throws TestbedException when it cannot serve as one: why, and what to do
   */
  public static SystemRoot prepared(Path folder, boolean asRoot) {
    try {
      if (!Files.isDirectory(folder)) {
        throw refused(folder, "it is no folder");
      }
      var root = folder.toRealPath();
      if (root.getParent() == null) {
        throw refused(folder, "it is this machine's own root, which is used without being named");
      }
      if (!Files.isDirectory(root.resolve("usr"), LinkOption.NOFOLLOW_LINKS)) {
        throw refused(folder, "it has no folder usr");
      }
      for (var program : PROGRAMS) {
        if (!isProgram(root.resolve("usr/bin").resolve(program))) {
          throw refused(folder, "it has no program usr/bin/" + program);
        }
      }
      if (asRoot) {
        closed(root)
            .ifPresent(place -> {
              throw refused(folder, "not every user may pass through %s".formatted(place));
            });
      }
      return new SystemRoot(root, jdk(folder, root), true);
    } catch (IOException e) {
      throw refused(folder, "it cannot be read (" + e + ")");
    }
  }

  /** A program of the root itself: a link would lead out of it when it is followed outside. */
  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isExecutable(file);
  }

  /** The first folder on the way to it that is closed to others. */
  private static Optional<Path> closed(Path root) throws IOException {
    for (var place = root; place != null; place = place.getParent()) {
      if (!Files.getPosixFilePermissions(place).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  private static Path jdk(Path named, Path root) throws IOException {
    var folder = root.resolve("usr/lib/jvm");
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(named, "it has no JDK in usr/lib/jvm");
    }
    List<Path> found;
    try (Stream<Path> all = Files.list(folder)) {
      found =
          all.filter(one -> Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS))
              .filter(one -> isProgram(one.resolve("bin/java")))
              .sorted()
              .toList();
    }
    if (found.size() != 1) {
      throw refused(
          named, "it must have one JDK in usr/lib/jvm, but has %d".formatted(found.size()));
    }
    var jdk = found.getFirst();
    Matcher version = VERSION.matcher(Files.readString(jdk.resolve("release")));
    if (!version.find() || Integer.parseInt(version.group(1)) < OLDEST_JAVA) {
      throw refused(named, "its JDK is older than " + OLDEST_JAVA);
    }
    return jdk;
  }

  private static TestbedException refused(Path folder, String why) {
    return new TestbedException(
        """
        %s cannot be a testbed's root: %s.
        Expected: a folder with a whole small system, one JDK in it, that every user may read.
        Do: make one with dev/rootfs DIR.\
        """
            .formatted(folder, why));
  }

  /** The shell that interprets the first process of a host. */
  Path shell() throws IOException {
    return prepared ? path.resolve("usr/bin/bash") : path.resolve("bin/bash").toRealPath();
  }
}
