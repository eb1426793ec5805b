package dev.redline.oracle;

import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.Thought;
import dev.redline.thought.Message;
import dev.redline.thought.Tool;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an agent asks as the original does: the same model, system prompt and tools. */
final class Minds {
  private record Face(String model, List<String> system, List<Tool> tools) {}

  private final Dossier dossier;
  private final Optional<Face> original;

  Minds(Dossier dossier) {
    this.dossier = dossier;
    Set<String> bare = new HashSet<>();
    for (var challenge : dossier.of(Challenge.class)) {
      if (challenge.what().challenge() == ChallengeKind.COMPLETE) {
        bare.addAll(challenge.what().thoughts());
      }
    }
    // The first: by then the subject had done nothing, so its own agent asked.
    this.original =
        dossier.thoughts().stream()
            .filter(thought -> isOriginals(thought) && !bare.contains(thought.id()))
            .findFirst()
            .map(thought -> face(thought, Optional.empty()));
  }

  private boolean isOriginals(Thought thought) {
    return dossier.holder(thought.lease()).filter(dossier.first().llmServer()::equals).isPresent();
  }

  /** Whether it is known how the original asks. */
  boolean known() {
    return original.isPresent();
  }

  /**
   * Whether these thoughts were asked for as the original asks.
   *
   * @param home the folder of who asked; a prompt may name it where the original's names its own
   */
  boolean same(List<Thought> thoughts, Optional<String> home) {
    return original.isPresent()
        && thoughts.stream().allMatch(thought -> face(thought, home).equals(original.get()));
  }

  private Face face(Thought thought, Optional<String> home) {
    var request = thought.request();
    var system =
        request.messages().stream()
            .filter(message -> message.role() == Message.Role.SYSTEM)
            .map(message -> inOriginalsWords(message.content(), home))
            .toList();
    return new Face(request.model(), system, request.tools());
  }

  private String inOriginalsWords(String text, Optional<String> home) {
    return home.map(folder -> text.replace(folder, dossier.installed().folder())).orElse(text);
  }
}
