package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.linux.Pidfd;
import dev.redline.linux.ProcessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KillSwitchTests {
  @ParameterizedTest
  @ValueSource(strings = {"tracer", "maker", "init", "bubblewrap", "host's init"})
  void aWorldDiesWithEachProcessThatHoldsItUp(String which) throws Exception {
    try (var world = (BubblewrapWorld) Worlds.start(Worlds.traced())) {
      world.host().start(Worlds.bash("setsid sleep 71 & sleep 72 & wait"));
      Worlds.await(() -> world.processes().size() == 4, "the sleepers");
      var members = world.members();
      var everybody = new ArrayList<>(Worlds.TABLE.tree(members.maker().pid()));
      members.tracer().ifPresent(everybody::add);
      var hostInit = world.processes().getFirst();
      var victim =
          switch (which) {
            case "tracer" -> members.tracer().orElseThrow();
            case "maker" -> members.maker();
            case "init" -> members.init();
            case "bubblewrap" -> parent(hostInit);
            default -> hostInit;
          };
      try (var held = Pidfd.open(victim, Worlds.TABLE).orElseThrow()) {
        assertThat(held.kill()).isTrue();
      }
      Worlds.awaitDeath(everybody);
      assertThat(world.survivors()).isZero();
    }
  }

  @Test
  void whoStillLivesIsCountedAsASurvivor() throws IOException {
    try (var world = (BubblewrapWorld) Worlds.start(Worlds.traced())) {
      world.host().start(Worlds.bash("setsid sleep 74 & sleep 75 & wait"));
      Worlds.await(() -> world.processes().size() == 4, "the sleepers");
      var members = world.members();
      int all = Worlds.TABLE.tree(members.tracer().orElseThrow().pid()).size();
      assertThat(all).isGreaterThan(7);
      assertThat(world.survivors()).isEqualTo(all);
      assertThat(world.stands()).isTrue();
      world.end();
      assertThat(world.survivors()).isZero();
      assertThat(world.stands()).isFalse();
    }
  }

  @Test
  void endingTwiceIsTheSameAsOnce() throws IOException {
    try (var world = Worlds.start(Worlds.traced())) {
      world.host().start(Worlds.bash("sleep 73"));
      world.end();
      world.end();
      assertThat(world.survivors()).isZero();
      assertThat(world.processes()).isEmpty();
    }
  }

  @Test
  void theKillSwitchEndsWorldsFromTheirFilesAlone(@TempDir Path state) throws IOException {
    Files.writeString(
        state.resolve("old.world"), "init 1 7\nmaker 2 7\nfolder " + state + "/w-gone\n");
    Files.createFile(Files.createDirectory(state.resolve("w-gone")).resolve("left"));
    Files.createFile(state.resolve("stop")); // the order to a harness, which is no note of a world
    try (var one = Worlds.start(Worlds.small().registeredIn(state));
        var two = Worlds.start(Worlds.traced().registeredIn(state))) {
      var report = new KillSwitch(Worlds.TABLE).endAll(state);
      assertThat(report).isEqualTo(new KillSwitch.Report(2, 1, 0));
      assertThat(one.survivors() + two.survivors()).isZero();
      assertThat(state.toFile().list()).containsExactly("stop");
    }
  }

  @Test
  void aWorldIsNotedWithAllThatHoldsItUpForAsLongAsItStands(@TempDir Path state)
      throws IOException {
    try (var world = (BubblewrapWorld) Worlds.start(Worlds.traced().registeredIn(state));
        var files = Files.list(state)) {
      var note = StateFile.read(files.findFirst().orElseThrow());
      assertThat(note.members()).isEqualTo(world.members());
      assertThat(note.members().all()).hasSize(3);
      assertThat(note.folder()).isDirectory();
      assertThat(note.memoryGroup().isPresent()).isEqualTo(Testbeds.ofThisMachine().limitsMemory());
    }
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void theKillSwitchRemovesNoFolderThatIsNotAWorlds(@TempDir Path state) throws IOException {
    var precious = Files.createDirectory(state.resolve("precious"));
    Files.writeString(state.resolve("bad.world"), "init 1 7\nmaker 2 7\nfolder " + precious + "\n");
    assertThatThrownBy(() -> new KillSwitch(Worlds.TABLE).endAll(state))
        .isInstanceOf(IOException.class);
    assertThat(precious).isDirectory();
  }

  private static Testbeds testbeds(Path folder, Path groups) {
    return new Testbeds(
        Worlds.TABLE,
        new MemoryGroups(groups),
        folder,
        RandomGenerator.getDefault(),
        0.25,
        SystemRoot.ofThisMachine());
  }

  @Test
  void aFolderOfAnotherUserIsLeftEvenByRoot(@TempDir Path folder) throws IOException {
    assumeTrue((int) Files.getAttribute(folder, "unix:uid") == 0, "only root can give it away");
    var ours = WorldName.ours(Worlds.TABLE, 1).orElseThrow();
    var dead = new ProcessKey(ours.owner().pid(), ours.owner().startTicks() + 1);
    var another = folder.resolve(new WorldName(dead, ours.namespace(), 2).toString());
    Files.setAttribute(Files.createDirectory(another), "unix:uid", 12345);
    Files.createDirectory(folder.resolve(new WorldName(dead, ours.namespace(), 3).toString()));
    assertThat(testbeds(folder, folder.resolve("none")).removeLeftovers()).isEqualTo(1);
    assertThat(another).isDirectory();
  }

  @Test
  void aFolderIsOnlyRemovedWhenItsNameSaysWhoseItWas(@TempDir Path folder) throws Exception {
    var ours = WorldName.ours(Worlds.TABLE, 1).orElseThrow();
    long noTime = ours.owner().startTicks() + 1; // Its number is another's now.
    var dead = new ProcessKey(ours.owner().pid(), noTime);
    var left =
        List.of(
            "w-",
            "w-old",
            "precious",
            ours.toString(),
            new WorldName(dead, ours.namespace() + 1, 1).toString());
    for (var name : left) {
      Files.createDirectory(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve(new WorldName(dead, ours.namespace(), 2).toString()));
    Files.createSymbolicLink(
        folder.resolve(new WorldName(dead, ours.namespace(), 3).toString()),
        folder.resolve("precious"));
    assertThat(testbeds(folder, folder.resolve("precious")).removeLeftovers()).isEqualTo(1);
    try (var names = Files.list(folder)) {
      assertThat(names).filteredOn(path -> !Files.isSymbolicLink(path)).hasSize(left.size());
    }
    assertThat(folder.resolve("precious")).isDirectory();
  }

  private static ProcessKey parent(ProcessKey process) {
    long pid = Worlds.TABLE.snapshot(process).orElseThrow().parentPid();
    return Worlds.TABLE.find(pid).orElseThrow();
  }
}
