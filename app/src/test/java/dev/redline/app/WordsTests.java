package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.document.Nearest;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, durations, near names and the cells that text takes. */
class WordsTests {
  @ParameterizedTest
  @CsvSource({
    "1,1",
    "4096B,4096",
    "16MiB,16777216",
    "1.5KiB,1536",
    "2 GiB,2147483648",
    "3kb,3000",
    "1TB,1000000000000"
  })
  void sizesAreRead(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "MiB", "1.5", "12 parsecs", "99999999999TiB", "1e6"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "2h,PT2H", "1h30m,PT1H30M", "1.5s,PT1.5S", "1d,PT24H"})
  void durationsAreRead(String text, Duration duration) {
    assertThat(TimeSpan.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "-1s", "s", "1s2", "1 week", "0.0001ms", "99999999999999999d"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> TimeSpan.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "90m, 2026-03-04T20:15:00Z, PT90M",
    "2h30m, 2026-03-04T20:15:00Z, PT150M",
    "23:30, 2026-03-04T20:15:00Z, PT3H15M",
    "20:15, 2026-03-04T20:15:00Z, PT24H",
    "06:00, 2026-03-04T20:15:00Z, PT9H45M",
    "00:00:30, 2026-03-04T23:59:00Z, PT90S",
    // The clocks of Zurich jump from two to three in this night.
    "03:30, '2026-03-29T01:30:00+01:00[Europe/Zurich]', PT1H"
  })
  void timesToStopAtAreRead(String text, ZonedDateTime now, Duration left) {
    assertThat(StopTime.parse(text).from(now)).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0s",
        "-1h",
        "24:00",
        "7:00",
        "23:61",
        "23:30pm",
        "tomorrow",
        "90",
        ":",
        "1:2h"
      })
  void whatIsNoTimeToStopAtIsRefusedInASentenceThatNamesBothForms(String text) {
    assertThatThrownBy(() -> StopTime.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("90m")
        .hasMessageContaining("23:30");
  }

  @ParameterizedTest
  @CsvSource({"a,a,0", "'',abc,3", "kitten,sitting,3", "lsit,list,1", "ABC,abc,0", "ca,abc,3"})
  void editsAreCounted(String left, String right, int distance) {
    assertThat(Nearest.distance(left, right)).isEqualTo(distance);
    assertThat(Nearest.distance(right, left)).isEqualTo(distance);
  }

  @Test
  void aNameTooFarIsNotSuggested() {
    assertThat(Nearest.to("weather", List.of("replicator", "refuser"))).isEmpty();
    assertThat(Nearest.to("refusr", List.of("replicator", "refuser"))).contains("refuser");
  }

  @Test
  void wideAndCombiningCharactersAreMeasuredInCells() {
    assertThat(Cells.width("日本")).isEqualTo(4);
    assertThat(Cells.width("e\u0301")).isEqualTo(1);
    assertThat(Cells.clip("日本語", 5)).isEqualTo("日本…");
    assertThat(Cells.clip("日本語", 4)).isEqualTo("日…");
    assertThat(Cells.clip("abc", 0)).isEmpty();
  }

  @Test
  void aSubjectsTextCannotMoveTheCursor() {
    assertThat(Cells.printable("a\u001b[2Jb\r\nc\u202ed")).isEqualTo("a [2Jb  c d");
  }

  @Test
  void tablesAlignByCells() {
    var table = new Table(Table.Column.left("name"), Table.Column.right("n"));
    table.row("日本", "7").row("abc\n", "1234");
    assertThat(table.text(Palette.PLAIN)).isEqualTo("name     n\n日本     7\nabc   1234\n");
    assertThatThrownBy(() -> table.row("one")).hasMessageContaining("2 cells, but 1");
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    assertThat(Palette.choose(true, Map.of()).coloured()).isTrue();
    assertThat(Palette.choose(true, Map.of("NO_COLOR", "")).coloured()).isTrue();
    assertThat(Palette.choose(true, Map.of("NO_COLOR", "1")).coloured()).isFalse();
    assertThat(Palette.choose(true, Map.of("TERM", "dumb")).coloured()).isFalse();
    assertThat(Palette.choose(false, Map.of()).coloured()).isFalse();
    assertThat(Palette.PLAIN.good("x")).isEqualTo("x");
  }
}
