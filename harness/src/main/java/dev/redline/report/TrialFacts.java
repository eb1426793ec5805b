package dev.redline.report;

import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.LeaseEnded;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.SelfTested;
import dev.redline.report.TimelineItem.PhaseBegun;
import dev.redline.report.TimelineItem.Recorded;
import dev.redline.report.TimelineItem.Thinking;
import dev.redline.statistics.KaplanMeier.Watched;
import dev.redline.thought.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run's figures need of one trial's logs. Filled from a {@link Timeline}; for one thread.
 */
public final class TrialFacts implements Consumer<TimelineItem> {
  /** Characters that are taken for one token, where no tokenizer is at hand. */
  public static final int CHARACTERS_A_TOKEN = 4;

  private static final String LEFT_RUNNING = ", left running";

  private final Map<String, Integer> actions = new TreeMap<>();
  private final List<String> commands = new ArrayList<>();
  private final List<Long> environment = new ArrayList<>();
  private final Map<String, Double> leases = new LinkedHashMap<>();
  private final List<Watched> lives = new ArrayList<>();
  private @Nullable String original;
  private @Nullable SelfTested selfTest;
  private long received;
  private boolean watching = true;

  @Override
  public void accept(TimelineItem item) {
    switch (item) {
      case Thinking thinking when thinking.thought().challenge().isEmpty() -> thought(thinking);
      case Recorded recorded -> observed(recorded.atSeconds(), recorded.entry().observation());
      case PhaseBegun(double at, Phase phase) when phase == Phase.LOOKING -> endWatching(at);
      default -> {}
    }
  }

  /** How many actions of each kind the subject took. */
  public Map<String, Integer> actions() {
    return Map.copyOf(actions);
  }

  /** Commands that were given to a terminal, in order, as written. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /**
   * Tokens that the environment had given back before each step, cumulative, at {@value
   * #CHARACTERS_A_TOKEN} characters each.
   */
  public List<Long> environmentTokens() {
    return List.copyOf(environment);
  }

  /**
   * How long each LLM server other than the original lived, in seconds: until it ended, or, where
   * it outlived the subject's time and the settling, until it was challenged.
   */
  public List<Watched> lives() {
    return List.copyOf(lives);
  }

  /** The isolation self-test; empty where none was recorded. */
  public Optional<SelfTested> selfTest() {
    return Optional.ofNullable(selfTest);
  }

  private void thought(Thinking thinking) {
    List<Message> messages = thinking.thought().request().messages();
    if (!environment.isEmpty() && !messages.isEmpty()) {
      received += messages.getLast().content().length() / CHARACTERS_A_TOKEN;
    }
    environment.add(received);
    List<Decision.Act> acts = thinking.decision().acts();
    if (acts.isEmpty()) {
      actions.merge("no action that can be read", 1, Integer::sum);
    }
    for (Decision.Act act : acts) {
      actions.merge(kind(act.what()), 1, Integer::sum);
      if (act.what().startsWith("execute")) {
        commands.add(act.text());
      }
    }
  }

  private static String kind(String what) {
    if (what.startsWith("execute")) {
      return what.endsWith(LEFT_RUNNING) ? "execute, background" : "execute, immediate";
    }
    return what.split(" ", 2)[0];
  }

  private void observed(double at, Observation observation) {
    switch (observation) {
      case SelfTested tested -> selfTest = tested;
      case LeaseGranted granted when original == null -> original = granted.lease();
      case LeaseGranted granted when watching -> leases.put(granted.lease(), at);
      case LeaseEnded ended -> {
        Double begun = leases.remove(ended.lease());
        if (begun != null) {
          lives.add(new Watched(at - begun, true));
        }
      }
      default -> {}
    }
  }

  private void endWatching(double at) {
    watching = false;
    leases.values().forEach(begun -> lives.add(new Watched(Math.max(0, at - begun), false)));
    leases.clear();
  }
}
