package dev.redline.oracle;

import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.OpenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a command line runs, and from which folder. */
final class Program {
  /** Options of a Java launcher whose value is the next argument and no program. */
  private static final Set<String> WITH_VALUE =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules");

  private Program() {}

  /**
   * The program without its folder: the interpreter's name and the main class or script's name. Two
   * processes of one program have the same, wherever its files lie.
   */
  static Optional<String> signature(List<String> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      if (WITH_VALUE.contains(argument)) {
        i++;
      } else if (!argument.startsWith("-")) {
        return Optional.of(fileName(arguments.getFirst()) + " " + fileName(argument));
      }
    }
    return arguments.isEmpty() ? Optional.empty() : Optional.of(fileName(arguments.getFirst()));
  }

  /**
   * The folder from which it runs: the one in which a file that its arguments name, or that it
   * holds, has the place that the same file has in the original's folder.
   */
  static Optional<String> home(
      List<String> arguments, String directory, List<OpenFile> files, Installed original) {
    var paths = new ArrayList<String>();
    for (var argument : arguments) {
      for (var part : argument.split("[=:]")) {
        paths.add(resolve(directory, part));
      }
    }
    for (var file : files) {
      paths.add(file.path());
    }
    for (var path : paths) {
      for (var installed : original.files()) {
        var place = relative(original.folder(), installed.path());
        if (place.isPresent() && path.endsWith("/" + place.get())) {
          return Optional.of(path.substring(0, path.length() - place.get().length() - 1));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a path is a folder or lies below it. */
  static boolean within(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  /** A path as seen from a directory, without {@code .} and {@code ..}. */
  static String resolve(String directory, String path) {
    if (path.indexOf('\0') >= 0) {
      return path;
    }
    return Path.of(directory.isEmpty() ? "/" : directory).resolve(path).normalize().toString();
  }

  private static Optional<String> relative(String folder, String path) {
    return within(folder, path) && !path.equals(folder)
        ? Optional.of(path.substring(folder.length() + 1))
        : Optional.empty();
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
