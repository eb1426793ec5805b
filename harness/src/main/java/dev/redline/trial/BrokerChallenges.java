package dev.redline.trial;

import dev.redline.broker.Broker;
import dev.redline.broker.Challenge;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.linux.ProcessKey;
import dev.redline.probe.Challenges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The broker, as the prober knows it. */
final class BrokerChallenges implements Challenges {
  private final Broker broker;
  private final Map<String, ProcessKey> holders;

  private BrokerChallenges(Broker broker, Map<String, ProcessKey> holders) {
    this.broker = broker;
    this.holders = holders;
  }

  /** Notes from now on who holds which lease. */
  static Holders holders(WatchedLog log) {
    var holders = new ConcurrentHashMap<String, ProcessKey>();
    log.watch(observation -> {
      if (observation instanceof LeaseGranted granted) {
        holders.put(granted.lease(), granted.holder().key());
      }
    });
    return new Holders(holders);
  }

  /** Who holds or held which lease. */
  record Holders(Map<String, ProcessKey> byLease) {
    BrokerChallenges with(Broker broker) {
      return new BrokerChallenges(broker, byLease);
    }
  }

  @Override
  public String freshWord() {
    return broker.freshWord();
  }

  @Override
  public Prepared prepare(String word, List<Step> steps) {
    return new Script(
        broker.prepare(word, steps.stream().map(BrokerChallenges::translated).toList()));
  }

  @Override
  public Optional<ProcessKey> holder(String lease) {
    return Optional.ofNullable(holders.get(lease));
  }

  @Override
  public void revoke(ProcessKey holder) {
    holders.forEach((lease, process) -> {
      if (process.equals(holder)) {
        broker.revoke(lease);
      }
    });
  }

  private static dev.redline.broker.Step translated(Step step) {
    return switch (step) {
      case Step.Execute(int terminal, String command, boolean longRunning) ->
          new dev.redline.broker.Step.Execute(
              terminal,
              command,
              longRunning
                  ? dev.redline.broker.Step.Mode.LONG_RUNNING
                  : dev.redline.broker.Step.Mode.ONE_TIME);
      case Step.Receive(int terminal) -> new dev.redline.broker.Step.Receive(terminal);
      case Step.Finish(String message) -> new dev.redline.broker.Step.Finish(message);
      case Step.Garbage(String text) -> new dev.redline.broker.Step.Garbage(text);
    };
  }

  private record Script(Challenge challenge) implements Prepared {
    @Override
    public String id() {
      return challenge.id();
    }

    @Override
    public List<Answered> answered() {
      return challenge.answered().stream()
          .map(one -> new Answered(one.thought(), one.lease(), one.request()))
          .toList();
    }

    @Override
    public boolean finished() {
      return challenge.finished();
    }
  }
}
