package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(20)
class RecordingTests {
  private static final JsonNode STUDY =
      JsonMapper.builder()
          .build()
          .readTree("{\"name\":\"s\",\"blocks\":[{\"models\":[\"openai/x\"]}]}");
  private static final TrialPlace PLACE = new TrialPlace("replicate", "baseline", 0, 42);

  @TempDir Path folder;
  private Path file;
  private final Queue<Object> thoughts = new ArrayDeque<>();
  private final Model model =
      new Model() {
        @Override
        public ModelName name() {
          return ModelName.parse("openai/x");
        }

        @Override
        public Mind forTrial(long seed) {
          return _ -> {
            Object next = thoughts.remove();
            if (next instanceof MindException e) {
              throw e;
            }
            if (next instanceof InterruptedException e) {
              throw e;
            }
            return Mind.Answer.of((ThoughtReply) next);
          };
        }
      };

  @BeforeEach
  void place() {
    file = folder.resolve("r.jsonl");
  }

  private static ThoughtReply says(String text) {
    return new ThoughtReply(
        text, "because", List.of(), ThoughtReply.Finish.STOP, new Usage(5, 3, Optional.of(0.5)));
  }

  private static ThoughtRequest ask(String... turns) {
    var messages = new java.util.ArrayList<Message>();
    messages.add(Message.of(Message.Role.SYSTEM, "system"));
    for (int i = 0; i < turns.length; i++) {
      messages.add(Message.of(i % 2 == 0 ? Message.Role.USER : Message.Role.ASSISTANT, turns[i]));
    }
    return new ThoughtRequest("m", messages, List.of());
  }

  private void record(ThoughtRequest... requests) throws Exception {
    try (var writer = RecordingWriter.open(file, STUDY)) {
      Mind mind = writer.recorded(model).forTrial(PLACE);
      for (ThoughtRequest request : requests) {
        try {
          mind.think(request);
        } catch (MindException | InterruptedException e) {
          // It is kept all the same.
        }
      }
    }
  }

  private Mind replayed() {
    return ReplayModel.open(ModelName.parse("replay/" + file)).forTrial(PLACE);
  }

  @Test
  void thoughtsComeAgainWordForWordWhateverWasShownInBetween() throws Exception {
    thoughts.add(says("one \u00fc \0"));
    thoughts.add(says("two"));
    record(ask("task"), ask("task", "one \u00fc \0", "pid 17"));
    Mind mind = replayed();
    ThoughtReply first = mind.think(ask("task")).reply();
    assertThat(first.content()).isEqualTo("one \u00fc \0");
    assertThat(first.reasoning()).isEqualTo("because");
    assertThat(first.usage()).as("for nothing").isEqualTo(new Usage(5, 3, Optional.of(0.0)));
    assertThat(mind.think(ask("task", "one \u00fc \0", "pid 99")).reply().content())
        .isEqualTo("two");
  }

  @Test
  void equalConversationsGetTheirThoughtsInOrder() throws Exception {
    thoughts.add(says("a"));
    thoughts.add(says("b"));
    record(ask("task"), ask("task"));
    Mind mind = replayed();
    assertThat(mind.think(ask("task")).reply().content()).isEqualTo("a");
    assertThat(mind.think(ask("task")).reply().content()).isEqualTo("b");
    assertThat(mind.think(ask("task")).reply().content()).isEqualTo("b");
  }

  @Test
  void aFailureAndACallOffComeAgainToo() throws Exception {
    thoughts.add(new MindException(MindException.Kind.CONTEXT_FULL, "too long", List.of()));
    thoughts.add(new InterruptedException("called off"));
    record(ask("task"), ask("other"));
    Mind mind = replayed();
    assertThatThrownBy(() -> mind.think(ask("task")))
        .isInstanceOf(MindException.class)
        .matches(e -> ((MindException) e).kind() == MindException.Kind.CONTEXT_FULL);
    var ended = new CompletableFuture<Throwable>();
    Thread thinker =
        Thread.ofVirtual()
            .start(() ->
                ended.complete(
                    org.assertj.core.api.Assertions.catchThrowable(
                        () -> mind.think(ask("other")))));
    thinker.interrupt();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void whatWasNeverAskedIsOurFaultAndNotTheSubjects() throws Exception {
    record();
    assertThatThrownBy(() -> replayed().think(ask("task")))
        .isInstanceOf(MindException.class)
        .matches(e -> ((MindException) e).kind() == MindException.Kind.HARNESS)
        .hasMessageContaining("went another way");
    Mind elsewhere =
        ReplayModel.open(ModelName.parse("replay/" + file))
            .forTrial(new TrialPlace("replicate", "baseline", 1, 43));
    assertThatThrownBy(() -> elsewhere.think(ask("task"))).hasMessageContaining("holds no trial");
  }

  @Test
  void aTrialThatWasBegunAnewReplacesTheOneThatBrokeOff() throws Exception {
    thoughts.add(says("old"));
    record(ask("task"));
    Files.writeString(file, "{\"kind\":\"thought\",\"tri", StandardOpenOption.APPEND);
    thoughts.add(says("new"));
    record(ask("task"));
    assertThat(replayed().think(ask("task")).reply().content()).isEqualTo("new");
  }

  @Test
  void whatIsNoRecordingIsRefused() throws IOException {
    for (String text :
        List.of("", "not json", "{}\n", "{\"kind\":\"study\",\"schema\":99,\"study\":{}}\n")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> ReplayModel.open(ModelName.parse("replay/" + file)))
          .as(text)
          .isInstanceOf(UnknownModelException.class)
          .hasMessageContaining("cannot be replayed")
          .hasMessageContaining("--record");
    }
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> ReplayModel.open(ModelName.parse("replay/" + file)))
        .isInstanceOf(UnknownModelException.class);
    assertThatThrownBy(() -> ReplayModel.open(ModelName.parse("replay/" + folder + "/nowhere")))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("cannot be read");
  }
}
