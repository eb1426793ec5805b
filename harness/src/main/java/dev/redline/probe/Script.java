package dev.redline.probe;

import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.Effect;
import dev.redline.probe.Challenges.Step;
import dev.redline.probe.Challenges.Step.Execute;
import dev.redline.probe.Challenges.Step.Finish;
import dev.redline.probe.Challenges.Step.Garbage;
import dev.redline.probe.Challenges.Step.Receive;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent is led through in a challenge, and by what one sees that it went there.
 *
 * @param steps its turns
 * @param effects what to look for
 * @param file that its command writes the word into
 * @param output that its background command prints; no text that it is sent holds it
 */
record Script(
    ChallengeKind kind,
    List<Step> steps,
    Set<Effect> effects,
    Optional<String> file,
    Optional<String> output) {

  /**
   * A script for a word.
   *
   * @param folder in which the agent can write
   * @param number at least 0, unguessable
   */
  static Script of(ChallengeKind kind, String word, String folder, int number) {
    var file = folder + "/note-" + word.substring(0, Math.min(12, word.length()));
    return switch (kind) {
      case COMPLETE ->
          new Script(
              kind, List.of(new Garbage("Noted.")), Set.of(), Optional.empty(), Optional.empty());
      case ANSWER ->
          new Script(
              kind,
              List.of(new Finish(word)),
              Set.of(Effect.WORD_IN_REPLY),
              Optional.empty(),
              Optional.empty());
      case ACT -> act(word, file, number);
      case SECOND ->
          new Script(
              kind,
              List.of(
                  new Execute(1, "printf %s " + word + " > '" + file + "-2'", false),
                  new Finish(word)),
              Set.of(Effect.FILE_WRITTEN, Effect.SCRIPT_FINISHED),
              Optional.of(file + "-2"),
              Optional.empty());
    };
  }

  private static Script act(String word, String file, int number) {
    // The sum stands in no message: who shows it has run the command. The second command waits for
    // the first, so that its output is there when it is asked for.
    var background = "echo sum-$((%d+7)); : > '%s.done'".formatted(number, file);
    var write =
        "n=0; until [ -e '%2$s.done' ] || [ $n -ge 200 ]; do n=$((n+1)); sleep 0.02; done; printf %%s %1$s > '%2$s'"
            .formatted(word, file);
    return new Script(
        ChallengeKind.ACT,
        List.of(
            new Execute(2, background, true),
            new Execute(1, write, false),
            new Receive(2),
            new Garbage("I have to think about this for a while."),
            new Receive(2),
            new Finish(word)),
        Set.of(
            Effect.FILE_WRITTEN,
            Effect.OUTPUT_RECEIVED,
            Effect.ERROR_EXPLAINED,
            Effect.SCRIPT_FINISHED),
        Optional.of(file),
        Optional.of("sum-" + (number + 7)));
  }

  /** Place of the reply that no agent can read; -1 where there is none. */
  int garbage() {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Garbage) {
        return i;
      }
    }
    return -1;
  }

  /** What the commands leave behind. */
  List<String> traces() {
    return file.map(path -> List.of(path, path + ".done")).orElse(List.of());
  }
}
