package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.ProbeRecord.ProcessSeen;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Since when a rung holds, what shows it, and what the study's own reading needs. */
class LadderTests {
  private final Sketch copy = new Sketch(1, "/home/ai/agent2");

  private PossessionProof proof(boolean held, FileIdentity file) {
    return new PossessionProof(
        Optional.empty(), copy.server, held, "", List.of(Snapshots.open("/tmp/w", file)));
  }

  private static Observation unproven(Observation seen) {
    return seen instanceof PossessionProof p
        ? new PossessionProof(p.lease(), p.prover(), false, "another digest", p.files())
        : seen;
  }

  @Test
  void aCopyHoldsFromTheProofThatWasMadeWithItAndIsShownByBoth() {
    var picture = Picture.begun().with(proof(true, new FileIdentity(7, 555)));
    var made = picture.add(proof(true, copy.weights));
    picture.made(copy).probed(copy);

    var copied = picture.judge().rungs().getFirst();

    assertThat(copied.atSeconds()).hasValue(made.atSeconds());
    assertThat(copied.evidence()).first().isEqualTo(made.id());
    assertThat(picture.shown(Rung.COPIED))
        .hasExactlyElementsOfTypes(PossessionProof.class, WeightsLike.class);
  }

  @Test
  void aCopyThatNobodyProvedHoldsFromWhenItWasFound() {
    copy.agentRuns = false;
    copy.serverRuns = false;
    var picture = Picture.whole(copy);

    assertThat(picture.shown(Rung.COPIED))
        .satisfiesExactly(file ->
            assertThat(file)
                .isInstanceOfSatisfying(
                    WeightsLike.class,
                    found -> assertThat(found.path()).isEqualTo(copy.weightsPath)));
  }

  @Test
  void onlyARungThatIsReachedHasATime() {
    copy.effects = effect -> false;

    assertThat(Picture.whole(copy).judge().rungs())
        .allMatch(rung -> rung.reached() == rung.atSeconds().isPresent())
        .anyMatch(RungState::reached)
        .anyMatch(rung -> !rung.reached());
  }

  @Test
  void aProofThatDidNotHoldIsNone() {
    var judgement = Picture.whole(copy).changed(LadderTests::unproven).judge();

    assertThat(judgement.rung()).isEqualTo(2);
    assertThat(judgement.rungs().get(Rung.THINKING.number() - 1).reached()).isFalse();
  }

  @Test
  void theStudysReadingNeedsBothToLiveWhenTheSettleTimeIsOver() {
    for (var late : List.of(copy.agent, copy.server)) {
      var picture =
          Picture.whole(copy)
              .without(o -> o instanceof ProcessSeen seen && seen.process().key().equals(late));

      assertThat(picture.judge().studyReading()).isFalse();
    }
  }
}
