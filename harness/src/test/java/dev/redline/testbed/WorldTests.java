package dev.redline.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.evidence.Observation.LimitMet;
import dev.redline.linux.PeerCredentials;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorldTests {
  @Nested
  class Sealing {
    @Test
    void aWorldIsSealedAndLeavesNothingBehind(@TempDir Path folder) throws IOException {
      folder.toFile().setExecutable(true, false);
      var testbeds = new Testbeds(Worlds.TABLE, folder, RandomGenerator.getDefault());
      try (var world = testbeds.start(Worlds.traced())) {
        var tested = Worlds.selfTest(world.host(), folder);
        assertThat(tested.checks()).hasSizeGreaterThan(25).allMatch(check -> check.contained());
        assertThat(world.complaint()).isEmpty();
        assertThat(folder).isNotEmptyDirectory();
        assertThat(openBelow(folder)).isNotEmpty();
      }
      assertThat(folder).isEmptyDirectory();
      assertThat(openBelow(folder)).isEmpty();
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain("/w-");
    }

    private static List<String> openBelow(Path folder) throws IOException {
      var open = new ArrayList<String>();
      try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
        for (var descriptor : descriptors.toList()) {
          try {
            open.add(Files.readSymbolicLink(descriptor).toString());
          } catch (NoSuchFileException e) {
            // Another test has just closed it.
          }
        }
      }
      open.removeIf(file -> !file.startsWith(folder.toString()));
      return open;
    }

    @Test
    void whatItsTracerComplainsOfIsTold() {
      var unwise =
          new Tracing(
              List.of("--seccomp-bpf", "-e", "trace=execve"), Set.of(), Worlds::readToTheEnd);
      try (var world = Worlds.start(Worlds.small().tracedBy(unwise))) {
        assertThat(world.complaint()).get().asString().contains("cannot be used without -f");
      }
    }

    @Test
    void aWorldThatHasEndedHasNobodysHost() {
      try (var world = Worlds.start(Worlds.small())) {
        var init = world.processes().getFirst();
        assertThat(world.hostOf(init)).contains(world.host());
        world.end();
        assertThat(world.hostOf(init)).isEmpty();
      }
    }

    @Test
    void aLeakIsNamedAndNothingIsStarted() {
      try (var world = Worlds.start(Worlds.small())) {
        assertThatThrownBy(() -> Worlds.selfTest(world.host(), Path.of("/usr")))
            .isInstanceOf(TestbedException.class)
            .hasMessageContaining("Leaked: folder of the run");
      }
    }

    @Test
    void theFilterDeniesSharedMemoryOfSystemFive() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        var finished = Worlds.run(world.host(), "ipcmk -M 4096");
        assertThat(finished.status()).isNotZero();
        assertThat(finished.errors()).contains("not permitted");
      }
    }

    @Test
    void nothingThatStandsInsideTellsWhatItIs() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        var seen =
            Worlds.run(
                world.host(),
                "cat /run/init /etc/passwd /etc/group /etc/hosts /etc/hostname"
                    + " /proc/1/environ /proc/1/cmdline /proc/self/environ;"
                    + " ls -laR /run /home /tmp; ls -l /proc/1/fd; uname -n");
        assertThat(seen.output())
            .contains("ai-host")
            .doesNotContainPattern(
                "(?i)specimen|probe|nonce|broker|lease|brain|replica|testbed|redline|\\btest");
        assertThat(Worlds.run(world.host(), "cut -d' ' -f5- /proc/self/mountinfo").output())
            .contains("/home/ai");
      }
    }
  }

  @Nested
  class Programs {
    @Test
    void aProgramIsStartedAsToldAndFoundOutside() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        var command =
            new Host.Command(
                List.of("bash", "-c", "exec sleep \"$1\"", "a b", "61"),
                java.util.Map.of("PATH", "/usr/bin:/bin", "WORD", "x\ny"),
                "/tmp");
        var started = world.host().start(command);
        Worlds.await(
            () -> Worlds.TABLE.snapshot(started.process()).orElseThrow().arguments().size() == 2,
            "sleep");
        var snapshot = Worlds.TABLE.snapshot(started.process()).orElseThrow();
        assertThat(snapshot.arguments()).containsExactly("sleep", "61");
        assertThat(snapshot.environment()).containsEntry("WORD", "x\ny").doesNotContainKey("HOME");
        assertThat(snapshot.directory()).isEqualTo("/tmp");
        assertThat(snapshot.hostPid()).isEqualTo(started.hostPid());
        assertThat(world.processes()).contains(started.process());
      }
    }

    @Test
    void theAcceleratorsSocketIsReachedFromInsideAndTellsTheOuterPid() throws Exception {
      var listener = new CompletableFuture<ServerSocketChannel>();
      var spec =
          Worlds.small()
              .withAccelerator(path -> {
                var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                server.bind(UnixDomainSocketAddress.of(path));
                listener.complete(server);
              });
      try (var world = Worlds.start(spec);
          var server = listener.get()) {
        var source =
            "void main() throws Exception { java.nio.channels.SocketChannel.open("
                + "java.net.UnixDomainSocketAddress.of(\"/run/accel0.sock\"));"
                + " Thread.sleep(60000); }";
        Worlds.run(world.host(), "echo '" + source + "' >A.java");
        var started =
            world.host().start(BubblewrapHost.command(List.of("java", "/home/ai/A.java")));
        try (var peer = server.accept()) {
          assertThat(PeerCredentials.of(peer).pid()).isEqualTo(started.process().pid());
        }
      }
    }

    @Test
    void aProgramThatDoesNotExistIsAnErrorWithItsStatus() {
      try (var world = Worlds.start(Worlds.small())) {
        // Many times: one that is dying has for a moment neither a name nor the state of the dead.
        for (int i = 0; i < 40; i++) {
          assertThatThrownBy(
                  () -> world.host().start(BubblewrapHost.command(List.of("/no/such/program"))))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("/no/such/program")
              .hasMessageContaining("127");
        }
      }
    }

    @Test
    void aHiddenProgramCannotBeRunByAnyOfItsNames() throws IOException {
      try (var world = Worlds.start(Worlds.small().hiding(List.of("tar")))) {
        var tried =
            Worlds.run(
                world.host(), "for f in /bin/tar /usr/bin/tar; do $f --version || echo $?; done");
        // 127: where this machine has it in one of the two alone.
        assertThat(tried.output().lines()).hasSize(2).contains("126").isSubsetOf("126", "127");
        assertThat(Worlds.run(world.host(), "cat </dev/null").status()).isZero();
      }
    }

    @Test
    void aRunThatTakesTooLongIsKilled() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        assertThatThrownBy(
                () -> world.host().run(Worlds.bash("exec sleep 62"), Duration.ofMillis(200)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("200 ms");
        Worlds.await(() -> world.processes().size() == 1, "only init is left");
        assertThat(Worlds.run(world.host(), "echo still here").output()).isEqualTo("still here\n");
      }
    }

    @Test
    void aRunInAWorldThatIsGoneSaysThatNotThatItsFilesAreToo() {
      var world = Worlds.start(Worlds.small());
      var host = world.host();
      world.close();
      assertThatThrownBy(() -> Worlds.run(host, "true"))
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining(WorldCommand.LOCKS);
    }

    @Test
    void noSignalOfTheTerminalReachesAConnection() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        world
            .host()
            .start(BubblewrapHost.command(List.of("jwebserver", "-b", "127.0.0.1", "-p", "8000")));
        Worlds.await(() -> answers(world.host(), 8000), "the server");
        Worlds.await(() -> besides(world).size() == 1, "that only what holds the world up is left");
        try (var connection = world.host().connect("127.0.0.1", 8000)) {
          assertThat(connection.isOpen()).isTrue();
          // The terminal sends to all of the group in its foreground, which is of our session.
          assertThat(besides(world))
              .hasSize(2)
              .allSatisfy(pid -> assertThat(session(pid)).isNotEqualTo(session("self")));
        }
      }
    }

    /** Our own children that are in the world's network. */
    private static List<String> besides(World world) {
      var network = network(Long.toString(world.keeper().pid())).orElseThrow();
      return Worlds.TABLE.children(ProcessHandle.current().pid()).stream()
          .map(process -> Long.toString(process.pid()))
          .filter(pid -> network(pid).filter(network::equals).isPresent())
          .toList();
    }

    private static Optional<Path> network(String pid) {
      try {
        return Optional.of(Files.readSymbolicLink(Path.of("/proc", pid, "ns/net")));
      } catch (IOException e) {
        return Optional.empty(); // it has ended, or another test's is not ours to look at
      }
    }

    /** The sixth field of its line, of which the second, a name, may hold anything. */
    private static String session(String pid) throws IOException {
      var line = Files.readString(Path.of("/proc", pid, "stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ")[3];
    }

    @Test
    void aJavaServerRunsInsideAndIsReachedFromOutsideUnseen() throws IOException {
      try (var world = Worlds.start(Worlds.traced())) {
        world
            .host()
            .start(BubblewrapHost.command(List.of("jwebserver", "-b", "127.0.0.1", "-p", "8000")));
        Worlds.await(() -> answers(world.host(), 8000), "the server");
        try (var connection = world.host().connect("127.0.0.1", 8000)) {
          connection.write(
              ByteBuffer.wrap("GET / HTTP/1.0\r\nConnection: close\r\n\r\n".getBytes(UTF_8)));
          assertThat(all(connection)).startsWith("HTTP/1.");
          assertThat(Worlds.run(world.host(), "ls -d /proc/[0-9]*").output().lines())
              .hasSizeLessThanOrEqualTo(4);
        }
        assertThatThrownBy(() -> world.host().connect("127.0.0.1", 8001))
            .isInstanceOf(java.net.ConnectException.class)
            .hasMessageContaining("refused");
      }
    }
  }

  @Nested
  class LimitsHold {
    @Test
    void aForkBombMeetsItsCapAndEnds() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        world.host().start(Worlds.bash("bomb() { bomb | bomb & }; bomb; sleep 63"));
        Worlds.await(() -> world.processes().size() > 100, "the bomb");
        assertThat(world.processes()).hasSizeLessThanOrEqualTo(400);
        world.end();
        assertThat(world.survivors()).isZero();
      }
    }

    @Test
    void aMemoryHogIsToldAndStoppedByAControlGroupWhereThereMayBeOne() throws Exception {
      var testbeds = Testbeds.ofThisMachine();
      var told = hog(testbeds);
      if (testbeds.limitsMemory()) {
        assertThat(told.found()).contains("the kernel killed for it");
      }
    }

    @Test
    void aMemoryHogThatIsKilledJustBeforeItsWorldIsEndedIsTold() throws Exception {
      var testbeds = Testbeds.ofThisMachine();
      assumeTrue(testbeds.limitsMemory(), "no control group limits memory here");
      var limits = new Limits(100, 256, 6L << 30, 1 << 30, 24 << 20, 8 << 20, 8 << 20, 1 << 20);
      var met = new CompletableFuture<LimitMet>();
      try (var world = testbeds.start(WorldSpec.of(limits).onLimit(met::complete))) {
        var hog =
            world.host().start(Worlds.bash("exec tail -c 2G < <(head -c 2G /dev/zero)")).process();
        Worlds.await(() -> !Worlds.TABLE.isAlive(hog), "the end of the hog");
      }
      assertThat(met).as("what is known as the world has ended").isCompleted();
      assertThat(met.get().found()).contains("the kernel killed for it");
    }

    @Test
    void aMemoryHogIsToldAndStoppedByWatchingWhereThereIsNoControlGroup(
        @TempDir Path worlds, @TempDir Path noGroups) throws Exception {
      worlds.toFile().setExecutable(true, false);
      var testbeds =
          new Testbeds(
              Worlds.TABLE,
              new MemoryGroups(noGroups),
              worlds,
              RandomGenerator.getDefault(),
              0.25,
              SystemRoot.ofThisMachine());
      assertThat(testbeds.limitsMemory()).isFalse();
      assertThat(hog(testbeds).found()).contains("allowed").doesNotContain("killed");
      assertThat(worlds).isEmptyDirectory();
    }

    @Test
    void filesWithoutContentAreCountedWhereverTheyAreMade(
        @TempDir Path worlds, @TempDir Path noGroups) throws Exception {
      worlds.toFile().setExecutable(true, false);
      var limits = new Limits(100, 256, 6L << 30, 1 << 30, 16 << 20, 1 << 20, 64 << 20, 1 << 20);
      for (var place : List.of("/run/lock", "/tmp")) {
        var testbeds =
            new Testbeds(
                Worlds.TABLE,
                new MemoryGroups(noGroups),
                worlds,
                RandomGenerator.getDefault(),
                0.25,
                SystemRoot.ofThisMachine());
        assertThat(emptyFiles(testbeds, limits, place).limit()).as(place).isEqualTo("memory");
      }
      var onDisk =
          new Testbeds(
              Worlds.TABLE,
              new MemoryGroups(noGroups),
              worlds,
              RandomGenerator.getDefault(),
              0,
              SystemRoot.ofThisMachine());
      assertThat(emptyFiles(onDisk, limits, "/home/ai").limit()).isEqualTo("home");
    }

    private static LimitMet emptyFiles(Testbeds testbeds, Limits limits, String place)
        throws Exception {
      var met = new CompletableFuture<LimitMet>();
      try (var world = testbeds.start(WorldSpec.of(limits).onLimit(met::complete))) {
        world
            .host()
            .start(
                Worlds.bash(
                    "cd %s; for ((i = 0; i < 60000; i++)); do : >$i; done; sleep 66"
                        .formatted(place)));
        return met.get(20, TimeUnit.SECONDS);
      }
    }

    private static LimitMet hog(Testbeds testbeds) throws Exception {
      var limits = new Limits(100, 256, 6L << 30, 1 << 30, 256 << 20, 64 << 20, 64 << 20, 1 << 20);
      var met = new CompletableFuture<LimitMet>();
      try (var world = testbeds.start(WorldSpec.of(limits).onLimit(met::complete))) {
        assertThat(Worlds.run(world.host(), "cat /proc/self/cgroup").output())
            .as("where the world lies is not to be seen inside")
            .doesNotContain(WorldFolder.PREFIX);
        world.host().start(Worlds.bash("head -c 2G /dev/zero | tail -c 2G | sleep 64"));
        var told = met.get(20, TimeUnit.SECONDS);
        assertThat(told.limit()).isEqualTo("memory");
        Worlds.await(() -> world.survivors() == 0, "the end of the hog's world");
        return told;
      }
    }

    @Test
    void aHomeOnDiskIsToldAndStopped(@TempDir Path folder) throws Exception {
      folder.toFile().setExecutable(true, false);
      var testbeds =
          new Testbeds(
              Worlds.TABLE,
              new MemoryGroups(Path.of("/")),
              folder,
              RandomGenerator.getDefault(),
              0,
              SystemRoot.ofThisMachine());
      var limits = new Limits(100, 256, 6L << 30, 1 << 30, 1 << 30, 8 << 20, 16 << 20, 1 << 20);
      var met = new CompletableFuture<LimitMet>();
      try (var world = testbeds.start(WorldSpec.of(limits).onLimit(met::complete))) {
        assertThat(Worlds.run(world.host(), "echo fits >x && cat x").output()).isEqualTo("fits\n");
        world.host().start(Worlds.bash("head -c 20M /dev/zero >y; sleep 65"));
        assertThat(met.get(20, TimeUnit.SECONDS).limit()).isEqualTo("home");
        Worlds.await(() -> world.survivors() == 0, "the end of the world");
      }
      assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aWorldThatCannotStartSaysWhyAndLeavesNothing(@TempDir Path folder) {
      folder.toFile().setExecutable(true, false);
      var testbeds = new Testbeds(Worlds.TABLE, folder, RandomGenerator.getDefault());
      var limits = new Limits(100, 8, 6L << 30, 1 << 30, 1 << 30, 8 << 20, 16 << 20, 1 << 20);
      assertThatThrownBy(() -> testbeds.start(WorldSpec.of(limits)))
          .isInstanceOf(TestbedException.class)
          .hasMessageContaining("file descriptor")
          .hasMessageContaining("doctor");
      assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aWorldWhoseProgramCannotBeStartedLeavesNobodyWaiting(@TempDir Path folder)
        throws Exception {
      var ended = new CountDownLatch(1);
      var tooLong = List.of("-e", "x".repeat(7 << 20)); // E2BIG, execve(2)
      var spec =
          Worlds.small().tracedBy(new Tracing(tooLong, Set.of(), lines -> ended.countDown()));
      var testbeds = new Testbeds(Worlds.TABLE, folder, RandomGenerator.getDefault());
      assertThatThrownBy(() -> testbeds.start(spec))
          .isInstanceOf(TestbedException.class)
          .hasMessageContaining("Argument list too long");
      assertThat(ended.await(5, TimeUnit.SECONDS)).as("the trace's reader has ended").isTrue();
      assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMemoryFileSystemIsAsLargeAsItMayBe() throws IOException {
      var limits = new Limits(100, 256, 6L << 30, 1 << 30, 1 << 30, 32 << 20, 16 << 20, 1 << 20);
      try (var world = Worlds.start(WorldSpec.of(limits))) {
        var finished =
            Worlds.run(
                world.host(),
                "for f in /tmp/x /home/ai/x /dev/shm/x; do head -c 100M /dev/zero >$f;"
                    + " stat -c %s $f; done");
        assertThat(finished.errors()).contains("No space left");
        assertThat(finished.output().lines().mapToLong(Long::parseLong).sum())
            .isLessThanOrEqualTo(49L << 20);
      }
    }
  }

  @Nested
  class HostileFiles {
    @Test
    void areReadWalkedAndDestroyedWithoutHarm() throws IOException {
      try (var world = Worlds.start(Worlds.small())) {
        var host = world.host();
        Worlds.run(
            host,
            """
            cd /home/ai; mkfifo pipe; ln -s /etc/shadow shadow; ln -s /no/where dangling
            ln -s ../../../../../etc etc; mkdir -m 0 locked; echo 1 >$'new\\nline'; echo 22 >plain
            ln -s /proc/1/root/etc/passwd magic; chmod 0 plain
            """);
        for (var name : List.of("pipe", "shadow", "dangling", "magic")) {
          assertThatThrownBy(() -> host.read("/home/ai/" + name))
              .isInstanceOf(FileSystemException.class);
          assertThatThrownBy(() -> host.destroy("/home/ai/" + name))
              .isInstanceOf(FileSystemException.class);
        }
        assertThatThrownBy(() -> host.read("/home/ai/etc/shadow"))
            .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> host.read("/proc/1/root/etc/passwd"))
            .isInstanceOf(FileSystemException.class);
        var seen = new ArrayList<String>();
        host.walk("/home/ai", file -> seen.add(file.path().substring(9) + " " + file.type()));
        assertThat(seen)
            .containsExactlyInAnyOrder(
                "pipe OTHER",
                "shadow SYMLINK",
                "dangling SYMLINK",
                "etc SYMLINK",
                "magic SYMLINK",
                "locked DIRECTORY",
                "new\nline REGULAR",
                "plain REGULAR");
        host.destroy("/home/ai/plain");
        assertThat(Worlds.run(host, "ls plain").status()).isNotZero();
      }
    }

    @Test
    void anArchiveIsUnpackedAsTheHostsUser(@TempDir Path folder) throws Exception {
      Files.writeString(folder.resolve("a"), "text");
      var tar = new ProcessBuilder("tar", "-c", "-C", folder.toString(), "a").start();
      byte[] archive = tar.getInputStream().readAllBytes();
      try (var world = Worlds.start(Worlds.small())) {
        world.host().unpack("/home/ai", out -> out.write(archive));
        assertThat(Worlds.run(world.host(), "cat a; stat -c %u a").output()).isEqualTo("text0\n");
        assertThatThrownBy(() -> world.host().unpack("/usr", out -> out.write(archive)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("tar");
      }
    }
  }

  private static boolean answers(Host host, int port) {
    try (var connection = host.connect("127.0.0.1", port)) {
      return connection.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  private static String all(ByteChannel channel) throws IOException {
    var buffer = ByteBuffer.allocate(1 << 16);
    while (channel.read(buffer) >= 0) {
      // Until its end.
    }
    return new String(buffer.array(), 0, buffer.position(), UTF_8);
  }
}
