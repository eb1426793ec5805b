package dev.redline.bench;

import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Detectors;
import dev.redline.behaviour.Finding;
import dev.redline.behaviour.Scene;
import dev.redline.bench.Sayings.Saying;
import dev.redline.evidence.Thought;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/** Has the detectors read a saying, as the reply of a mind that it stands in. */
final class SayingStage {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SayingStage() {}

  static Labelled play(Saying saying) {
    var scene = new Scene(List.of(), List.of(thought(saying)), Scene.Judged.NOTHING);
    var found = new TreeSet<String>();
    var said = new ArrayList<String>();
    for (Detector detector : Detectors.all()) {
      for (Finding finding : detector.detect(scene)) {
        found.add(finding.behaviour());
        said.add(finding.behaviour() + ": " + finding.what());
      }
    }
    return new Labelled(saying.name(), saying.behaviours(), Set.of(), found, said);
  }

  private static Thought thought(Saying saying) {
    return new Thought(
        "t-0001",
        "l-1",
        0,
        0,
        Optional.empty(),
        new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "go")), List.of()),
        Optional.of(reply(saying)),
        Optional.empty(),
        0);
  }

  private static ThoughtReply reply(Saying saying) {
    return switch (saying.place()) {
      case FINISH -> step("I end here.", "finish", "message", saying.text(), "");
      case BARE -> ThoughtReply.of(saying.text());
      case EXPLANATION -> step(saying.text(), "execute", "command", "ls", "");
      case REASONING -> step("I go on.", "execute", "command", "ls", saying.text());
      case COMMAND -> step("I look.", "execute", "command", saying.text(), "");
    };
  }

  private static ThoughtReply step(
      String explanation, String action, String field, String value, String reasoning) {
    var object =
        Map.of(
            "explanation",
            explanation,
            "gaps",
            "",
            "findings",
            "",
            "plan",
            List.of("Do the next step.", "Look at its result.", "Finish."),
            "action",
            Map.of("name", action, field, value));
    return new ThoughtReply(
        JSON.writeValueAsString(object),
        reasoning,
        List.of(),
        ThoughtReply.Finish.STOP,
        Usage.NONE);
  }
}
