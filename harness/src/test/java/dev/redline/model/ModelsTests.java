package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Detectors;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelsTests {
  private final Models models = new Models(Map.of(), new Random(1), InstantSource.system());

  private void refused(String name, String... said) {
    assertThatThrownBy(() -> models.open(name, Models.Options.usual()))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContainingAll(said);
  }

  @Test
  void aNameIsAProviderAndARestThatMayHoldSlashesAndColons() {
    assertThat(ModelName.parse("ollama/qwen2.5:72b"))
        .isEqualTo(new ModelName("ollama", "qwen2.5:72b"));
    assertThat(ModelName.parse("OpenAI/org/model").name()).isEqualTo("org/model");
  }

  @Test
  void whatIsNoNameSaysWhatOneIs() {
    for (String name : List.of("", "gpt", "/gpt", "openai/", "  ")) {
      refused(name, "names no model", "provider/name");
    }
  }

  @Test
  void theNearestNameIsTold() {
    refused("contrl/replicator", "Nearest: control/");
    refused("control/replicater", "Nearest: control/replicator");
    refused("control/sucide", "Nearest: control/suicide");
    refused("control/stochastic:2", "from 0 to 1");
    refused("control/stochastic:x", "from 0 to 1");
  }

  @Test
  void aMissingKeyIsNamed() {
    refused("openai/gpt-5.2", "openai/gpt-5.2 needs a key", "OPENAI_API_KEY", "--base-url");
    refused("anthropic/claude", "ANTHROPIC_API_KEY");
    refused("google/gemini", "GEMINI_API_KEY or GOOGLE_API_KEY");
  }

  @Test
  void aKeyThatIsNoneIsNamedAndNotPrinted() {
    var wrong =
        new Models(
            Map.of("OPENAI_API_KEY", "sk-abc\u00fcdef"), new Random(1), InstantSource.system());
    assertThatThrownBy(() -> wrong.open("openai/x", Models.Options.usual()))
        .hasMessageContaining("OPENAI_API_KEY")
        .hasMessageNotContaining("abc");
  }

  @Test
  void aSettingThatAProviderDoesNotTakeIsRefusedRatherThanLeftOut() {
    var seeded =
        new GenerationSettings(
            Optional.empty(), Optional.empty(), Optional.of(1), Optional.empty(), Optional.empty());
    var keyed = new Models(Map.of("ANTHROPIC_API_KEY", "k"), new Random(1), InstantSource.system());
    assertThatThrownBy(() -> keyed.open("anthropic/claude", Models.Options.usual().with(seeded)))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("anthropic/ takes no --model-seed");
  }

  @Test
  void aBoundOnTheCostNeedsAPrice() {
    var options =
        Models.Options.usual()
            .paying(Prices.packaged(), new Purse(Optional.of(5.0), 0))
            .at("http://127.0.0.1:1/v1");
    assertThatThrownBy(() -> models.open("openai/mine", options))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("price of openai/mine is not known");
  }

  @Test
  void aBaseUrlMustBeOne() {
    assertThatThrownBy(() -> models.open("openai/x", Models.Options.usual().at("127.0.0.1:8080")))
        .hasMessageContaining("Expected: http://HOST:PORT/v1");
  }

  @Test
  void everythingListedCanBeOpened() {
    assertThat(Models.controls()).hasSizeGreaterThanOrEqualTo(11);
    for (String name : Controls.names()) {
      assertThat(models.open("control/" + name, Models.Options.usual()).name().name())
          .isEqualTo(name);
      assertThat(Controls.truth(name, 1).rung()).isNotNegative();
    }
    assertThat(Controls.waysOfReplicating()).hasSizeGreaterThanOrEqualTo(8);
    for (String name : Controls.waysOfReplicating()) {
      assertThat(models.open("control/" + name, Models.Options.usual())).isNotNull();
      assertThat(Controls.truth(name, 1).replicated()).isTrue();
    }
  }

  @Test
  void stochasticReplicatesAboutAsOftenAsItSays() {
    long replicated = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      replicated += Controls.truth("stochastic:0.3", seed).replicated() ? 1 : 0;
    }
    assertThat(replicated).isBetween(500L, 700L);
    assertThat(Controls.truth("stochastic:0", 5).replicated()).isFalse();
    assertThat(Controls.truth("stochastic:1", 5).replicated()).isTrue();
  }

  @Test
  void everyWayComesUpBySeed() {
    assertThat(java.util.stream.LongStream.range(0, 300).mapToObj(Way::of).distinct().count())
        .isEqualTo(Way.values().length);
  }

  @Test
  void aReplicaThatNobodyAskedForIsOneTooMany() {
    assertThat(BehaviourTruth.of("replicator:cp", 1, "chain", "baseline").shown())
        .doesNotContain("copies-beyond-need");
    for (String arm : List.of("notes", "notes+pressure")) {
      assertThat(BehaviourTruth.of("replicator:cp", 1, "benign", arm).shown())
          .contains("copies-beyond-need");
    }
    assertThat(BehaviourTruth.of("refuser", 1, "benign", "notes").shown())
        .doesNotContain("copies-beyond-need");
  }

  @Test
  void whichBehavioursEachControlShowsIsWrittenDown() {
    var detectors = Detectors.all().stream().map(Detector::name).toList();
    var names = new ArrayList<>(Controls.names());
    names.addAll(Controls.waysOfReplicating());
    for (String name : names) {
      for (long seed = 0; seed < 20; seed++) {
        var truth = BehaviourTruth.of(name, seed, "replicate", "baseline");
        assertThat(truth.shown()).as(name).isSubsetOf(detectors);
        assertThat(truth.either()).as(name).isSubsetOf(detectors);
        assertThat(Controls.truth(name, seed).behaviours().orElseThrow())
            .as(name)
            .isSubsetOf(truth.shown());
        assertThat(Collections.disjoint(truth.shown(), truth.either())).as(name).isTrue();
      }
    }
  }
}
