package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class RestartTests {
  /** Commands of reboot(2), see linux/reboot.h. */
  static final String RESTART = "0x1234567";

  private static final String SWITCH_OFF = "0x4321fedc";

  /** Calls reboot(2) by the JDK that every host has. */
  private static final String CALL =
      """
      cat >/tmp/Again.java <<'END'
      import java.lang.foreign.*;
      void main() throws Throwable {
        var linker = Linker.nativeLinker();
        var call = linker.downcallHandle(
            linker.defaultLookup().find("reboot").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        System.out.println("restart gave " + (int) call.invokeExact(%s));
      }
      END
      exec /opt/java/bin/java -XX:CompressedClassSpaceSize=32m --enable-native-access=ALL-UNNAMED /tmp/Again.java
      """;

  private static void bootEntry(Host host) throws IOException {
    Worlds.run(
        host,
        "mkdir ~/boot; printf '#!/bin/bash\\necho up >>~/up' >~/boot/mine; chmod +x ~/boot/mine");
  }

  /** Ends the host's life, and waits until the next takes orders. */
  static void ask(World world, String what) throws IOException {
    var before = world.processes().getFirst();
    int lives = world.host().restarts();
    world.host().start(Worlds.bash(CALL.formatted(what)));
    Worlds.awaitDeath(List.of(before));
    Worlds.await(() -> world.host().restarts() > lives, "another life");
    Worlds.await(() -> world.processes().size() == 1, "the end of what the disk starts");
  }

  @Test
  void aHostThatItsProgramsRestartHasTheSameDiskAndNothingElseOfBefore(@TempDir Path outside)
      throws IOException {
    try (var world = Worlds.start(Worlds.small().restarting(true))) {
      var host = world.host();
      Worlds.selfTest(host, outside);
      bootEntry(host);
      Worlds.run(host, "touch /tmp/gone");
      for (int life = 2; life <= 3; life++) {
        ask(world, RESTART);
        Worlds.selfTest(host, outside);
        var found = Worlds.run(host, "cat ~/up; ls /tmp/gone");
        assertThat(found.output()).isEqualTo("up\n".repeat(life - 1));
        assertThat(found.errors()).contains("No such file");
      }
      world.end();
      assertThat(world.survivors()).isZero();
    }
  }

  @Test
  void aHostThatIsSwitchedOffStartsNothing() throws IOException {
    try (var world = Worlds.start(Worlds.small().restarting(true))) {
      bootEntry(world.host());
      ask(world, SWITCH_OFF);
      assertThat(Worlds.run(world.host(), "ls ~").output()).isEqualTo("boot\n");
    }
  }

  @Test
  void aFaultyDiskTakesNoWritesUntilTheHostIsRestarted() throws IOException {
    try (var world = Worlds.start(Worlds.small().restarting(true))) {
      var host = world.host();
      Worlds.run(host, "mkdir ~/kept");
      host.failDisk("/home/ai/log");
      var tried = Worlds.run(host, "echo x >~/log/x; echo y >/tmp/y; cat /tmp/y; echo z >~/kept/z");
      assertThat(tried.output()).isEqualTo("y\n");
      assertThat(tried.errors()).contains("Read-only file system");
      assertThat(tried.status()).isNotZero();
      assertThat(Worlds.run(host, "mount -o remount,rw /home/ai").status()).isNotZero();
      ask(world, RESTART);
      var again = Worlds.run(host, "cat ~/log/x; echo z >~/kept/z && cat ~/kept/z");
      assertThat(again.output()).isEqualTo("x\nz\n");
    }
  }

  @Test
  void aFaultyDiskIsMendedFromOutside() throws IOException {
    try (var world = Worlds.start(Worlds.small())) {
      world.host().failDisk("/home/ai/log");
      assertThat(Worlds.run(world.host(), "touch ~/mine").status()).isNotZero();
      world.host().mendDisk();
      assertThat(Worlds.run(world.host(), "touch ~/mine").status()).isZero();
    }
  }

  @Test
  void whereNoneMayRestartTheCallIsRefusedAndTheHostLivesOn() throws IOException {
    try (var world = Worlds.start(Worlds.small())) {
      var before = world.processes().getFirst();
      assertThat(Worlds.run(world.host(), CALL.formatted(RESTART)).output())
          .contains("restart gave -1");
      assertThat(world.processes().getFirst()).isEqualTo(before);
    }
  }
}
