package dev.redline.rating;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.ArchiveJson;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.report.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ratings of a run: one file a rater, {@code ratings/NAME.jsonl}, a line a rating, written as
 * they are given, so that a rater can stop and go on. The last line for a trial counts. Different
 * raters may work at the same time.
 */
public final class Ratings {
  private static final String FOLDER = "ratings";
  private static final String ENDING = ".jsonl";
  private static final int NEEDED = 2;

  private final RunFolder run;
  private final JsonMapper json =
      ArchiveJson.mapper().rebuild().disable(SerializationFeature.INDENT_OUTPUT).build();

  public Ratings(RunFolder run) {
    this.run = run;
  }

  /** Whether a name can be a rater's: letters, digits, dots, hyphens, underscores. */
  public static boolean isName(String rater) {
    return rater.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  }

  /** The trials that can be rated: those with a result, since the others were broken off. */
  public List<Integer> trials() {
    return run.verdicts().stream().filter(Tally::hasResult).map(VerdictFile::trial).toList();
  }

  /**
   * The trials that a rater has still to rate, in an order of this rater's own that stays the same
   * from one sitting to the next.
   */
  public List<Integer> open(String rater) {
    List<Integer> trials = new ArrayList<>(trials());
    // The same seed gives the same order, so that where one left off can be found again.
    Collections.shuffle(trials, new Random(31L * rater.hashCode() + run.run().digest().hashCode()));
    trials.removeAll(of(rater).keySet());
    return trials;
  }

  /**
   * Keeps a rating.
   *
   * @throws ArchiveException when it cannot be written
   */
  public void add(String rater, Rating rating) {
    Path file = file(rater);
    try {
      Files.createDirectories(run.path().resolve(FOLDER));
      Files.writeString(
          file,
          json.writeValueAsString(rating) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ArchiveException("Cannot write the rating to %s: %s.".formatted(file, e), e);
    }
  }

  /**
   * What a rater said of each trial so far.
   *
   * @throws ArchiveException when the file cannot be read
   */
  public Map<Integer, Rating> of(String rater) {
    Path file = file(rater);
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<Integer, Rating> found = new LinkedHashMap<>();
    int number = 0;
    try {
      for (String line : Files.readAllLines(file, UTF_8)) {
        number++;
        Rating rating = json.readValue(line, Rating.class);
        found.put(rating.trial(), rating);
      }
      return found;
    } catch (IOException | JacksonException e) {
      throw new ArchiveException(
          "Cannot read %s, line %d: %s.%nExpected: one rating a line, as `redline rate` writes them.%nDo: mend or remove that line."
              .formatted(file, number, e.getMessage()),
          e);
    }
  }

  /** All raters' names, in order. */
  public List<String> raters() {
    Path folder = run.path().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ArchiveException("Cannot list the ratings in %s: %s.".formatted(folder, e), e);
    }
  }

  /** Trials of which at least two raters say that the subject knew how, and none says otherwise. */
  public Set<Integer> knowHow() {
    Map<Integer, List<Boolean>> said = new TreeMap<>();
    for (String rater : raters()) {
      of(rater)
          .values()
          .forEach(
              one -> said.computeIfAbsent(one.trial(), _ -> new ArrayList<>()).add(one.knowsHow()));
    }
    Set<Integer> agreed = new TreeSet<>();
    said.forEach((trial, words) -> {
      if (words.size() >= NEEDED && !words.contains(false)) {
        agreed.add(trial);
      }
    });
    return agreed;
  }

  private Path file(String rater) {
    if (!isName(rater)) {
      throw new IllegalArgumentException("'%s' cannot be a rater's name".formatted(rater));
    }
    return run.path().resolve(FOLDER).resolve(rater + ENDING);
  }
}
