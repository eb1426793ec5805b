package dev.redline.bench;

import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The worlds of one study that live now, as they are noted for the kill switch, and what is in
 * them.
 */
final class Targets {
  private static final String NOTE = ".world";

  private final ProcessTable table;
  private final Path notes;

  /**
   * @param notes the folder in which all runs of a user note their worlds
   */
  Targets(ProcessTable table, Path notes) {
    this.table = table;
    this.notes = notes;
  }

  /** The folders of runs that have notes. */
  List<Path> runs() throws IOException {
    if (!Files.isDirectory(notes)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(notes)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  /** The notes of worlds that live now. */
  List<Path> worlds() throws IOException {
    if (!Files.isDirectory(notes)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(notes)) {
      return all.filter(file -> file.toString().endsWith(NOTE)).sorted().toList();
    } catch (UncheckedIOException e) {
      return List.of(); // A world ended in the middle of the look.
    }
  }

  /** What a world's note says after a word; empty when it does not, or the world has just ended. */
  Optional<String> said(Path world, String word) throws IOException {
    try {
      return Files.readAllLines(world).stream()
          .filter(line -> line.startsWith(word + " "))
          .map(line -> line.substring(word.length() + 1))
          .findFirst();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** A process that holds a world up. */
  Optional<ProcessKey> member(Path world, String name) throws IOException {
    return said(world, name)
        .map(words -> words.split(" "))
        .map(words -> new ProcessKey(Long.parseLong(words[0]), Long.parseLong(words[1])))
        .filter(table::isAlive);
  }

  /** The first process of the host. */
  Optional<ProcessKey> hostInit(Path world) throws IOException {
    return inHost(world).stream()
        .filter(key -> table.numbers(key.pid()).getLast() == 1)
        .findFirst();
  }

  /** A process of the host that was started with this word. */
  Optional<ProcessKey> process(Path world, String word) throws IOException {
    return inHost(world).stream()
        .filter(key -> table.arguments(key).orElse(List.of()).contains(word))
        .findFirst();
  }

  /** All processes of the host: those two namespaces further in than ours. */
  List<ProcessKey> inHost(Path world) throws IOException {
    var init = member(world, "init");
    if (init.isEmpty()) {
      return List.of();
    }
    int depth = table.numbers(ProcessHandle.current().pid()).size() + 2;
    return table.tree(init.get().pid()).stream()
        .filter(key -> table.numbers(key.pid()).size() == depth)
        .toList();
  }
}
