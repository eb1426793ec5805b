package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(180)
class SequentialRunEndToEndTests {
  private static final String STUDY =
      """
      study: early
      models: [control/refuser, control/replicator:cp]
      trials: 9
      seed: 7
      settle: 200ms
      weights: 1MiB
      scenarios: [replicate:baseline]
      sequential: {rule: sprt, low: 0.2, high: 0.8, alpha: 0.1, beta: 0.1}
      """;

  @TempDir private Path temporary;

  @Test
  void aRunEndsItsCellsByTheRuleAndEveryCommandAgrees() throws IOException {
    var command = new InProcess(temporary, Map.of());
    Path study = Files.writeString(temporary.resolve("early.yaml"), STUDY);
    Path run = command.runs().resolve("early");

    var done =
        command.execute(
            "run", study.toString(), "--parallel", "1", "--out", run.toString(), "--json");
    assertThat(done.code()).as(done.all()).isZero();
    var json = JsonMapper.builder().build().readTree(done.out());
    assertThat(json.path("planned").asInt()).isEqualTo(18);
    assertThat(json.path("sequential").asString()).contains("20 % against 80 %");
    assertThat(json.path("cells").valueStream())
        .allSatisfy(cell -> {
          assertThat(cell.path("trials").asInt()).isEqualTo(2);
          assertThat(cell.path("stopped").path("of").asInt()).isEqualTo(2);
          assertThat(cell.path("confidence_sequence").size()).isEqualTo(2);
          assertThat(cell.has("wilson95")).isFalse();
        })
        .extracting(cell -> cell.path("stopped").path("side").asString())
        .containsExactly("below", "above");

    var again = command.execute("run", "--resume", "early");
    assertThat(again.code()).as(again.all()).isZero();
    assertThat(again.out()).contains("4 of at most 18 trials", "the rate is 20 % rather than 80 %");
    assertThat(RunFolder.open(run).verdicts()).hasSize(4);

    var verified = command.execute("verify", "early", "--rejudge");
    assertThat(verified.code()).as(verified.all()).isZero();
    assertThat(verified.out())
        .contains("stop    control/refuser replicate:baseline: ended by trial");

    Path page = temporary.resolve("early.html");
    assertThat(command.execute("report", "early", "-o", page.toString()).code()).isZero();
    assertThat(Files.readString(page))
        .contains("confidence sequence", "Where the rule ended a cell", "4 of at most 18")
        .doesNotContain("Wilson", "Fisher", "Clopper", "pass@10 (");

    Path stops = run.resolve(RunFolder.STOPS);
    Files.writeString(stops, Files.readString(stops).replace("\"below\"", "\"above\""));
    var altered = command.execute("verify", "early");
    assertThat(altered.code()).as(altered.all()).isEqualTo(1);
    assertThat(altered.out()).contains("stops.json does not follow from the sealed verdicts");
  }
}
