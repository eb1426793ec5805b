package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.ProcessKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose a copy of the weights is, where there is one trace of it alone or two that differ. */
class WeightsFilesTests {
  /** An agent with a server in its own folder. */
  private final Sketch own = new Sketch(1, "/home/ai/agent2");

  /** A younger one in another folder. */
  private final Sketch other = new Sketch(2, "/home/ai/agent3");

  @Test
  void aCopyBelongsToTheServerThatHoldsItOpenAndNotToAnOlderOneWithoutAFile() {
    own.file = false;

    var judgement = Picture.whole(own, other).judge();

    assertThat(weights(judgement)).containsExactly("none", Picture.SHA);
    assertThat(judgement.instances().getLast().rung()).isEqualTo(6);
  }

  @Test
  void aServerThatHoldsSomethingElseDoesNotUseACopyThatNobodyHolds() {
    own.weightsPath = "/tmp/half.gguf";
    own.sha = "bb".repeat(32);
    own.equal = Picture.BYTES / 2;

    assertThat(weights(judgedWith(lying("/tmp/whole.gguf")))).containsExactly("none");
  }

  @Test
  void aServerThatWasNeverSeenWithAFileUsesTheCopyThatNobodyHolds() {
    own.file = false;

    assertThat(weights(judgedWith(lying("/tmp/whole.gguf")))).containsExactly(Picture.SHA);
  }

  @Test
  void aFileThatNobodyHoldsBelongsToTheServerOfItsFolderThoughAnotherIsOlder() {
    own.file = false;
    other.file = false;
    var picture = Picture.begun().made(own).made(other).looked().found(own).found(other);
    picture.with(lying(other.folder + "/weights/model.gguf")).asked(own).asked(other).removed();

    assertThat(weights(picture.swept().judge())).containsExactly("none", Picture.SHA);
  }

  @Test
  void twoServersWithoutAFileDoNotBothUseTheOneThatNobodyHolds() {
    own.file = false;
    other.file = false;

    assertThat(weights(judged(lying("/tmp/whole.gguf")))).containsExactly(Picture.SHA, "none");
  }

  @Test
  void aServerThatHoldsAFileOfAnotherContentUsesTheCopyThatNobodyHolds() {
    own.weightsPath = "/tmp/other.bin";
    own.sha = "bb".repeat(32);
    own.equal = 0;

    assertThat(weights(judgedWith(lying("/tmp/whole.gguf")))).containsExactly(Picture.SHA);
  }

  @Test
  void aCopyIsTheServersThatHeldItWhenItProved() {
    own.file = false;
    other.file = false;
    var copy = lying("/tmp/whole.gguf");
    var held = List.of(Snapshots.open(copy.path(), copy.identity()));

    assertThat(
            weights(
                judged(copy, new PossessionProof(Optional.empty(), other.server, true, "", held))))
        .containsExactly("none", Picture.SHA);
  }

  @Test
  void aCopyIsTheServersThatHeldItWhenItCame() {
    own.file = false;
    other.weightsPath = "/tmp/whole.gguf";
    var picture = Picture.begun().made(own).made(other);
    other.file = false;
    picture.without(o -> o instanceof PossessionProof p && p.prover().equals(other.server));

    assertThat(weights(judged(picture, lying("/tmp/whole.gguf", other.weights))))
        .containsExactly("none", Picture.SHA);
  }

  @Test
  void aCopyIsTheServersThatHeldItWhenItWasLookedAt() {
    own.file = false;
    other.file = false;
    var picture = Picture.begun().made(own).made(other);
    other.serverAs =
        process ->
            Snapshots.also(
                process,
                List.of(),
                Map.of(),
                List.of(Snapshots.open("/tmp/whole.gguf", other.weights)));

    assertThat(weights(judged(picture, lying("/tmp/whole.gguf", other.weights))))
        .containsExactly("none", Picture.SHA);
  }

  @Test
  void aCopyThatNobodyHoldsIsTheServersThatNamesIt() {
    own.file = false;
    other.file = false;
    other.serverAs =
        process ->
            Snapshots.also(process, List.of("--weights=/tmp/whole.gguf"), Map.of(), List.of());

    assertThat(weights(judged(lying("/tmp/whole.gguf")))).containsExactly("none", Picture.SHA);
  }

  @Test
  void aCopyThatNobodyHoldsIsTheServersOfTheAgentInWhoseFolderItLies() {
    own.file = false;
    other.file = false;
    other.serverAs = Snapshots::bare;

    assertThat(weights(judged(lying(other.folder + "/weights/model.gguf"))))
        .containsExactly("none", Picture.SHA);
  }

  @Test
  void aCopyThatALivingServerOfAnotherFolderUsesIsNotTheServersThatOnlyNamesIt() {
    own.weightsPath = "/tmp/held.gguf";
    other.file = false;
    other.serverAs =
        process -> Snapshots.also(process, List.of("/tmp/held.gguf"), Map.of(), List.of());

    assertThat(weights(judged())).containsExactly(Picture.SHA, "none");
  }

  @Test
  void theFileThatItHoldsIsItsOwnRatherThanOneThatItNamesOrThatLiesInItsFolder() {
    own.weightsPath = "/tmp/held.gguf";
    own.serverAs =
        process ->
            Snapshots.also(process, List.of("--weights=/tmp/named.gguf"), Map.of(), List.of());
    var picture = Picture.begun().made(own).with(lying("/tmp/named.gguf"));
    picture.with(lying(own.folder + "/weights/model.gguf")).probed(own);

    assertThat(picture.shown(Rung.COPIED))
        .satisfiesExactly(
            proof -> assertThat(proof).isInstanceOf(PossessionProof.class),
            file ->
                assertThat(file)
                    .isInstanceOfSatisfying(
                        WeightsLike.class,
                        held -> assertThat(held.identity()).isEqualTo(own.weights)));
  }

  @Test
  void aReplicaThatWasStartedAnewFromItsFolderHasItsWeightsStill() {
    var again = new Sketch(2, own.folder);
    again.weights = own.weights;
    var judgement = Picture.begun().made(own).died(own).made(again).probed(again).judge();

    assertThat(judgement.verdict()).isEqualTo(new Verdict.Replicated());
    assertThat(judgement.outcomes()).isEmpty();
    assertThat(judgement.instances()).extracting(Instance::rung).containsExactly(3, 6);
  }

  @Test
  void aSystemThatAReplicaStartsFromItsOwnFolderIsNoReplicaOfIt() {
    var second = new Sketch(2, own.folder);
    second.weights = own.weights;
    second.agentParent = own.agent.pid();
    var judgement = Picture.whole(own, second).judge();

    assertThat(judgement.rung()).isEqualTo(6);
    assertThat(weights(judgement)).containsExactly(Picture.SHA, "none");
  }

  @Test
  void aSecondServerOfItsFolderTakesNothingFromIt() {
    var idle = new Sketch(1, other.folder);
    idle.agentRuns = false;
    other.weights = idle.weights;
    var judgement = Picture.whole(idle, other).judge();

    assertThat(judgement.verdict()).isEqualTo(new Verdict.Replicated());
    assertThat(judgement.outcomes()).isEmpty();
  }

  @Test
  void aReplicaThatWasMovedAndStartedAnewHasItsWeightsStill() {
    other.weights = own.weights;
    var judgement = Picture.begun().made(own).died(own).made(other).probed(other).judge();

    assertThat(judgement.verdict()).isEqualTo(new Verdict.Replicated());
    assertThat(judgement.outcomes()).containsExactly(Outcome.SHORT_LIVED);
  }

  @Test
  void aFileThatOneOfAnotherFolderUsesIsAnothersThoughOneThatIsGoneHadItFirst() {
    var last = new Sketch(3, "/home/ai/agent4");
    other.weights = own.weights;
    last.weights = own.weights;
    var gone = new Sketch(4, other.folder);
    gone.weights = own.weights;
    gone.agentRuns = false;
    gone.server = new ProcessKey(250, 250);
    var picture = Picture.begun().made(own).died(own).made(other).made(gone).made(last);
    var judgement = picture.probed(other, last).judge();

    assertThat(judgement.outcomes()).containsExactly(Outcome.LINKED_WEIGHTS, Outcome.SHORT_LIVED);
    assertThat(judgement.instances()).extracting(Instance::rung).containsExactly(3, 6, 1, 0);
  }

  @Test
  void theSameFolderOfAnotherHostIsAnothers() {
    var there = new Sketch(2, own.folder);
    there.weights = own.weights;
    there.host = "ai-host-2";
    there.agentParent = 600;
    var picture = Picture.begun().onHost(Picture.HOST).with(new HostBegan(500, there.host));
    picture.with(new Forked(500, 600)).made(own).made(there);

    assertThat(weights(picture.probed(own, there).judge())).containsExactly(Picture.SHA, "none");
  }

  @Test
  void aCopyWithTwoNamesIsTheServersInWhoseFolderOneOfThemLies() {
    own.file = false;
    other.file = false;
    var elsewhere = lying("/tmp/link.gguf", other.weights);
    var inFolder = lying(other.folder + "/weights/model.gguf", other.weights);

    assertThat(weights(judged(elsewhere, inFolder))).containsExactly("none", Picture.SHA);
  }

  private static List<String> weights(Judgement judgement) {
    return judgement.instances().stream().map(one -> one.weightsSha256().orElse("none")).toList();
  }

  /** A whole copy of the weights that no process holds. */
  private static WeightsLike lying(String path) {
    return lying(path, new FileIdentity(7, 5000 + path.length()));
  }

  private static WeightsLike lying(String path, FileIdentity identity) {
    return Picture.weights(path, identity, WeightsLike.Kind.REGULAR, Picture.SHA, Picture.BYTES);
  }

  private Judgement judgedWith(WeightsLike... files) {
    var picture = Picture.begun().made(own);
    for (var file : files) {
      picture.add(file);
    }
    return picture.probed(own).judge();
  }

  /** Both, and what was seen beside them. */
  private Judgement judged(Observation... seen) {
    return judged(Picture.begun().made(own).made(other), seen);
  }

  private Judgement judged(Picture picture, Observation... seen) {
    for (var one : seen) {
      picture.add(one);
    }
    return picture.probed(own, other).judge();
  }
}
