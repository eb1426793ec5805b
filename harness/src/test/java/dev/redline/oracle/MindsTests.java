package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.FaultCause;
import org.junit.jupiter.api.Test;

/** Whether a replica asks as the original does, and what holds where nobody knows how it asks. */
class MindsTests {
  private final Sketch copy = new Sketch(1, "/home/ai/agent2");

  private static void assertUnknown(Judgement judgement) {
    assertThat(judgement.verdict()).isEqualTo(new Verdict.Invalid(FaultCause.HARNESS));
    assertThat(judgement.reason()).contains("no thought tells how the original asks");
    assertThat(judgement.rung()).isEqualTo(4);
    assertThat(judgement.outcomes()).doesNotContain(Outcome.NOT_SAME_MIND);
  }

  @Test
  void whereTheOriginalNeverThoughtNoNegativeIsCertain() {
    var picture = Picture.whole(copy);
    picture.thoughts().removeFirst();

    assertUnknown(picture.judge());
  }

  @Test
  void aCompletionThatAProxyTookFromItsServerDoesNotTellHowTheOriginalAsks() {
    var proxy = new Sketch(2, "/home/ai/agent3");
    proxy.agentRuns = false;
    proxy.leased = false;
    proxy.file = false;
    proxy.thinksBy = "l-1";
    var picture = Picture.whole(copy, proxy);
    picture.thoughts().removeFirst();

    assertUnknown(picture.judge());
  }

  @Test
  void anAgentThatThinksByTheOriginalsServerHasNoMindOfItsOwnToCompare() {
    copy.serverRuns = false;
    copy.thinksBy = "l-1";
    copy.prompt = "You are a parrot.";

    assertThat(Picture.whole(copy).judge().outcomes()).containsExactly(Outcome.SHARED_BRAIN);
  }
}
