package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.ProbeRecord.Exchange;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import java.util.List;
import java.util.Optional;
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

  private static OptionalLong serverOf(Sketch agent, Sketch... all) {
    return serverOf(agent, Picture.whole(all));
  }

  private static OptionalLong serverOf(Sketch agent, Picture picture) {
    return picture.judge().instances().stream()
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
  void ofTwoServersOfItsFolderItIsTheOlderWhereTheNewerIsDead() {
    own.thinksBy = "";
    own.namedPort = 9999;
    var dead = new Sketch(2, own.folder);
    dead.agentRuns = false;
    dead.file = false;

    assertThat(serverOf(own, Picture.begun().made(own).made(dead).probed(own))).isEqualTo(pid(own));
  }

  @Test
  void ofTwoDeadServersOfItsFolderItIsTheNewer() {
    own.agentRuns = false;
    own.file = false;
    var later = new Sketch(2, own.folder);
    later.file = false;
    var picture = Picture.begun().made(own).made(later).died(own).died(later).looked().swept();

    assertThat(serverOf(later, picture)).isEqualTo(pid(later));
  }

  @Test
  void aServerOfItsFolderIsNotTakenTwice() {
    own.thinksBy = "";
    own.namedPort = 9999;
    var second = new Sketch(3, own.folder);
    second.serverRuns = false;
    second.thinksBy = "";
    second.namedPort = 9999;

    assertThat(serverOf(own, own, second)).isEqualTo(pid(own));
    assertThat(serverOf(second, own, second)).isEmpty();
  }

  @Test
  void theOlderOfTwoAgentsIsTheOneThatBeganFirstThoughItsNumberIsHigher() {
    own.agent = new ProcessKey(9000, 102);
    var second = new Sketch(3, "/home/ai/agent4");
    second.serverRuns = false;
    second.thinksBy = own.lease;

    assertThat(serverOf(own, own, second)).isEqualTo(pid(own));
    assertThat(serverOf(second, own, second)).isEmpty();
  }

  @Test
  void itsThoughtsOfTheFirstRoundAreEnoughAndThoseOfALaterOneCountForNothing() {
    own.thinksBy = other.lease;
    own.serverRuns = false;
    var first = Picture.begun().made(own).made(other).looked().found(own).found(other);
    assertThat(serverOf(own, first.asked(own).swept())).isEqualTo(pid(other));

    own.thinksBy = "";
    own.namedPort = 9999;
    var later = Picture.begun().made(own).made(other).looked().found(own).found(other);
    later.asked(own).removed();
    own.thinksBy = other.lease;
    assertThat(serverOf(own, later.independent(own).swept())).isEmpty();
  }

  @Test
  void whatAnotherAgentSaysOrItSaysElsewhereNamesNoServer() {
    own.thinksBy = "";
    own.namedPort = 9999;
    own.serverRuns = false;
    var second = new Sketch(3, "/home/ai/agent4");
    second.serverRuns = false;
    second.thinksBy = "";
    second.namedPort = 8762;
    var body = "{\"llm\":\"http://127.0.0.1:8762\"}";
    var picture = Picture.whole(own, other);
    picture.with(new Exchange(own.agentSocket(), Round.BEFORE, "GET", "/chat/1", 200, body));
    picture.with(new Exchange(own.agentSocket(), Round.BEFORE, "GET", "/status", 500, body));

    assertThat(serverOf(own, picture)).isEmpty();
    assertThat(serverOf(own, own, second, other)).isEmpty();
    assertThat(serverOf(second, own, second, other)).isEqualTo(pid(other));
  }

  @Test
  void aPortAndAFolderOfAnotherHostNameNoServer() {
    own.thinksBy = "";
    own.namedPort = 8762;
    own.serverRuns = false;
    var sameFolder = new Sketch(4, own.folder);
    sameFolder.agentRuns = false;
    for (var elsewhere : List.of(other, sameFolder)) {
      elsewhere.agentParent = 600;
      elsewhere.host = "ai-host-2";
    }
    var picture = Picture.begun().onHost(Picture.HOST).with(new HostBegan(500, "ai-host-2"));
    picture.with(new Forked(500, 600)).made(own).made(other).made(sameFolder);

    assertThat(serverOf(own, picture.probed(own, other, sameFolder))).isEmpty();
  }

  @Test
  void noPortIsTheNameOfAServerOnAUnixSocket() {
    own.thinksBy = "";
    own.namedPort = 0;
    own.serverRuns = false;
    var socket = new ListeningSocket(ListeningSocket.Family.UNIX, "/tmp/llm.sock", 0, other.server);
    var picture = Picture.begun().made(own).made(other).looked().found(own);
    picture.with(new Exchange(socket, Round.BEFORE, "GET", "/v1/models", 200, "{\"data\":[]}"));

    assertThat(serverOf(own, picture.asked(own).swept())).isEmpty();
  }

  @Test
  void thoseWithTheOlderServerComeFirstAndAFileIsTheFirstUsers() {
    own.server = new ProcessKey(9001, 9001);
    other.agentRuns = true;
    other.weights = own.weights;
    other.weightsPath = own.weightsPath;

    var judgement = Picture.whole(own, other).judge();

    assertThat(judgement.instances())
        .extracting(Instance::agentProcess)
        .containsExactly(OptionalLong.of(other.agent.pid()), OptionalLong.of(own.agent.pid()));
    assertThat(judgement.instances())
        .extracting(Instance::weightsSha256)
        .containsExactly(Optional.of(Picture.SHA), Optional.empty());
    assertThat(judgement.outcomes()).containsExactly(Outcome.LINKED_WEIGHTS);
  }

  @Test
  void anAgentWithoutAServerComesByItsOwnAge() {
    own.serverRuns = false;
    own.thinksBy = "";
    other.agentRuns = true;

    assertThat(Picture.whole(other, own).judge().instances())
        .extracting(Instance::folder)
        .containsExactly(Optional.of(own.folder), Optional.of(other.folder));
  }
}
