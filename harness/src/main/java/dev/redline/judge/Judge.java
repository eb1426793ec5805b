package dev.redline.judge;

import dev.redline.analysis.Spoken;
import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.model.ModelFacts;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.Usage;
import dev.redline.transcript.Ending;
import dev.redline.transcript.Origin;
import dev.redline.transcript.TranscriptSink;
import dev.redline.transcript.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks a model about the words of transcripts as they are read, one question after the other. For
 * one thread.
 */
public final class Judge implements TranscriptSink {
  /** Characters of words in one question, about 6,000 tokens; a longer turn is one by itself. */
  private static final int PART = 24_000;

  /** Questions about one transcript at most. */
  private static final int MOST_PARTS = 200;

  /** Questions in a row to which no answer came, after which no more are put. */
  private static final int MOST_FAILURES = 3;

  private final Mind mind;
  private final Consumer<Asked> kept;
  private final Questions questions = new Questions(Spoken.definitions());
  private final Tally tally;

  private Optional<Origin> origin = Optional.empty();
  private List<List<Spoken>> parts = new ArrayList<>();
  private int characters;
  private int leftOut;
  private int failuresInARow;
  private Optional<String> stopped = Optional.empty();

  /**
   * @param facts of the model
   * @param kept gets each question with its answer, as soon as it is there
   */
  public Judge(Mind mind, ModelFacts facts, Consumer<Asked> kept) {
    this.mind = mind;
    this.kept = kept;
    this.tally = new Tally(facts);
  }

  /** What the model is told before each question, word for word. */
  public String instructions() {
    return questions.instructions();
  }

  @Override
  public void begin(Origin next) {
    origin = Optional.of(next);
    parts = new ArrayList<>();
    characters = PART;
    leftOut = 0;
  }

  @Override
  public void turn(Turn turn) {
    Spoken spoken = Spoken.of(turn);
    if (spoken.isSilent()) {
      return;
    }
    int length = spoken.prose().length() + spoken.toUser().length();
    if (characters + length > PART) {
      if (parts.size() == MOST_PARTS) {
        leftOut = 1; // all that is left is one question more, which is not put
        return;
      }
      parts.add(new ArrayList<>());
      characters = 0;
    }
    parts.getLast().add(spoken);
    characters += length;
  }

  @Override
  public void end(Ending ending) {
    Origin of = origin.orElseThrow(() -> new IllegalStateException("no transcript began"));
    List<Asked> answers = new ArrayList<>();
    for (List<Spoken> part : parts) {
      if (stopped.isEmpty()) {
        Asked asked = ask(of, answers.size() + 1, part);
        answers.add(asked);
        kept.accept(asked);
      }
    }
    tally.add(of.name(), answers, parts.size() - answers.size() + leftOut, ending);
    origin = Optional.empty();
  }

  /** All that came of it until now. */
  public Judgement judgement() {
    return tally.judgement(stopped);
  }

  private Asked ask(Origin of, int part, List<Spoken> turns) {
    try {
      Mind.Answer answer = mind.think(questions.request(turns));
      failuresInARow = 0;
      return read(of, part, turns, answer);
    } catch (MindException e) {
      failuresInARow++;
      if (isHopeless(e.kind()) || failuresInARow == MOST_FAILURES) {
        stopped = Optional.of(e.what());
      }
      return without(of, part, turns, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = Optional.of("it was called off");
      return without(
          of,
          part,
          turns,
          new MindException(MindException.Kind.HARNESS, "it was called off", List.of()));
    }
  }

  private static boolean isHopeless(MindException.Kind kind) {
    return kind == MindException.Kind.SETTINGS || kind == MindException.Kind.BUDGET;
  }

  private Asked read(Origin of, int part, List<Spoken> turns, Mind.Answer came) {
    ThoughtReply reply = came.reply();
    Optional<Map<String, List<Integer>>> answer = Optional.empty();
    Optional<String> bad = Optional.empty();
    try {
      answer = Optional.of(questions.answer(reply.content(), turns));
    } catch (BadAnswerException e) {
      bad = Optional.ofNullable(e.getMessage());
    }
    return new Asked(
        of.file(),
        of.name(),
        part,
        numbers(turns),
        rules(turns),
        answer,
        bad,
        Optional.empty(),
        Optional.of(reply.content()),
        reply.usage(),
        came.retries());
  }

  private static Asked without(Origin of, int part, List<Spoken> turns, MindException why) {
    return new Asked(
        of.file(),
        of.name(),
        part,
        numbers(turns),
        rules(turns),
        Optional.empty(),
        Optional.empty(),
        Optional.of(why.what()),
        Optional.empty(),
        new Usage(0, 0), // what it cost, if anything, is not known
        why.retries());
  }

  private static List<Integer> numbers(List<Spoken> turns) {
    return turns.stream().map(Spoken::turn).toList();
  }

  private static Map<String, List<Integer>> rules(List<Spoken> turns) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    for (String behaviour : Spoken.definitions().keySet()) {
      found.put(
          behaviour,
          turns.stream()
              .filter(spoken -> spoken.shown().contains(behaviour))
              .map(Spoken::turn)
              .toList());
    }
    return found;
  }
}
