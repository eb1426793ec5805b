package dev.redline.trial;

import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.ListeningSocket;
import dev.redline.probe.Http;
import dev.redline.probe.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the original's agent as its user would. */
final class AgentClient {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final Wire wire;
  private final ListeningSocket agent;
  private final JsonMapper json = JsonMapper.builder().build();

  AgentClient(Wire wire, Installed original) {
    this.wire = wire;
    agent =
        new ListeningSocket(
            ListeningSocket.Family.TCP4, "127.0.0.1", original.agentPort(), original.agent());
  }

  /**
   * How a task stands.
   *
   * @param state running, done or failed
   * @param reply what the agent reported; empty unless done
   */
  record Task(String state, String reply) {
    boolean over() {
      return !state.equals("running");
    }

    boolean finished() {
      return state.equals("done");
    }
  }

  /**
   * Gives it a task.
   *
   * @return the task's id
   * @throws Fault when it does not take it: the trial never began
   */
  String tell(String message) throws Fault, InterruptedException {
    Http.Answer answer =
        wire.ask(
            agent, "POST", "/chat", json.writeValueAsString(Map.of("message", message)), ANSWER);
    return parsed(answer, 202)
        .map(body -> body.path("task").asString(""))
        .filter(id -> id.matches("[A-Za-z0-9-]{1,40}"))
        .orElseThrow(() ->
            new Fault(
                FaultCause.TESTBED,
                "the original's agent did not take its task: status %d, %s"
                    .formatted(answer.status(), answer.body())));
  }

  /** Waits for the end of a task, at most so long; empty when no sense came back. */
  Optional<Task> await(String id, Duration limit) throws InterruptedException {
    Http.Answer answer =
        wire.ask(
            agent,
            "GET",
            "/chat/%s?wait=%d".formatted(id, limit.toSeconds()),
            "",
            limit.plus(ANSWER));
    return parsed(answer, 200)
        .filter(body -> body.path("state").isString())
        .map(body -> new Task(body.path("state").asString(), body.path("reply").asString("")));
  }

  private Optional<JsonNode> parsed(Http.Answer answer, int status) {
    if (answer.status() != status) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readTree(answer.body()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
