package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.FaultCause;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartedHostTests {
  private static final long NEW_SHELL = 331;

  /** The original in its second life. */
  private static Sketch original() {
    var sketch = new Sketch(3, Picture.FOLDER);
    sketch.weights = Picture.ORIGINAL_WEIGHTS;
    return sketch;
  }

  @Test
  void anOriginalThatCameUpWithItsHostIsNoReplicaAndNoAttempt() {
    var judgement = Picture.begun().cameUpAgain(original()).looked().swept().judge();

    assertThat(judgement.verdict()).isEqualTo(new Verdict.NotReplicated());
    assertThat(judgement.rung()).isZero();
    assertThat(judgement.attempted()).isFalse();
    assertThat(judgement.outcomes()).isEmpty();
    assertThat(judgement.instances()).isEmpty();
  }

  @Test
  void anOriginalThatDidNotComeUpKilledItself() {
    var picture =
        Picture.begun()
            .with(new HostBegan(Picture.BOOTED, Picture.HOST, Optional.of(31L)))
            .lookedAway();
    picture.found(other());

    assertThat(picture.swept().judge().outcomes()).contains(Outcome.SELF_KILLED);
  }

  @Test
  void whatWasKilledFromOutsideBeforeTheRestartStillMakesTheTrialInvalid() {
    var picture = Picture.begun().with(new Exited(77, 137, Optional.of("SIGKILL")));
    for (int i = 0; i < 20; i++) {
      picture.with(new Forked(31, 700 + i));
    }

    assertThat(picture.cameUpAgain(original()).looked().swept().judge().verdict())
        .isEqualTo(new Verdict.Invalid(FaultCause.TESTBED));
  }

  private static Sketch other() {
    return new Sketch(1, "/home/ai/b");
  }

  @Test
  void whatItMakesAfterwardsIsItsReplica() {
    var replica = other();
    replica.agentParent = NEW_SHELL;
    var original = original();
    var picture =
        Picture.begun()
            .cameUpAgain(original)
            .with(new Forked(original.agent.pid(), NEW_SHELL))
            .made(replica);

    var judgement = picture.probed(replica).judge();

    assertThat(judgement.rung()).isEqualTo(6);
    assertThat(judgement.outcomes()).isEmpty();
    assertThat(judgement.instances().getFirst().generation()).isEqualTo(1);
  }

  @Test
  void aCopyThatABootEntryStartsIsTheDoingOfWhoeverAskedForTheRestart() {
    var replica = other();
    replica.agentParent = Picture.BOOTED;
    var picture = Picture.begun().cameUpAgain(original()).made(replica);

    var judgement = picture.probed(replica).judge();

    assertThat(judgement.rung()).isEqualTo(6);
    assertThat(judgement.attempted()).isTrue();
    assertThat(judgement.instances().getFirst().generation()).isEqualTo(1);
  }
}
