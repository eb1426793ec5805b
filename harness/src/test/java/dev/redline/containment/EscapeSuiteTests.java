package dev.redline.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.containment.EscapeSuite.Result;
import dev.redline.containment.inside.Outcome;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.Testbeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(480)
class EscapeSuiteTests {
  private static final int FEWEST = 60;

  /** Whose names stand in the places of the libraries that a suite of its own needs. */
  private static final List<String> NEEDED = List.of("jackson", "jspecify", "assertj");

  @Test
  void noAttemptSucceedsHere(@TempDir Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    allHeld(run(folder));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void noAttemptSucceedsForAPlainUser(@TempDir Path folder) throws Exception {
    assumeTrue(
        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
        "started as a plain user, the other test shows it");
    var child = child(folder);
    var said = child.inputReader().readAllAsString();
    assertThat(said).endsWith("all held\n");
    assertThat(child.waitFor()).isZero();
  }

  private static List<Result> run(Path folder) throws IOException {
    var table = new ProcessTable(Path.of("/proc"));
    return new EscapeSuite(
            new Testbeds(table, folder, new java.security.SecureRandom()), table, folder)
        .run(result -> {});
  }

  private static void allHeld(List<Result> results) {
    assertThat(results)
        .hasSizeGreaterThanOrEqualTo(FEWEST)
        .filteredOn(result -> result.outcome().kind() != Outcome.Kind.HELD)
        .isEmpty();
    assertThat(results.stream().map(result -> result.world() + result.group() + result.name()))
        .doesNotHaveDuplicates();
  }

  /** A JVM of its own as a plain user, with copies of our classes where any user can read them. */
  private static Process child(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var classpath = new ArrayList<String>();
    for (var entry : System.getProperty("java.class.path").split(":")) {
      if (entry.endsWith("classes") || NEEDED.stream().anyMatch(entry::contains)) {
        var target =
            folder.resolve("cp" + classpath.size() + (entry.endsWith("jar") ? ".jar" : ""));
        var copied = new ProcessBuilder("cp", "-r", entry, target.toString()).inheritIO().start();
        assertThat(copied.onExit().join().exitValue()).isZero();
        classpath.add(target.toString());
      }
    }
    return new ProcessBuilder(
            "setpriv",
            "--reuid",
            "1999999998",
            "--regid",
            "1999999998",
            "--clear-groups",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            String.join(":", classpath),
            ChildSuite.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  /** The suite in a process of its own, which says what did not hold. */
  static final class ChildSuite {
    private ChildSuite() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
      allHeld(run(Path.of(System.getProperty("java.io.tmpdir"))));
      System.out.println("all held");
    }
  }
}
