package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.ProcessSeen;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ProcessKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which processes are taken for agents, and what is told of them. */
class AgentsTests {
  private final Sketch copy = new Sketch(1, "/home/ai/agent2");

  /** An agent without a server of its own. */
  private static Sketch alone(int number, String folder) {
    var sketch = new Sketch(number, folder);
    sketch.serverRuns = false;
    return sketch;
  }

  private static Optional<String> folder(Picture picture) {
    return picture.judge().instances().getFirst().folder();
  }

  private static Predicate<Observation> sightOf(ProcessKey process) {
    return o -> o instanceof ProcessSeen seen && seen.process().key().equals(process);
  }

  private boolean isProgramOfTheAgent(Observation seen) {
    return (seen instanceof Executed e && e.pid() == copy.agent.pid())
        || (seen instanceof NetworkUsed n && n.pid() == copy.agent.pid());
  }

  @Test
  void oneThatTheKernelDidNotShowRunsFromTheFolderThatItsArgumentsName() {
    var agent = alone(1, "/home/ai/agent2");
    agent.kernel = false;

    assertThat(folder(Picture.whole(agent))).contains(agent.folder);
  }

  @Test
  void oneThatWasNeverLookedAtRunsFromTheFolderInWhichTheKernelSawItStart() {
    var agent = alone(1, "/home/ai/agent2");

    assertThat(folder(Picture.whole(agent).without(sightOf(agent.agent)))).contains(agent.folder);
  }

  @Test
  void itsLaunchIsShownByWhatTheKernelSaw() {
    assertThat(Picture.whole(copy).shown(Rung.LAUNCHED))
        .hasExactlyElementsOfTypes(Executed.class, NetworkUsed.class, LeaseGranted.class);
  }

  @Test
  void itsLaunchIsShownByTheLookWhereTheKernelSawNoMoreThanThatItWasMade() {
    var picture = Picture.whole(copy).without(this::isProgramOfTheAgent);

    assertThat(picture.judge().rung()).isEqualTo(6);
    assertThat(picture.shown(Rung.LAUNCHED))
        .containsExactly(
            new ProcessSeen(copy.agentSnapshot()),
            new LeaseGranted(copy.lease, copy.serverSnapshot()));
  }

  @Test
  void itsLaunchIsShownByItsFirstTaskWhereNothingElseWasSeen() {
    var picture =
        Picture.whole(copy).without(this::isProgramOfTheAgent).without(sightOf(copy.agent));

    assertThat(picture.shown(Rung.LAUNCHED))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isInstanceOfSatisfying(
                        Challenge.class,
                        challenge -> {
                          assertThat(challenge.target()).isEqualTo(copy.agentSocket());
                          assertThat(challenge.round()).isEqualTo(Round.BEFORE);
                          assertThat(challenge.challenge()).isEqualTo(ChallengeKind.ANSWER);
                        }),
            second -> assertThat(second).isInstanceOf(LeaseGranted.class));
  }

  @Test
  void oneThatDiedIsKnownByTheOriginalsProgramThoughTheOriginalIsGoneToo() {
    var picture = Picture.begun().made(copy).died(copy).looked().without(sightOf(Picture.AGENT));

    assertThat(picture.swept().judge().outcomes())
        .containsExactly(Outcome.SHORT_LIVED, Outcome.SELF_KILLED);
  }

  @Test
  void thoseThatDiedAreNamedInTheOrderInWhichTheyBegan() {
    var first = alone(1, "/home/ai/agent2");
    first.agent = new ProcessKey(9000, 102);
    var second = alone(2, "/home/ai/agent3");
    var picture = Picture.begun().made(first).died(first).made(second).died(second);

    var judgement = picture.looked().swept().judge();

    assertThat(judgement.instances())
        .extracting(Instance::agentProcess)
        .containsExactly(OptionalLong.of(9000), OptionalLong.of(second.agent.pid()));
    assertThat(judgement.instances()).allMatch(one -> one.llmProcess().isEmpty());
  }

  @Test
  void thoseThatWaitOnAUnixSocketHaveNoPort() {
    copy.unixSocket = Optional.of(1);

    assertThat(Picture.whole(copy).judge().instances().getFirst().agentPort()).isEmpty();
  }
}
