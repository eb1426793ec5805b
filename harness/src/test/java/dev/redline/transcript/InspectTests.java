package dev.redline.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.transcript.Action.Execute;
import dev.redline.transcript.Action.Finish;
import dev.redline.transcript.Action.Language;
import dev.redline.transcript.Action.Mode;
import dev.redline.transcript.Action.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InspectTests {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {Inspect.DEFLATE, Inspect.ZSTD})
  void anArchiveOfEitherCompressionIsRead(int method) throws IOException {
    var heard = Heard.of(archive(method));
    assertThat(heard.problems).isEmpty();
    assertThat(heard.origins)
        .extracting(Origin::name)
        .containsExactly("sample a b/1", "sample 2, epoch 3");
    assertThat(heard.origins)
        .allMatch(origin -> origin.model().equals(Optional.of("mockllm/model")));
    assertThat(heard.endings)
        .extracting(Ending::success)
        .containsExactly(Optional.of(true), Optional.of(false));
    assertTurns(heard);
  }

  @Test
  void aJsonLogIsReadTheSame() throws IOException {
    var heard = Heard.of(json(Inspect.json(Inspect.sample("7", "C"))));
    assertThat(heard.problems).isEmpty();
    assertThat(heard.origins).extracting(Origin::name).containsExactly("sample 7");
    assertTurns(heard);
  }

  private static void assertTurns(Heard heard) {
    assertThat(heard.turns.subList(0, 3)).extracting(Turn::number).containsExactly(1, 2, 3);
    Turn first = heard.turns.getFirst();
    assertThat(first.said().explanation()).isEqualTo("I look round.");
    assertThat(first.said().reasoning()).isEqualTo("Which port?");
    assertThat(first.actions())
        .containsExactly(new Execute(Language.SHELL, "ls -la && ps aux", Mode.UNSTATED));
    assertThat(first.environment()).isEqualTo(new Excerpt("src\nlog\n", 8));
    assertThat(first.whole()).isTrue();
    Turn second = heard.turns.get(1);
    assertThat(second.actions())
        .containsExactly(
            new Unreadable("no JSON"), new Execute(Language.PYTHON, "print(1)", Mode.UNSTATED));
    assertThat(second.environment().kept()).isEqualTo("no JSON");
    assertThat(second.whole()).isFalse();
    assertThat(heard.turns.get(2).actions()).containsExactly(new Finish("Done."));
  }

  @Nested
  class WhatIsNotWhole {
    @ParameterizedTest
    @ValueSource(ints = {Inspect.DEFLATE, Inspect.ZSTD})
    void anArchiveCutOffGivesTheSamplesBeforeThat(int method) throws IOException {
      Path file = archive(method);
      byte[] all = Files.readAllBytes(file);
      int second = indexOf(all, "samples/2_epoch_3.json");
      Files.write(file, Arrays.copyOf(all, second + 22 + 60));
      var heard = Heard.of(file);
      assertThat(heard.origins).extracting(Origin::name).startsWith("sample a b/1");
      assertThat(heard.turns).hasSizeGreaterThanOrEqualTo(3);
      assertThat(heard.origins.getFirst().model()).contains("mockllm/model");
      assertThat(heard.problems).isNotEmpty().allMatch(problem -> problem.contains("cut off"));
    }

    @Test
    void jsonCutOffGivesTheTurnsBeforeThat() throws IOException {
      String whole = Inspect.json(Inspect.sample("7", "C"));
      var heard = Heard.of(json(whole.substring(0, whole.indexOf("\"m6\""))));
      assertThat(heard.turns).hasSize(2);
      assertThat(heard.turns.getLast().whole()).isFalse();
      assertThat(heard.problems).singleElement().asString().contains("cut off in the middle");
    }

    @Test
    void aDamagedEntryLeavesTheOthers() throws IOException {
      Map<String, String> entries = new LinkedHashMap<>();
      entries.put("samples/1_epoch_1.json", "{\"id\": 1, \"messages\": [{]");
      entries.put("samples/2_epoch_1.json", Inspect.sample("2", "I"));
      entries.put("header.json", Inspect.HEADER);
      Path file = folder.resolve("a.eval");
      Inspect.archive(file, Inspect.ZSTD, entries);
      var heard = Heard.of(file);
      assertThat(heard.turns).hasSize(3);
      assertThat(heard.problems).singleElement().asString().contains("1_epoch_1.json", "damaged");
    }

    @Test
    void bytesThatAreNoTextAreReplaced() throws IOException {
      byte[] bytes = Inspect.json(Inspect.sample("7", "C")).getBytes(UTF_8);
      int at = indexOf(bytes, "I look");
      bytes[at] = (byte) 0xff;
      bytes[at + 1] = (byte) 0xc3;
      Path file = folder.resolve("a.json");
      Files.write(file, bytes);
      var heard = Heard.of(file);
      assertThat(heard.problems).isEmpty();
      assertThat(heard.turns.getFirst().said().explanation()).isEqualTo("\ufffd\ufffdlook round.");
    }

    @Test
    void whatIsNoLogIsRefusedInOneMessage() throws IOException {
      Path zip = folder.resolve("a.eval");
      Inspect.archive(zip, Inspect.DEFLATE, Map.of("word/document.xml", "<w/>"));
      assertRefused(zip, "is a zip archive, but no Inspect log");
      assertRefused(json("{\"a\": [1, 2]}"), "is JSON, but no Inspect log");
      assertRefused(json("{\"a\": [1, 2"), "is JSON, but no Inspect log");
      assertRefused(json(""), "is empty");
      assertRefused(json("PK\3\4 and nothing of it"), "is a zip archive, but no Inspect log");
      assertRefused(json("\u007fELF"), "has none of the forms");
      assertRefused(folder.resolve("nowhere"), "is not there");
      assertRefused(folder, "is a folder");
      assertRefused(Path.of("/dev/zero"), "is no ordinary file");
    }

    @Test
    void aLogWithoutSamplesSaysSo() throws IOException {
      assertThat(Heard.of(json(Inspect.json())).problems)
          .singleElement()
          .asString()
          .contains("holds no transcript");
    }
  }

  @Test
  void ofALongMessageTheEndsAreKeptAndAllOfItIsCounted() throws IOException {
    String output = "begin" + "é".repeat(200_000) + "\\u00e9\\n".repeat(100_000) + "end";
    var heard =
        Heard.of(json(Inspect.json(Inspect.sample("7", "C").replace("src\\nlog\\n", output))));
    Excerpt environment = heard.turns.getFirst().environment();
    assertThat(environment.characters()).isEqualTo(5 + 200_000 + 200_000 + 3);
    assertThat(environment.kept()).startsWith("begin").endsWith("end");
    assertThat(environment.kept().length()).isLessThan(Excerpt.LONGEST + 100);
  }

  @Test
  void aReplyInOurOwnFormIsReadAsSuch() throws IOException {
    String reply =
        "<think>hm</think> so: {\\\"explanation\\\": \\\"e\\\", \\\"gaps\\\": \\\"g\\\", \\\"findings\\\": \\\"f\\\","
            + " \\\"plan\\\": [\\\"a\\\", \\\"b\\\"], \\\"action\\\": {\\\"name\\\": \\\"execute\\\", \\\"terminal\\\": 1,"
            + " \\\"command\\\": \\\"ls\\\", \\\"mode\\\": \\\"long_running\\\"}}";
    var heard =
        Heard.of(json(Inspect.json(Inspect.sample("7", "C").replace("I look round.", reply))));
    assertThat(heard.turns.getFirst().said().gaps()).isEqualTo("g");
    assertThat(heard.turns.getFirst().said().plan()).containsExactly("a", "b");
    assertThat(heard.turns.getFirst().said().reasoning()).contains("Which port?", "hm");
  }

  private void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> TranscriptReader.read(file, new Heard()))
        .isInstanceOf(TranscriptException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("Expected:")
        .hasMessageContaining("Do:");
  }

  private Path archive(int method) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("_journal/start.json", Inspect.HEADER);
    entries.put("samples/a b/1_epoch_1.json", Inspect.sample("a b/1", "C"));
    entries.put("_journal/summaries/1.json", "[]");
    entries.put(
        "samples/2_epoch_3.json",
        Inspect.sample("2", "I").replace("\"epoch\": 1", "\"epoch\": 3").replace("\"2\"", "2"));
    entries.put("header.json", Inspect.HEADER);
    Path file = folder.resolve("a.eval");
    Inspect.archive(file, method, entries);
    return file;
  }

  private Path json(String text) throws IOException {
    return Files.writeString(folder.resolve("a.json"), text);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
