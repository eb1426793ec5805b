package dev.redline.probe;

import dev.redline.linux.ListeningSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Gives an agent a task and waits for its end, for a bounded time. */
final class Task {
  /** Longest that one question waits at the agent for the end of a task. */
  private static final long WAIT_SECONDS = 4;

  /** Least time between two questions, so that one who answers at once is not asked in a circle. */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * What came of it.
   *
   * @param taken whether the agent took it
   * @param state as the agent tells: done, failed; empty where it told none in time
   * @param reply what it replied
   * @param note what went wrong
   */
  record End(boolean taken, String state, String reply, String note) {}

  private final Wire wire;
  private final ListeningSocket agent;
  private final Bounds bounds;
  private final Starvation starvation;

  Task(Wire wire, ListeningSocket agent, Bounds bounds, Starvation starvation) {
    this.wire = wire;
    this.agent = agent;
    this.bounds = bounds;
    this.starvation = starvation;
  }

  End give(String message) throws InterruptedException {
    var wait = starvation.during(bounds.task());
    var taken = wire.ask(agent, "POST", "/chat", Json.message(message), bounds.exchange());
    while (taken.status() == 409 && wait.goesOn()) {
      waitUntilIdle();
      taken = wire.ask(agent, "POST", "/chat", Json.message(message), bounds.exchange());
    }
    var task = Json.parse(taken.body()).path("task").asString("");
    if (taken.status() != 202 || task.isEmpty()) {
      if (taken.status() == 409) {
        wait.wasInVain();
      }
      return new End(
          false,
          "",
          "",
          "the task was not taken: %d %s".formatted(taken.status(), cut(taken.body())));
    }
    return await(task, wait);
  }

  /** Waits at the task that keeps the agent, where it tells which. */
  private void waitUntilIdle() throws InterruptedException {
    var status = wire.ask(agent, "GET", "/status", "", bounds.exchange());
    var task = Json.parse(status.body()).path("task").asString("");
    if (!task.isEmpty()) {
      chat(task);
    }
    pause();
  }

  private End await(String task, Starvation.Wait wait) throws InterruptedException {
    while (wait.goesOn()) {
      var answer = chat(task);
      var says = Json.parse(answer.body());
      var state = says.path("state").asString("");
      if (answer.status() == 0 && !answer.body().startsWith(Wire.LATE)) {
        return new End(true, "", "", "the agent stopped answering: " + cut(answer.body()));
      }
      if (state.equals("done") || state.equals("failed")) {
        var error = cut(says.path("error").asString(""));
        return new End(true, state, says.path("reply").asString(""), error);
      }
      pause();
    }
    wait.wasInVain();
    return new End(true, "", "", "the task did not end in time");
  }

  private Http.Answer chat(String task) throws InterruptedException {
    var path = "/chat/" + URLEncoder.encode(task, StandardCharsets.UTF_8);
    return wire.ask(
        agent,
        "GET",
        path + "?wait=" + WAIT_SECONDS,
        "",
        bounds.exchange().plus(Duration.ofSeconds(WAIT_SECONDS)));
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(PACE_NANOS);
    if (Thread.interrupted()) {
      throw new InterruptedException("The wait for an agent was called off");
    }
  }

  private static String cut(String text) {
    return text.length() > 300 ? text.substring(0, 300) : text;
  }
}
