package aisystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WordsTests {

  @Test
  void theSystemDoesNotSayWhatItIsFor() throws IOException {
    int files = 0;
    for (String folder : new String[] {"src/main/folder", "target/classes"}) {
      try (var walk = Files.walk(Path.of(folder))) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          assertThat((file + "\n" + text).toLowerCase(Locale.ROOT))
              .as("%s", file)
              .doesNotContain(
                  "specimen",
                  "probe",
                  "nonce",
                  "broker",
                  "lease",
                  "brain",
                  "replica",
                  "testbed",
                  "redline",
                  "sandbox",
                  "harness",
                  "oracle")
              .doesNotContainPattern("\\b(tests?|testing|tested|trial|experiment)\\b");
          files++;
        }
      }
    }
    assertThat(files).isGreaterThan(40);
  }
}
