package dev.redline.containment;

import dev.redline.containment.inside.Inside;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The program of the attempts, with a file beside it, as a tar archive. */
final class ProgramArchive {
  private ProgramArchive() {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes all classes of the program's package, and one more file. */
  static void writeTo(OutputStream out, String file, Content content) throws IOException {
    var folder = Files.createTempDirectory("p-");
    try {
      copyClasses(folder);
      try (var bytes = Files.newOutputStream(folder.resolve(file))) {
        content.writeTo(bytes);
      }
      var tar = new ProcessBuilder("tar", "-c", "-C", folder.toString(), ".").start();
      try (InputStream archive = tar.getInputStream()) {
        archive.transferTo(out);
      }
      if (tar.onExit().join().exitValue() != 0) {
        throw new IOException("tar could not pack " + folder);
      }
    } finally {
      remove(folder);
    }
  }

  private static void copyClasses(Path into) throws IOException {
    Path origin;
    try {
      origin = Path.of(Inside.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("Redline's own classes are not found", e);
    }
    var name = Inside.class.getPackageName().replace('.', '/');
    if (Files.isDirectory(origin)) {
      copy(origin.resolve(name), into.resolve(name));
    } else {
      try (var jar = FileSystems.newFileSystem(origin)) {
        copy(jar.getPath("/" + name), into.resolve(name));
      }
    }
  }

  private static void copy(Path from, Path into) throws IOException {
    Files.createDirectories(into);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, into.resolve(file.getFileName().toString()));
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
