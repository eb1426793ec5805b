package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LauncherTests {
  private static final String CHOSEN = "find_java \"$PWD/system\"; echo \"$JAVA\"";

  @TempDir private Path folder;
  private FakeCheckout checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = new FakeCheckout(folder);
  }

  @Nested
  class WhichJdk {
    @BeforeEach
    void noneIsNamed() {
      checkout.without("REDLINE_JAVA_HOME").with("PATH", "/usr/bin:/bin");
    }

    @Test
    void theOneNamedForRedlineGoesFirst() throws Exception {
      checkout.jdk("named", "26");
      checkout.jdk("other", "25");
      checkout.with("REDLINE_JAVA_HOME", checkout.path("named").toString());
      checkout.with("JAVA_HOME", checkout.path("other").toString());
      assertThat(checkout.functions(CHOSEN).out()).endsWith("/named\n");
    }

    @Test
    void theOneNamedForRedlineIsNotReplacedByAnother() throws Exception {
      checkout.jdk("old", "17.0.2");
      checkout.with("REDLINE_JAVA_HOME", checkout.path("old").toString());
      checkout.with("JAVA_HOME", checkout.path("jdk").toString());
      var result = checkout.functions(CHOSEN);
      assertThat(result.exitCode()).isEqualTo(70);
      assertThat(result.err()).contains("REDLINE_JAVA_HOME is ", "/old").hasLineCount(1);
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
      checkout.jdk("old", "17.0.2");
      checkout.jdk("system/usr/lib/jvm/new", "25.0.1");
      checkout.with("JAVA_HOME", checkout.path("old").toString());
      assertThat(checkout.functions(CHOSEN).out()).endsWith("/system/usr/lib/jvm/new\n");
    }

    @Test
    void aLinkOnThePathLeadsToItsJdk() throws Exception {
      checkout.jdk("elsewhere/jdk", "27-ea");
      Files.createDirectories(checkout.path("bin2"));
      Files.createSymbolicLink(checkout.path("bin2/java"), checkout.path("elsewhere/jdk/bin/java"));
      checkout.with("PATH", checkout.path("bin2") + ":/usr/bin:/bin");
      String home = checkout.functions(CHOSEN).out().strip();
      assertThat(Path.of(home).toRealPath()).isEqualTo(checkout.path("elsewhere/jdk").toRealPath());
    }

    @Test
    void ofSeveralTheLowestSufficientOneIsTaken() throws Exception {
      checkout.jdk("system/usr/lib/jvm/a", "27");
      checkout.jdk("system/opt/b", "25.0.3");
      checkout.jdk("system/opt/java/c", "24.0.1");
      checkout.jdk("home/.jdks/d", "26");
      assertThat(checkout.functions(CHOSEN).out()).endsWith("/system/opt/b\n");
    }

    @Test
    void aHomeWithoutACompilerIsNone() throws Exception {
      checkout.jdk("system/usr/lib/jvm/runtime", "25");
      Files.delete(checkout.path("system/usr/lib/jvm/runtime/bin/javac"));
      checkout.jdk("home/.sdkman/candidates/java/26", "26");
      assertThat(checkout.functions(CHOSEN).out()).endsWith("/.sdkman/candidates/java/26\n");
    }

    @Test
    void noneAtAllIsOneSentence() throws Exception {
      checkout.jdk("system/usr/lib/jvm/old", "21");
      checkout.with("PATH", checkout.path("empty") + ":" + onlyCoreutils());
      var result = checkout.functions(CHOSEN);
      assertThat(result.exitCode()).isEqualTo(70);
      assertThat(result.err())
          .startsWith("redline: No JDK 25 or newer found")
          .contains("set REDLINE_JAVA_HOME")
          .hasLineCount(1);
    }
  }

  /** A folder with the few commands that finding a JDK takes, and no java. */
  private Path onlyCoreutils() throws IOException {
    Path bin = Files.createDirectories(checkout.path("coreutils"));
    for (String tool : new String[] {"readlink", "bash", "dirname", "uname", "id"}) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool).toRealPath());
    }
    return bin;
  }

  @Nested
  class Building {
    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
      var first = checkout.run("list", "a b");
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(first.out()).endsWith("/app-1.jar list a b\n").hasLineCount(1);
      assertThat(first.err()).contains("redline: building");
      var second = checkout.run("list");
      assertThat(second.err()).isEmpty();
      assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void aChangedSourceIsBuiltAgain() throws Exception {
      checkout.run("list");
      checkout.file("app/src/main/java/B.java", "class B {}");
      checkout.run("list");
      assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void aRemovedSourceIsBuiltAgain() throws Exception {
      checkout.run("list");
      Files.delete(checkout.path("app/src/main/java/A.java"));
      checkout.run("list");
      assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void aFailedBuildLeavesNoStampAndTellsWhatFailed() throws Exception {
      checkout.file("broken", "");
      var failed = checkout.run("list");
      assertThat(failed.exitCode()).isEqualTo(70);
      assertThat(failed.out()).isEmpty();
      assertThat(failed.err()).contains("A.java: broken", "The build failed");
      assertThat(checkout.path(".redline/current")).doesNotExist();
      Files.delete(checkout.path("broken"));
      assertThat(checkout.run("list").exitCode()).isZero();
      assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
      checkout.file("hold", "");
      Process one = checkout.start("list");
      Process two = checkout.start("list");
      await(() -> checkout.builds() == 1);
      Files.delete(checkout.path("hold"));
      assertThat(FakeCheckout.end(one).exitCode()).isZero();
      assertThat(FakeCheckout.end(two).exitCode()).isZero();
      assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void theKillSwitchNeverWaitsForABuild() throws Exception {
      checkout.run("list");
      checkout.file("app/src/main/java/A.java", "class A { int changed; }");
      checkout.file("broken", "");
      var stop = checkout.run("stop");
      assertThat(stop.exitCode()).as(stop.err()).isZero();
      assertThat(stop.out()).endsWith("/app-1.jar stop\n");
      assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void aRunningRedlineKeepsItsJars() throws Exception {
      checkout.run("list");
      Path first = Path.of(checkout.functions("read_current; echo \"$BUILD\"").out().strip());
      Process holder =
          new ProcessBuilder("flock", "--shared", first.toString(), "cat")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var input = holder.getOutputStream()) {
        await(() -> lockedByAnother(first));
        checkout.file("app/src/main/java/B.java", "class B {}");
        checkout.run("list");
        assertThat(first.resolve("lib-1.jar")).exists();
        input.flush();
      }
      assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
      checkout.file("app/src/main/java/C.java", "class C {}");
      checkout.run("list");
      assertThat(first).doesNotExist();
    }

    @Test
    void whatJavaReturnsIsReturned() throws Exception {
      checkout.run("list");
      assertThat(checkout.with("JAVA_EXIT", "3").run("verify", "x").exitCode()).isEqualTo(3);
    }

    @Test
    void aQuickCommandStartsFromTheCache() throws Exception {
      checkout.run("list");
      assertThat(checkout.run("list").out()).contains("-XX:AOTCache=", "-XX:TieredStopAtLevel=1");
    }

    @Test
    void aStudyGetsTheWholeCompiler() throws Exception {
      var result = checkout.functions("install_missing() { :; }; main run");
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("-Xmx256m", "-XX:OnOutOfMemoryError=kill -KILL %p", "-jar")
          .doesNotContain("TieredStopAtLevel");
    }
  }

  private static boolean lockedByAnother(Path path) throws Exception {
    return new ProcessBuilder("flock", "--nonblock", "--exclusive", path.toString(), "true")
            .start()
            .waitFor()
        != 0;
  }

  @Nested
  class WhatTheSystemNeeds {
    @Test
    void onlyWhatIsMissingIsNamedInTheWordsOfTheInstaller() throws Exception {
      checkout.with("PATH", onlyCoreutils().toString());
      for (String tool : new String[] {"strace", "unshare", "setpriv", "nsenter", "setsid"}) {
        checkout.script("coreutils/" + tool, "#!/bin/bash\n");
      }
      checkout.script("coreutils/prlimit", "#!/bin/bash\n");
      assertThat(checkout.functions("missing_packages dnf; echo \"$REPLY\"").out())
          .isEqualTo("bubblewrap iproute util-linux\n");
      checkout.script("coreutils/choom", "#!/bin/bash\n");
      checkout.script("coreutils/bwrap", "#!/bin/bash\n");
      assertThat(checkout.functions("missing_packages apt-get; echo \"$REPLY\"").out())
          .isEqualTo("iproute2\n");
    }

    @Test
    void onlyARunOfAModelFileAsksForItsLibrary() throws Exception {
      String asks =
          "compgen() { return 1; }; find_installer() { REPLY=apt-get; }; install() { echo \"$*\";"
              + " }; install_for_models run replicate --model ";
      assertThat(checkout.functions(asks + "gguf/model.gguf").out())
          .isEqualTo("apt-get libgomp1\n");
      assertThat(checkout.functions(asks + "openai/a,gguf/b.gguf").out())
          .isEqualTo("apt-get libgomp1\n");
      assertThat(checkout.functions(asks + "openai/some-gguf/x").out()).isEmpty();
      assertThat(checkout.functions(asks.replace("return 1", "return 0") + "gguf/b.gguf").out())
          .isEmpty();
    }

    @Test
    void busyboxDoesNotCountAsTheRealTool() throws Exception {
      checkout.with("PATH", onlyCoreutils().toString());
      checkout.script("coreutils/busybox", "#!/bin/bash\n");
      Files.createSymbolicLink(
          checkout.path("coreutils/unshare"), checkout.path("coreutils/busybox"));
      assertThat(checkout.functions("present unshare").exitCode()).isEqualTo(1);
    }

    @Test
    void withoutAnInstallerARunIsRefusedAsNotContained() throws Exception {
      Path bin = onlyCoreutils();
      checkout.with("PATH", bin.toString());
      var result = checkout.run("run");
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.err()).contains("missing: bubblewrap strace").hasLineCount(1);
      assertThat(checkout.builds()).isZero();
    }

    @Test
    void anInstallerThatFailsIsQuotedAndItsCommandNamed() throws Exception {
      assertThat(checkout.functions("install_command apt-get 'a b'; echo \"$REPLY\"").out())
          .isEqualTo("apt-get update && apt-get install -y --no-install-recommends a b\n");
    }

    @Test
    void whatLoginsNeedIsNamedInTheWordsOfTheInstaller() throws Exception {
      checkout.with("PATH", onlyCoreutils().toString());
      assertThat(missingForLogins("apt-get")).isEqualTo("dropbear-bin openssh-client\n");
      assertThat(missingForLogins("dnf")).isEqualTo("dropbear openssh-clients\n");
      assertThat(missingForLogins("apk")).isEqualTo("dropbear openssh-client\n");
      checkout.script("system/usr/sbin/dropbear", "#!/bin/bash\n");
      assertThat(missingForLogins("apk")).isEqualTo("dropbear openssh-client\n");
      checkout.script("coreutils/dropbearkey", "#!/bin/bash\n");
      checkout.script("coreutils/ssh", "#!/bin/bash\n");
      assertThat(missingForLogins("apt-get")).isEqualTo("openssh-client\n");
      checkout.script("coreutils/ssh-keygen", "#!/bin/bash\n");
      assertThat(missingForLogins("apt-get")).isEqualTo("\n");
    }

    private String missingForLogins(String installer) throws Exception {
      return checkout
          .functions("missing_for_logins " + installer + " \"$PWD/system\"; echo \"$REPLY\"")
          .out();
    }

    @Test
    void whatLoginsNeedIsTriedOnceAndItsFailureKeepsNobodyFromRunning() throws Exception {
      anyUserInstallsAsRootWould();
      checkout.script(
          "bin/apt-get", "#!/bin/bash\necho tried >>tries\necho unreachable\nexit 100\n");
      String code =
          "may_install() { :; }; present() { false; }; install_for_logins apt-get \"$PWD/none\"";
      var first = checkout.with("PATH", checkout.path("bin") + ":/usr/bin:/bin").functions(code);
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(first.err())
          .contains("unreachable", "install by hand: apt-get update", "scenarios with one host");
      var second = checkout.functions(code);
      assertThat(second.exitCode()).isZero();
      assertThat(second.err()).isEmpty();
      assertThat(Files.readAllLines(checkout.path("tries"))).hasSize(1);
    }

    private void anyUserInstallsAsRootWould() throws IOException {
      checkout.script("bin/sudo", "#!/bin/bash\n[[ $1 == -n ]] && shift\nexec \"$@\"\n");
    }

    @Test
    void aUserWhoMayNotInstallIsNotAskedForWhatLoginsNeed() throws Exception {
      var result =
          checkout.functions(
              "may_install() { false; }; present() { false; }; install_for_logins apt-get \"$PWD/none\"");
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).isEmpty();
    }

    @Test
    void theTestCommandInstallsABrowserAndGoesOnWhereItCannot() throws Exception {
      anyUserInstallsAsRootWould();
      checkout.script(
          "bin/apt-get", "#!/bin/bash\necho \"$*\" >>tries\necho unreachable\nexit 100\n");
      String code = "may_install() { :; }; install_browser \"$PWD/system\"";
      var failed = checkout.with("PATH", checkout.path("bin") + ":/usr/bin:/bin").functions(code);
      assertThat(failed.exitCode()).as(failed.err()).isZero();
      assertThat(failed.err()).contains("installing chromium", "unreachable", "are left out");
      checkout.script("system/usr/bin/chromium", "#!/bin/bash\n");
      var there = checkout.functions(code);
      assertThat(there.exitCode()).isZero();
      assertThat(there.err()).isEmpty();
    }

    @Test
    void theTestCommandVerifiesWithTheFormatChecked() throws Exception {
      var result =
          checkout.functions(
              "install_missing() { :; }; install_browser() { :; }; main test -pl app 2>&1");
      assertThat(result.out()).isEqualTo("verified with: verify -Dspotless.goal=check -pl app\n");
    }
  }

  @Test
  void anotherSystemIsRefusedInOneSentence() throws Exception {
    var result = checkout.functions("uname() { echo Darwin; }; main list");
    assertThat(result.exitCode()).isEqualTo(70);
    assertThat(result.err()).contains("Linux only", "Darwin", "virtual machine").hasLineCount(1);
  }

  @Test
  void aMistakeOfTheLaunchersIsNotAFinding() throws Exception {
    var result = checkout.functions("read_current() { false; }; main list");
    assertThat(result.exitCode()).isEqualTo(70);
    assertThat(result.err()).contains("The launcher itself failed");
  }

  @Test
  void anyShellMayStartIt() throws Exception {
    var result = checkout.functions("exec sh ./redline list");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).endsWith("/app-1.jar list\n");
  }

  @Test
  void versionsAreComparedAsNumbers() throws Exception {
    String code =
        """
        for pair in "3.8.6 3.8.6" "3.8.7 3.8.6" "3.10.0 3.9.9" "4.0.0 3.8.6" "3.8.5 3.8.6" "3.6.9 3.8.6"; do
          version_at_least $pair && echo yes || echo no
        done
        """;
    assertThat(checkout.functions(code).out()).isEqualTo("yes\nyes\nyes\nyes\nno\nno\n");
  }

  @Test
  void anOldMavenGivesWayToTheWrapper() throws Exception {
    checkout.script("bin/mvn", "#!/bin/bash\necho 'Apache Maven 3.6.3 (x)'\n");
    assertThat(checkout.functions("JAVA=x; choose_maven; echo \"$MAVEN\"").out())
        .endsWith("/mvnw\n");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(10);
    }
  }
}
