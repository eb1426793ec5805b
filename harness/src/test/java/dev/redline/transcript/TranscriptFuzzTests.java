package dev.redline.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file holds, reading it ends, closes every transcript that it began, and says what is
 * wrong in sentences. {@code -Dfuzz.times=N} tries N times as many damages.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // for a machine that does much else
class TranscriptFuzzTests {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          ",",
          ":",
          "\\",
          "\\u",
          "\\x",
          "\0",
          "\n",
          "\r",
          "\f",
          " ",
          "\u001b[2J",
          "null",
          "NaN",
          "-1e999",
          "9".repeat(1200),
          "[".repeat(600),
          "{\"a\":".repeat(600),
          "\"messages\"",
          "\"role\": \"assistant\"",
          "\"content\": 7",
          "\"tool_calls\": [[]]",
          "\"samples\": 3",
          "\"action\"",
          "*********************Round 1:********************",
          "2024-11-07 17:33:58 - Chatbot - INFO - ",
          "response:",
          "User input:",
          "Action result: {'a': '",
          "Invoking tool 'x' with args: {",
          "Gaps:",
          "Plan:",
          "Action:",
          "<think>",
          "\uFDD0",
          "\uFDD1",
          "\uFDD0999999999999999\uFDD1",
          "\uD83D",
          "é",
          "PK\3\4");

  private static final int TIMES = 100 * Integer.getInteger("fuzz.times", 1);

  @TempDir private Path folder;

  @Test
  void damagedJson() throws IOException {
    byte[] log = Inspect.json(Inspect.sample("1", "C"), Inspect.sample("2", "I")).getBytes(UTF_8);
    damage("a.json", log, 3 * TIMES);
  }

  @Test
  void damagedStudyLogs() throws IOException {
    damage("a.log", StudyLogs.usual().getBytes(UTF_8), 3 * TIMES);
    damage("b.log", StudyLogs.printed(StudyLogs.usual(), 70).getBytes(UTF_8), 2 * TIMES);
  }

  @Test
  void damagedArchives() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("_journal/start.json", Inspect.HEADER);
    entries.put("samples/1_epoch_1.json", Inspect.sample("1", "C"));
    entries.put("header.json", Inspect.HEADER);
    for (int method : new int[] {Inspect.DEFLATE, Inspect.ZSTD}) {
      Path whole = folder.resolve("whole.eval");
      Inspect.archive(whole, method, entries);
      damage("a.eval", Files.readAllBytes(whole), 3 * TIMES);
    }
  }

  @Test
  void anArchiveThatSwellsIsGivenUpWhereItsAllowanceEnds() throws IOException {
    String sample =
        Inspect.sample("1", "C").replaceFirst("\\{", "{\"x\": \"" + " ".repeat(48 << 20) + "\",");
    Path file = folder.resolve("bomb.eval");
    for (int method : new int[] {Inspect.DEFLATE, Inspect.ZSTD}) {
      Map<String, String> entries = new LinkedHashMap<>();
      entries.put("header.json", Inspect.HEADER);
      entries.put("samples/1_epoch_1.json", sample);
      Inspect.archive(file, method, entries);
      assertThat(Files.size(file)).isLessThan(1 << 17);
      var heard = new Heard();
      var reading = new Reading("bomb.eval", heard);
      new InspectArchive(reading, 1 << 20).read(file);
      assertThat(reading.problems())
          .as("method %d", method)
          .anyMatch(problem -> problem.contains("unpacks to more than"));
      heard.mustBeClosed();
    }
  }

  @Test
  void pythonLiteralsAndReplies() {
    for (long seed = 0; seed < 20L * TIMES; seed++) {
      var random = new SplittableRandom(seed);
      var text = new StringBuilder("{");
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      assertThat(PythonLiteral.dictionary(text.toString(), 0)).as("seed %d", seed).isNotNull();
      assertThat(Reply.read(text.toString(), "")).as("seed %d", seed).isNotNull();
      assertThat(StudyReply.action(text.toString(), Breaks.ANYWHERE))
          .as("seed %d", seed)
          .isPresent();
    }
  }

  @Test
  void shorteningLeavesShortTextsAsTheyAre() throws IOException {
    for (long seed = 0; seed < 5L * TIMES; seed++) {
      var random = new SplittableRandom(seed);
      var text = new StringBuilder();
      for (int n = random.nextInt(200); n > 0; n--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      assertThat(new ShorteningReader(new StringReader(text.toString())).readAllAsString())
          .as("seed %d", seed)
          .isEqualTo(text.toString());
    }
  }

  private void damage(String name, byte[] whole, int times) throws IOException {
    Path file = folder.resolve(name);
    for (long seed = 0; seed < times; seed++) {
      byte[] bytes = damaged(whole, new SplittableRandom(seed));
      Files.write(file, bytes);
      var heard = new Heard();
      try {
        List<String> problems = TranscriptReader.read(file, heard);
        assertThat(problems).as("%s, seed %d", name, seed).allMatch(problem -> !problem.isBlank());
      } catch (TranscriptException e) {
        assertThat(e).as("%s, seed %d", name, seed).hasMessageContaining("Expected:");
      } catch (RuntimeException e) {
        fail("%s, seed %d".formatted(name, seed), e);
      }
      heard.mustBeClosed();
    }
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = spliced(bytes, at, at, piece(random));
        case 3 ->
            bytes =
                spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(200)), new byte[0]);
        default -> bytes = spliced(bytes, at, Math.min(bytes.length, at + 8), piece(random));
      }
      if (bytes.length == 0) {
        return new byte[] {'{'};
      }
    }
    return bytes;
  }

  private static byte[] piece(SplittableRandom random) {
    return PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }
}
