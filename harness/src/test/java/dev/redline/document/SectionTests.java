package dev.redline.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTests {
  @Test
  void anUnknownKeyIsToldWithItsLineAndTheNearestRightOne() {
    Section section = Section.parse("a.yaml", "seed: 1\nmodls: [x]\n");
    section.get("seed").number(0);
    section.texts("models");
    assertThatThrownBy(section::end)
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("a.yaml:2:1")
        .hasMessageContaining("'modls' is unknown")
        .hasMessageContaining("Did you mean 'models'?");
  }

  @Test
  void aMistypedKeyThatMustBeThereIsToldAsMistyped() {
    Section section = Section.parse("a.yaml", "studdy: x\n");
    assertThatThrownBy(() -> section.text("study"))
        .hasMessageContaining("a.yaml:1:1")
        .hasMessageContaining("Did you mean 'study'?");
  }

  @Test
  void aWrongValueIsToldWhereItStands() {
    Section section = Section.parse("a.yaml", "one: 1\ntime: soon\nsize: 3\nflag: maybe\n");
    assertThatThrownBy(() -> section.get("time").time()).hasMessageContaining("a.yaml:2:7");
    assertThatThrownBy(() -> section.get("size").size()).hasMessageContaining("16MiB");
    assertThatThrownBy(() -> section.get("flag").flag()).hasMessageContaining("yes or no");
    assertThatThrownBy(() -> section.get("one").number(2)).hasMessageContaining("at least 2");
    assertThatThrownBy(() -> section.get("one").section()).hasMessageContaining("a.yaml:1:6");
  }

  @Test
  void whatIsNoYamlAndWhatStandsTwiceIsToldWithItsLine() {
    assertThatThrownBy(() -> Section.parse("a.yaml", "a: [1\nb: 2\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("a.yaml:2");
    assertThatThrownBy(() -> Section.parse("a.yaml", "a: 1\nb: 2\na: 3\n"))
        .hasMessageContaining("a.yaml:3:1")
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> Section.parse("a.yaml", "")).hasMessageContaining("no keys");
  }

  @Test
  void aTagThatTheLibraryRefusesWithoutAPlaceIsToldWithItsLine() {
    for (var text : List.of("a: !%a b", "a: !%20 [b]", "a: !<%09x> {b: c}", "!%a")) {
      assertThatThrownBy(() -> Section.parse("a.yaml", text))
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("a.yaml:1");
    }
  }

  @Test
  void anEscapeThatTheEndOfTheFileCutsOffIsNoYaml() {
    for (var text : List.of("\"\\u", "a: \"\\x4", "a: \"\\U0011", "\"\\uzzzz\"")) {
      assertThatThrownBy(() -> Section.parse("a.yaml", text))
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("a.yaml")
          .hasMessageContaining("no YAML");
    }
  }

  @Test
  void valuesAreReadAsTheyAreMeant() {
    Section section =
        Section.parse("a.yaml", "t: 200ms\nh: 2h\ns: 16MiB\nyes: on\nlist: [a, b]\none: c\n");
    assertThat(section.get("t").time()).isEqualTo(Duration.ofMillis(200));
    assertThat(section.get("h").time()).isEqualTo(Duration.ofHours(2));
    assertThat(section.get("s").size()).isEqualTo(16 << 20);
    assertThat(section.get("yes").flag()).isTrue();
    assertThat(section.texts("list")).isEqualTo(List.of("a", "b"));
    assertThat(section.texts("one")).isEqualTo(List.of("c"));
    section.end();
  }
}
