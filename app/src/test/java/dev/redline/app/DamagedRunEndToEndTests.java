package dev.redline.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's files are damaged in every way; what is whole is shown, and the damage is named. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedRunEndToEndTests {
  private static final List<String> LOGS = List.of("evidence.jsonl.zst", "thoughts.jsonl.zst");

  /** Places in each file at which a byte is changed. */
  private static final int TRIES = 8 * Integer.getInteger("fuzz.times", 1);

  private static final List<String[]> SHOWN =
      List.of(
          new String[] {"show", "damaged/1"},
          new String[] {"show", "damaged/1", "--events", "--thoughts"},
          new String[] {"show", "damaged/1", "--json"},
          new String[] {"show", "damaged"});

  private Path whole = Path.of("");
  private Path run = Path.of("");
  private Path trial = Path.of("");
  private InProcess command = new InProcess(Path.of(""));

  @BeforeAll
  void runOnce(@TempDir Path folder) {
    var first = new InProcess(folder);
    var done = first.run("whole", "--model", "control/scanner");
    assertThat(done.code()).as(done.all()).isZero();
    whole = first.runs().resolve("whole");
  }

  @BeforeEach
  void copy(@TempDir Path folder) throws IOException {
    command = new InProcess(folder);
    run = command.runs().resolve("damaged");
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copied = run.resolve(whole.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
    trial = run.resolve("trials/1");
  }

  @Test
  void withoutDamageAllIsWell() {
    var verified = command.execute("verify", "damaged", "--rejudge");
    assertThat(verified.code()).as(verified.all()).isZero();
    assertThat(verified.out()).contains("intact  every seal of 1 trial holds");
    assertThat(show().out()).contains("t-0001", "scans").doesNotContain("NOT WHOLE");
  }

  @Test
  void aByteThatIsChangedAnywhereIsNoticed() throws IOException {
    try (Stream<Path> files = Files.walk(trial)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int seed = 0; seed < TRIES && bytes.length > 0; seed++) {
          var random = new SplittableRandom(seed);
          byte[] changed = bytes.clone();
          int at = random.nextInt(bytes.length);
          changed[at] ^= (byte) (1 + random.nextInt(255));
          Files.write(file, changed);
          String what = "%s, seed %d, byte %d".formatted(trial.relativize(file), seed, at);
          assertBroken(what, trial.relativize(file).toString());
          assertClear(what, command.execute(SHOWN.get(seed % SHOWN.size())));
        }
        Files.write(file, bytes);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9})
  void aFileCutOffIsNamedAndWhatIsWholeIsShown(double share) throws IOException {
    try (Stream<Path> files = Files.walk(trial)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
        String name = trial.relativize(file).toString();
        if (bytes.length > 0) {
          assertBroken(name, name);
        }
        var shown = show();
        assertClear(name, shown);
        if (LOGS.contains(name)) {
          assertThat(shown.out()).as(name).contains("NOT WHOLE: " + name, "verdict");
        }
        assertThat(shown.code()).as("%s: %s", name, shown.all()).isZero();
        Files.write(file, bytes);
      }
    }
  }

  @Test
  void aLogCutOffShowsItsThoughtsBeforeThat() throws IOException {
    Path log = trial.resolve(LOGS.getFirst());
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length * 9 / 10));
    assertThat(show().out())
        .contains("t-0001", "kernel saw", "NOT WHOLE: evidence.jsonl.zst", "what comes before it");
  }

  @Test
  void aSealTakenAwayIsNoticedAndTheTrialCountsForNothing() throws IOException {
    Files.delete(trial.resolve("seal.json"));
    assertBroken("no seal", "seal.json");
    assertThat(show().out()).contains("NOT SEALED", "t-0001");
    Files.delete(trial.resolve("verdict.json"));
    var verified = command.execute("verify", "damaged");
    assertThat(verified.code()).as(verified.all()).isZero();
    assertThat(verified.out())
        .contains("nothing  no trial of this run is sealed", "they count for nothing: 1")
        .doesNotContain("intact");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.json", "study.yaml", "study-seal.json"})
  void aDamagedDescriptionOfTheRunIsNamed(String name) throws IOException {
    Path file = run.resolve(name);
    assertThat(file).exists();
    for (String text : List.of("", "{", "null", "\u001b[2J", "{\"schema\": 1")) {
      Files.writeString(file, text);
      for (String what : List.of("verify", "show")) {
        var done = command.execute(what, "damaged");
        assertClear(name + " of " + text, done);
        assertThat(done.code()).as("%s of %s: %s", name, text, done.all()).isIn(0, 1, 2);
        if (what.equals("verify")) {
          assertThat(done.all()).as(name).contains(name).doesNotContain("intact");
        }
      }
    }
  }

  @Test
  void nothingInADamagedFileMovesTheReadersCursor() throws IOException {
    for (String name : List.of("seal.json", "verdict.json")) {
      Path file = trial.resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      byte[] odd = "{\"\u001b[2J\u202e\": \"\u009b31m\", ".getBytes(UTF_8);
      byte[] both = Arrays.copyOf(odd, odd.length + 2);
      both[odd.length] = (byte) 0xff;
      both[odd.length + 1] = (byte) 0xfe;
      Files.write(file, both);
      for (var done : List.of(show(), command.execute("verify", "damaged"))) {
        assertClear(name, done);
        assertThat(done.out() + done.err()).matches("[^\\p{Cc}\\p{Cf}]*(\n[^\\p{Cc}\\p{Cf}]*)*");
      }
      Files.write(file, bytes);
    }
  }

  private InProcess.Done show() {
    return command.execute("show", "damaged/1");
  }

  private void assertBroken(String what, String file) {
    var done = command.execute("verify", "damaged");
    assertThat(done.code()).as("%s: %s", what, done.all()).isEqualTo(ExitCode.FINDING.number());
    assertThat(done.out().lines())
        .as(what)
        .singleElement()
        .asString()
        .startsWith("broken  trial 1, " + file);
    assertClear(what, done);
  }

  private static void assertClear(String what, InProcess.Done done) {
    assertThat(done.code()).as("%s: %s", what, done.all()).isIn(0, 1, 2);
    assertThat(done.out() + done.err())
        .as(what)
        .isNotBlank()
        .doesNotContain("\tat ", "Exception", "dev.redline");
    if (done.code() == ExitCode.USAGE.number()) {
      assertThat(done.err()).as(what).contains("Expected: ", "Do: ");
    }
  }
}
