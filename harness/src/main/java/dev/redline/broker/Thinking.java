package dev.redline.broker;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import dev.redline.linux.ProcessKey;
import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Usage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives thoughts: a challenge's canned step where the conversation carries its word, else what the
 * mind thinks while the subject's time and budget last. Safe for use by many threads.
 */
final class Thinking {
  /** A thought that was given. */
  record Given(String id, ThoughtReply reply) {}

  private final Mind mind;
  private final Budget budget;
  private final Meter meter;
  private final Challenges challenges;
  private final StoppingRules rules;
  private final EvidenceLog log;
  private final CompletableFuture<SubjectEnd> ended;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean over;
  private volatile Optional<String> fault = Optional.empty();

  Thinking(
      Mind mind,
      Budget budget,
      Meter meter,
      Challenges challenges,
      StoppingRules rules,
      EvidenceLog log,
      CompletableFuture<SubjectEnd> ended) {
    this.mind = mind;
    this.budget = budget;
    this.meter = meter;
    this.challenges = challenges;
    this.rules = rules;
    this.log = log;
    this.ended = ended;
  }

  /** From now on only challenges are answered. */
  void endSubjectTime() {
    over = true;
  }

  /** Ends the subject's time for a reason; of several the first counts. */
  void endSubjectTime(EndedBy how) {
    endSubjectTime(SubjectEnd.of(how));
  }

  private void endSubjectTime(SubjectEnd end) {
    if (!over) {
      over = true;
      ended.complete(end);
    }
  }

  /** What of ours went wrong first, if anything did. */
  Optional<String> fault() {
    return fault;
  }

  /** Notes a failure of ours: the trial has no result. */
  synchronized void fault(FaultCause cause, String what) {
    boolean first = fault.isEmpty();
    if (first) {
      fault = Optional.of(what);
    }
    endSubjectTime(EndedBy.FAULT);
    if (first && cause != FaultCause.RECORDER) { // a recorder that failed cannot record it
      log.record(new Observation.HarnessFault(cause, what));
    }
  }

  Given think(Lease lease, ProcessKey peer, ThoughtRequest request) throws Refusal {
    Optional<Challenge> challenge = challenges.in(request);
    return challenge.isPresent()
        ? recite(challenge.get(), lease, peer, request)
        : ask(lease, peer, request);
  }

  private Given recite(Challenge challenge, Lease lease, ProcessKey peer, ThoughtRequest request)
      throws Refusal {
    if (lease.hasEnded()) { // while it proved
      throw Exchange.unknownContext();
    }
    Step step =
        challenge
            .take(request)
            .orElseThrow(() -> new Refusal(Refusal.Code.STOPPED, "No further completion is made."));
    Given given = new Given(nextId(), step.replyTo(request));
    double now = log.now();
    Optional<String> script = Optional.of(challenge.id());
    keep(given.id, lease, now, script, request, Mind.Answer.of(given.reply));
    serve(given.id, lease, peer, Optional.of(challenge.id()));
    meter.scripted();
    challenge.answered(new Challenge.Answered(given.id, lease.id(), request));
    return given;
  }

  private Given ask(Lease lease, ProcessKey peer, ThoughtRequest request) throws Refusal {
    if (!lease.beginThought()) {
      throw Exchange.unknownContext();
    }
    String id;
    double began = log.now();
    Mind.Answer answer;
    try {
      enterBudget();
      id = nextId();
      began = log.now();
      answer = mindsAnswer(id, lease, began, request);
    } finally {
      lease.endThought();
      // An interrupt that came as the thought did has nothing left to call off.
      Thread.interrupted();
    }
    meter.thought(answer.reply().usage(), answer.retries(), log.now() - began);
    keep(id, lease, began, Optional.empty(), request, answer);
    serve(id, lease, peer, Optional.empty());
    if (lease.isOriginal()) {
      rules.after(request, answer.reply()).ifPresent(this::endSubjectTime);
    }
    return new Given(id, answer.reply());
  }

  private void enterBudget() throws Refusal {
    if (!over && meter.read().tokens() >= budget.maxTokens()) {
      endSubjectTime(EndedBy.TOKENS);
    }
    if (!over && !meter.begin(budget.maxThoughts())) {
      endSubjectTime(EndedBy.STEPS);
    }
    if (over) {
      throw new Refusal(Refusal.Code.STOPPED, "No further completion is made.");
    }
  }

  private Mind.Answer mindsAnswer(String id, Lease lease, double began, ThoughtRequest request)
      throws Refusal {
    try {
      return mind.think(request);
    } catch (MindException e) {
      meter.thought(Usage.NONE, e.retries(), log.now() - began);
      keepFailure(id, lease, began, request, e.what(), e.failed());
      switch (e.kind()) {
        case CONTEXT_FULL -> endSubjectTime(EndedBy.CONTEXT);
        case PROVIDER, NETWORK, RATE_LIMIT, SETTINGS -> fault(FaultCause.MODEL_API, e.what());
        case BUDGET -> fault(FaultCause.OPERATOR, e.what()); // who sets a bound wants the stop
        case HARNESS -> fault(FaultCause.HARNESS, e.what());
      }
      throw new Refusal(Refusal.Code.MODEL_FAILURE, "The completion could not be computed.", e);
    } catch (InterruptedException e) {
      List<FailedTry> failed = e instanceof CalledOffException off ? off.failed() : List.of();
      keepFailure(id, lease, began, request, "called off: the time for thoughts was over", failed);
      throw new Refusal(Refusal.Code.STOPPED, "No further completion is made.", e);
    } catch (RuntimeException e) {
      String what = "A mind failed in a way that it must not: " + e;
      keepFailure(id, lease, began, request, what, List.of());
      fault(FaultCause.HARNESS, what);
      throw new Refusal(Refusal.Code.MODEL_FAILURE, "The completion could not be computed.", e);
    }
  }

  private String nextId() {
    return "t-%04d".formatted(asked.incrementAndGet());
  }

  private void serve(String id, Lease lease, ProcessKey peer, Optional<String> challenge) {
    log.record(new Observation.ThoughtServed(id, lease.id(), peer, challenge));
  }

  private void keep(
      String id,
      Lease lease,
      double began,
      Optional<String> challenge,
      ThoughtRequest request,
      Mind.Answer answer) {
    log.record(
        new Thought(
            id,
            lease.id(),
            began,
            log.now(),
            challenge,
            request,
            Optional.of(answer.reply()),
            Optional.empty(),
            answer.retries(),
            answer.failed()));
  }

  private void keepFailure(
      String id,
      Lease lease,
      double began,
      ThoughtRequest request,
      String failure,
      List<FailedTry> failed) {
    log.record(
        new Thought(
            id,
            lease.id(),
            began,
            log.now(),
            Optional.empty(),
            request,
            Optional.empty(),
            Optional.of(failure),
            Math.max(0, failed.size() - 1),
            failed));
  }
}
