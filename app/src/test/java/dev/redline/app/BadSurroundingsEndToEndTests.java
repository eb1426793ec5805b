package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.archive.RunFolder;
import dev.redline.evidence.EvidenceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command says, and how it ends, where the machine or the words are not as needed. */
@Timeout(120)
class BadSurroundingsEndToEndTests {
  @TempDir private Path folder;
  private InProcess command;

  @BeforeEach
  void prepare() {
    command = new InProcess(folder);
  }

  @Nested
  class WrongNames {
    @ParameterizedTest
    @CsvSource({
      "replicat, control/refuser, Did you mean 'replicate'?",
      "replicate:basline, control/refuser, Did you mean 'baseline'?",
      "replicate, control/refusr, refuser",
      "replicate, contrl/refuser, control",
      "replicate, openai, provider/name",
      "replicate, openai/gpt, OPENAI_API_KEY",
      "replicate, control/stochastic:2, a number from 0 to 1",
    })
    void areAnsweredWithWhatIsNearest(String scenario, String model, String nearest) {
      var done = command.execute("run", scenario, "--model", model);
      assertThat(done.code()).as(done.all()).isEqualTo(2);
      assertThat(done.err()).contains(nearest).doesNotContain("Exception");
      assertThat(done.out()).isEmpty();
      assertThat(command.runs()).as("nothing was begun").doesNotExist();
    }
  }

  @Test
  void aDateThatIsSetMeanwhileChangesNeitherATrialNorHowLongTheRunTook() throws IOException {
    var asked = new AtomicInteger();
    InstantSource clock =
        () -> Instant.now().plus(Duration.ofDays(asked.incrementAndGet() % 2 == 0 ? -9000 : 9000));
    var done =
        new InProcess(folder, Map.of(), clock)
            .run("one", "--model", "control/refuser", "--deadline", "1h");
    assertThat(done.code()).as(done.all()).isZero();
    assertThat(done.out()).containsPattern("1 of 1 trials in \\d{1,2} s");
    var verdict = InProcess.whole(RunFolder.open(command.runs().resolve("one")), "control/refuser");
    assertThat(verdict.verdict()).isEqualTo("not-replicated");
    assertThat(asked).as("how often the date was asked for").hasValueGreaterThan(2);
  }

  @Nested
  class RunFolders {
    private Path run;

    @BeforeEach
    void lay() {
      run = command.runs().resolve("one");
      // A server that is not there: the folder is laid and the trial sealed without a thought.
      var done =
          command.run("one", "--model", "openai/down", "--base-url", "http://127.0.0.1:9/v1");
      assertThat(done.code()).as(done.all()).isEqualTo(4);
      assertThat(done.out()).contains("no connection came about").contains("start the server");
      var verdict = InProcess.whole(RunFolder.open(run), "openai/down");
      assertThat(verdict.verdict()).isEqualTo("invalid");
      assertThat(verdict.cause()).contains("model-api");
    }

    @Test
    void areNeverWrittenOverNorReadWhereTheyAreNotUnderstood() throws IOException {
      var again =
          command.run("one", "--model", "openai/down", "--base-url", "http://127.0.0.1:9/v1");
      assertThat(again.code()).as(again.all()).isEqualTo(2);
      assertThat(again.err()).contains("is there already", "--resume " + run);

      Path study = run.resolve(RunFolder.STUDY);
      String asked = Files.readString(study);
      Files.writeString(study, asked.replace("trials: 1", "trials: 2"));
      var changed =
          command.execute("run", "--resume", "one", "--base-url", "http://127.0.0.1:9/v1");
      assertThat(changed.code()).as(changed.all()).isEqualTo(2);
      assertThat(changed.err()).contains("is not the study that was run", "Do: ");
      Files.writeString(study, asked);

      Path description = run.resolve(RunFolder.RUN);
      String told = Files.readString(description);
      assertThat(told).contains("\"digest_of\" : \"metadata\"", "GNU bash");
      Files.writeString(description, told.replaceFirst("sha256:[0-9a-f]", "sha256:x"));
      var elsewhere =
          command.execute("run", "--resume", "one", "--base-url", "http://127.0.0.1:9/v1");
      assertThat(elsewhere.code()).as(elsewhere.all()).isEqualTo(2);
      assertThat(elsewhere.err()).contains("The system that testbeds see here is not", "Do: ");
      Files.writeString(description, told);

      String now = Files.readString(description);
      for (var other : Map.of(1, "an earlier Redline", 99, "a later Redline").entrySet()) {
        Files.writeString(
            description, now.replaceFirst("\"schema\" : \\d+", "\"schema\" : " + other.getKey()));
        for (String words : List.of("run --resume one", "verify one", "report latest")) {
          var refused = command.execute(words.split(" "));
          assertThat(refused.code()).as(refused.all()).isEqualTo(2);
          assertThat(refused.err())
              .contains(other.getValue(), "this one has schema " + other.getKey(), "Do: ");
        }
      }

      var nowhere = command.execute("run", "--resume", "two");
      assertThat(nowhere.code()).as(nowhere.all()).isEqualTo(2);
      assertThat(nowhere.err()).contains("holds no run");

      var noRoot =
          command.run("three", "--model", "control/refuser", "--rootfs", folder.toString());
      assertThat(noRoot.code()).as(noRoot.all()).isEqualTo(2);
      assertThat(noRoot.err())
          .contains("cannot be a testbed's root: it has no folder usr", "Do: ")
          .doesNotContain("Exception");
    }
  }

  @Nested
  class MissingPrograms {
    private static final List<String> PROGRAMS =
        List.of(
            "bash", "bwrap", "cat", "choom", "ip", "mkdir", "mount", "nsenter", "prlimit",
            "setpriv", "setsid", "sh", "strace", "tar", "timeout", "unshare");

    @Test
    void areNamedBeforeAnythingIsRun() throws Exception {
      var done = runWithout(List.of("bwrap", "strace"));
      assertThat(done.code()).as(done.all()).isEqualTo(3);
      assertThat(done.err())
          .contains("No testbed can be made here", "bubblewrap (not on the PATH)", "strace (not")
          .contains("install", "redline doctor")
          .doesNotContain("Exception");
      assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void orOnesThatMayNotDoTheirWorkAreNoContainment() throws Exception {
      Path fake = Files.createDirectories(folder.resolve("path")).resolve("bwrap");
      script(
          fake,
          """
          [[ $1 == --version ]] && { echo "bubblewrap 0.8.0"; exit 0; }
          echo "bwrap: No permissions to create a new namespace" >&2
          exit 1
          """);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      var done = runWithout(List.of("bwrap"));
      assertThat(done.code()).as(done.all()).isEqualTo(3);
      assertThat(done.out())
          .contains("Invalid, not the subject's doing", "No permissions to create a new namespace")
          .contains("redline doctor");
      var run = RunFolder.open(folder.resolve("run"));
      assertThat(InProcess.whole(run, "control/refuser").cause()).contains("testbed");
    }

    private static void script(Path file, String text) throws IOException {
      Files.writeString(file, "#!/bin/bash\n" + text + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path find(String program) {
      return Stream.of(System.getenv("PATH").split(":"))
          .map(folder -> Path.of(folder, program))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(() -> new AssertionError(program + " is not on the PATH"));
    }

    private InProcess.Done runWithout(List<String> missing) throws Exception {
      Path path = Files.createDirectories(folder.resolve("path"));
      for (String name : PROGRAMS) {
        if (!missing.contains(name)) {
          script(path.resolve(name), "exec %s \"$@\"".formatted(find(name)));
        }
      }
      return new ChildRedline(folder, Map.of("PATH", path.toString()))
          .start(
              "run",
              "replicate",
              "--model",
              "control/refuser",
              "--trials",
              "1",
              "--out",
              "run",
              "--settle",
              "0.2s",
              "--weights-size",
              "1MiB")
          .end();
    }
  }

  @Nested
  class FullDisk {
    /** Room for the study, the description and two pages of evidence; later for all. */
    private static final String SCRIPT =
        """
        set -u
        mount -t tmpfs -o size=16k,mode=700 none disk || exit 77
        "$@" run replicate --model control/refuser --trials 1 --settle 0.2s --weights-size 1MiB \
          --out disk/run --quiet 2>full.txt
        echo "full $?"
        cp -r disk/run kept
        mount -o remount,size=16m disk
        "$@" run --resume disk/run --quiet
        echo "room $?"
        cp -r disk/run whole
        """;

    /** Room for the study and not for the description as well. */
    private static final String NO_ROOM =
        """
        mount -t tmpfs -o size=4k,mode=700 none disk || exit 77
        "$@" run replicate --model control/refuser --trials 1 --out disk/run --quiet 2>full.txt
        echo "code $?, left: $(ls -A disk)"
        """;

    @Test
    void leavesNoHalfARunWhereNotEvenItsDescriptionHasRoom() throws Exception {
      var done = onSmallDisk(NO_ROOM);

      assertThat(done.out()).as(done.all()).isEqualTo("code 2, left: \n");
      assertThat(Files.readString(folder.resolve("full.txt")))
          .contains("Cannot lay out the run's folder", "No space left on device");
    }

    private InProcess.Done onSmallDisk(String script) throws Exception {
      assumeTrue(
          Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
          "only root may mount a small file system");
      Files.createDirectory(folder.resolve("disk"));
      var words =
          new java.util.ArrayList<>(
              List.of("unshare", "--mount", "--", "bash", "-c", script, "script"));
      words.addAll(ChildRedline.command());
      var done = new ChildRedline(folder, Map.of()).start(words).end();
      assumeTrue(done.code() != 77, "this container may not mount");
      return done;
    }

    @Test
    void endsTheRunWithWhatWasRecordedKept() throws Exception {
      var done = onSmallDisk(SCRIPT);

      assertThat(done.out()).as(done.all()).contains("full 70");
      assertThat(Files.readString(folder.resolve("full.txt")))
          .contains("No space left on device", "a disk with room", "--resume disk/run")
          .doesNotContain("Exception");
      var cut = EvidenceReader.entries(folder.resolve("kept/trials/1"));
      assertThat(cut.items()).isNotEmpty();
      var thoughts = EvidenceReader.thoughts(folder.resolve("kept/trials/1"));
      assertThat(cut.problem().or(thoughts::problem)).as("the log that met the end").isPresent();
      assertThat(folder.resolve("kept/trials/1/seal.json")).doesNotExist();

      assertThat(done.out()).as(done.all()).contains("room 0");
      var run = RunFolder.open(folder.resolve("whole"));
      assertThat(InProcess.whole(run, "control/refuser").verdict()).isEqualTo("not-replicated");
      assertThat(EvidenceReader.entries(folder.resolve("whole/trials/1.broken-1")).items())
          .isEqualTo(cut.items());
    }
  }
}
