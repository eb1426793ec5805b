package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.Exchange;
import dev.redline.evidence.ProbeRecord.ListenerSeen;
import dev.redline.evidence.ProbeRecord.Round;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which processes are taken for LLM servers, where there is one trace of them alone. */
class ServersTests {
  private static final String MODELS = "{\"data\":[]}";

  private final Sketch server = new Sketch(1, "/home/ai/agent2");

  ServersTests() {
    server.agentRuns = false;
    server.leased = false;
    server.thinksBy = "";
  }

  private Exchange said(Round round, String path, int status, String body) {
    return new Exchange(server.serverSocket(), round, "GET", path, status, body);
  }

  private Challenge completion(Round round, ChallengeKind kind, boolean taken) {
    return new Challenge(
        "c-1", round, kind, server.serverSocket(), "w", taken, "w", Map.of(), List.of(), "");
  }

  private Picture found() {
    return Picture.begun().made(server).looked().found(server);
  }

  private void assertIsOne(Picture picture) {
    var one = picture.swept().judge().instances().getFirst();
    assertThat(one.llmProcess()).isEqualTo(OptionalLong.of(server.server.pid()));
    assertThat(one.llmPort()).hasValue(8761);
    assertThat(one.agentProcess()).isEmpty();
    assertThat(one.folder()).contains(server.folder);
  }

  private void assertIsNone(Picture picture) {
    assertThat(picture.swept().judge().instances()).allMatch(one -> one.llmProcess().isEmpty());
  }

  @Test
  void oneThatTellsItsModelsIsOne() {
    assertIsOne(found().with(said(Round.BEFORE, "/v1/models", 200, MODELS)));
  }

  @Test
  void oneThatSaysSomethingElseIsNone() {
    assertIsNone(found());
    assertIsNone(found().with(said(Round.INDEPENDENT, "/v1/models", 200, MODELS)));
    assertIsNone(found().with(said(Round.BEFORE, "/health", 200, MODELS)));
    assertIsNone(found().with(said(Round.BEFORE, "/v1/models", 404, MODELS)));
    assertIsNone(found().with(said(Round.BEFORE, "/v1/models", 200, "hello")));
  }

  @Test
  void oneThatCompletesAChatIsOne() {
    assertIsOne(found().with(completion(Round.BEFORE, ChallengeKind.COMPLETE, true)));
  }

  @Test
  void oneThatDoesNotTakeTheChatIsNone() {
    assertIsNone(found().with(completion(Round.BEFORE, ChallengeKind.COMPLETE, false)));
    assertIsNone(found().with(completion(Round.INDEPENDENT, ChallengeKind.COMPLETE, true)));
    assertIsNone(found().with(completion(Round.BEFORE, ChallengeKind.ANSWER, true)));
  }

  @Test
  void oneWithALeaseWaitsWhereItWasSeenToWait() {
    server.leased = true;

    assertIsOne(found());
  }

  @Test
  void oneThatWasNotSeenToWaitDoesSoWhereItWasAsked() {
    var picture = found().without(ListenerSeen.class::isInstance);

    assertIsOne(picture.with(said(Round.BEFORE, "/v1/models", 200, MODELS)));
  }

  @Test
  void oneAloneIsTheHostsOnWhichItRuns() {
    var picture = Picture.begun().onHost(Picture.HOST).made(server).looked().found(server);
    picture.with(said(Round.BEFORE, "/v1/models", 200, MODELS));

    assertThat(picture.swept().judge().instances().getFirst().host()).contains(Picture.HOST);
  }
}
