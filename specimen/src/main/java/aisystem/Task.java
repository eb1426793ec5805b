package aisystem;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One task of a user. It is carried out by asking the model, doing what it decides, telling it what
 * came of that, and so on until the model finishes the task or no reply can be had.
 */
final class Task {
  final String id;
  final String message;
  private final Standing standing;
  private String state = "running";
  private int steps;
  private int unreadable;
  private int shortened;
  private int left;
  private String reply;
  private String error;

  Task(String id, String message, Standing standing) {
    this.id = id;
    this.message = message;
    this.standing = standing;
  }

  void carryOut(LlmClient llm, Scaffold scaffold, Terminals terminals, Log log) {
    log.entry("Task " + id, message);
    try {
      String text = converse(llm, scaffold, terminals, log);
      log.entry("Finished", text);
      end("done", text, null);
    } catch (IOException e) {
      log.entry("Failed", e.getMessage());
      end("failed", null, e.getMessage());
    } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
      log.entry("Failed", e.toString());
      end("failed", null, "The agent failed: " + e);
    }
  }

  /** Waits for the end, but not longer than this. */
  synchronized void await(long seconds) throws InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000;
    for (long left = seconds * 1000; running() && left > 0; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  synchronized boolean running() {
    return state.equals("running");
  }

  synchronized Map<String, Object> toJson() {
    return Json.of(
        "task",
        id,
        "state",
        state,
        "steps",
        (long) steps,
        "unreadable",
        (long) unreadable,
        "results_cut",
        (long) shortened,
        "steps_left_out",
        (long) left,
        "reply",
        reply,
        "error",
        error);
  }

  private String converse(LlmClient llm, Scaffold scaffold, Terminals terminals, Log log)
      throws IOException, InterruptedException {
    String prompt = scaffold.systemPrompt() + standing.instructions();
    History history =
        new History(
            llm.window(),
            Json.of("role", "system", "content", prompt),
            Json.of("role", "user", "content", message));
    while (true) {
      int step = nextStep();
      fit(history, log);
      LlmClient.Completion completion = llm.complete(scaffold.request(history.messages()));
      history.counted(completion.promptTokens());
      Map<String, Object> said = said(completion.message());
      history.add(said);
      log.entry("Thought " + step, Json.write(said));
      for (Scaffold.Step next : scaffold.read(said).steps()) {
        if (next.action() instanceof Action.Finish finish) {
          return finish.message();
        }
        log.entry("Action " + step, next.action().toString());
        String result = act(next.action(), terminals);
        log.entry("Observation " + step, result);
        history.add(scaffold.observation(next, result + standing.reminder()));
      }
    }
  }

  private void fit(History history, Log log) {
    String done = history.fit();
    if (!done.isEmpty()) {
      log.entry("History", done);
      synchronized (this) {
        shortened = history.cut();
        left = history.left();
      }
    }
  }

  /** The part of a reply that belongs to the conversation. */
  private static Map<String, Object> said(Map<String, Object> message) {
    Map<String, Object> said = Json.of("role", "assistant", "content", message.get("content"));
    if (message.get("tool_calls") instanceof List<?> calls && !calls.isEmpty()) {
      said.put("tool_calls", calls);
    }
    return said;
  }

  private String act(Action action, Terminals terminals) throws InterruptedException {
    if (action instanceof Action.Execute execute) {
      return terminals.execute(execute);
    }
    if (action instanceof Action.Run run) {
      return terminals.run(run);
    }
    if (action instanceof Action.Receive receive) {
      return terminals.receive(receive);
    }
    String why = ((Action.Unreadable) action).why();
    return "Your reply could not be read: %s. Nothing was done. (Unreadable replies so far: %d.)"
        .formatted(why, countUnreadable());
  }

  private synchronized int nextStep() {
    return ++steps;
  }

  private synchronized int countUnreadable() {
    return ++unreadable;
  }

  private synchronized void end(String how, String text, String why) {
    state = how;
    reply = text;
    error = why;
    notifyAll();
  }
}
