package dev.redline.model;

import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A recorded model, thinking again what it thought then, word for word and for nothing. Named
 * {@code replay/FILE}, or {@code replay/FILE#PROVIDER/NAME} where several models were recorded.
 */
public final class ReplayModel implements Model {
  private final ModelName name;
  private final Path file;
  private final String recorded;
  private final ReplayFile content;

  private ReplayModel(ModelName name, Path file, String recorded, ReplayFile content) {
    this.name = name;
    this.file = file;
    this.recorded = recorded;
    this.content = content;
  }

  /**
   * Opens a recording.
   *
   * @throws UnknownModelException when it is none, or does not tell which of its models is meant
   */
  static ReplayModel open(ModelName name) {
    String[] parts = name.name().split("#", 2);
    Path file = Path.of(parts[0]);
    ReplayFile content = ReplayFile.read(file);
    List<String> models = models(content.study());
    String wanted = parts.length > 1 ? parts[1] : models.size() == 1 ? models.getFirst() : "";
    if (!models.contains(wanted)) {
      throw ReplayFile.wrong(
          file,
          "it holds %s; say which, as replay/%s#PROVIDER/NAME"
              .formatted(String.join(", ", models), file));
    }
    return new ReplayModel(name, file, wanted, content);
  }

  /**
   * The names under which each model of a recording is replayed, in the study's order.
   *
   * @throws UnknownModelException when it is no recording
   */
  public static List<String> namesIn(Path file) {
    List<String> models = models(ReplayFile.read(file).study());
    return models.size() == 1
        ? List.of("replay/" + file)
        : models.stream().map(model -> "replay/" + file + "#" + model).toList();
  }

  /**
   * The study that a recording holds, in the form of its own file.
   *
   * @throws UnknownModelException when it is no recording
   */
  public static JsonNode studyIn(Path file) {
    return ReplayFile.read(file).study();
  }

  private static List<String> models(JsonNode study) {
    return study
        .path("blocks")
        .valueStream()
        .flatMap(block -> block.path("models").valueStream())
        .map(model -> model.asString(""))
        .distinct()
        .toList();
  }

  @Override
  public ModelName name() {
    return name;
  }

  /** The study that was recorded, in the form of its own file. */
  public JsonNode study() {
    return content.study();
  }

  /** The recording. */
  public Path file() {
    return file;
  }

  @Override
  public ModelFacts facts() {
    return new ModelFacts(name.toString(), file.toString(), Optional.of(Prices.FREE));
  }

  @Override
  public Mind forTrial(long seed) {
    return forTrial(new TrialPlace("", "", 0, seed));
  }

  @Override
  public Mind forTrial(TrialPlace place) {
    List<Recording.Thought> thoughts = content.trials().get(new ReplayFile.Place(recorded, place));
    return thoughts == null
        ? _ -> {
          throw new MindException(
              MindException.Kind.HARNESS,
              "%s holds no trial of %s at this place (%s). Do: replay the study that was recorded."
                  .formatted(file, recorded, place),
              List.of());
        }
        : new Replayed(thoughts);
  }

  /** One trial's thoughts; equal conversations get them in the order in which they came. */
  private final class Replayed implements Mind {
    private final Map<String, Queue<Recording.Thought>> byKey;
    private final Map<String, Recording.Thought> last = new HashMap<>();

    Replayed(List<Recording.Thought> thoughts) {
      byKey =
          thoughts.stream()
              .collect(
                  Collectors.groupingBy(
                      Recording.Thought::key, Collectors.toCollection(ArrayDeque::new)));
    }

    @Override
    public Answer think(ThoughtRequest request) throws MindException, InterruptedException {
      Recording.Thought thought = next(Recording.key(request));
      if (thought.failure().isPresent()) {
        Recording.Failure failure = thought.failure().get();
        throw new MindException(failure.kind(), failure.what(), List.of());
      }
      if (thought.reply().isEmpty()) {
        Thread.sleep(Duration.ofDays(365)); // it was called off then, and will be again
      }
      return Answer.of(thought.reply().map(ReplayModel::forNothing).orElseThrow());
    }

    private synchronized Recording.Thought next(String key) throws MindException {
      Queue<Recording.Thought> queue = byKey.getOrDefault(key, new ArrayDeque<>());
      // One that is asked again more often than it was then, after a lost answer, is told the same.
      Recording.Thought thought = queue.isEmpty() ? last.get(key) : queue.remove();
      if (thought == null) {
        throw new MindException(
            MindException.Kind.HARNESS,
            "%s holds no thought for what was asked: the trial went another way than when it was recorded. Do: replay it with the same version of Redline."
                .formatted(file),
            List.of());
      }
      last.put(key, thought);
      return thought;
    }
  }

  /** A replayed thought costs nothing; its tokens are told as they were. */
  private static ThoughtReply forNothing(ThoughtReply reply) {
    Usage usage = reply.usage().at(Optional.of(0.0));
    return new ThoughtReply(
        reply.content(), reply.reasoning(), reply.toolCalls(), reply.finish(), usage);
  }
}
