package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemRootTests {
  private static final List<String> PROGRAMS =
      List.of("bash", "env", "setsid", "timeout", "mkdir", "tar", "cat", "getent", "readlink");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+)\\s+\\(0x");

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void make() throws Exception {
    folder.toFile().setExecutable(true, false);
    root = folder.resolve("root");
    Files.createDirectories(root.resolve("usr/bin"));
    Files.createDirectories(root.resolve("etc"));
    for (var program : PROGRAMS) {
      Files.copy(found(program).toRealPath(), root.resolve("usr/bin").resolve(program));
    }
    var jdk = root.resolve("usr/lib/jvm/java-17");
    Files.createDirectories(jdk.resolve("bin"));
    program(jdk.resolve("bin/java"), "echo 'openjdk version \"17.0.0\"' >&2");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.0\"\n");
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    Files.writeString(root.resolve("usr/mark"), "this root's own\n");
  }

  private static Path found(String program) {
    for (var place : List.of("/usr/bin", "/bin")) {
      if (Files.isExecutable(Path.of(place, program))) {
        return Path.of(place, program);
      }
    }
    throw new AssertionError(program + " is missing here");
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, "#!/usr/bin/bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copyLibraries() throws Exception {
    for (var program : PROGRAMS) {
      var ldd = new ProcessBuilder("ldd", found(program).toString()).start();
      var libraries = LIBRARY.matcher(ldd.inputReader().readAllAsString());
      while (libraries.find()) {
        var target = root.resolve(libraries.group(1).substring(1));
        if (!Files.exists(target)) {
          Files.createDirectories(target.getParent());
          Files.copy(Path.of(libraries.group(1)).toRealPath(), target);
        }
      }
    }
  }

  private Testbeds testbeds() throws IOException {
    var worlds = Files.createDirectories(folder.resolve("worlds"));
    worlds.toFile().setExecutable(true, false);
    return new Testbeds(Worlds.TABLE, worlds, RandomGenerator.getDefault())
        .seeing(SystemRoot.prepared(root, true));
  }

  @Test
  void hostsSeeThePreparedRootAndItsJdk() throws Exception {
    copyLibraries();
    try (var world = testbeds().start(Worlds.small().withJdk(testbeds().root().jdk()))) {
      assertThat(Worlds.run(world.host(), "cat /usr/mark").output()).isEqualTo("this root's own\n");
      assertThat(Worlds.run(world.host(), "/opt/java/bin/java").errors()).contains("17.0.0");
      assertThat(Worlds.run(world.host(), "cat /usr/bin/ls").status()).isNotZero();
      assertThat(Worlds.run(world.host(), ": >/usr/mark").status()).isNotZero();
    }
  }

  @Test
  void aLinkAmongItsSettingsIsFollowedInsideAloneAndWhatItLeadsToKeepsItsOwner() throws Exception {
    copyLibraries();
    var outside = Files.writeString(folder.resolve("outside"), "the machine's\n");
    Files.createSymbolicLink(root.resolve("etc/localtime"), outside);
    var owner = Files.getOwner(outside);
    try (var world = testbeds().start(Worlds.small())) {
      assertThat(Worlds.run(world.host(), "readlink /etc/localtime").output())
          .isEqualTo(outside + "\n");
      assertThat(Worlds.run(world.host(), "cat /etc/localtime").status()).isNotZero();
      assertThat(Files.getOwner(outside)).isEqualTo(owner);
    }
  }

  @Test
  void aProgramBehindALinkIsHiddenToo() throws Exception {
    copyLibraries();
    Files.createDirectories(root.resolve("etc/alternatives"));
    Files.createSymbolicLink(root.resolve("usr/bin/net"), Path.of("/etc/alternatives/net"));
    Files.createSymbolicLink(root.resolve("etc/alternatives/net"), Path.of("/usr/bin/net.real"));
    program(root.resolve("usr/bin/net.real"), "echo reached");
    try (var world = testbeds().start(Worlds.small())) {
      assertThat(Worlds.run(world.host(), "net").output()).isEqualTo("reached\n");
    }
    try (var world = testbeds().start(Worlds.small().hiding(List.of("net")))) {
      assertThat(Worlds.run(world.host(), "net; net.real").output()).isEmpty();
    }
  }

  @Test
  void itsProgramsTellTheirVersions() throws Exception {
    copyLibraries();
    var facts = SystemFacts.of(testbeds());
    assertThat(facts.programsUnknown()).isEmpty();
    assertThat(facts.programs())
        .containsEntry("java", "openjdk version \"17.0.0\"")
        .hasEntrySatisfying("bash", said -> assertThat(said).contains("version"))
        .doesNotContainKey("python3");
    assertThat(facts.digestOf()).isEqualTo(SystemFacts.CONTENT);
    assertThat(facts.digest()).matches("sha256:[0-9a-f]{64}");
  }

  @Nested
  class Refuses {
    private void refused(String why) {
      assertThatThrownBy(() -> SystemRoot.prepared(root, true))
          .isInstanceOf(TestbedException.class)
          .hasMessageContainingAll(root.toString(), why, "Expected: ", "Do: ", "dev/rootfs");
    }

    @Test
    void whatIsNoFolder() {
      root = folder.resolve("nowhere");
      refused("it is no folder");
    }

    @Test
    void theMachinesOwnRoot() {
      root = Path.of("/");
      refused("this machine's own root");
    }

    @Test
    void oneWithoutPrograms() throws IOException {
      Files.delete(root.resolve("usr/bin/setsid"));
      refused("no program usr/bin/setsid");
    }

    @Test
    void oneWhoseProgramsLeadOutOfIt() throws IOException {
      Files.delete(root.resolve("usr/bin/bash"));
      Files.createSymbolicLink(root.resolve("usr/bin/bash"), Path.of("/usr/bin/bash"));
      refused("no program usr/bin/bash");
    }

    @Test
    void oneWithoutAJdkWithTwoAndWithAnOldOne() throws IOException {
      var release = root.resolve("usr/lib/jvm/java-17/release");
      Files.writeString(release, "JAVA_VERSION=\"11.0.2\"\n");
      refused("older than 17");
      var second = Files.createDirectories(root.resolve("usr/lib/jvm/java-25/bin"));
      program(second.resolve("java"), "exit 0");
      refused("has 2");
      Files.delete(second.resolve("java"));
      Files.delete(root.resolve("usr/lib/jvm/java-17/bin/java"));
      refused("has 0");
    }

    @Test
    void oneThatTheWorldsUserCannotPassTo() throws IOException {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      refused("not every user may pass through " + folder);
    }
  }

  @Nested
  class TheDigest {
    private String content() throws IOException {
      return SystemFacts.digest(SystemRoot.prepared(root, false));
    }

    private String metadata() throws IOException {
      return new SystemDigest(false).of(Map.of("usr", root.resolve("usr")));
    }

    @Test
    void ofContentIsTheSameForACopyMadeAtAnotherTime() throws Exception {
      var before = content();
      Files.setLastModifiedTime(root.resolve("usr/mark"), FileTime.fromMillis(1));
      var copy = folder.resolve("copy");
      assertThat(
              new ProcessBuilder("cp", "-dR", root.toString(), copy.toString()).start().waitFor())
          .isZero();
      root = copy;
      assertThat(content()).isEqualTo(before);
    }

    @Test
    void ofContentTellsEveryChange() throws IOException {
      var before = content();
      Files.writeString(root.resolve("usr/mark"), "this root's 0wn\n");
      var byteChanged = content();
      Files.setPosixFilePermissions(
          root.resolve("usr/mark"), PosixFilePermissions.fromString("r--------"));
      var modeChanged = content();
      Files.createSymbolicLink(root.resolve("usr/link"), Path.of("mark"));
      var linkAdded = content();
      Files.delete(root.resolve("usr/link"));
      Files.createSymbolicLink(root.resolve("usr/link"), Path.of("bin"));
      assertThat(List.of(before, byteChanged, modeChanged, linkAdded, content()))
          .doesNotHaveDuplicates();
    }

    @Test
    void ofContentLeavesOutWhatHostsDoNotSee() throws IOException {
      var before = content();
      Files.createDirectories(root.resolve("var/log"));
      Files.writeString(root.resolve("etc/machine-id"), "1\n");
      assertThat(content()).isEqualTo(before);
    }

    @Test
    void ofMetadataTellsAChangedTimeButNotWhatPythonKeeps() throws IOException {
      var before = metadata();
      Files.writeString(
          Files.createDirectories(root.resolve("usr/lib/__pycache__")).resolve("x.pyc"), "x");
      assertThat(metadata()).isEqualTo(before);
      Files.setLastModifiedTime(root.resolve("usr/mark"), FileTime.fromMillis(1));
      assertThat(metadata()).isNotEqualTo(before);
    }

    @Test
    void ofThisMachinesOwnFoldersIsTakenAndIsTheSameAgain() throws IOException {
      var root = SystemRoot.ofThisMachine();
      assertThat(SystemFacts.digest(root)).isEqualTo(SystemFacts.digest(root));
      assertThat(Files.isSymbolicLink(root.path())).isFalse();
      assertThat(Files.exists(root.jdk(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }
}
