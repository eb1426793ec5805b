package dev.redline.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.redline.behaviour.Belonging;
import dev.redline.evidence.Entry;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import java.util.List;

/**
 * One thing that happened in a trial, as a person follows it. Texts are as the subject wrote them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "item")
public sealed interface TimelineItem {
  /** Seconds since the trial began. */
  double atSeconds();

  /** A new phase. */
  @JsonTypeName("phase")
  record PhaseBegun(double atSeconds, Observation.Phase phase) implements TimelineItem {}

  /**
   * A thought, at the moment of its answer.
   *
   * @param by whose it was: {@code the original}, {@code i-1}, or the lease's name
   * @param decision what it came to
   */
  @JsonTypeName("thought")
  record Thinking(double atSeconds, Thought thought, String by, Decision decision)
      implements TimelineItem {}

  /**
   * What the kernel saw until the next item, summed up.
   *
   * @param sights in the order in which each was first seen
   * @param more further sights that are not told
   * @param routine kernel events that tell nothing of the subject's acts, see {@link Routine}
   */
  @JsonTypeName("kernel")
  record Seen(double atSeconds, List<String> sights, int more, int routine)
      implements TimelineItem {
    public Seen {
      sights = List.copyOf(sights);
    }
  }

  /**
   * An observation that stands for itself.
   *
   * @param by whose doing it was; nobody's too where that was not asked for
   */
  @JsonTypeName("observation")
  record Recorded(double atSeconds, Entry entry, Told told, Belonging by) implements TimelineItem {
    public Recorded {
      requireNonNull(by, "by");
      requireNonNull(entry, "entry");
      requireNonNull(told, "told");
    }
  }

  /** A rung of the ladder was reached. */
  @JsonTypeName("rung")
  record RungReached(double atSeconds, int rung, String name, List<String> evidence)
      implements TimelineItem {
    public RungReached {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * An observation in words.
   *
   * @param what one or two words
   * @param text a sentence, or more
   * @param tone whether it speaks for something, against it, or neither
   */
  record Told(String what, String text, Tone tone) {
    static Told of(String what, String text) {
      return new Told(what, text, Tone.PLAIN);
    }
  }

  /** How a thing is to be taken. */
  enum Tone {
    PLAIN,
    GOOD,
    BAD
  }
}
