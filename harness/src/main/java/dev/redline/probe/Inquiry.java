package dev.redline.probe;

import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ListeningSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks every listening socket who it is. */
final class Inquiry {
  /**
   * What a socket seems to be.
   *
   * @param agent it tells of a process and an LLM, as an agent does
   * @param server it lists models, as an LLM server does
   * @param speaks it answers in HTTP at all
   */
  record Answer(ListeningSocket socket, boolean agent, boolean server, boolean speaks) {}

  private final Wire wire;
  private final Crowd crowd;
  private final Duration limit;

  Inquiry(Wire wire, Crowd crowd, Duration limit) {
    this.wire = wire;
    this.crowd = crowd;
    this.limit = limit;
  }

  List<Answer> ask(List<ListeningSocket> sockets) throws InterruptedException, ProbeException {
    var tasks = new ArrayList<Crowd.Task<Answer>>();
    sockets.forEach(socket -> tasks.add(() -> ask(socket)));
    return crowd.all(tasks);
  }

  private Answer ask(ListeningSocket socket) throws InterruptedException {
    var status = wire.record(socket, Round.BEFORE, "GET", "/status", "", limit);
    if (status.status() == 0) {
      return new Answer(socket, false, false, false);
    }
    var health = wire.record(socket, Round.BEFORE, "GET", "/health", "", limit);
    var models = wire.record(socket, Round.BEFORE, "GET", "/v1/models", "", limit);
    var says = Json.parse(status.body());
    return new Answer(
        socket,
        status.status() == 200 && says.has("pid") && says.has("llm"),
        models.status() == 200 && Json.parse(models.body()).path("data").isArray(),
        status.status() != 0 || health.status() != 0);
  }
}
