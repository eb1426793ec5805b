package dev.redline.export;

import dev.redline.archive.VerdictFile;
import dev.redline.evidence.Thought;
import dev.redline.report.Decision;
import dev.redline.report.Tally;
import dev.redline.report.TimelineItem;
import dev.redline.report.TimelineItem.PhaseBegun;
import dev.redline.report.TimelineItem.Recorded;
import dev.redline.report.TimelineItem.RungReached;
import dev.redline.report.TimelineItem.Seen;
import dev.redline.report.TimelineItem.Thinking;
import dev.redline.scenario.Scenario;
import dev.redline.study.Limits;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ToolCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One trial as a sample of Inspect's log. Filled from a timeline; for one thread. */
final class InspectSample implements Consumer<TimelineItem> {
  /** Of an observation as a tool's result. */
  private static final int LONGEST_RESULT = 16_000;

  private final VerdictFile verdict;
  private final Scenario scenario;
  private final Limits limits;
  private final Instant began;
  private final InspectMessages pool = new InspectMessages();
  private final List<Map<String, Object>> events = new ArrayList<>();
  private final List<Map<String, Object>> acted = new ArrayList<>();
  private Map<String, Object> output = Map.of();
  private List<Integer> conversation = List.of();

  /**
   * @param began when the trial is told to have begun; its own clock counts from 0
   */
  InspectSample(VerdictFile verdict, Scenario scenario, Limits limits, Instant began) {
    this.verdict = verdict;
    this.scenario = scenario;
    this.limits = limits;
    this.began = began;
  }

  @Override
  public void accept(TimelineItem item) {
    switch (item) {
      case Thinking thinking -> thought(thinking);
      case PhaseBegun phase ->
          info(phase.atSeconds(), "phase", Map.of("phase", phase.phase().toString()));
      case Seen seen when !seen.sights().isEmpty() || seen.more() > 0 ->
          info(
              seen.atSeconds(),
              "kernel",
              Map.of("seen", seen.sights(), "more", seen.more(), "routine_events", seen.routine()));
      case Seen _ -> {}
      case Recorded recorded ->
          info(
              recorded.atSeconds(),
              "evidence",
              Map.of(
                  "id",
                  recorded.entry().id(),
                  "what",
                  recorded.told().what(),
                  "text",
                  recorded.told().text()));
      case RungReached rung ->
          info(
              rung.atSeconds(),
              "rung",
              Map.of("rung", rung.rung(), "name", rung.name(), "evidence", rung.evidence()));
    }
  }

  private void info(double at, String source, Map<String, Object> data) {
    Map<String, Object> event = event(at, "info");
    event.put("source", source);
    event.put("data", data);
    events.add(event);
  }

  private Map<String, Object> event(double at, String kind) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("uuid", "%d-%d".formatted(verdict.trial(), events.size()));
    event.put("timestamp", time(at));
    event.put("working_start", at);
    event.put("event", kind);
    return event;
  }

  private String time(double at) {
    return began.plusNanos((long) (at * 1e9)).toString();
  }

  private void thought(Thinking thinking) {
    Thought thought = thinking.thought();
    if (thought.challenge().isPresent()) {
      return;
    }
    List<Integer> refs = pool.refer(thought.request().messages());
    answerTools(thought.request().messages());
    Map<String, Object> event = event(thought.askedAtSeconds(), "model");
    event.put("model", verdict.model());
    event.put("role", thinking.by());
    event.put("input", List.of());
    event.put("input_refs", InspectMessages.ranges(refs));
    event.put("tools", thought.request().tools().stream().map(InspectMessages::tool).toList());
    event.put("tool_choice", "auto");
    event.put("config", Map.of());
    Map<String, Object> came =
        thought.reply().map(reply -> output(thought, reply)).orElseGet(() -> none());
    event.put("output", came);
    event.put("retries", thought.retries());
    thought.failure().ifPresent(why -> event.put("error", why));
    event.put("completed", time(thought.answeredAtSeconds()));
    event.put("working_time", thought.answeredAtSeconds() - thought.askedAtSeconds());
    event.put("metadata", Map.of("thought", thought.id(), "lease", thought.lease()));
    events.add(event);
    if (thought.reply().isPresent()) {
      output = came;
      conversation = refs;
    }
    acts(thinking);
  }

  private Map<String, Object> output(Thought thought, ThoughtReply reply) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", thought.id());
    message.put("role", "assistant");
    message.put("source", "generate");
    message.put("model", verdict.model());
    message.put(
        "content",
        reply.reasoning().isEmpty()
            ? reply.content()
            : List.of(
                Map.of("type", "reasoning", "reasoning", reply.reasoning()),
                Map.of("type", "text", "text", reply.content())));
    if (!reply.toolCalls().isEmpty()) {
      message.put("tool_calls", reply.toolCalls().stream().map(InspectMessages::call).toList());
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", verdict.model());
    json.put("choices", List.of(Map.of("message", message, "stop_reason", stop(reply))));
    json.put("completion", reply.content());
    json.put("usage", usage(reply.usage().inputTokens(), reply.usage().outputTokens()));
    json.put("time", thought.answeredAtSeconds() - thought.askedAtSeconds());
    return json;
  }

  private Map<String, Object> none() {
    return Map.of("model", verdict.model(), "choices", List.of(), "completion", "");
  }

  private static String stop(ThoughtReply reply) {
    return switch (reply.finish()) {
      case STOP -> "stop";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }

  static Map<String, Object> usage(long in, long out) {
    return Map.of("input_tokens", in, "output_tokens", out, "total_tokens", in + out);
  }

  /** Acts become calls; what came of them is known with the next thought. */
  private void acts(Thinking thinking) {
    int number = 0;
    for (Decision.Act act : thinking.decision().acts()) {
      Map<String, Object> event = event(thinking.atSeconds(), "tool");
      List<ToolCall> calls =
          thinking.thought().reply().map(ThoughtReply::toolCalls).orElse(List.of());
      event.put("type", "function");
      event.put(
          "id",
          number < calls.size()
              ? calls.get(number).id()
              : thinking.thought().id() + "-" + (number + 1));
      event.put("function", act.what().split(" ", 2)[0]);
      event.put("arguments", Map.of("how", act.what(), "text", act.text()));
      event.put("result", "");
      events.add(event);
      acted.add(event);
      number++;
    }
  }

  private void answerTools(List<Message> messages) {
    if (!acted.isEmpty() && !messages.isEmpty()) {
      String observed = messages.getLast().content();
      acted
          .getLast()
          .put(
              "result",
              observed.length() <= LONGEST_RESULT
                  ? observed
                  : observed.substring(0, LONGEST_RESULT) + "\u2026 (cut)");
    }
    acted.clear();
  }

  /** The whole sample. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", verdict.trial());
    json.put("epoch", 1);
    json.put("input", scenario.task());
    json.put("target", "");
    json.put("messages", messages());
    json.put("output", output.isEmpty() ? none() : output);
    json.put("scores", scores());
    json.put("metadata", metadata());
    json.put("store", Map.of());
    json.put("events", all());
    json.put(
        "model_usage", Map.of(verdict.model(), usage(verdict.tokensIn(), verdict.tokensOut())));
    json.put("started_at", time(0));
    json.put("completed_at", time(verdict.wallS()));
    json.put("total_time", verdict.wallS());
    json.put("working_time", verdict.wallS());
    json.put("uuid", "trial-" + verdict.trial());
    error().ifPresent(why -> json.put("error", why));
    limit().ifPresent(met -> json.put("limit", met));
    json.put("attachments", Map.of());
    json.put("events_data", Map.of("messages", pool.all(), "calls", List.of()));
    return json;
  }

  /** What the list of samples shows of it. */
  Map<String, Object> summary() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", verdict.trial());
    json.put("epoch", 1);
    json.put("input", scenario.task());
    json.put("target", "");
    json.put("metadata", Map.of("arm", scenario.id(), "model", verdict.model()));
    json.put("scores", scores());
    json.put(
        "model_usage", Map.of(verdict.model(), usage(verdict.tokensIn(), verdict.tokensOut())));
    json.put("total_time", verdict.wallS());
    json.put("working_time", verdict.wallS());
    json.put("uuid", "trial-" + verdict.trial());
    json.put("completed", true);
    json.put("message_count", conversation.size() + 1);
    verdict.cause().ifPresent(cause -> json.put("error", cause + ": " + verdict.reason()));
    limit().ifPresent(met -> json.put("limit", met.get("type")));
    return json;
  }

  private List<Object> messages() {
    List<Object> messages = new ArrayList<>(conversation.stream().map(pool.all()::get).toList());
    if (output.get("choices") instanceof List<?> choices
        && !choices.isEmpty()
        && choices.getFirst() instanceof Map<?, ?> choice
        && choice.get("message") != null) {
      messages.add(choice.get("message"));
    }
    return messages;
  }

  private Map<String, Object> scores() {
    if (!Tally.hasResult(verdict)) {
      return Map.of();
    }
    return Map.of(
        InspectExport.SCORER,
        score(Tally.isReplicated(verdict) ? "C" : "I"),
        InspectExport.RUNG,
        score(verdict.rung()));
  }

  private Map<String, Object> score(Object value) {
    return Map.of(
        "value",
        value,
        "answer",
        verdict.verdict(),
        "explanation",
        verdict.reason(),
        "metadata",
        Map.of("rung", verdict.rung(), "outcomes", verdict.outcomes()),
        "history",
        List.of());
  }

  private Map<String, Object> metadata() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scenario", verdict.scenario());
    json.put("arm", verdict.arm());
    json.put("scaffold", verdict.scaffold());
    json.put("model", verdict.model());
    json.put("seed", verdict.seed());
    json.put("verdict", verdict.verdict());
    verdict.endedBy().ifPresent(how -> json.put("ended_by", how));
    json.put("attempted", verdict.attempted());
    json.put("study_reading", verdict.studyReading());
    json.put("claimed", verdict.claimed());
    json.put("false_claim", verdict.falseClaim());
    json.put(
        "behaviours",
        verdict.behaviours().stream()
            .map(found -> Map.of("name", found.name(), "count", found.count()))
            .toList());
    return json;
  }

  private List<Map<String, Object>> all() {
    List<Map<String, Object>> all = new ArrayList<>();
    Map<String, Object> init = event(0, "sample_init");
    init.put("uuid", verdict.trial() + "-init");
    init.put(
        "sample",
        Map.of(
            "id", verdict.trial(), "input", scenario.task(), "target", "", "metadata", metadata()));
    init.put("state", Map.of());
    all.add(init);
    all.addAll(events);
    limit()
        .ifPresent(met -> {
          Map<String, Object> event = event(verdict.wallS(), "sample_limit");
          event.put("uuid", verdict.trial() + "-limit");
          // Inspect's samples know of a limit of the context, its events do not.
          event.put("type", "context".equals(met.get("type")) ? "custom" : met.get("type"));
          event.put("message", met.get("reason"));
          event.put("limit", met.get("limit"));
          all.add(event);
        });
    scores()
        .forEach((name, score) -> {
          Map<String, Object> event = event(verdict.wallS(), "score");
          event.put("uuid", verdict.trial() + "-" + name);
          event.put("scorer", name);
          event.put("score", score);
          all.add(event);
        });
    return all;
  }

  private Optional<Map<String, Object>> error() {
    return verdict.cause().map(cause -> error(cause + ": " + verdict.reason()));
  }

  static Map<String, Object> error(String message) {
    return Map.of("message", message, "traceback", "", "traceback_ansi", "");
  }

  private Optional<Map<String, Object>> limit() {
    return verdict
        .endedBy()
        .flatMap(how ->
            switch (how) {
              case "steps" -> met("message", limits.steps(), how);
              case "tokens" -> met("token", limits.tokens(), how);
              case "time" -> met("time", limits.time().toSeconds(), how);
              case "context" -> met("context", 0, how);
              case "cap" -> met("custom", limits.instances(), how);
              default -> Optional.empty();
            });
  }

  private static Optional<Map<String, Object>> met(String type, long limit, String how) {
    return Optional.of(
        Map.of("type", type, "limit", limit, "reason", "ended by its limit of: " + how));
  }
}
