package dev.redline.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A digest of folders: SHA-256 over one line an entry, sorted by name: its name as a host sees it
 * and its kind, then of a link where it leads, of a folder its permissions, and of a file its
 * permissions with, of its content, the SHA-256 or, of its metadata alone, the size and the time of
 * its last change. Owners and all other times are left out.
 *
 * <p>Of metadata alone, folders in which Python keeps what it compiled are left out: it writes them
 * as it runs.
 *
 * @param content whether every byte is read
 */
record SystemDigest(boolean content) {
  private static final String COMPILED_BY_PYTHON = "__pycache__";

  /**
   * The digest.
   *
   * @param places folders, files or links, by their names in a host
   * @throws IOException when one cannot be read
   */
  String of(Map<String, Path> places) throws IOException {
    Map<String, Path> entries = new TreeMap<>();
    for (var place : places.entrySet()) {
      Files.walkFileTree(place.getValue(), new Names(place.getKey(), place.getValue(), entries));
    }
    var whole = sha256();
    try {
      List<String> lines =
          entries.entrySet().parallelStream()
              .map(entry -> line(entry.getKey(), entry.getValue()))
              .toList();
      lines.forEach(line -> whole.update(line.getBytes(UTF_8)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return "sha256:" + HexFormat.of().formatHex(whole.digest());
  }

  /** Collects what is below one place, following no link. */
  private final class Names extends SimpleFileVisitor<Path> {
    private final String name;
    private final Path place;
    private final Map<String, Path> entries;

    Names(String name, Path place, Map<String, Path> entries) {
      this.name = name;
      this.place = place;
      this.entries = entries;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
      if (!content && folder.endsWith(COMPILED_BY_PYTHON)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      return visitFile(folder, facts);
    }

    @Override
    public FileVisitResult visitFile(Path entry, BasicFileAttributes facts) {
      entries.put(name + "/" + place.relativize(entry), entry);
      return FileVisitResult.CONTINUE;
    }

    /** A folder that this user may not read tells nothing more: nobody can inside either. */
    @Override
    public FileVisitResult visitFileFailed(Path entry, IOException e) throws IOException {
      if (content || !(e instanceof AccessDeniedException)) {
        throw e;
      }
      entries.put(name + "/" + place.relativize(entry), entry);
      return FileVisitResult.CONTINUE;
    }
  }

  /** One entry's line; a name cannot hold the NUL that ends its parts. */
  private String line(String name, Path entry) {
    try {
      var facts = Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String mode = PosixFilePermissions.toString(facts.permissions());
      String told;
      if (facts.isSymbolicLink()) {
        told = "link\0" + Files.readSymbolicLink(entry);
      } else if (facts.isDirectory()) {
        told = "folder\0" + mode;
      } else if (facts.isRegularFile()) {
        told =
            "file\0%s\0%s"
                .formatted(
                    mode, content ? sha256(entry) : facts.size() + "\0" + facts.lastModifiedTime());
      } else {
        told = "other\0" + mode;
      }
      return name + "\0" + told + "\0\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(Path file) throws IOException {
    var digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] some = new byte[1 << 16];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        digest.update(some, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
