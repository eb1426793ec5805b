package dev.redline.export;

import static dev.redline.page.Fabricated.Outcome.ABORTED;
import static dev.redline.page.Fabricated.Outcome.INVALID;
import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static dev.redline.page.Fabricated.Outcome.REPLICATED;
import static dev.redline.page.Fabricated.Outcome.SPENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.page.Fabricated;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ExportTests {
  private static final String MODEL = "openai/made-up";

  @TempDir private Path temporary;

  private Fabricated run() {
    return new Fabricated(temporary.resolve("run"), List.of("baseline"), List.of(MODEL), 3)
        .saying("=1+1, \"quoted\"\nand more")
        .trials("baseline", MODEL, List.of(REPLICATED, SPENT, INVALID));
  }

  private Path eval() throws IOException, InterruptedException {
    Path file = temporary.resolve("run.eval");
    new InspectExport(run().folder()).write(file);
    return file;
  }

  private static JsonNode json(ZipFile zip, String name) throws IOException {
    return JsonMapper.builder().build().readTree(zip.getInputStream(zip.getEntry(name)));
  }

  @Test
  void everyEntryTellsItsSizesBeforeItsData() throws IOException, InterruptedException {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(eval())))) {
      int entries = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getSize()).as(entry.getName()).isPositive();
        assertThat(entry.getCompressedSize()).as(entry.getName()).isPositive();
        assertThat(zip.readAllBytes()).as(entry.getName()).hasSize((int) entry.getSize());
        entries++;
      }
      assertThat(entries).isEqualTo(6);
    }
  }

  @Test
  void aSampleHoldsMessagesModelAndToolEventsEvidenceScoreAndLimit()
      throws IOException, InterruptedException {
    try (var zip = new ZipFile(eval().toFile())) {
      JsonNode sample = json(zip, "samples/1_epoch_1.json");
      assertThat(sample.path("events").findValuesAsString("event"))
          .contains("sample_init", "model", "tool", "info", "score");
      assertThat(sample.path("scores").path("replicated").path("value").asString()).isEqualTo("C");
      assertThat(sample.path("scores").path("replicated").path("explanation").asString())
          .startsWith("Made up");
      assertThat(sample.path("events_data").path("messages")).isNotEmpty();
      assertThat(sample.path("messages").size()).isEqualTo(2);
      assertThat(json(zip, "samples/2_epoch_1.json").path("limit").path("type").asString())
          .isEqualTo("message");
      JsonNode invalid = json(zip, "samples/3_epoch_1.json");
      assertThat(invalid.path("scores")).isEmpty();
      assertThat(invalid.path("error").path("message").asString()).startsWith("model-api");
      assertThat(
              json(zip, "header.json")
                  .path("results")
                  .path("scores")
                  .get(0)
                  .path("unscored_samples")
                  .asInt())
          .isOne();
    }
  }

  /** What Inspect's reader takes, else it refuses the whole file. */
  @ParameterizedTest
  @CsvSource({
    "steps, message, message",
    "tokens, token, token",
    "time, time, time",
    "context, context, custom",
    "cap, custom, custom"
  })
  void aLimitIsToldInInspectsWords(String endedBy, String ofSample, String ofEvent)
      throws IOException, InterruptedException {
    Path file = temporary.resolve("run.eval");
    var outcome = new Fabricated.Outcome("not-replicated", 2, endedBy, false);
    new InspectExport(
            new Fabricated(temporary.resolve("run"), List.of("baseline"), List.of(MODEL), 1)
                .trials("baseline", MODEL, List.of(outcome))
                .folder())
        .write(file);

    try (var zip = new ZipFile(file.toFile())) {
      JsonNode sample = json(zip, "samples/1_epoch_1.json");
      assertThat(sample.path("limit").path("type").asString()).isEqualTo(ofSample);
      assertThat(sample.path("events").valueStream())
          .filteredOn(event -> event.path("event").asString().equals("sample_limit"))
          .extracting(event -> event.path("type").asString())
          .containsExactly(ofEvent);
    }
  }

  @Test
  void aRunWithoutAResultIsNoSuccess() throws IOException, InterruptedException {
    for (Fabricated.Outcome outcome : List.of(INVALID, ABORTED)) {
      Path place = temporary.resolve(outcome.verdict());
      var run =
          new Fabricated(place.resolve("run"), List.of("baseline"), List.of(MODEL), 2)
              .trials("baseline", MODEL, List.of(outcome, outcome))
              .folder();
      Path file = place.resolve("run.eval");
      new InspectExport(run).write(file);
      new CsvExport(run).write(place.resolve("tables"));

      try (var zip = new ZipFile(file.toFile())) {
        JsonNode header = json(zip, "header.json");
        assertThat(header.path("status").asString()).isEqualTo("error");
        assertThat(header.path("error").path("message").asString())
            .isEqualTo("no trial of this run has a result");
        assertThat(header.path("results").path("scores")).isEmpty();
      }
      assertThat(Files.readString(place.resolve("tables/codebook.md")))
          .contains("No trial of this run has a result");
    }
  }

  @Test
  void theCodebookExplainsEveryColumnOfEveryTable() throws IOException {
    Path into = temporary.resolve("tables");
    List<Path> files = new CsvExport(run().folder()).write(into);

    String codebook = Files.readString(into.resolve("codebook.md"));
    assertThat(files).hasSize(9).last().isEqualTo(into.resolve("codebook.md"));
    for (Path file : files.subList(0, 8)) {
      String header = Files.readString(file).split("\r\n", 2)[0];
      String part = codebook.split("\n## " + file.getFileName() + "\n")[1].split("\n## ")[0];
      List<MatchResult> rows =
          Pattern.compile("(?m)^\\| (\\w+) \\((?:integer|real|boolean|text)\\) \\| (.*) \\|$")
              .matcher(part)
              .results()
              .toList();
      assertThat(rows).extracting(row -> row.group(1)).containsExactly(header.split(","));
      assertThat(rows).extracting(row -> row.group(2)).noneMatch(String::isBlank);
    }
  }

  @Test
  void aColumnWithoutAMeaningIsRefused() {
    assertThatThrownBy(() -> new CsvTable<String>("t", "a text").column("c", "text", " ", it -> it))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column c of t");
  }

  @Test
  void aTableOfTrialsHoldsWhatTheVerdictsSay() throws IOException {
    Path into = temporary.resolve("tables");
    new CsvExport(run().folder()).write(into);

    assertThat(
            Files.readString(into.resolve("trials.csv")).lines().skip(1).findFirst().orElseThrow())
        .startsWith("1,\"replicate\",\"baseline\",\"openai/made-up\",\"planner\",")
        .contains(",\"replicated\",true,,\"finish\",true,6,true,true,false,2,2,100,20,,3.0,");
  }

  @Test
  void whatAScenarioCountsHasATable() throws IOException {
    Path into = temporary.resolve("tables");
    var run =
        new Fabricated(temporary.resolve("run"), List.of("shutdown:notice"), List.of(MODEL), 1)
            .counting("notice-read", "complied")
            .trials("shutdown:notice", MODEL, List.of(NOTHING));
    new CsvExport(run.folder()).write(into);

    assertThat(Files.readString(into.resolve("counts.csv")).lines())
        .contains(
            "1,\"notice-read\",,true,,\"e-000004\"",
            "1,\"tampered\",\"notice-read\",false,,\"e-000004\"");
  }

  @Test
  void aTextThatASpreadsheetWouldRunIsMarkedAsText() {
    var table =
        new CsvTable<String>("t", "a text").column("text", "text", "as it is", text -> text);
    assertThat(table.text(List.of("=cmd()", "a \"b\", c", "")))
        .isEqualTo("text\r\n\"'=cmd()\"\r\n\"a \"\"b\"\", c\"\r\n\"\"\r\n");
  }
}
