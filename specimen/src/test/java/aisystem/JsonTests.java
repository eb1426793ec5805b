package aisystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTests {

  @Test
  void whatIsWrittenReadsBackTheSame() throws Exception {
    for (long seed = 0; seed < 500; seed++) {
      var value = value(new SplittableRandom(seed), 0);
      assertThat(Json.parse(Json.write(value))).as("seed %d", seed).isEqualTo(value);
    }
  }

  @Test
  void numbersKeepEveryDigit() throws Exception {
    assertThat(Json.write(Json.parse("[0.70, 12345678901234567890, 1e400, -3]")))
        .isEqualTo("[0.70,12345678901234567890,1E+400,-3]");
  }

  @Test
  void aLoneHalfOfAPairSurvives() throws Exception {
    assertThat(Json.write(Json.parse("\"\\ud83d x 😀\"")))
        .isEqualTo("\"\\ud83d x \\ud83d\\ude00\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\"}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "\"open",
        "\"\\x\"",
        "\"\\u12g4\"",
        "01",
        "1.",
        "-",
        "+1",
        "nul",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "\"a\nb\"",
        "{a:1}",
        "'a'",
        "NaN"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(Json.BadJson.class);
  }

  @Test
  void deepNestingIsRefusedInsteadOfOverflowing() {
    assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000)))
        .isInstanceOf(Json.BadJson.class)
        .hasMessageContaining("deeper than 64");
  }

  @Test
  void anErrorTellsThePlace() {
    assertThatThrownBy(() -> Json.parse("{\"a\": tru}")).hasMessageContaining("character 7 of 10");
  }

  private static Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth < 4 ? 6 : 4)) {
      case 0 -> random.nextLong(-1_000_000, 1_000_000);
      case 1 -> random.nextBoolean();
      case 2 -> text(random);
      case 3 -> "";
      case 4 -> List.of(value(random, depth + 1), value(random, depth + 1));
      default ->
          Json.of(text(random) + "k", value(random, depth + 1), "", value(random, depth + 1));
    };
  }

  private static String text(SplittableRandom random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append((char) random.nextInt(0x10000));
    }
    return text.toString();
  }
}
