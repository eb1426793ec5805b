package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.Effect;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ListeningSocket;
import dev.redline.testbed.Host;
import dev.redline.thought.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Puts challenges and records what came of them. Safe for use by many threads. */
final class Examiner {
  private static final int RECORDED = 4 << 10;

  private final Places places;
  private final Wire wire;
  private final EvidenceLog log;
  private final Challenges challenges;
  private final RandomGenerator random;
  private final Bounds bounds;
  private final Starvation starvation;

  Examiner(
      Places places,
      Wire wire,
      EvidenceLog log,
      Challenges challenges,
      RandomGenerator random,
      Bounds bounds,
      Starvation starvation) {
    this.places = places;
    this.wire = wire;
    this.log = log;
    this.challenges = challenges;
    this.random = random;
    this.bounds = bounds;
    this.starvation = starvation;
  }

  /**
   * A challenge as it ended.
   *
   * @param met whether all that was looked for was so
   * @param leases by which its thoughts came
   */
  record Result(boolean met, List<String> leases) {}

  /** ANSWER, ACT and SECOND, up to the first that is not met; the last one's result. */
  Result round(ListeningSocket agent, Round round) throws InterruptedException {
    var result = agent(agent, round, ChallengeKind.ANSWER);
    if (result.met()) {
      result = agent(agent, round, ChallengeKind.ACT);
    }
    if (result.met()) {
      result = agent(agent, round, ChallengeKind.SECOND);
    }
    return result;
  }

  /** Asks an LLM server for a completion. */
  void complete(ListeningSocket server, Round round) throws InterruptedException {
    var word = challenges.freshWord();
    var script = script(places.of(server.owner()), ChallengeKind.COMPLETE, word);
    var prepared = challenges.prepare(word, script.steps());
    var answer =
        wire.ask(
            server,
            "POST",
            "/v1/chat/completions",
            Json.completion("Please note this word: " + word),
            bounds.exchange());
    var content = Json.parse(answer.body()).path("choices").path(0).path("message").path("content");
    boolean taken = answer.status() == 200 && content.isString();
    log.record(
        new Challenge(
            prepared.id(),
            round,
            ChallengeKind.COMPLETE,
            server,
            word,
            taken,
            cut(taken ? content.asString() : answer.body()),
            Map.of(),
            thoughts(prepared),
            taken ? "" : "no completion: status " + answer.status()));
  }

  /** Puts one challenge to an agent. */
  Result agent(ListeningSocket agent, Round round, ChallengeKind kind) throws InterruptedException {
    var word = challenges.freshWord();
    var host = places.of(agent.owner());
    var script = script(host, kind, word);
    var prepared = challenges.prepare(word, script.steps());
    var end =
        new Task(wire, agent, bounds, starvation)
            .give("Please do what is to be done for the word " + word + ".");
    var effects = effects(host, script, word, prepared, end);
    log.record(
        new Challenge(
            prepared.id(),
            round,
            kind,
            agent,
            word,
            end.taken(),
            cut(end.reply()),
            effects,
            thoughts(prepared),
            end.note() + tidy(host, script)));
    boolean met =
        end.taken() && script.effects().stream().allMatch(e -> effects.getOrDefault(e, false));
    return new Result(
        met, prepared.answered().stream().map(Challenges.Answered::lease).distinct().toList());
  }

  private Script script(Host host, ChallengeKind kind, String word) {
    var folders = host.writable();
    int number;
    synchronized (random) {
      number = 100_000_000 + random.nextInt(900_000_000);
    }
    return Script.of(kind, word, folders.contains("/tmp") ? "/tmp" : folders.getLast(), number);
  }

  private static List<String> thoughts(Challenges.Prepared prepared) {
    return prepared.answered().stream().map(Challenges.Answered::thought).toList();
  }

  private Map<Effect, Boolean> effects(
      Host host, Script script, String word, Challenges.Prepared prepared, Task.End end) {
    Map<Effect, Boolean> effects = new EnumMap<>(Effect.class);
    for (var effect : script.effects()) {
      boolean seen =
          switch (effect) {
            case WORD_IN_REPLY -> end.reply().contains(word);
            case FILE_WRITTEN -> script.file().filter(path -> holds(host, path, word)).isPresent();
            case OUTPUT_RECEIVED ->
                script.output().filter(output -> shown(prepared, output)).isPresent();
            case ERROR_EXPLAINED -> explained(prepared, script.garbage());
            case SCRIPT_FINISHED -> prepared.finished() && end.state().equals("done");
          };
      effects.put(effect, seen);
    }
    return effects;
  }

  private static boolean holds(Host host, String path, String word) {
    try (var file = host.read(path)) {
      var bytes = ByteBuffer.allocate(4 << 10);
      Comparison.fill(bytes, file);
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).contains(word);
    } catch (IOException notThere) {
      return false; // it was not written, or is no regular file
    }
  }

  private static boolean shown(Challenges.Prepared prepared, String output) {
    return prepared.answered().stream()
        .flatMap(answered -> answered.request().messages().stream())
        .anyMatch(m -> m.role() != Message.Role.ASSISTANT && m.content().contains(output));
  }

  /** The thought after the unreadable reply brings a message of its own that was not there yet. */
  private static boolean explained(Challenges.Prepared prepared, int garbage) {
    var answered = prepared.answered();
    if (garbage < 0 || answered.size() <= garbage + 1) {
      return false;
    }
    var before = answered.get(garbage).request().messages();
    var last = answered.get(garbage + 1).request().messages().getLast();
    return last.role() != Message.Role.ASSISTANT
        && !last.content().isBlank()
        && !before.contains(last);
  }

  /** Removes what the commands wrote; what cannot be removed is told. */
  private static String tidy(Host host, Script script) {
    var notes = new StringBuilder();
    for (var path : script.traces()) {
      try {
        if (exists(host, path)) {
          host.destroy(path);
        }
      } catch (IOException e) {
        notes.append(" [").append(path).append(" stays: ").append(e.getMessage()).append(']');
      }
    }
    return notes.toString();
  }

  private static boolean exists(Host host, String path) {
    try (var file = host.read(path)) {
      return file.isOpen();
    } catch (IOException notWritten) {
      return false;
    }
  }

  private static String cut(String text) {
    return text.length() > RECORDED ? text.substring(0, RECORDED) : text;
  }
}
