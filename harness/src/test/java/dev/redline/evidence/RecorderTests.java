package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.KernelEvent.Signalled;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.linux.ProcessTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecorderTests {
  /** For written lines, whose numbers are nobody's. */
  static final ProcessTable NO_PROCESSES = new ProcessTable(Path.of("/nowhere"));

  private static MemoryLog record(String trace) {
    return record(trace, Optional.empty());
  }

  private static MemoryLog record(String trace, Optional<String> init) {
    var log = new MemoryLog();
    var lines = new Held(trace);
    var recorder =
        init.map(program -> Recorder.ofHost(lines, log, program, NO_PROCESSES))
            .orElseGet(() -> Recorder.ofAll(lines, log, NO_PROCESSES));
    recorder.expectEnd();
    lines.letEnd();
    recorder.finish(Duration.ofSeconds(30));
    return log;
  }

  /** Text that ends only when it may, as a pipe does whose writer lives. */
  static final class Held extends ByteArrayInputStream {
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    Held(String text) {
      super(text.getBytes(UTF_8));
    }

    void letEnd() {
      mayEnd.countDown();
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      if (available() == 0) {
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return super.read(into, offset, length);
    }
  }

  private static List<String> faults(MemoryLog log) {
    return log.of(HarnessFault.class).stream().map(HarnessFault::what).toList();
  }

  @Nested
  class OfWrittenLines {
    @Test
    void anInterruptedCallIsOneEvent() {
      var log =
          record(
              """
              10 execve("/bin/sh", ["sh"], ["A=b"] <unfinished ...>
              10 <... execve resumed>)             = 0
              """);
      assertThat(log.all())
          .containsExactly(new Executed(10, "/bin/sh", List.of("sh"), "", Optional.empty()));
    }

    @Test
    void whatIsSentToAnAddressIsToldAndWhatGoesOverAConnectionIsNot() {
      var log =
          record(
              """
              10 execve("/bin/x", ["x"], []) = 0
              10 sendto(3<socket:[7]>, "inet_addr(\\"10.0.0.1\\")", 5, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 ENETUNREACH (Network is unreachable)
              10 sendto(3<socket:[7]>, "x", 1, MSG_NOSIGNAL, NULL, 0) = 1
              10 sendmsg(3<socket:[7]>, {msg_name={sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, msg_namelen=28, msg_iov=[{iov_base="AF_UNIX sun_path=\\"/y\\"", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 3
              10 sendmsg(3<socket:[7]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="{msg_name={sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr(\\"192.0.2.9\\")}", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 3
              10 sendmmsg(3<socket:[7]>, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(7), sin_addr=inet_addr("10.0.0.2")}, msg_namelen=16, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=1}], 1, 0) = 1
              """);
      assertThat(log.of(NetworkUsed.class))
          .containsExactly(
              new NetworkUsed(10, NetworkAct.SENT, "192.0.2.1:9", Optional.of("ENETUNREACH")),
              new NetworkUsed(10, NetworkAct.SENT, "[2001:db8::1]:53", Optional.empty()),
              new NetworkUsed(10, NetworkAct.SENT, "10.0.0.2:7", Optional.empty()));
    }

    @Test
    void aChildsLinesWaitUntilItsParentsCallReturns() {
      var log =
          record(
              """
              10 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
              11 execve("/bin/ls", ["ls"], []) = 0
              11 +++ exited with 2 +++
              10 <... clone resumed>, child_tidptr=0x7f) = 11
              """);
      assertThat(log.all())
          .containsExactly(
              new Forked(10, 11),
              new Executed(11, "/bin/ls", List.of("ls"), "", Optional.empty()),
              new Exited(11, 2, Optional.empty()));
    }

    @Test
    void linesOfTwoNewChildrenWaitUntilItIsToldWhoseTheyAre() {
      var log =
          record(
              """
              10 clone(child_stack=NULL, flags=SIGCHLD) = 20
              10 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
              20 vfork( <unfinished ...>
              30 unlink("/x") = 0
              30 +++ exited with 0 +++
              31 unlink("/y") = 0
              20 <... vfork resumed>) = 30
              10 <... clone resumed>, child_tidptr=0x7f) = 31
              """);
      assertThat(log.all())
          .containsExactly(
              new Forked(10, 20),
              new Forked(20, 30),
              new FileTouched(30, FileAct.UNLINKED, "/x", Optional.empty(), Optional.empty()),
              new Exited(30, 0, Optional.empty()),
              new Forked(10, 31),
              new FileTouched(31, FileAct.UNLINKED, "/y", Optional.empty(), Optional.empty()));
    }

    @Test
    void whatWaitsComesBeforeWhatFollowsItOnceOnlyOneCanBeTheParent() {
      var log =
          record(
              """
              10 clone(child_stack=NULL, flags=SIGCHLD) = 20
              10 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
              20 vfork( <unfinished ...>
              31 unlink("/x" <unfinished ...>
              20 <... vfork resumed>) = 30
              31 <... unlink resumed>) = 0
              10 <... clone resumed>, child_tidptr=0x7f) = 31
              """);
      assertThat(faults(log)).isEmpty();
      assertThat(log.all())
          .containsExactly(
              new Forked(10, 20),
              new Forked(10, 31),
              new FileTouched(31, FileAct.UNLINKED, "/x", Optional.empty(), Optional.empty()));
    }

    @Test
    void aChildMayDoAsMuchAsItLikesWhileItsParentWaits() {
      var log =
          record(
              "10 vfork( <unfinished ...>\n"
                  + "11 unlink(\"/x\") = 0\n".repeat(150_000)
                  + "11 +++ exited with 0 +++\n10 <... vfork resumed>) = 11\n");
      assertThat(faults(log)).isEmpty();
      assertThat(log.of(FileTouched.class)).hasSize(150_000);
      assertThat(log.of(Forked.class)).containsExactly(new Forked(10, 11));
      assertThat(log.all().getFirst()).isEqualTo(new Forked(10, 11));
    }

    @Test
    void aThreadsCallsAreItsProcesss() {
      var log =
          record(
              """
              10 chdir("/tmp") = 0
              10 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0} => {parent_tid=[11]}, 88) = 11
              11 unlink("x") = 0
              11 +++ exited with 0 +++
              10 +++ killed by SIGKILL +++
              """);
      assertThat(log.all())
          .containsExactly(
              new FileTouched(10, FileAct.UNLINKED, "/tmp/x", Optional.empty(), Optional.empty()),
              new Exited(10, 0, Optional.of("SIGKILL")));
    }

    @Test
    void aProgramStartedByAThreadIsItsProcesss() {
      var log =
          record(
              """
              10 clone3({flags=CLONE_VM|CLONE_THREAD} => {parent_tid=[11]}, 88) = 11
              11 execve("/bin/sh", ["sh"], [] <pid changed to 10 ...>
              10 +++ superseded by execve in pid 11 +++
              10 <... execve resumed>)             = -1 (errno 18446744073709551359)
              10 +++ exited with 0 +++
              """);
      assertThat(log.all())
          .containsExactly(
              new Executed(10, "/bin/sh", List.of("sh"), "", Optional.empty()),
              new Exited(10, 0, Optional.empty()));
    }

    @Test
    void whatSetsTheHostUpIsLeftOut() {
      var log =
          record(
              """
              9 execve("/usr/bin/bwrap", ["bwrap", "--", "/run/init"], []) = 0
              9 mount("proc", "/proc", "proc", MS_NOSUID, NULL) = 0
              9 clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 10
              10 chdir("/home/ai") = 0
              10 execve("/run/init", ["/run/init"], []) = 0
              10 mount("a", "b", NULL, 0, NULL) = -1 EPERM (Operation not permitted)
              9 unlink("/outside") = 0
              """,
              Optional.of("/run/init"));
      assertThat(log.all())
          .containsExactly(
              new HostBegan(10, ""),
              new Executed(10, "/run/init", List.of("/run/init"), "/home/ai", Optional.empty()),
              new PrivilegedTried(
                  10, "mount", "\"a\", \"b\", NULL, 0, NULL", Optional.of("EPERM")));
    }

    @Test
    void signalsNameTheirTargetAsTheHarnessDoes() {
      var log =
          record(
              """
              10 kill(14167, SIGKILL) = 0
              10 kill(-1, SIGTERM) = -1 EPERM (Operation not permitted)
              10 kill(-14167, SIGHUP) = 0
              10 pidfd_send_signal(3<pid:14168>, SIGINT, NULL, 0) = 0
              10 tgkill(10, 10, SIGABRT) = 0
              10 kill(10, SIGKILL) = ?
              """);
      assertThat(log.all())
          .containsExactly(
              new Signalled(10, 14167, "SIGKILL", Optional.empty()),
              new Signalled(10, -1, "SIGTERM", Optional.of("EPERM")),
              new Signalled(10, -14167, "SIGHUP", Optional.empty()),
              new Signalled(10, 14168, "SIGINT", Optional.empty()),
              new Signalled(10, 10, "SIGKILL", Optional.empty()));
    }

    @Test
    void namesAreDecodedHoweverHostile() {
      var log =
          record(
              """
              10 openat(3</d \\303\\274\\74\\76\\n\\"),{x>, "a = \\"b\\", ) <unfinished ...>\\0012", O_RDWR|O_CREAT, 0600) = 4</d/\\303\\274 = 1>
              10 unlink("cut"...) = 0
              """);
      assertThat(log.of(FileTouched.class))
          .extracting(FileTouched::path)
          .containsExactly("/d/ü = 1", "cut…");
    }

    @Test
    void aSocketThatListensIsKnownByItsAddress() {
      var log =
          record(
              """
              10 bind(4<socket:[9]>, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
              10 listen(4<socket:[9]>, 128) = 0
              10 connect(5<socket:[7]>, {sa_family=AF_UNIX, sun_path=@"x\\1"}, 12) = -1 ECONNREFUSED (Connection refused)
              10 connect(5<socket:[7]>, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("192.0.2.1")}, 16) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)
              """);
      assertThat(log.all())
          .containsExactly(
              new NetworkUsed(10, NetworkAct.BOUND, "[::1]:80", Optional.empty()),
              new NetworkUsed(10, NetworkAct.LISTENED, "[::1]:80", Optional.empty()),
              new NetworkUsed(10, NetworkAct.CONNECTED, "@x\u0001", Optional.of("ECONNREFUSED")));
    }

    @Test
    void aLineThatCannotBeUnderstoodIsAFaultAndTheRestIsRecorded() {
      var log =
          record("garbage \u0000\n10 unlink(\"/x\") = 0\n10 nonsense\n10 unlink(\"/y\") = 0\n");
      assertThat(log.of(FileTouched.class)).hasSize(2);
      assertThat(faults(log)).hasSize(2);
      assertThat(faults(log).getLast()).contains("2 lines");
    }

    @Test
    void aLineOfHostileLengthIsRecordedInBoundedMemory() {
      String argument = "\"" + "a".repeat(4096) + "\", ";
      var log =
          record(
              "10 execve(\"/bin/echo\", [%s\"z\"], []) = -1 E2BIG (Argument list too long)\n10 unlink(\"/x\") = 0\n"
                  .formatted(argument.repeat(2_000)));
      assertThat(faults(log)).isEmpty();
      assertThat(log.of(Executed.class).getFirst().error()).contains("E2BIG");
      assertThat(log.of(FileTouched.class)).hasSize(1);
    }

    @Test
    void anEndBeforeTheWorldWasEndedIsAFault() throws InterruptedException {
      var log = new MemoryLog();
      var recorder =
          Recorder.ofAll(
              new ByteArrayInputStream("10 unlink(\"/x\") = 0\n10 unl".getBytes(UTF_8)),
              log,
              NO_PROCESSES);
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (faults(log).size() < 2 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      recorder.close();
      assertThat(faults(log))
          .anyMatch(what -> what.contains("middle of a line"))
          .anyMatch(what -> what.contains("strace ended before the world"));
    }

    @Test
    void anEndThatWasToldToTheLastIsItsWorldsAndNotTheRecorders() throws InterruptedException {
      var log = new MemoryLog();
      String trace =
          "10 unlink(\"/x\") = 0\n11 +++ exited with 0 +++\n10 +++ killed by SIGKILL +++\n";
      var recorder =
          Recorder.ofAll(new ByteArrayInputStream(trace.getBytes(UTF_8)), log, NO_PROCESSES);
      recorder.awaitEnd();
      recorder.close();
      assertThat(log.of(HarnessFault.class))
          .singleElement()
          .satisfies(fault -> assertThat(fault.cause()).isEqualTo(FaultCause.TESTBED));
    }

    @Test
    void complaintsOfStraceAreFaultsAndOthersAreKept() throws IOException {
      var log = new MemoryLog();
      var silent = new PipedInputStream(new PipedOutputStream());
      var recorder = Recorder.ofAll(silent, log, NO_PROCESSES);
      var others =
          recorder.watchComplaints(
              new ByteArrayInputStream(
                  "bwrap: hello\n/usr/bin/strace: write: No space left\nlast\n".getBytes(UTF_8)));
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (others.size() < 2 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      recorder.close();
      assertThat(faults(log)).hasSize(1).allMatch(what -> what.contains("No space left"));
      assertThat(others).containsExactly("bwrap: hello", "last");
    }

    @Test
    void noLineHoweverMangledEndsTheRecorder() {
      String[] seeds = {
        "10 execve(\"/bin/sh\", [\"sh\", \"-c\", \"a\\303\\274\\n\"], [\"A=b\"]) = 0",
        "10 clone(child_stack=NULL, flags=SIGCHLD) = 11",
        "10 unshare(CLONE_NEWPID) = 0",
        "11 set_tid_address(0x7f) = 2",
        "10 clone(child_stack=NULL <unfinished ...>",
        "10 <... clone resumed>) = 12",
        "11 openat(AT_FDCWD</tmp>, \"x\", O_WRONLY|O_CREAT, 0600) = 3</tmp/x>",
        "11 bind(4<socket:[9]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"1.2.3.4\")}, 16) = 0",
        "10 kill(3, SIGKILL) = 0",
        "10 +++ superseded by execve in pid 11 +++",
        "11 +++ killed by SIGKILL (core dumped) +++"
      };
      for (long seed = 0; seed < 3_000; seed++) {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder();
        for (int i = 0; i < 5; i++) {
          var line = new StringBuilder(seeds[random.nextInt(seeds.length)]);
          for (int edits = random.nextInt(4); edits > 0 && line.length() > 1; edits--) {
            int at = random.nextInt(line.length());
            switch (random.nextInt(3)) {
              case 0 -> line.deleteCharAt(at);
              case 1 -> line.setCharAt(at, (char) random.nextInt(256));
              default -> line.setLength(at);
            }
          }
          text.append(line).append('\n');
        }
        try {
          assertThat(record(text.toString())).isNotNull();
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + " gave " + e + " for\n" + text, e);
        }
      }
    }

    @Test
    void thirtyThousandLinesASecondInFlatMemory() {
      int lines = 600_000;
      var counted = new long[1];
      var log =
          new EvidenceLog() {
            @Override
            public Entry record(Observation observation) {
              counted[0]++;
              return new Entry("e", 0, observation);
            }

            @Override
            public void record(Thought thought) {}

            @Override
            public double now() {
              return 0;
            }
          };
      byte[] block =
          """
          10 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>
          11 execve("/usr/bin/ls", ["ls", "-la", "/tmp/some/where"], ["PATH=/usr/bin:/bin", "HOME=/home/ai", "LANG=C.UTF-8"] <unfinished ...>
          10 <... clone resumed>, child_tidptr=0x7f03f0d32a10) = 11
          11 <... execve resumed>) = 0
          11 openat(AT_FDCWD</home/ai/agent>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>
          11 openat(AT_FDCWD</home/ai/agent>, "out/file", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</home/ai/agent/out/file>
          11 renameat2(AT_FDCWD</home/ai/agent>, "out/file", AT_FDCWD</home/ai/agent>, "out/other", 0) = 0
          10 kill(11, SIGTERM) = 0
          11 +++ killed by SIGTERM +++
          10 unlink("/home/ai/agent/out/other") = 0
          """
              .getBytes(UTF_8);
      var stream = new Repeated(block, lines / 10);
      long began = System.nanoTime();
      var recorder = Recorder.ofAll(stream, log, NO_PROCESSES);
      recorder.finish(Duration.ofSeconds(50));
      double perSecond = lines / ((System.nanoTime() - began) / 1e9);

      assertThat(counted[0]).isEqualTo(lines / 10 * 7L);
      assertThat(perSecond).isGreaterThan(30_000);
    }
  }

  /** The same bytes again and again. */
  private static final class Repeated extends java.io.InputStream {
    private final byte[] block;
    private int times;
    private int at;

    Repeated(byte[] block, int times) {
      this.block = block;
      this.times = times;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (times == 0) {
        return -1;
      }
      int count = Math.min(length, block.length - at);
      System.arraycopy(block, at, into, offset, count);
      at += count;
      if (at == block.length) {
        at = 0;
        times--;
      }
      return count;
    }
  }

  @Nested
  class OfRealCommands {
    @TempDir Path folder;

    @Test
    void aShellsWorkIsRecordedWhole() throws Exception {
      var log =
          Traced.run(
              folder,
              "/bin/sh",
              "-c",
              "mkdir 'a ü'; echo hi > 'a ü/x'; cp 'a ü/x' y; mv y z; ln z h; ln -s z s; chmod 600 z; rm h; truncate -s 0 z; cd 'a ü'; /bin/sleep 100 & kill -KILL $!; wait; exit 7");
      String root = folder.toRealPath().toString();

      assertThat(faults(log)).isEmpty();
      assertThat(log.of(FileTouched.class))
          .contains(
              touched(log, FileAct.DIRECTORY_MADE, root + "/a ü"),
              touched(log, FileAct.CREATED, root + "/a ü/x"),
              touched(log, FileAct.CREATED, root + "/y"),
              touched(log, FileAct.MODE_CHANGED, root + "/z"),
              touched(log, FileAct.UNLINKED, root + "/h"));
      assertThat(log.of(FileTouched.class))
          .anyMatch(e ->
              e.act() == FileAct.RENAMED
                  && e.path().equals(root + "/y")
                  && e.other().equals(Optional.of(root + "/z")))
          .anyMatch(
              e -> e.act() == FileAct.HARD_LINKED && e.other().equals(Optional.of(root + "/h")))
          .anyMatch(e ->
              e.act() == FileAct.SYMLINKED
                  && e.path().equals("z")
                  && e.other().equals(Optional.of(root + "/s")))
          .anyMatch(e -> e.act() == FileAct.TRUNCATED && e.path().equals(root + "/z"));
      var sleep = log.of(Signalled.class).getFirst().target();
      assertThat(log.of(Exited.class)).contains(new Exited(sleep, 0, Optional.of("SIGKILL")));
      assertThat(log.of(Exited.class)).anyMatch(e -> e.status() == 7);
      assertThat(log.of(Executed.class))
          .anyMatch(e ->
              e.arguments().equals(List.of("chmod", "600", "z")) && e.directory().equals(root));
    }

    private FileTouched touched(MemoryLog log, FileAct act, String path) {
      return log.of(FileTouched.class).stream()
          .filter(e -> e.act() == act && e.path().equals(path))
          .findFirst()
          .orElse(new FileTouched(-1, act, path, Optional.of("never seen"), Optional.empty()));
    }

    @Test
    void walksOverManyFilesSideBySideLoseNone() throws Exception {
      int files = 2_000;
      for (String tree : List.of("one", "two")) {
        for (int i = 0; i < files; i++) {
          Path parent = folder.resolve(tree).resolve("d" + i / 100);
          Files.createDirectories(parent);
          Files.createFile(parent.resolve("f" + i));
        }
      }
      var log =
          Traced.run(
              folder,
              "/bin/sh",
              "-c",
              "find one -type f -delete & find two -type f -delete & wait; find . -type f");

      assertThat(faults(log)).isEmpty();
      assertThat(
              log.of(FileTouched.class).stream()
                  .filter(e -> e.act() == FileAct.UNLINKED && e.error().isEmpty())
                  .map(FileTouched::path)
                  .distinct())
          .hasSize(2 * files);
    }

    @Test
    void aForkStormLosesNoProcess() throws Exception {
      var log =
          Traced.run(
              folder,
              "/bin/bash",
              "-c",
              "for i in 1 2 3 4 5 6 7 8; do (for j in $(seq 50); do /bin/true; (exit 3); done) & done; wait");

      assertThat(faults(log)).isEmpty();
      assertThat(log.of(Executed.class).stream().filter(e -> e.program().equals("/bin/true")))
          .hasSize(400);
      assertThat(log.of(Exited.class).stream().filter(e -> e.status() == 3)).hasSize(400 + 8);
      var forked = log.of(Forked.class).stream().map(Forked::child).collect(Collectors.toSet());
      var exited = log.of(Exited.class).stream().map(Exited::pid).collect(Collectors.toSet());
      assertThat(exited).containsAll(forked).hasSize(forked.size() + 1);
      assertEachChildsEventsFollowItsFork(log);
    }

    private void assertEachChildsEventsFollowItsFork(MemoryLog log) {
      var known = new java.util.HashSet<Long>();
      known.add(((KernelEvent) log.all().getFirst()).pid());
      for (var observation : log.all()) {
        var event = (KernelEvent) observation;
        assertThat(known).contains(event.pid());
        if (event instanceof Forked forked) {
          known.add(forked.child());
        }
      }
    }

    @Test
    void aJavaProgramsThreadsAreOneProcess() throws Exception {
      Files.writeString(
          folder.resolve("Main.java"),
          """
          import java.net.*;
          import java.util.*;
          void main() throws Exception {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 20; i++) {
              int number = i;
              threads.add(Thread.ofPlatform().start(() -> {
                try {
                  new ProcessBuilder("/bin/sh", "-c", "exit " + (100 + number)).start().waitFor();
                } catch (Exception e) { throw new Error(e); }
              }));
            }
            for (var thread : threads) thread.join();
            var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
            new Socket("127.0.0.1", server.getLocalPort()).close();
          }
          """);
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var log = Traced.run(folder, java, "Main.java");

      assertThat(faults(log)).isEmpty();
      long jvm =
          log.of(Executed.class).stream()
              .filter(e ->
                  e.arguments().contains("Main.java")
                      && e.error().isEmpty()
                      && e.program().equals(java))
              .findFirst()
              .orElseThrow()
              .pid();
      assertThat(log.of(Forked.class)).hasSize(20).allMatch(e -> e.pid() == jvm);
      assertThat(log.of(Exited.class)).hasSize(21);
      assertThat(log.of(Exited.class).stream().map(Exited::status).sorted().limit(21).skip(1))
          .containsExactlyElementsOf(IntStream.range(100, 120).boxed().toList());
      assertThat(log.of(NetworkUsed.class).stream().map(NetworkUsed::act))
          .contains(NetworkAct.BOUND, NetworkAct.LISTENED, NetworkAct.CONNECTED);
      assertThat(log.of(NetworkUsed.class)).allMatch(e -> e.pid() == jvm);
    }

    @Test
    void aSignalByProcessDescriptorNamesItsTarget() throws Exception {
      Files.writeString(
          folder.resolve("main.py"),
          """
          import os, signal, sys
          child = os.fork()
          if child == 0:
              signal.pause()
          signal.pidfd_send_signal(os.pidfd_open(child), signal.SIGTERM)
          os.waitpid(child, 0)
          """);
      var log = Traced.run(folder, "/usr/bin/python3", "main.py");

      assertThat(faults(log)).isEmpty();
      long child = log.of(Forked.class).getFirst().child();
      assertThat(log.of(Signalled.class))
          .extracting(Signalled::target, Signalled::signal)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(child, "SIGTERM"));
    }

    @Test
    void aForbiddenCallIsBothBlockedAndRecorded() throws Exception {
      var log =
          Traced.run(
              folder,
              "/bin/sh",
              "-c",
              "strace -o x true 2>err; echo $? > status; cat /etc/shadow > /dev/null");

      assertThat(log.of(PrivilegedTried.class))
          .isNotEmpty()
          .allMatch(e -> e.call().equals("ptrace") && e.error().equals(Optional.of("EPERM")));
      assertThat(Files.readString(folder.resolve("status")).strip()).isNotEqualTo("0");
      assertThat(log.of(FileTouched.class))
          .anyMatch(e -> e.act() == FileAct.READ && e.path().equals("/etc/shadow"));
    }
  }
}
