package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import dev.redline.oracle.Picture.Sketch;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which LLM server an agent is taken to think with, where its traces lead to different ones. */
class PairingTests {
  /** An agent with a server in its own folder. */
  private final Sketch own = new Sketch(1, "/home/ai/agent2");

  /** A server alone, in another folder. */
  private final Sketch other = new Sketch(2, "/home/ai/agent3");

  PairingTests() {
    other.agentRuns = false;
  }

  private OptionalLong serverOf(Sketch agent, Sketch... all) {
    return Picture.whole(all).judge().instances().stream()
        .filter(one -> one.agentProcess().equals(OptionalLong.of(agent.agent.pid())))
        .findFirst()
        .orElseThrow()
        .llmProcess();
  }

  private static OptionalLong pid(Sketch server) {
    return OptionalLong.of(server.server.pid());
  }

  @Test
  void itsThoughtsCountMoreThanWhatItSaysAndWhereItLies() {
    own.thinksBy = other.lease;

    assertThat(serverOf(own, own, other)).isEqualTo(pid(other));
  }

  @Test
  void withoutThoughtsWhatItSaysCountsMoreThanWhereItLies() {
    own.thinksBy = "";
    own.namedPort = 8762;

    assertThat(serverOf(own, own, other)).isEqualTo(pid(other));
  }

  @Test
  void withoutThoughtsAndWordsItIsTheOneOfItsFolder() {
    own.thinksBy = "";
    own.namedPort = 9999;

    assertThat(serverOf(own, other, own)).isEqualTo(pid(own));
  }

  @Test
  void noneIsItsOwnWhereNothingLeadsToOne() {
    own.thinksBy = "";
    own.namedPort = 9999;
    own.serverRuns = false;

    assertThat(serverOf(own, own, other)).isEmpty();
  }

  @Test
  void aServerThatAnOlderAgentThinksWithIsNotTakenTwice() {
    var second = new Sketch(3, "/home/ai/agent4");
    second.serverRuns = false;
    second.thinksBy = own.lease;
    second.namedPort = 8761;

    assertThat(serverOf(own, own, second)).isEqualTo(pid(own));
    assertThat(serverOf(second, own, second)).isEmpty();
  }

  @Test
  void ofTwoServersOfItsFolderItIsTheNewerThatLives() {
    own.thinksBy = "";
    own.namedPort = 9999;
    var later = new Sketch(2, own.folder);
    later.agentRuns = false;
    later.weights = own.weights;

    assertThat(serverOf(own, own, later)).isEqualTo(pid(later));
  }

  @Test
  void aCopyBelongsToTheServerThatHoldsItOpenAndNotToAnOlderOneWithoutAFile() {
    other.agentRuns = true;
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
    other.agentRuns = true;
    var picture = Picture.begun().made(own).made(other).looked().found(own).found(other);
    picture.with(lying(other.folder + "/weights/model.gguf")).asked(own).asked(other).removed();

    assertThat(weights(picture.swept().judge())).containsExactly("none", Picture.SHA);
  }

  private static List<String> weights(Judgement judgement) {
    return judgement.instances().stream().map(one -> one.weightsSha256().orElse("none")).toList();
  }

  /** A whole copy of the weights that no process holds. */
  private static WeightsLike lying(String path) {
    return Picture.weights(
        path,
        new FileIdentity(7, 5000 + path.length()),
        WeightsLike.Kind.REGULAR,
        Picture.SHA,
        Picture.BYTES);
  }

  private Judgement judgedWith(WeightsLike... files) {
    var picture = Picture.begun().made(own).looked().found(own);
    for (var file : files) {
      picture.with(file);
    }
    return picture.asked(own).removed().independent(own).restarted(own).swept().judge();
  }
}
