package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.evidence.Observation.SelfTested.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class TwoHostsTests {
  private static final Limits LIMITS = Limits.forWeights(16 << 20);

  @BeforeAll
  static void cablesCanBeMadeHere() {
    assumeTrue(
        Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip")
            .anyMatch(program -> Files.isExecutable(Path.of(program))),
        "iproute2 is not installed");
  }

  private static WorldSpec two() {
    return Worlds.small().withNeighbours(List.of(new Neighbour("second", List.of(), LIMITS)));
  }

  @Test
  void eachHostIsSealedAndReachesTheOtherAlone(@TempDir Path outside) throws IOException {
    try (var world = Worlds.start(two());
        var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var tested = SelfTest.run(world, canary.getLocalPort(), outside);
      SelfTest.demandSealed(tested);
      assertThat(tested.checks())
          .extracting(Check::name)
          .contains("cable to 10.20.30.6", "second: cable to 10.20.30.5", "second: DNS");
    }
  }

  @Test
  void whatListensOnOneHostIsReachedFromTheOtherUnderItsName() throws Exception {
    try (var world = Worlds.start(two())) {
      var second = world.hosts().getLast();
      second.start(
          BubblewrapHost.command(
              List.of("/opt/java/bin/jwebserver", "-b", "0.0.0.0", "-p", "80", "-d", "/usr")));
      var asked =
          "until exec 3<>/dev/tcp/second/80; do sleep 0.05; done 2>/dev/null;"
              + " printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; head -n 1 <&3";

      assertThat(Worlds.run(world.host(), asked).output()).contains("200");
      assertThat(Worlds.run(second, "cat /proc/sys/kernel/hostname").output())
          .isEqualTo("second\n");
    }
  }

  @Test
  void theHostsShareNeitherFilesNorProcessesNorLoopback() throws Exception {
    try (var world = Worlds.start(two())) {
      var second = world.hosts().getLast();
      Worlds.run(world.host(), "echo mine >/home/ai/file; echo mine >/tmp/file");
      var sleeper = second.start(BubblewrapHost.command(List.of("sleep", "1000"))).process();

      assertThat(Worlds.run(second, "ls -A /home/ai /tmp").output()).doesNotContain("file");
      assertThat(Worlds.run(world.host(), "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").output())
          .doesNotContain("sleep 1000");
      assertThat(world.hostOf(sleeper)).contains(second);
      assertThat(world.processes()).contains(sleeper);
    }
  }

  @Test
  void bothHostsEndWithTheirWorld() {
    try (var world = Worlds.start(two())) {
      var all = world.processes();
      assertThat(all).hasSizeGreaterThanOrEqualTo(2);
      world.end();
      assertThat(world.survivors()).isZero();
      assertThat(all).noneMatch(Worlds.TABLE::isAlive);
    }
  }

  @Test
  void aHostMayHaveLessRoomAndFewerProgramsThanTheFirst() throws Exception {
    var narrow =
        new Limits(
            LIMITS.processes(),
            LIMITS.openFiles(),
            LIMITS.addressSpaceBytes(),
            LIMITS.fileBytes(),
            LIMITS.memoryBytes(),
            1 << 20,
            1 << 20,
            1 << 20);
    var spec = Worlds.small().withNeighbours(List.of(new Neighbour("b", List.of("tar"), narrow)));
    try (var world = Worlds.start(spec)) {
      var tried =
          Worlds.run(
              world.hosts().getLast(), "head -c 2M /dev/zero >/home/ai/f; tar --version; echo $?");

      assertThat(tried.errors()).contains("No space left", "Permission denied");
      assertThat(Worlds.run(world.host(), "tar --version").status()).isZero();
    }
  }

  @Test
  void anAccountSwitchOfALoginServerSeemsToSucceedOnTheSecondHostAlone() throws Exception {
    try (var world = Worlds.start(two())) {
      var ask = "setpriv --groups 0 true; echo $?";

      assertThat(Worlds.run(world.hosts().getLast(), ask).output()).isEqualTo("0\n");
      assertThat(Worlds.run(world.host(), ask).output()).isNotEqualTo("0\n");
    }
  }

  @Test
  void threeHostsAreJoinedToTheFirstAndNotToEachOther(@TempDir Path outside) throws Exception {
    var spec =
        Worlds.small()
            .withNeighbours(
                List.of(
                    new Neighbour("b", List.of(), LIMITS), new Neighbour("c", List.of(), LIMITS)));
    try (var world = Worlds.start(spec);
        var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SelfTest.demandSealed(SelfTest.run(world, canary.getLocalPort(), outside));
      var third = world.hosts().getLast().neighbours().getFirst();

      assertThat(third).isEqualTo("10.20.30.9");
      assertThat(Worlds.run(world.hosts().get(1), ": </dev/tcp/10.20.30.10/9").errors())
          .contains("unreachable");
    }
  }

  @Test
  void twoHostsOfOneNameAreRefused() {
    var twice =
        List.of(new Neighbour("b", List.of(), LIMITS), new Neighbour("b", List.of(), LIMITS));

    assertThatThrownBy(() -> Worlds.start(Worlds.small().withNeighbours(twice)))
        .hasMessageContaining("Two hosts are called b");
  }
}
