package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorldCommandTests {
  private static final Limits LIMITS = new Limits(1, 2, 3, 4, 5, 6, 7, 8);
  private static final Tracing TRACING =
      new Tracing(List.of("-f", "--seccomp-bpf", "-e", "trace=execve,kill"), Set.of(), in -> {});

  @Test
  void asRootItDropsToItsOwnUserBeforeAnythingElse() {
    assertThat(text(OptionalInt.of(2_000_000_007), Optional.empty(), false))
        .startsWith(
            "setpriv --reuid 2000000007 --regid 2000000007 --clear-groups --pdeathsig KILL setsid"
                + " choom -n 1000 -- unshare --user --map-root-user --net --pid --fork"
                + " --mount-proc --kill-child prlimit --nproc=1 --nofile=2 --as=3 --fsize=4 ");
  }

  @Test
  void theTracerStandsRoundTheWorldAndDiesWithUs() {
    assertThat(text(OptionalInt.empty(), Optional.of(TRACING), false))
        .startsWith(
            "setpriv --pdeathsig KILL setsid strace -f --seccomp-bpf -e trace=execve,kill"
                + " -o /f/t setpriv --pdeathsig KILL choom -n 1000 -- unshare ");
  }

  @Test
  void theHostLosesItsCapabilitiesAndItsRootCannotBeWritten() {
    var text = text(OptionalInt.empty(), Optional.empty(), true);
    assertThat(text)
        .contains("--cap-drop ALL --seccomp 9 ", "--size 6 --tmpfs /home/ai ", "--remount-ro /dev ")
        .contains("--bind /f/accel0.sock /run/accel0.sock ")
        .endsWith("--remount-ro / --chdir /home/ai -- /run/sh /run/init");
    assertThat(text(OptionalInt.empty(), Optional.empty(), false)).doesNotContain("accel0");
  }

  @Test
  void theFilterIsWholeForBothProcessorsAndForNoOther() {
    for (var architecture : List.of("amd64", "aarch64")) {
      byte[] code = SeccompFilter.forMachine(architecture, Set.of(), Set.of("setgroups"));
      assertThat(code.length % 8).isZero();
      var words = java.nio.ByteBuffer.wrap(code).order(java.nio.ByteOrder.nativeOrder());
      int instructions = code.length / 8;
      for (int i = 0; i < instructions; i++) {
        boolean jump = (words.getShort(8 * i) & 7) == 5;
        int farthest = Math.max(words.get(8 * i + 2), words.get(8 * i + 3));
        assertThat(jump ? i + 1 + farthest : i).isLessThan(instructions);
        assertThat(words.get(8 * i + 2)).as("a jump is at most 255 and here 127").isNotNegative();
      }
    }
    assertThatThrownBy(() -> SeccompFilter.forMachine("riscv64", Set.of(), Set.of()))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("riscv64");
  }

  @Test
  void theFilterLeavesAloneWhatIsDeniedAndToldElsewhere() {
    int all = SeccompFilter.forMachine("amd64", Set.of(), Set.of()).length;

    assertThat(SeccompFilter.forMachine("amd64", Set.of("mount", "keyctl", "kill"), Set.of()))
        .hasSize(all - 2 * 8);
  }

  @Test
  void itsInitIsToldAfterHowManySecondsItEndsAndNeverFewer() {
    assertThat(arguments(Optional.empty())).containsSubsequence("script", "/f", "");
    assertThat(arguments(Optional.of(Duration.ofSeconds(90))))
        .containsSubsequence("script", "/f", "90");
    assertThat(arguments(Optional.of(Duration.ofMillis(90_001))))
        .containsSubsequence("script", "/f", "91");
  }

  private static List<String> arguments(Optional<Duration> lifetime) {
    return arguments(OptionalInt.empty(), Optional.empty(), false, lifetime);
  }

  private static String text(OptionalInt user, Optional<Tracing> tracing, boolean accelerator) {
    return String.join(" ", arguments(user, tracing, accelerator, Optional.empty()));
  }

  private static List<String> arguments(
      OptionalInt user,
      Optional<Tracing> tracing,
      boolean accelerator,
      Optional<Duration> lifetime) {
    var host =
        new HostCommand(
            0,
            "ai-host",
            LIMITS,
            WorldCommand.Home.MEMORY,
            Path.of("/f"),
            Path.of("/jdk"),
            accelerator,
            false,
            List.of("--ro-bind", "/usr", "/usr"));
    var command =
        new WorldCommand(
            LIMITS,
            tracing,
            user,
            Path.of("/f"),
            Optional.empty(),
            List.of(host),
            lifetime,
            false,
            "script");
    return command.arguments();
  }
}
