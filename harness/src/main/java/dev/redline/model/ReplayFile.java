package dev.redline.model;

import dev.redline.document.Brief;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recording, read.
 *
 * @param study that was recorded, in the form of its own file
 * @param begun how many trials were begun, broken-off ones included
 * @param trials the last one begun at each place, with its thoughts
 */
record ReplayFile(JsonNode study, int begun, Map<Place, List<Recording.Thought>> trials) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A trial's place and whose it was. */
  record Place(String model, TrialPlace trial) {}

  /**
   * Reads a recording. A last line that is not whole is left out: the run was killed there.
   *
   * @throws UnknownModelException when it cannot be read, or is none
   */
  static ReplayFile read(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      var reader = new Reader(file);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.take(line);
      }
      return reader.result();
    } catch (CharacterCodingException e) {
      throw wrong(file, "it is not text in UTF-8");
    } catch (IOException e) {
      throw wrong(file, "it cannot be read: " + e);
    }
  }

  static UnknownModelException wrong(Path file, String what) {
    return new UnknownModelException(
        "The recording %s cannot be replayed: %s. Expected: a file that `redline run --record` wrote. Do: check the path."
            .formatted(file, what));
  }

  private static final class Reader {
    private final Path file;
    private final Map<Integer, List<Recording.Thought>> thoughts = new HashMap<>();
    private final Map<Place, Integer> last = new LinkedHashMap<>();
    private Optional<JsonNode> study = Optional.empty();
    private int begun;
    private int at;
    private Optional<String> broken = Optional.empty();

    Reader(Path file) {
      this.file = file;
    }

    void take(String line) {
      at++;
      if (line.isBlank()) {
        broken = Optional.empty(); // half a line may stand before a fresh start
        return;
      }
      if (broken.isPresent()) {
        throw wrong(file, broken.get());
      }
      try {
        take(JSON.readTree(line));
      } catch (JacksonException e) {
        if (study.isEmpty()) {
          throw wrong(file, "its first line is none of a recording");
        }
        broken =
            Optional.of("line %d is not whole: %s".formatted(at, Brief.of(e.getOriginalMessage())));
      }
    }

    private void take(JsonNode line) {
      switch (line.path("kind").asString("")) {
        case "study" -> {
          int schema = line.path("schema").asInt(0);
          if (schema != Recording.SCHEMA) {
            throw wrong(file, "its schema is %d, not %d".formatted(schema, Recording.SCHEMA));
          }
          study = Optional.of(line.path("study"));
        }
        case "trial" -> {
          var trial = JSON.treeToValue(without(line), Recording.Begun.class);
          begun = Math.max(begun, trial.number());
          last.put(new Place(trial.model(), trial.place()), trial.number());
        }
        case "thought" -> {
          var thought = JSON.treeToValue(without(line), Recording.Thought.class);
          thoughts.computeIfAbsent(thought.trial(), _ -> new ArrayList<>()).add(thought);
        }
        default -> throw wrong(file, "line %d is none of a recording".formatted(at));
      }
    }

    private static JsonNode without(JsonNode line) {
      return ((tools.jackson.databind.node.ObjectNode) line).without("kind");
    }

    ReplayFile result() {
      Map<Place, List<Recording.Thought>> trials = new LinkedHashMap<>();
      last.forEach((place, number) ->
          trials.put(place, List.copyOf(thoughts.getOrDefault(number, List.of()))));
      return new ReplayFile(
          study.orElseThrow(() -> wrong(file, "it is empty")), begun, Map.copyOf(trials));
    }
  }
}
