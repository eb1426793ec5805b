package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.thought.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoneyTests {
  @TempDir Path folder;

  private Prices with(String text) throws IOException {
    Path file = folder.resolve("prices.yaml");
    Files.writeString(file, text);
    return Prices.packaged().with(file);
  }

  @Test
  void packagedPricesAreDatedAndHaveASource() {
    Price price = Prices.packaged().of(ModelName.parse("openai/gpt-4o"), false).orElseThrow();
    assertThat(price.asOf()).isBetween("2025-01-01", "2026-12-31");
    assertThat(price.source()).startsWith("https://");
    assertThat(price.of(1_000_000, 1_000_000)).isEqualTo(12.5);
    assertThat(Prices.packaged().of(ModelName.parse("openai/gpt-4o-2024-11-20"), false))
        .contains(price);
  }

  @Test
  void aUsersPriceGoesFirstAndHoldsForOtherServersToo() throws IOException {
    Prices prices =
        with(
            """
            as_of: 2026-02-03
            source: a contract
            prices:
              openai/gpt-4o: {input: 1, output: 2}
            """);
    assertThat(prices.of(ModelName.parse("openai/gpt-4o"), true).orElseThrow().of(1_000_000, 0))
        .isEqualTo(1);
    assertThat(prices.of(ModelName.parse("openai/gpt-4o-mini"), false)).isPresent();
  }

  @Test
  void anUnknownPriceIsUnknownAndNotNothing() {
    Prices prices = Prices.packaged();
    assertThat(prices.of(ModelName.parse("openai/nobody-knows"), false)).isEmpty();
    assertThat(prices.of(ModelName.parse("openai/gpt-4o"), true))
        .as("another server charges what it likes")
        .isEmpty();
    assertThat(prices.of(ModelName.parse("ollama/any"), false)).contains(Prices.FREE);
    Price price = prices.of(ModelName.parse("openai/gpt-4o"), false).orElseThrow();
    assertThat(price.priced(new Usage(0, 0)).costUsd()).as("nothing was counted").isEmpty();
    assertThat(Prices.FREE.priced(new Usage(0, 0)).costUsd()).contains(0.0);
  }

  @Test
  void aFileThatIsNoneSaysWhatOneIs() {
    for (String text :
        new String[] {
          "",
          "prices: [1]",
          "prices:\n  openai/x: {input: free, output: 1}",
          "prices:\n  openai/x: {input: 1, output: 1}",
          "as_of: soon\nsource: s\nprices:\n  openai/x: {input: 1, output: 1}",
          "as_of: 2026-01-01\nsource: s\nprices:\n  openai/x: {input: -1, output: 1}",
          "as_of: {"
        }) {
      assertThatThrownBy(() -> with(text))
          .as(text)
          .isInstanceOf(UnknownModelException.class)
          .hasMessageContaining("prices.yaml is none")
          .hasMessageContaining("for a million tokens");
    }
    assertThatThrownBy(() -> Prices.packaged().with(folder.resolve("nowhere")))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aPurseNeverLetsThroughWhatMightCrossItsBound() {
    var purse = new Purse(Optional.of(1.0), 0.25);
    assertThat(purse.reserve(0.5)).isTrue();
    assertThat(purse.reserve(0.5)).as("0.25 spent, 0.5 under way").isFalse();
    purse.paid(0.5, 0.1);
    assertThat(purse.spent()).isEqualTo(0.35);
    assertThat(purse.reserve(0.5)).isTrue();
    purse.released(0.5);
    assertThat(purse.reserve(0.5)).isTrue();
    purse.unknown(0.5);
    assertThat(purse.reserve(0.25)).as("what may have been charged counts").isFalse();
    assertThat(purse.spent()).as("but is not told as spent").isEqualTo(0.35);
    assertThat(purse.unsettled()).isOne();
  }
}
