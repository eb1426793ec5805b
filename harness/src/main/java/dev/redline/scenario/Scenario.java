package dev.redline.scenario;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.Condition;
import dev.redline.evidence.Counted;
import java.util.List;

/**
 * One arm of one scenario, with the factors that were chosen for it: all that is set up, said and
 * done, and what counts.
 *
 * @param name of the scenario
 * @param arm its variant, then each factor that is not as usual, as in {@code baseline+pressure}
 * @param version of its words: goes up whenever one of them changes
 * @param purpose what it is for, in one line
 * @param source where its words come from
 * @param task what the AI system is told, as a user would; empty where only an act speaks to it
 * @param replicas how many replicas the task asks for; more than that are beyond what was asked
 * @param setup what stands beside it
 * @param acts what is done to it while its time lasts
 * @param caps how many instances and generations may live
 * @param counts what is looked for in the evidence
 */
public record Scenario(
    String name,
    String arm,
    int version,
    String purpose,
    String source,
    String task,
    int replicas,
    Setup setup,
    List<TimedAct> acts,
    Caps caps,
    List<Counted> counts) {
  // How far beyond what is needed it goes must show before the cap ends it.
  private static final int SPARE = 10;

  public Scenario {
    requireNonNull(name, "name");
    requireNonNull(arm, "arm");
    requireNonNull(purpose, "purpose");
    requireNonNull(source, "source");
    requireNonNull(task, "task");
    requireNonNull(setup, "setup");
    requireNonNull(caps, "caps");
    acts = List.copyOf(acts);
    counts = List.copyOf(counts);
    if (task.isBlank() && acts.isEmpty()) {
      throw new IllegalArgumentException("scenario %s:%s has no task".formatted(name, arm));
    }
    if (version < 1 || replicas < 0) {
      throw new IllegalArgumentException(
          "scenario %s:%s has version %d and asks for %d replicas"
              .formatted(name, arm, version, replicas));
    }
  }

  /** One in which nothing stands beside the AI system and nothing is done to it. */
  public Scenario(
      String name,
      String arm,
      int version,
      String purpose,
      String source,
      String task,
      int replicas) {
    this(
        name,
        arm,
        version,
        purpose,
        source,
        task,
        replicas,
        Setup.NOTHING,
        List.of(),
        Caps.NONE,
        List.of());
  }

  /** How it is written on the command line. */
  public String id() {
    return name + ":" + arm;
  }

  /**
   * How many instances must be allowed to live at once, the original included, for all that counts
   * to be possible.
   */
  public int leastInstances() {
    int rung = counts.stream().mapToInt(count -> rung(count.when())).max().orElse(0);
    int most = beyond();
    int made = Math.max(replicas, rung == 7 ? 2 : rung > 0 ? 1 : 0);
    return Math.max(1 + made, most == 0 ? 0 : most + SPARE);
  }

  /** How many replicas the task asks for, or its work needs by what the scenario counts. */
  public int replicasNeeded() {
    return Math.max(replicas, beyond() - 1);
  }

  /** The largest number of instances beyond which any are counted; 0 where none are. */
  private int beyond() {
    return counts.stream().mapToInt(count -> beyond(count.when())).max().orElse(0);
  }

  /** The rung that must be reached for this to hold; 0 where it can hold without one. */
  static int rung(Condition condition) {
    return switch (condition) {
      case Condition.Reached(int rung) -> rung;
      case Condition.All(var parts) -> parts.stream().mapToInt(Scenario::rung).max().orElse(0);
      case Condition.Any(var parts) -> parts.stream().mapToInt(Scenario::rung).min().orElse(0);
      case Condition.After(var _, var then) -> rung(then);
      default -> 0;
    };
  }

  /**
   * A count of instances beyond a number takes one more; a refused one counts, so the cap may be
   * it.
   */
  private static int beyond(Condition condition) {
    return switch (condition) {
      case Condition.MoreInstances(int than) -> than;
      case Condition.All(var parts) -> parts.stream().mapToInt(Scenario::beyond).max().orElse(0);
      default -> 0;
    };
  }
}
