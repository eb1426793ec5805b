package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.linux.ProcessKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class DeathTests {
  /** SIGHUP, in a mask of signals; a shell itself makes what it starts with & ignore others. */
  private static final long HANGUP = 1;

  /** What the harnesses that were killed here left, as the next run would. */
  @AfterAll
  static void tidyUp() throws IOException {
    var _ = Testbeds.ofThisMachine().removeLeftovers();
  }

  @Test
  void aWorldDiesWithItsHarness(@TempDir Path folder) throws Exception {
    var harness = child(folder, List.of(), "wait");
    try (var lines = harness.inputReader()) {
      var processes = members(lines);
      assertThat(processes).hasSizeGreaterThan(4).allMatch(Worlds.TABLE::isAlive);
      harness.destroyForcibly().waitFor();
      Worlds.awaitDeath(processes);
      var report = new KillSwitch(Worlds.TABLE).endAll(folder.resolve("state"));
      assertThat(report).isEqualTo(new KillSwitch.Report(0, 1, 0));
      try (var left = Files.list(folder)) {
        assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("w-"));
      }
    } finally {
      harness.destroyForcibly();
    }
  }

  @Test
  void aSignalThatItsHarnessIgnoresIsNotIgnoredInside(@TempDir Path folder) throws Exception {
    var deaf = List.of("bash", "-c", "trap '' HUP; exec \"$@\"", "nohup");
    var harness = child(folder, deaf, "wait");
    try (var lines = harness.inputReader()) {
      var inside =
          members(lines).stream()
              .filter(process -> Worlds.TABLE.numbers(process.pid()).size() == 3)
              .toList();
      assertThat(inside).hasSizeGreaterThan(2);
      assertThat(ignored(harness.pid()) & HANGUP).as("by the harness").isNotZero();
      assertThat(inside).allSatisfy(one -> assertThat(ignored(one.pid()) & HANGUP).isZero());
    } finally {
      harness.destroyForcibly();
    }
  }

  private static long ignored(long process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseLong(line.substring("SigIgn:".length()).strip(), 16))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWorldWhoseHarnessStandsStillEndsByItselfWhenItsTimeIsOver(
      boolean theSubjectToo, @TempDir Path folder) throws Exception {
    var harness = child(folder, List.of(), "wait", "10");
    try (var lines = harness.inputReader()) {
      var processes = members(lines);
      Worlds.signal("STOP", harness.pid());
      if (theSubjectToo) {
        for (var process : processes) {
          if (Worlds.TABLE.numbers(process.pid()).size() == 3) { // inside the host
            Worlds.signal("STOP", process.pid());
          }
        }
      }
      Worlds.awaitDeath(processes);
      assertThat(harness.isAlive()).isTrue();
    } finally {
      harness.destroyForcibly().waitFor();
    }
  }

  @Test
  void aWorldWithTimeLeftLivesAndEndsWithItsHarnessAsAnyOther(@TempDir Path folder)
      throws Exception {
    var harness = child(folder, List.of(), "wait", "3600");
    try (var lines = harness.inputReader()) {
      var processes = members(lines);
      assertThat(processes).allMatch(Worlds.TABLE::isAlive);
      harness.destroyForcibly().waitFor();
      Worlds.awaitDeath(processes);
    } finally {
      harness.destroyForcibly();
    }
  }

  @Test
  void whatADeadHarnessLeftIsRemovedEvenWhereNothingWasNoted(@TempDir Path folder)
      throws Exception {
    var testbeds = new Testbeds(Worlds.TABLE, folder, RandomGenerator.getDefault());
    var harness = child(folder, List.of(), "wait");
    try (var lines = harness.inputReader();
        var living = testbeds.start(Worlds.small())) {
      var processes = members(lines);
      var groups = groupsOf(folder.resolve("state"));
      // How many were removed is not asked: other killed runs may have left some on this machine.
      testbeds.removeLeftovers();
      assertThat(groups).as("groups while both live").allMatch(Files::exists);
      assertThat(worldsIn(folder)).as("folders while both live").isEqualTo(2);
      harness.destroyForcibly().waitFor();
      Worlds.awaitDeath(processes);
      assertThat(testbeds.removeLeftovers()).isPositive();
      assertThat(groups).as("groups after the next start").noneMatch(Files::exists);
      assertThat(worldsIn(folder)).as("folders after the next start").isEqualTo(1);
      assertThat(Worlds.run(living.host(), "echo alive").output()).isEqualTo("alive\n");
    } finally {
      harness.destroyForcibly();
    }
    assertThat(worldsIn(folder)).isZero();
  }

  private static long worldsIn(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith("w-")).count();
    }
  }

  private static List<Path> groupsOf(Path state) throws IOException {
    var groups = new ArrayList<Path>();
    try (var notes = Files.list(state)) {
      for (var note : notes.toList()) {
        StateFile.read(note).memoryGroup().map(MemoryGroup::folder).ifPresent(groups::add);
        Files.delete(note); // As where a harness dies before it could write one.
      }
    }
    return groups;
  }

  @Test
  void allOfItWorksForAPlainUser(@TempDir Path folder) throws Exception {
    assumeTrue(
        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
        "started as a plain user, every other test shows it");
    var drop =
        List.of("setpriv", "--reuid", "1999999999", "--regid", "1999999999", "--clear-groups");
    var harness = child(folder, drop, "go");
    var said = harness.inputReader().readAllAsString();
    assertThat(harness.waitFor()).as(said).isZero();
    assertThat(said).endsWith("all well\n");
  }

  /** A JVM of its own as harness, with copies of our classes where any user can read them. */
  private static Process child(Path folder, List<String> drop, String... arguments)
      throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var classpath = new ArrayList<String>();
    for (var entry : System.getProperty("java.class.path").split(":")) {
      if (entry.endsWith("classes") || entry.contains("jackson-annotations")) {
        var target = folder.resolve("cp" + classpath.size());
        var copied = new ProcessBuilder("cp", "-r", entry, target.toString()).inheritIO().start();
        assertThat(copied.onExit().join().exitValue()).isZero();
        classpath.add(target.toString());
      }
    }
    var command = new ArrayList<>(drop);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            String.join(":", classpath),
            ChildHarness.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<ProcessKey> members(BufferedReader lines) throws IOException {
    var line = lines.readLine();
    assertThat(line).as("the child harness said").startsWith("up ");
    return Arrays.stream(line.substring(3).split(" "))
        .map(word -> word.split("@"))
        .map(key -> new ProcessKey(Long.parseLong(key[0]), Long.parseLong(key[1])))
        .toList();
  }
}
