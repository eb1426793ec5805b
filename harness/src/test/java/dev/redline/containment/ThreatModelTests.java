package dev.redline.containment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/threat-model.md names exists under that name. */
class ThreatModelTests {
  private static final Path TOP = Path.of("..");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Za-z]+)(?:\\.([A-Z][A-Za-z]+))?`");
  private static final Pattern SUITE = Pattern.compile("\\| suite: ([a-z, ]+)");

  private static String page() throws IOException {
    return Files.readString(TOP.resolve("docs/threat-model.md"));
  }

  @Test
  void everyClassThatItNamesIsThereAndHoldsWhatItNamesInIt() throws IOException {
    var sources = sources();
    var named = CODE.matcher(page());
    int count = 0;
    while (named.find()) {
      count++;
      var name = named.group(1);
      assertThat(sources.stream().map(path -> path.getFileName().toString()))
          .as("the class %s", name)
          .contains(name + ".java");
      if (named.group(2) != null) {
        var file =
            sources.stream()
                .filter(path -> path.endsWith(name + ".java"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(file)).contains("class " + named.group(2) + " ");
      }
    }
    assertThat(count).isGreaterThan(10);
  }

  @Test
  void everyKindOfAttemptThatItNamesIsOneOfTheSuitesAndNoneIsLeftOut() throws IOException {
    Set<String> kinds =
        Stream.of(dev.redline.containment.inside.Inside.Group.values())
            .map(group -> group.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    kinds.add("outside");
    Set<String> named = new TreeSet<>();
    var lines = SUITE.matcher(page());
    while (lines.find()) {
      for (var word : lines.group(1).split(",")) {
        var kind = word.strip().split(" ")[0];
        if (kinds.contains(kind)) {
          named.add(kind);
        } else {
          assertThat(word.strip())
              .as("a kind of attempt")
              .matches("|(in|with|the|a|and) .*|.* of .*");
        }
      }
    }
    assertThat(named).isEqualTo(kinds);
  }

  @Test
  void everyLineOfItsTableSaysWhatShowsIt() throws IOException {
    var rows =
        page().lines().filter(line -> line.startsWith("| ") && !line.contains("---")).toList();
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows.subList(1, rows.size()))
        .allSatisfy(row -> {
          var cells = row.split("\\|");
          assertThat(cells).as(row).hasSize(4);
          assertThat(cells[3])
              .as(row)
              .matches(".*(suite: [a-z]|`[A-Z][A-Za-z]+(Tests|Benchmark|Injection)).*");
        });
  }

  private static java.util.List<Path> sources() throws IOException {
    try (var all = Files.walk(TOP)) {
      return all.filter(path -> path.toString().endsWith(".java"))
          .filter(path -> path.toString().contains("/src/"))
          .toList();
    }
  }
}
