package dev.redline.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ProcessTableTests {
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final ProcessKey self = table.find(ProcessHandle.current().pid()).orElseThrow();

  @Test
  void howLongThreadsWaitedForAProcessorIsToldWhileTheyLive() throws Exception {
    assertThat(table.waitsForProcessor(self))
        .containsKey(self.pid())
        .hasSizeGreaterThan(1)
        .allSatisfy((thread, nanos) -> assertThat(nanos).isNotNegative());
    assertThat(table.waitsForProcessor(new ProcessKey(self.pid(), self.startTicks() + 1)))
        .isEmpty();
  }

  @Test
  void aTreeHoldsTheGrandchildrenAndLeavesOutZombies() throws Exception {
    // The shell's first child ends at once and is never waited for: a zombie while sleep runs.
    var shell = new ProcessBuilder("bash", "-c", "true & (sleep 60 & sleep 60) & exec cat").start();
    try {
      await(() -> table.tree(shell.pid()).size() == 4);
      var tree = table.tree(shell.pid());
      assertThat(tree.getFirst().pid()).isEqualTo(shell.pid());
      assertThat(tree).allMatch(table::isAlive);
    } finally {
      for (var process : table.tree(shell.pid()).reversed()) {
        Pidfd.open(process, table).ifPresent(ProcessTableTests::killAndClose);
      }
      shell.waitFor();
    }
  }

  /** As when its older sibling ends while the kernel makes the list: one reading is without it. */
  @Test
  void aChildThatOneReadingLeavesOutIsToldAllTheSame() {
    var readings =
        List.of(List.of(11L, 12L), List.of(11L, 13L), List.of(13L, 14L), List.of(13L, 14L))
            .iterator();

    assertThat(ProcFiles.settled(() -> Optional.of(readings.next())))
        .contains(List.of(11L, 12L, 13L, 14L));
    assertThat(readings).isExhausted();
  }

  @Test
  void aListThatNeverSettlesIsReadSoOftenAndNoMore() {
    var number = new AtomicLong();

    assertThat(
            ProcFiles.settled(() -> Optional.of(List.of(number.incrementAndGet()))).orElseThrow())
        .hasSize((int) number.get())
        .hasSizeBetween(2, 100);
  }

  @Test
  void aKernelThatTellsNoChildrenIsNotAskedAgain() {
    assertThat(ProcFiles.settled(Optional::empty)).isEmpty();
  }

  @Test
  void aSnapshotTellsArgumentsEnvironmentDirectoryAndDescriptors(@TempDir Path folder)
      throws Exception {
    var held = Files.writeString(folder.resolve("ein ö name"), "x");
    var builder = new ProcessBuilder("bash", "-c", "exec 7<\"$1\"; read", "a b", held.toString());
    builder.environment().clear();
    builder.environment().put("WORD", "a=b\nc");
    var process = builder.directory(folder.toFile()).start();
    try {
      var key = table.find(process.pid()).orElseThrow();
      var expected =
          new OpenFile(
              OpenFile.How.DESCRIPTOR,
              held.toString(),
              new FileIdentity(
                  ((Number) Files.getAttribute(held, "unix:dev")).longValue(),
                  ((Number) Files.getAttribute(held, "unix:ino")).longValue()));
      await(() -> table.snapshot(key).orElseThrow().files().contains(expected));
      var snapshot = table.snapshot(key).orElseThrow();
      assertThat(snapshot.arguments())
          .containsExactly("bash", "-c", "exec 7<\"$1\"; read", "a b", held.toString());
      assertThat(snapshot.environment()).containsEntry("WORD", "a=b\nc");
      assertThat(snapshot.directory()).isEqualTo(folder.toString());
      assertThat(snapshot.executable()).endsWith("/bash");
      assertThat(snapshot.parentPid()).isEqualTo(self.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aMappingIsToldWithTheIdentityThatStatGives(@TempDir Path folder) throws Exception {
    var file = Files.write(folder.resolve("mapped"), new byte[8192]);
    long inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
    try (var arena = Arena.ofConfined();
        var channel = FileChannel.open(file)) {
      var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 8192, arena);
      assertThat(mapped.byteSize()).isEqualTo(8192);
      assertThat(table.snapshot(self).orElseThrow().files())
          .contains(
              new OpenFile(OpenFile.How.MAPPING, file.toString(), new FileIdentity(device, inode)));
    }
  }

  @Test
  void aHeldFileIsMeasuredItselfWhateverStandsAtItsPath(@TempDir Path folder) throws Exception {
    var small = Files.write(folder.resolve("small"), new byte[10]);
    var large = Files.write(folder.resolve("large"), new byte[8192]);
    var replaced = Files.write(folder.resolve("replaced"), new byte[8192]);
    try (var arena = Arena.ofConfined();
        var _ = FileChannel.open(small);
        var _ = FileChannel.open(large);
        var channel = FileChannel.open(replaced)) {
      var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 8192, arena);
      assertThat(mapped.byteSize()).isEqualTo(8192);
      Files.move(
          Files.write(folder.resolve("other"), new byte[10]),
          replaced,
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(table.filesOf(self, 8192))
          .filteredOn(file -> file.path().startsWith(folder.toString()))
          .extracting(OpenFile::how, OpenFile::path)
          .containsExactlyInAnyOrder(
              tuple(OpenFile.How.DESCRIPTOR, large.toString()),
              tuple(OpenFile.How.DESCRIPTOR, replaced + " (deleted)"),
              tuple(OpenFile.How.MAPPING, replaced + " (deleted)"));
      assertThat(table.filesOf(self, 0)).extracting(OpenFile::path).contains(small.toString());
    }
  }

  @Test
  void listenersAreToldWithTheirOwner(@TempDir Path folder) throws IOException {
    var path = folder.resolve("socket");
    try (var four = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.bind(UnixDomainSocketAddress.of(path));
      var listeners = table.listeners(self, List.of(self));
      assertThat(listeners)
          .contains(new ListeningSocket(ListeningSocket.Family.UNIX, path.toString(), 0, self))
          .anyMatch(l -> l.port() == four.getLocalPort() && l.address().endsWith("127.0.0.1"));
      assertThat(table.listeners(self, List.of())).isEmpty();
    }
  }

  @Test
  void whetherAnythingListensIsToldWhoeverItIs(@TempDir Path folder) throws IOException {
    var path = folder.resolve("socket").toString();
    var socket = new ListeningSocket(ListeningSocket.Family.UNIX, path, 0, self);
    assertThat(table.listens(self, socket)).isFalse();
    ListeningSocket port;
    try (var four = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.bind(UnixDomainSocketAddress.of(path));
      port =
          new ListeningSocket(
              ListeningSocket.Family.TCP4, "127.0.0.1", four.getLocalPort(), new ProcessKey(1, 1));
      assertThat(table.listens(self, socket)).isTrue();
      assertThat(table.listens(self, port)).isTrue();
    }
    assertThat(table.listens(self, port)).isFalse();
  }

  @Test
  void aProcessWhoseFirstThreadAloneHasEndedIsAlive(@TempDir Path proc) throws IOException {
    stat(proc, 70, "Z", 2);
    stat(proc, 71, "Z", 1);
    var fake = new ProcessTable(proc);
    assertThat(fake.find(70)).contains(new ProcessKey(70, 555));
    assertThat(fake.find(71)).isEmpty();
  }

  @Test
  void aNumberUsedAgainIsAnotherProcess() {
    assertThat(table.isAlive(new ProcessKey(self.pid(), self.startTicks() + 1))).isFalse();
    assertThat(table.snapshot(new ProcessKey(self.pid(), self.startTicks() + 1))).isEmpty();
  }

  /** The kernel gives a namespace's number to the next one as soon as it has ended. */
  @Test
  void aNamespaceWhoseNumberIsAnothersNowHasNobodyInIt() throws Exception {
    var process = inOwnNamespace("cat");
    try {
      await(() ->
          table().children(process.pid()).stream()
              .anyMatch(child -> table().namespaceOf(child).isPresent()));
      ProcessKey first = table().children(process.pid()).getFirst();
      PidNamespace namespace = table().namespaceOf(first).orElseThrow();
      var ended =
          new PidNamespace(namespace.link(), new ProcessKey(first.pid(), first.startTicks() - 1));
      assertThat(table().inNamespaces(List.of(namespace))).containsExactly(first);
      assertThat(table().inNamespaces(List.of(ended))).isEmpty();
      assertThat(table().namespaceOf(table().find(process.pid()).orElseThrow())).isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** It waits for the end of all others, which their tracer holds up, and has no memory by then. */
  @Test
  void theFirstProcessOfANamespaceIsEndingWhileTheOthersEnd() throws Exception {
    var process = inOwnNamespace("bash", "-c", "sleep 60 & wait");
    try {
      await(() -> table.tree(process.pid()).size() == 3);
      var tree = table.tree(process.pid());
      ProcessKey first = tree.get(1);
      assertThat(table.isEnding(first)).isFalse();
      try (var _ = new StoppedTracer(tree.get(2), table);
          var held = Pidfd.open(first, table).orElseThrow()) {
        held.kill();
        await(() -> table.isEnding(first));
        assertThat(table.isAlive(first)).isTrue();
      }
      process.waitFor();
      assertThat(table.isEnding(first)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aPidfdWaitsForTheEndAndRefusesAnothersNumber() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    var key = table.find(process.pid()).orElseThrow();
    try (var pidfd = Pidfd.open(key, table).orElseThrow()) {
      assertThat(pidfd.awaitExit(Duration.ofMillis(20))).isFalse();
      assertThat(pidfd.kill()).isTrue();
      assertThat(pidfd.awaitExit(Duration.ofSeconds(5))).isTrue();
      process.waitFor();
      await(() -> table.find(process.pid()).isEmpty());
      assertThat(Pidfd.open(key, table)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Pidfd.open(new ProcessKey(self.pid(), 1), table)).isEmpty();
  }

  private static void stat(Path proc, int pid, String state, int threads) throws IOException {
    var folder = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    Files.writeString(
        folder.resolve("stat"),
        "%d (a) b (c) %s 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 %d 0 555 0 0\n"
            .formatted(pid, state, threads));
  }

  /** A command as the first process of a pid namespace, which ends with unshare. */
  static Process inOwnNamespace(String... command) throws IOException {
    var words =
        new ArrayList<>(
            List.of("unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"));
    words.addAll(List.of(command));
    return new ProcessBuilder(words).start();
  }

  private static ProcessTable table() {
    return new ProcessTable(Path.of("/proc"));
  }

  private static void killAndClose(Pidfd pidfd) {
    try (pidfd) {
      pidfd.kill();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
