package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.broker.Mind;
import dev.redline.fuzz.Damage;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Recordings and models in files, damaged by chance: taken, or refused in words. */
@Timeout(3600)
class ModelFilesFuzzTests {
  @TempDir private Path folder;

  @Test
  void recordings() throws Exception {
    Path file = folder.resolve("r.jsonl");
    byte[] whole = recorded(file);
    assertThat(ReplayModel.namesIn(file)).containsExactly("replay/" + file);
    for (long seed = 0; seed < Damage.times(500); seed++) {
      Files.write(file, Damage.OF_TEXT.of(whole, seed));
      try {
        assertThat(ReplayModel.namesIn(file)).as("seed %d", seed).isNotNull();
        ReplayModel.open(ModelName.parse("replay/" + file));
      } catch (UnknownModelException e) {
        assertThat(e).as("seed %d", seed).message().isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d was not refused but failed".formatted(seed), e);
      }
    }
  }

  private static byte[] recorded(Path file) throws Exception {
    Model model =
        new Model() {
          @Override
          public ModelName name() {
            return ModelName.parse("openai/x");
          }

          @Override
          public Mind forTrial(long seed) {
            return _ -> Mind.Answer.of(ThoughtReply.of("words"));
          }
        };
    var study =
        JsonMapper.builder()
            .build()
            .readTree("{\"name\":\"s\",\"blocks\":[{\"models\":[\"openai/x\"]}]}");
    try (var writer = RecordingWriter.open(file, study)) {
      var mind = writer.recorded(model).forTrial(new TrialPlace("replicate", "baseline", 0, 42));
      mind.think(new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "go")), List.of()));
    }
    return Files.readAllBytes(file);
  }

  @Test
  void headersOfModels() throws IOException {
    Path file = folder.resolve("m.gguf");
    Path memory = Files.writeString(folder.resolve("meminfo"), "MemAvailable:   9000000 kB\n");
    int taken = 0;
    for (long seed = 0; seed < Damage.times(500); seed++) {
      var random = new SplittableRandom(seed);
      byte[] bytes =
          ByteBuffer.allocate(4096)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(0x46554747)
              .putInt(3)
              .putLong(1)
              .putLong(1)
              .array();
      for (int i = random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(24)] = (byte) random.nextInt(256);
      }
      Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      try {
        assertThat(GgufFile.check(file, 512, memory).bytes()).isPositive();
        taken++;
      } catch (UnknownModelException e) {
        assertThat(e).as("seed %d", seed).message().isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d was not refused but failed".formatted(seed), e);
      }
    }
    assertThat(taken).isPositive();
  }
}
