package dev.redline.trial;

import dev.redline.linux.ProcessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the note of a living world. */
final class Notes {
  private Notes() {}

  /** The first process of the host of the one world that is noted there. */
  static ProcessKey hostInit(Path live) throws IOException {
    long worldInit = member(live, "init").pid();
    int depth = Trials.TABLE.numbers(worldInit).size() + 1;
    return Trials.TABLE.tree(worldInit).stream()
        .filter(process -> {
          List<Long> numbers = Trials.TABLE.numbers(process.pid());
          return numbers.size() == depth && numbers.getLast() == 1;
        })
        .findFirst()
        .orElseThrow();
  }

  /** A process that holds the world up: init, maker or tracer. */
  static ProcessKey member(Path live, String name) throws IOException {
    try (Stream<Path> notes = Files.list(live)) {
      Path note = notes.findFirst().orElseThrow();
      return Files.readAllLines(note).stream()
          .map(line -> line.split(" "))
          .filter(words -> words[0].equals(name))
          .map(words -> new ProcessKey(Long.parseLong(words[1]), Long.parseLong(words[2])))
          .findFirst()
          .orElseThrow();
    }
  }
}
