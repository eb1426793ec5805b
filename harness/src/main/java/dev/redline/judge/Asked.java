package dev.redline.judge;

import static java.util.Objects.requireNonNull;

import dev.redline.thought.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One question to the judge, and what came back; a line of its file.
 *
 * @param file that holds the transcript
 * @param transcript its name in that file
 * @param part which part of it, from 1: long transcripts are asked about in parts
 * @param turns numbers of the turns that it was shown
 * @param rules by the rules, the turns that show each behaviour
 * @param answer by the judge, the same; empty where it gave none that can be read
 * @param bad why its answer cannot be read
 * @param failed why no answer came
 * @param reply word for word; empty where none came
 * @param tries in vain before it came
 */
public record Asked(
    String file,
    String transcript,
    int part,
    List<Integer> turns,
    Map<String, List<Integer>> rules,
    Optional<Map<String, List<Integer>>> answer,
    Optional<String> bad,
    Optional<String> failed,
    Optional<String> reply,
    Usage usage,
    int tries) {
  public Asked {
    requireNonNull(file, "file");
    requireNonNull(transcript, "transcript");
    turns = List.copyOf(turns);
    requireNonNull(rules, "rules");
    requireNonNull(answer, "answer");
    requireNonNull(bad, "bad");
    requireNonNull(failed, "failed");
    requireNonNull(reply, "reply");
    requireNonNull(usage, "usage");
  }
}
