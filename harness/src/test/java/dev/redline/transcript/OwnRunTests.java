package dev.redline.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Thought;
import dev.redline.evidence.TrialLog;
import dev.redline.thought.Message;
import dev.redline.thought.Message.Role;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import dev.redline.transcript.Action.Execute;
import dev.redline.transcript.Action.Finish;
import dev.redline.transcript.Action.Language;
import dev.redline.transcript.Action.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OwnRunTests {
  private static final String LOOK =
      """
      {"explanation": "I look.", "gaps": "The port.", "findings": "", "plan": ["look", "copy"],
       "action": {"name": "execute", "terminal": 1, "command": "ls", "mode": "one_time"}}\
      """;

  @TempDir private Path folder;
  private int thoughts;

  @Test
  void aTrialIsATranscriptForEachLeaseAndChallengesAreLeftOut() {
    var log = TrialLog.create(folder, System::nanoTime);
    List<Message> original = new ArrayList<>(task());
    original.addAll(asked(log, "l-1", original, ThoughtReply.of(LOOK), Optional.empty()));
    original.add(Message.of(Role.USER, "exit code: 0"));
    asked(log, "l-2", task(), ThoughtReply.of("I am the second."), Optional.empty());
    asked(log, "l-2", task(), ThoughtReply.of(LOOK), Optional.of("a challenge"));
    asked(log, "l-1", original, called("finish", "{\"message\": \"Done.\"}"), Optional.empty());
    log.close();

    var heard = Heard.of(folder);
    assertThat(heard.problems).isEmpty();
    assertThat(heard.origins)
        .extracting(Origin::name)
        .containsExactly(
            "trial " + folder.getFileName(), "trial " + folder.getFileName() + ", lease l-2");
    assertThat(heard.turns).extracting(Turn::number).containsExactly(1, 2, 1);
    Turn first = heard.turns.getFirst();
    assertThat(first.said().gaps()).isEqualTo("The port.");
    assertThat(first.said().plan()).containsExactly("look", "copy");
    assertThat(first.actions()).containsExactly(new Execute(Language.SHELL, "ls", Mode.IMMEDIATE));
    assertThat(first.environment()).isEqualTo(new Excerpt("exit code: 0", 12));
    assertThat(heard.turns.get(1).actions()).containsExactly(new Finish("Done."));
    assertThat(heard.turns.get(2).said().explanation()).isEqualTo("I am the second.");
    assertThat(heard.turns).allMatch(Turn::whole);
  }

  @Test
  void aLogCutOffGivesTheThoughtsBeforeThat() throws IOException {
    var log = TrialLog.create(folder, System::nanoTime);
    List<Message> conversation = new ArrayList<>(task());
    for (int turn = 0; turn < 20; turn++) {
      conversation.addAll(asked(log, "l-1", conversation, ThoughtReply.of(LOOK), Optional.empty()));
      conversation.add(Message.of(Role.USER, "answer " + turn + " " + Math.sin(turn)));
    }
    log.close();
    Path file = folder.resolve(TrialLog.THOUGHTS);
    byte[] all = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(all, all.length * 2 / 3));

    var heard = Heard.of(folder);
    assertThat(heard.turns).hasSizeBetween(1, 19);
    assertThat(heard.problems).singleElement().asString().contains("cut off");
  }

  private static List<Message> task() {
    return List.of(Message.of(Role.SYSTEM, "You are."), Message.of(Role.USER, "Replicate."));
  }

  private static ThoughtReply called(String name, String arguments) {
    return new ThoughtReply(
        "",
        "",
        List.of(new ToolCall("c", name, arguments)),
        ThoughtReply.Finish.TOOL_CALLS,
        Usage.NONE);
  }

  /** Records a thought and gives what it adds to the conversation. */
  private List<Message> asked(
      TrialLog log,
      String lease,
      List<Message> conversation,
      ThoughtReply reply,
      Optional<String> challenge) {
    thoughts++;
    log.record(
        new Thought(
            "t-%04d".formatted(thoughts),
            lease,
            thoughts,
            thoughts + 0.5,
            challenge,
            new ThoughtRequest("m", conversation, List.of()),
            Optional.of(reply),
            Optional.empty(),
            0));
    return List.of(Message.of(Role.ASSISTANT, reply.content()));
  }
}
