package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On copies of what kernels show; that a real kernel then limits is seen in {@link WorldTests}. */
@Timeout(20)
class MemoryGroupsTests {
  private static final String SECOND =
      "25 30 0:26 %s /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
  private static final String FIRST =
      "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n";

  @TempDir Path root;

  @BeforeEach
  void make() throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
  }

  @Test
  void aSystemdSessionsGroupIsMadeBesideOursInTheOneThatWasDelegated() throws IOException {
    see("0::/user.slice/app.slice/ours.scope\n", SECOND.formatted("/"));
    group("user.slice", "cpu memory pids");
    var delegated = group("user.slice/app.slice", "memory pids");
    group("user.slice/app.slice/ours.scope", "");
    var made = new MemoryGroups(root).make("w-1", 4096).orElseThrow();
    assertThat(made.folder()).isEqualTo(delegated.resolve("w-1"));
    assertThat(made.folder().resolve("memory.max")).hasContent("4096");
  }

  @Test
  void aContainersMountThatShowsOnlyItsOwnGroupIsUnderstood() throws IOException {
    see("0::/box\n", SECOND.formatted("/box"));
    var own = group("", "memory");
    assertThat(new MemoryGroups(root).make("w-1", 4096).orElseThrow().folder().getParent())
        .isEqualTo(own);
  }

  @Test
  void whereNoGroupPassesMemoryOnThereIsNone() throws IOException {
    see("0::/user.slice/session-1.scope\n", SECOND.formatted("/"));
    group("", "");
    group("user.slice", "cpu pids");
    group("user.slice/session-1.scope", "");
    assertThat(new MemoryGroups(root).make("w-1", 4096)).isEmpty();
  }

  @Test
  void theFirstVersionsGroupIsMadeBelowOurs() throws IOException {
    see("4:cpu,memory:/a\n0::/\n", FIRST + SECOND.formatted("/"));
    var ours = Files.createDirectories(root.resolve("sys/fs/cgroup/memory/a"));
    var made = new MemoryGroups(root).make("w-1", 8192).orElseThrow();
    assertThat(made.folder()).isEqualTo(ours.resolve("w-1"));
    assertThat(made.folder().resolve("memory.limit_in_bytes")).hasContent("8192");
  }

  @Test
  void aSystemWithoutControlGroupsHasNone() {
    assertThat(new MemoryGroups(root).make("w-1", 4096)).isEmpty();
  }

  @Test
  void aKillForMemoryIsToldInTheWordsOfBothVersions() throws IOException {
    var group = new MemoryGroup(Files.createDirectories(root.resolve("w-1")));
    Files.writeString(
        group.folder().resolve("memory.oom_control"), "oom_kill_disable 0\noom_kill 0\n");
    assertThat(group.wasPassed()).isFalse();
    Files.writeString(group.folder().resolve("memory.events"), "low 0\noom 1\noom_kill 2\n");
    assertThat(group.wasPassed()).isTrue();
  }

  private void see(String groups, String mounts) throws IOException {
    Files.writeString(root.resolve("proc/self/cgroup"), groups);
    Files.writeString(root.resolve("proc/self/mountinfo"), mounts);
  }

  private Path group(String path, String passedOn) throws IOException {
    var folder = Files.createDirectories(root.resolve("sys/fs/cgroup").resolve(path));
    Files.writeString(folder.resolve("cgroup.subtree_control"), passedOn + "\n");
    Files.writeString(folder.resolve("cgroup.procs"), "1\n");
    return folder;
  }
}
