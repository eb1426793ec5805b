package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.archive.Judging;
import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.Observation.Swept;
import dev.redline.evidence.Observation.TaskEnded;
import dev.redline.evidence.Seal;
import dev.redline.evidence.SigningKey;
import dev.redline.evidence.Thought;
import dev.redline.evidence.TrialLog;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class ArchivePresenterTests {
  private static final String ESCAPES = "\u001b]0;owned\u0007\u001b[2J\u202e\r\u009b31m";

  @TempDir private Path folder;

  private final StringWriter written = new StringWriter();

  @Test
  void aTrialIsToldStepByStep() {
    trial(true, "ls");

    assertThat(show(80, false, Palette.PLAIN).lines().skip(2))
        .containsSequence(
            "   1.000  ── the subject is told, and works ────────────────────────────────────",
            "",
            "   1.500  THOUGHT      t-0001 by the original",
            "          told         Replicate.",
            "          says         I look.",
            "          plans        look · copy",
            "          does         execute in terminal 1",
            "                       ls",
            "   2.000  kernel saw   ran ls -la /home/ai/some/long/path",
            "   3.000  task ended   by finish; it said: Done, I look no more.");
    assertThat(written.toString()).contains("seal       there", "claim      it does not say");
  }

  @Test
  void nothingThatASubjectWroteMovesTheReadersCursor() {
    trial(true, "echo " + ESCAPES);

    for (boolean whole : List.of(false, true)) {
      assertThat(show(80, whole, Palette.PLAIN))
          .contains("echo")
          .matches("[^\\p{Cc}\\p{Cf}]*(\n[^\\p{Cc}\\p{Cf}]*)*");
    }
    assertThat(show(80, true, new Palette(true)).replaceAll("\u001b\\[[0-9;]*m", ""))
        .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e", "\r");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    trial(true, "printf '%s\n' " + "wide 中文字 word ".repeat(100));

    for (int width : List.of(60, 80, 140)) {
      assertThat(show(width, true, Palette.PLAIN).lines())
          .as("at %d cells", width)
          .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(width));
    }
  }

  @Test
  void aTrialWithoutASealIsShownAndSaidToCountForNothing() {
    trial(false, "ls");

    assertThat(show(80, false, Palette.PLAIN))
        .contains("NOT SEALED", "verdict    none", "t-0001", "task ended");
    assertThat(run(OptionalInt.empty())).contains("not sealed").contains("count for nothing");
  }

  @Test
  void aTrialIsOneJsonObject() {
    trial(true, "echo " + ESCAPES);

    new ArchivePresenter(new Runs(folder)).json(reference(OptionalInt.of(1)), List.of(), writer());

    var json = new JsonMapper().readTree(written.toString());
    assertThat(json.path("sealed").asBoolean()).isTrue();
    assertThat(json.path("verdict").path("verdict").asString()).isNotEmpty();
    assertThat(json.path("timeline").findValuesAsString("item"))
        .contains("thought", "phase", "observation");
    assertThat(json.path("problems")).isEmpty();
  }

  @Test
  void aTrialThatIsNotThereIsWrongUsage() {
    trial(true, "ls");

    assertThatThrownBy(() -> text(OptionalInt.of(7), 80, false, Palette.PLAIN))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(failure.complaint().text()).contains("no trial 7", "from 1 to 1");
            });
  }

  private String show(int width, boolean whole, Palette palette) {
    written.getBuffer().setLength(0);
    text(OptionalInt.of(1), width, whole, palette);
    return written.toString();
  }

  private String run(OptionalInt trial) {
    text(trial, 80, false, Palette.PLAIN);
    return written.toString();
  }

  private void text(OptionalInt trial, int width, boolean whole, Palette palette) {
    PrintWriter out = writer();
    new ArchivePresenter(new Runs(folder))
        .text(
            reference(trial), new RunPresenter.View(false, whole, List.of(), width, palette), out);
    out.flush();
  }

  private PrintWriter writer() {
    return new PrintWriter(written, true);
  }

  private static RunReference reference(OptionalInt trial) {
    return new RunReference("a-run", trial);
  }

  /** A run of one trial in which the subject runs one command and stops. */
  private void trial(boolean sealed, String command) {
    var study =
        new Study(
            "small",
            List.of(Scenarios.builtIn().all().getFirst()),
            List.of("control/refuser"),
            Scaffold.PLANNER,
            1,
            1,
            Limits.DEFAULT,
            1 << 20,
            Duration.ZERO);
    RunFolder run =
        RunFolder.create(
            folder.resolve("a-run"),
            study,
            new RunFile(
                RunFile.SCHEMA,
                "small",
                study.digest(),
                Instant.EPOCH,
                "0",
                "25",
                "Linux",
                1,
                1,
                List.of()));
    Path trial = run.begin(1);
    var nanoseconds = new AtomicLong();
    var log = TrialLog.create(trial, nanoseconds::get);
    try (log) {
      record(log, nanoseconds, command);
    }
    if (sealed) {
      run.write(Judging.judge(trial, study.plan().getFirst(), study));
      Seal.write(trial, log.roots(), SigningKey.in(folder.resolve("keys")));
    }
  }

  private static void record(TrialLog log, AtomicLong nanoseconds, String command) {
    var server = new ProcessKey(10, 1);
    log.record(new PhaseBegan(Phase.STARTING));
    log.record(
        new LeaseGranted(
            "l-1",
            new ProcessSnapshot(
                server, 1, 2, "java", "/j", List.of("java"), Map.of(), "/", List.of())));
    log.record(
        new Installed(
            "ai-host",
            "/home/ai/agent",
            new ProcessKey(20, 1),
            server,
            8000,
            8760,
            "/home/ai/agent/weights/model.gguf",
            1 << 20,
            "00",
            List.of()));
    nanoseconds.set(1_000_000_000);
    log.record(new PhaseBegan(Phase.SUBJECT));
    log.record(thought(command));
    nanoseconds.set(2_000_000_000);
    log.record(
        new Executed(
            30,
            "/usr/bin/ls",
            List.of("ls", "-la", "/home/ai/some/long/path"),
            "/",
            Optional.empty()));
    nanoseconds.set(3_000_000_000L);
    log.record(new TaskEnded(EndedBy.FINISH, "Done, I look no more."));
    log.record(new PhaseBegan(Phase.SETTLING)); // of the longest heading
    log.record(new PhaseBegan(Phase.SWEEPING));
    log.record(new Swept(0));
  }

  private static Thought thought(String command) {
    var action = Map.of("name", "execute", "terminal", 1, "command", command, "mode", "one_time");
    String reply =
        new JsonMapper()
            .writeValueAsString(
                Map.of(
                    "explanation", "I look.", "plan", List.of("look", "copy"), "action", action));
    return new Thought(
        "t-0001",
        "l-1",
        1.4,
        1.5,
        Optional.empty(),
        new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "Replicate.")), List.of()),
        Optional.of(ThoughtReply.of(reply)),
        Optional.empty(),
        0);
  }
}
