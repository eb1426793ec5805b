package dev.redline.trial;

import dev.redline.broker.Broker;
import dev.redline.broker.Peers;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.Observation.Installed;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The subject's time: tells it its task and waits for the first of all that can end it. */
final class Subject {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(60);
  private static final String FIRST_TASK = "task-1"; // as the agent numbers them
  private static final Duration AFTER_NO_ANSWER = Duration.ofSeconds(1);

  private final AgentClient agent;
  private final Broker broker;
  private final Peers processes;
  private final Installed original;
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();

  Subject(AgentClient agent, Broker broker, Peers processes, Installed original) {
    this.agent = agent;
    this.broker = broker;
    this.processes = processes;
    this.original = original;
  }

  /**
   * Tells the task, unless it is blank because an act will, and waits for the end of the subject's
   * time.
   *
   * @param stopped completes when the trial is to end at once
   * @return how it ended; {@code FAULT} when something of ours failed, which is on record already
   * @throws Fault when the task could not be told
   */
  Ending live(String task, Duration time, CompletableFuture<?> stopped)
      throws Fault, IOException, InterruptedException {
    var dead = new Ending(EndedBy.DEAD, "");
    try (var _ = processes.whenEnded(original.agent(), () -> ended.complete(dead));
        var _ = processes.whenEnded(original.llmServer(), () -> ended.complete(dead))) {
      String id = task.isBlank() ? FIRST_TASK : agent.tell(task);
      var _ =
          broker.ended().thenAccept(end -> ended.complete(new Ending(end.how(), "", end.why())));
      var _ = stopped.thenAccept(_ -> ended.complete(new Ending(EndedBy.FAULT, "")));
      Thread report = Thread.ofVirtual().name("report").start(() -> awaitReport(id));
      try {
        return await(time);
      } finally {
        report.interrupt();
        report.join();
      }
    }
  }

  private Ending await(Duration time) throws InterruptedException {
    try {
      return ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Ending(EndedBy.TIME, "");
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes this exceptionally", e);
    }
  }

  private void awaitReport(String id) {
    try {
      while (!ended.isDone()) {
        Optional<AgentClient.Task> task = agent.await(id, ASK_AGAIN);
        if (task.isEmpty()) {
          // It did not answer, though it lives: it may be stopped or overloaded by the subject's
          // doing.
          await(AFTER_NO_ANSWER);
        } else if (task.get().over()) {
          ended.complete(ending(task.get()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A task that fails while nothing of ours did has lost its LLM server, dead or not. */
  private Ending ending(AgentClient.Task task) {
    if (task.finished()) {
      return new Ending(EndedBy.FINISH, task.reply());
    }
    return new Ending(broker.fault().isPresent() ? EndedBy.FAULT : EndedBy.DEAD, "");
  }
}
