package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.app.Catalogue.Entry;
import dev.redline.app.Catalogue.Section;
import dev.redline.app.Physician.Finding;
import dev.redline.app.Physician.Health;
import dev.redline.study.Scaffold;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTreeTests {
  private static final Catalogue DETECTORS =
      new Catalogue(
          Map.of(Section.DETECTORS, List.of(new Entry("scans-processes", "lists processes"))));

  private static final Catalogue CATALOGUE =
      new Catalogue(
          Map.of(
              Section.SCENARIOS,
              List.of(
                  new Entry("replicate", "the base task", List.of("baseline", "pressed")),
                  new Entry("shutdown", "a notice comes first", List.of("baseline"))),
              Section.MODELS,
              List.of(new Entry("openai/", "a server")),
              Section.CONTROLS,
              List.of(
                  new Entry("replicator", "replicates"),
                  new Entry("refuser", "does nothing"),
                  new Entry("stochastic:P", "replicates with probability P"))));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Output output =
      new Output(new PrintWriter(out), new PrintWriter(err), Palette.PLAIN);
  private final List<RunOptions> asked = new ArrayList<>();

  private int execute(Object command, String... arguments) {
    return new CommandTree(output, List.of(command)).execute(arguments);
  }

  private int run(String... arguments) {
    return runWith(
        (options, _) -> {
          asked.add(options);
          return new RunOutcome(RunOutcome.Ending.DONE, "the table\n", "{\"schema\":1}");
        },
        arguments);
  }

  private int runWith(StudyRunner runner, String... arguments) {
    var words = new ArrayList<>(List.of("run"));
    words.addAll(List.of(arguments));
    var command =
        new RunCommand(
            runner,
            CATALOGUE,
            output,
            () -> new ProgressBoard(output.err(), OptionalInt::empty, System::nanoTime));
    return execute(command, words.toArray(String[]::new));
  }

  @Nested
  class Run {
    @TempDir private Path folder;

    @Test
    void takesEveryOption() throws Exception {
      Path study = Files.writeString(folder.resolve("study.yaml"), "schema: 1\n");
      int code =
          run(
              "replicate:pressed",
              "shutdown",
              study.toString(),
              "--model",
              "openai/gpt-5.2,control/stochastic:0.5",
              "--model",
              "ollama/qwen2.5:72b",
              "--base-url",
              "http://127.0.0.1:8000/v1",
              "--scaffold",
              "tools",
              "--trials",
              "10",
              "--seed",
              "-7",
              "--parallel",
              "2",
              "--weights-size",
              "16MiB",
              "--settle",
              "30s",
              "--max-steps",
              "100",
              "--max-time",
              "1h30m",
              "--max-tokens",
              "5000000000",
              "--max-cost",
              "12.50",
              "--out",
              "somewhere",
              "--deadline",
              "23:30",
              "--quiet");
      assertThat(code).as(err.toString()).isZero();
      RunOptions options = asked.getFirst();
      assertThat(options.scenarios())
          .containsExactly(
              new ScenarioArm("replicate", Optional.of("pressed")),
              new ScenarioArm("shutdown", Optional.empty()));
      assertThat(options.studyFile()).contains(study);
      assertThat(options.models())
          .containsExactly("openai/gpt-5.2", "control/stochastic:0.5", "ollama/qwen2.5:72b");
      assertThat(options.asking().baseUrls())
          .containsEntry("", URI.create("http://127.0.0.1:8000/v1"));
      assertThat(options.scaffold()).contains(Scaffold.TOOLS);
      assertThat(options.trials()).contains(10);
      assertThat(options.seed()).contains(-7L);
      assertThat(options.parallel()).contains(2);
      assertThat(options.weightsSize()).contains(new ByteSize(16L << 20));
      assertThat(options.settle()).contains(Duration.ofSeconds(30));
      assertThat(options.maxSteps()).contains(100);
      assertThat(options.maxTime()).contains(Duration.ofMinutes(90));
      assertThat(options.deadline()).contains(new StopTime.At(LocalTime.of(23, 30)));
      assertThat(options.maxTokens()).contains(5_000_000_000L);
      assertThat(options.asking().maxCost()).contains(12.5);
      assertThat(options.out()).contains(Path.of("somewhere"));
      assertThat(options.json()).isFalse();
      assertThat(options.quiet()).isTrue();
    }

    @Test
    void nothingNamedIsNothingSaid() {
      assertThat(run()).isZero();
      RunOptions options = asked.getFirst();
      assertThat(options.scenarios()).isEmpty();
      assertThat(options.models()).isEmpty();
      assertThat(options.studyFile()).isEmpty();
      assertThat(options.trials()).isEmpty();
      assertThat(options.settle()).isEmpty();
      assertThat(out).hasToString("the table\n");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            replicat | Did you mean 'replicate'?
            replicate:presed | Did you mean 'pressed'?
            --model=control/refuser --base-url=http://localhost/v1 | expected: at least one model that a server serves
            --base-url=ftp://localhost | http or https
            --base-url=http://key@localhost/v1 | OPENAI_API_KEY
            --trials=0 | at least 1
            --trials=x | is not a whole number
            --trials=x | expected: --trials=N: Trials of each cell.
            --seed=99999999999999999999 | too large
            --max-time=0s | more than zero
            --max-time=90 | such as 30s, 2h
            --deadline=0s | more than zero
            --deadline=noon | a time of day, such as 23:30
            --max-cost=-1 | more than zero
            --temperature=-1 | temperature must be at least 0
            --top-p=2 | top-p must be above 0
            --reasoning-effort=a/b | a word such as low
            --stopping=loop=1 | at least 2, or off
            --stopping=hope=3 | gibberish=N, loop=N
            --stopping=refusal=3 | refusal=on or refusal=off
            --base-url=openai=nowhere | an http or https address
            --weights-size=16MB2 | such as 16MiB
            --scaffold=planer | there is no scaffold 'planer', only planner, tools, bare
            --trails=3 | --trials
            --resume=latest --model=control/refuser | keeps its own study
            missing.yaml | not there or cannot be read
            a.yaml b.yaml | at most one study file
            """)
    void refusesWhatMakesNoSenseBeforeAnythingStarts(String words, String told) {
      assertThat(run(words.split(" "))).isEqualTo(2);
      assertThat(asked).isEmpty();
      assertThat(out.toString()).isEmpty();
      assertThat(err.toString())
          .contains(told)
          .startsWith("redline: ")
          .contains("  where:    ", "  expected: ", "  do:       ")
          .doesNotContain("\tat ");
    }

    @Test
    void jsonIsAllThatStdoutGets() {
      int code =
          runWith(
              (_, progress) -> {
                progress.accept(
                    new TrialProgress(
                        1, 1, "m", "x", 0, 1, 0, Duration.ZERO, Optional.of("replicated")));
                return new RunOutcome(RunOutcome.Ending.DONE, "the table\n", "{\"schema\":1}");
              },
              "--json");
      assertThat(code).isZero();
      assertThat(out.toString()).isEqualToIgnoringNewLines("{\"schema\":1}");
      assertThat(err.toString()).contains("replicated");
    }

    @ParameterizedTest
    @EnumSource
    void howItEndedIsTheExitCode(RunOutcome.Ending ending) {
      int code = runWith((_, _) -> new RunOutcome(ending, "", ""), "--quiet");
      assertThat(code)
          .isEqualTo(
              switch (ending) {
                case DONE -> 0;
                case CONTAINMENT_BROKEN -> 3;
                case INVALID_TRIALS -> 4;
                case STOPPED -> 130;
              });
    }

    @Test
    void anInterruptIsAStopByTheUser() {
      int code =
          runWith((_, _) -> {
            throw new InterruptedException();
          });
      assertThat(code).isEqualTo(130);
    }
  }

  @Nested
  class WhenRedlineItselfFails {
    private final StudyRunner broken =
        (_, _) -> {
          throw new IllegalStateException("the disk is on fire");
        };

    @Test
    void itIsOneMessageAndNotAFinding() {
      assertThat(runWith(broken, "--quiet")).isEqualTo(70);
      assertThat(err.toString()).contains("the disk is on fire", "--debug").doesNotContain("\tat ");
    }

    @Test
    void debugShowsTheTrace() {
      assertThat(runWith(broken, "--debug")).isEqualTo(70);
      assertThat(err.toString()).contains("\tat ", "Caused by: java.lang.IllegalStateException");
    }
  }

  @Nested
  class OtherCommands {
    @Test
    void aloneItTellsWhatItIsAndFiveCommands() {
      assertThat(execute(new ListCommand(CATALOGUE, output))).isZero();
      assertThat(out.toString().lines().filter(line -> line.startsWith("  redline "))).hasSize(5);
    }

    @Test
    void listPrintsEachThingWithItsPurpose() {
      assertThat(execute(new ListCommand(CATALOGUE, output), "list", "scenarios", "detectors"))
          .isZero();
      assertThat(out)
          .hasToString(
              """
              scenarios  what for
              replicate  the base task (arms: baseline, pressed)
              shutdown   a notice comes first (arms: baseline)

              detectors
              (none in this build)
              """);
    }

    @Test
    void listSuggestsTheNearestKind() {
      assertThat(execute(new ListCommand(CATALOGUE, output), "list", "modles")).isEqualTo(2);
      assertThat(err.toString()).contains("Did you mean 'models'?");
    }

    @ParameterizedTest
    @CsvSource({"latest,latest,-1", "latest/3,latest,3", "runs/a,runs/a,-1", "runs/a/12,runs/a,12"})
    void showTellsARunFromATrial(String given, String run, int trial) {
      var seen = new ArrayList<RunReference>();
      int code = execute(show(presenter(seen::add)), "show", given);
      assertThat(code).isZero();
      assertThat(seen)
          .containsExactly(
              new RunReference(run, trial < 0 ? OptionalInt.empty() : OptionalInt.of(trial)));
      assertThat(out).hasToString("text\n");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            latest/3 --behaviour=scans-proceses | Did you mean 'scans-processes'?
            latest --behaviour=scans-processes | Only of one trial
            """)
    void showRefusesABehaviourThatItCannotShow(String words, String told) {
      assertThat(execute(show(presenter(_ -> {})), ("show " + words).split(" "))).isEqualTo(2);
      assertThat(err.toString()).contains(told, "  expected: ", "  do:       ");
      assertThat(out.toString()).isEmpty();
    }

    private ShowCommand show(RunPresenter presenter) {
      return new ShowCommand(presenter, DETECTORS, output, OptionalInt::empty, new Pager(Map.of()));
    }

    private RunPresenter presenter(Consumer<RunReference> seen) {
      return new RunPresenter() {
        @Override
        public void text(RunReference reference, View view, PrintWriter to) {
          seen.accept(reference);
          to.println("text");
        }

        @Override
        public void json(RunReference reference, List<String> behaviours, PrintWriter to) {
          seen.accept(reference);
          to.println("{}");
        }
      };
    }

    @Test
    void aFolderNamedByANumberIsARun(@TempDir Path folder) throws Exception {
      String number = Files.createDirectory(folder.resolve("7")).toString();
      assertThat(RunReference.parse(number, text -> Files.isDirectory(Path.of(text))).trial())
          .isEmpty();
    }

    @Test
    void stopTellsWhatItEnded() {
      var asked = new ArrayList<Optional<String>>();
      KillSwitch killSwitch =
          run -> {
            asked.add(run);
            return new KillSwitch.Stopped(2, 0);
          };
      assertThat(execute(new StopCommand(killSwitch, output), "stop")).isZero();
      assertThat(execute(new StopCommand(killSwitch, output), "stop", "latest")).isZero();
      assertThat(asked).containsExactly(Optional.empty(), Optional.of("latest"));
      assertThat(out.toString()).contains("Testbeds ended: 2.");
    }

    @Test
    void aSurvivorIsAContainmentFailure() {
      KillSwitch killSwitch = _ -> new KillSwitch.Stopped(2, 1);
      assertThat(execute(new StopCommand(killSwitch, output), "stop")).isEqualTo(3);
      assertThat(err.toString()).contains("1 processes of testbeds are still alive");
    }

    @Test
    void aBrokenSealIsAFinding() {
      SealCheck broken = (_, _) -> new SealCheck.Checked(3, Optional.of("trial 2: record 17"));
      assertThat(execute(new VerifyCommand(broken, output), "verify", "latest")).isEqualTo(1);
      assertThat(out.toString()).contains("broken", "trial 2: record 17");
    }

    @Test
    void anIntactRunIsDone() {
      SealCheck intact = (_, rejudge) -> new SealCheck.Checked(rejudge ? 3 : 0, Optional.empty());
      assertThat(execute(new VerifyCommand(intact, output), "verify", "latest", "--rejudge"))
          .isZero();
      assertThat(out.toString()).contains("every seal of 3 trials holds");
    }

    @ParameterizedTest
    @CsvSource({"GOOD,0", "LACKING,0", "UNSAFE,3"})
    void doctorFailsOnlyWhereContainmentIsNotProven(Health health, int code) {
      Physician physician =
          () -> List.of(new Finding("user namespaces", health, "what it is", "what to do"));
      assertThat(execute(new DoctorCommand(physician, _ -> List.of(), output), "doctor"))
          .isEqualTo(code);
      assertThat(out.toString()).contains("user namespaces", "what it is", "what to do");
    }

    @ParameterizedTest
    @CsvSource({"GOOD,0,held", "LACKING,3,could not be made", "UNSAFE,3,succeeded"})
    void deepDoctorFailsWhereAnAttemptToGetOutDidNotHold(Health health, int code, String word) {
      Escapes escapes =
          told -> {
            var tried = new Escapes.Tried("mounts", "a mount", "refused", health, "EPERM");
            told.accept(tried);
            return List.of(tried);
          };
      var command = new DoctorCommand(List::of, escapes, output);
      assertThat(execute(command, "doctor", "--deep")).isEqualTo(code);
      assertThat(out.toString()).contains("a mount", "refused", "EPERM", word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "doctor", "stop", "verify", "run"})
    void helpHasExamplesAndExitCodes(String name) {
      var tree =
          new CommandTree(
              output,
              List.of(
                  new ListCommand(CATALOGUE, output),
                  show(presenter(_ -> {})),
                  new DoctorCommand(List::of, _ -> List.of(), output),
                  new StopCommand(_ -> new KillSwitch.Stopped(0, 0), output),
                  new VerifyCommand((_, _) -> new SealCheck.Checked(0, Optional.empty()), output),
                  new RunCommand(
                      (_, _) -> new RunOutcome(RunOutcome.Ending.DONE, "", ""),
                      CATALOGUE,
                      output,
                      () -> new ProgressBoard(output.err(), OptionalInt::empty, () -> 0))));
      assertThat(tree.execute(name, "--help")).isZero();
      assertThat(out.toString())
          .contains("Examples:", "  redline " + name, "Exit codes:", "70")
          .doesNotContain("\u001b");
    }
  }
}
