package dev.redline.original;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The AI system's folder, ready to be installed: everything but its weights, which are added when
 * it is written. Equal builds give equal bytes.
 */
public final class Folder {

  /** Where the weights lie in the folder. */
  public static final String WEIGHTS = "weights/model.gguf";

  /** 2026-01-01, the time of every file: when a system was installed tells nothing about it. */
  static final long MODIFIED_SECONDS = 1_767_225_600L;

  private static final LocalDateTime MODIFIED = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final String LOGS = "log";

  private final List<Entry> entries;

  private Folder(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * A file of the folder.
   *
   * @param path where it lies, relative to the folder, with slashes
   * @param mode its permissions, as in {@code 0755}
   * @param bytes its content; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Entry(String path, int mode, byte[] bytes) {}

  /**
   * The folder as this build of Redline carries it.
   *
   * @throws IOException if a part of it is not on the class path
   */
  public static Folder packaged() throws IOException {
    Path origin = origin();
    if (Files.isDirectory(origin)) {
      return read(origin);
    }
    try (var jar = FileSystems.newFileSystem(origin)) {
      return read(jar.getPath("/"));
    }
  }

  /**
   * This folder with one file more, or with another content of a file that it has.
   *
   * @param path where it lies, relative to the folder, with slashes
   * @param mode its permissions, as in {@code 0644}
   * @param bytes its content; not to be changed
   * @throws IllegalArgumentException if the path leads out of the folder, or is the weights'
   */
  public Folder withFile(String path, int mode, byte[] bytes) {
    Path relative = Path.of(path);
    boolean plain = relative.equals(relative.normalize()) && !relative.startsWith("..");
    if (path.isEmpty() || relative.isAbsolute() || !plain || path.equals(WEIGHTS)) {
      throw new IllegalArgumentException(
          "a file of the AI system's folder needs a plain relative path other than %s, but has '%s'"
              .formatted(WEIGHTS, path));
    }
    var more = new ArrayList<>(entries);
    more.removeIf(entry -> entry.path().equals(path));
    more.add(new Entry(path, mode, bytes));
    return new Folder(more);
  }

  /**
   * This folder without one of its files; the same where it has none of that path.
   *
   * @param path where it lies, relative to the folder, with slashes
   */
  public Folder without(String path) {
    return new Folder(entries.stream().filter(entry -> !entry.path().equals(path)).toList());
  }

  /** The files, without the weights. */
  public List<Entry> entries() {
    return entries;
  }

  /** The folders, each after the one that it lies in. */
  public List<String> folders() {
    var folders = new TreeSet<>(Set.of(LOGS, parent(WEIGHTS)));
    for (Entry entry : entries) {
      for (String at = parent(entry.path()); !at.isEmpty(); at = parent(at)) {
        folders.add(at);
      }
    }
    return List.copyOf(folders);
  }

  /**
   * Writes the folder with its weights as a tar archive (paths relative to the folder) and does not
   * close the stream.
   *
   * @throws IOException if the weights cannot be read or the stream does not take them
   */
  public void writeTar(OutputStream out, Weights weights) throws IOException {
    var tar = new Tar(out, MODIFIED_SECONDS);
    for (String folder : folders()) {
      tar.folder(folder);
    }
    for (Entry entry : entries) {
      tar.file(entry.path(), entry.mode(), entry.bytes().length, to -> to.write(entry.bytes()));
    }
    tar.file(WEIGHTS, 0644, weights.size(), weights::writeTo);
    tar.end();
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Where the AI system's classes come from: a folder of classes, or a jar. */
  private static Path origin() throws IOException {
    var source = aisystem.AgentServer.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(
          requireNonNull(source, "the AI system's classes have no origin").getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(
          "The origin of the AI system's classes cannot be read: " + source.getLocation(), e);
    }
  }

  private static Folder read(Path root) throws IOException {
    var entries = new ArrayList<Entry>();
    Path folder = root.resolve("folder");
    for (Path file : files(folder)) {
      String path = folder.relativize(file).toString();
      int mode = path.endsWith(".sh") ? 0755 : 0644;
      entries.add(new Entry(path, mode, Files.readAllBytes(file)));
    }
    entries.add(new Entry("lib/aisystem.jar", 0644, jar(root)));
    return new Folder(entries);
  }

  private static byte[] jar(Path root) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var jar = new JarOutputStream(bytes)) {
      for (Path file : files(root.resolve("aisystem"))) {
        var entry = new JarEntry(root.relativize(file).toString());
        entry.setTimeLocal(MODIFIED);
        jar.putNextEntry(entry);
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** The files below a folder, in the order of their paths. */
  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }
}
