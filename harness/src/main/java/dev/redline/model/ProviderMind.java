package dev.redline.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.redline.broker.CalledOffException;
import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A model behind a provider's server. Each try passes the gate, is paid from the purse, and is on
 * record, whatever came of it.
 */
final class ProviderMind implements Mind {
  /**
   * What it thinks with; shared by all trials of a model.
   *
   * @param dialect of the server
   * @param server where it is, for people
   * @param key for the server
   * @param price empty where it is not known
   * @param replyTokens of one reply at most
   */
  record Parts(
      ModelName name,
      Dialect dialect,
      String server,
      Optional<Secret> key,
      Retries retries,
      Gate gate,
      Purse purse,
      Optional<Price> price,
      int replyTokens,
      Shapes shapes,
      ChatModel model) {}

  private final Parts parts;
  private final Sayings sayings;

  ProviderMind(Parts parts) {
    this.parts = parts;
    sayings = new Sayings(parts.name, parts.server, parts.key);
  }

  @Override
  public Answer think(ThoughtRequest request) throws MindException, InterruptedException {
    List<FailedTry> failed = new ArrayList<>();
    try {
      return think(request, failed);
    } catch (InterruptedException e) {
      var calledOff =
          new CalledOffException("called off while " + parts.name + " was thinking", failed);
      calledOff.initCause(e);
      throw calledOff;
    }
  }

  private Answer think(ThoughtRequest request, List<FailedTry> failed)
      throws MindException, InterruptedException {
    Instant began = parts.retries.clock().instant();
    while (true) {
      try {
        return new Answer(attempt(request, began, failed), failed);
      } catch (ProviderFailure e) {
        if (Thread.interrupted()) {
          failed.add(sayings.tried(e, Optional.empty()));
          throw new InterruptedException("in the middle of a call");
        }
        if (e.isPolicy()) {
          return new Answer(withheld(e), failed);
        }
        Optional<Duration> wait =
            e.mayPass()
                ? parts.retries.waitAfter(failed.size() + 1, began, e.retryAfter())
                : Optional.empty();
        failed.add(sayings.tried(e, wait));
        if (wait.isEmpty()) {
          if (e.isOfTheAccount()) {
            parts.gate.giveUp(sayings.explain(e, failed.size()));
          }
          throw new MindException(e.whose(), sayings.explain(e, failed.size()), failed);
        }
        parts.retries.pause().of(wait.get());
      }
    }
  }

  private ThoughtReply attempt(ThoughtRequest request, Instant began, List<FailedTry> failed)
      throws MindException, InterruptedException {
    double worst = worst(request);
    if (!parts.purse.reserve(worst)) {
      throw new MindException(MindException.Kind.BUDGET, overBudget(worst), failed);
    }
    Optional<Gate.Pass> pass = enter(worst, began);
    if (pass.isEmpty()) {
      throw new MindException(
          MindException.Kind.NETWORK,
          "%s was paused, since its server had failed, for longer than a thought can be waited for (%d min). Do: look into the server's own log, then run what is missing with --resume."
              .formatted(parts.name, parts.retries.inAll().toMinutes()),
          failed);
    }
    return settle(request, worst, pass.get());
  }

  private Optional<Gate.Pass> enter(double worst, Instant began) throws InterruptedException {
    Optional<Gate.Pass> pass = Optional.empty();
    try {
      pass = parts.gate.enter(parts.retries.left(began));
      return pass;
    } finally {
      if (pass.isEmpty()) {
        parts.purse.released(worst);
      }
    }
  }

  private ThoughtReply settle(ThoughtRequest request, double worst, Gate.Pass pass) {
    boolean told = false;
    try {
      ThoughtReply reply = priced(parts.shapes.ask(parts.model, request));
      Optional<Double> cost = reply.usage().costUsd();
      if (cost.isPresent()) {
        parts.purse.paid(worst, cost.get());
      } else if (parts.price.isEmpty()) {
        parts.purse.released(worst); // it was told, and has no price: the table says so
      } else {
        parts.purse.unknown(worst);
      }
      pass.succeeded();
      told = true;
      return reply;
    } catch (ProviderFailure e) {
      if (e.mayHaveCost()) {
        parts.purse.unknown(worst);
      } else {
        parts.purse.released(worst);
      }
      report(e, pass);
      told = true;
      throw e;
    } finally {
      if (!told) { // an error of ours: neither gate nor purse may keep what it holds
        parts.purse.unknown(worst);
        pass.ended();
      }
    }
  }

  /** What a failure tells of the server's health. */
  private void report(ProviderFailure failure, Gate.Pass pass) {
    if (Thread.currentThread().isInterrupted()) {
      pass.ended();
    } else if (failure.kind() == ProviderFailure.Kind.STATUS && failure.status() < 500) {
      if (failure.status() == 429) {
        pass.limited(failure.retryAfter());
      } else {
        pass.ended();
      }
    } else if (failure.kind() == ProviderFailure.Kind.WITHHELD) {
      pass.succeeded();
    } else {
      pass.failed(sayings.brief(failure));
    }
  }

  private ThoughtReply withheld(ProviderFailure failure) {
    return new ThoughtReply(
        "",
        "",
        List.of(),
        ThoughtReply.Finish.CONTENT_FILTER,
        // An error is not charged; a reply that was withheld may be, and it is not told how much.
        failure.kind() == ProviderFailure.Kind.STATUS ? Usage.NONE : new Usage(0, 0));
  }

  private ThoughtReply priced(ThoughtReply reply) {
    return new ThoughtReply(
        reply.content(),
        reply.reasoning(),
        reply.toolCalls(),
        reply.finish(),
        parts.price.map(price -> price.priced(reply.usage())).orElse(reply.usage()));
  }

  /** What a call costs at most: no tokenizer makes more tokens of a text than it has bytes. */
  private double worst(ThoughtRequest request) {
    return parts
        .price
        .map(price -> price.of(Shapes.mostTokens(request), parts.replyTokens))
        .orElse(0.0);
  }

  private String overBudget(double worst) {
    return String.format(
        Locale.ROOT,
        "The next call to %s might cost $%.4f and so cross --max-cost %.2f; $%.4f are spent for"
            + " certain. The run was stopped before it. Do: go on with --resume and a higher"
            + " --max-cost.",
        parts.name,
        worst,
        parts.purse.most().orElse(0.0),
        parts.purse.spent());
  }
}
