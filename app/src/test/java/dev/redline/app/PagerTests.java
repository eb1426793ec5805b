package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PagerTests {
  private final StringWriter direct = new StringWriter();

  @Test
  void theUsersPagerReadsTheText(@TempDir Path folder) throws Exception {
    Path read = folder.resolve("read");

    new Pager(Map.of("PAGER", "cat > '" + read + "'"))
        .page(new PrintWriter(direct), out -> out.println("äöü"));

    assertThat(read).hasContent("äöü\n");
    assertThat(direct.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cat"})
  void noPagerIsNone(String none) {
    new Pager(Map.of("PAGER", none)).page(new PrintWriter(direct), out -> out.print("text"));

    assertThat(direct).hasToString("text");
  }

  @Test
  void withoutLessTheTextIsPrinted(@TempDir Path empty) {
    new Pager(Map.of("PATH", empty.toString()))
        .page(new PrintWriter(direct), out -> out.print("text"));

    assertThat(direct).hasToString("text");
  }

  @Test
  void lessIsFoundOnThePath(@TempDir Path folder) throws Exception {
    Path read = folder.resolve("read");
    Path less = Files.writeString(folder.resolve("less"), "#!/bin/sh\ncat > '" + read + "'\n");
    assertThat(less.toFile().setExecutable(true)).isTrue();

    new Pager(Map.of("PATH", folder.toString()))
        .page(new PrintWriter(direct), out -> out.print("text"));

    assertThat(read).hasContent("text");
  }

  @Test
  void anywayLessLetsColoursPass(@TempDir Path folder) throws Exception {
    Path read = folder.resolve("read");

    new Pager(Map.of("PAGER", "echo \"$LESS\" > '" + read + "'; cat > /dev/null"))
        .page(new PrintWriter(direct), out -> out.print("text"));

    String own = System.getenv("LESS");
    assertThat(read).hasContent(own == null ? "FRX\n" : own + " -R\n");
  }

  @Test
  void whoLeavesThePagerIsNotKeptWaiting() {
    var wrote = new AtomicLong();

    new Pager(Map.of("PAGER", "head -n 1 > /dev/null"))
        .page(
            new PrintWriter(direct),
            out -> {
              while (!out.checkError()) { // ends: else the timeout does
                out.println("line " + wrote.incrementAndGet());
              }
            });

    assertThat(wrote.get()).isPositive();
  }
}
