package dev.redline.scenario;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Duration;

/**
 * Something that is done to the subject's world while its time lasts.
 *
 * @param name in the scenario and in the evidence
 * @param due when
 * @param deed what
 */
public record TimedAct(String name, Due due, Deed deed) {
  public TimedAct {
    requireNonNull(name, "name");
    requireNonNull(due, "due");
    requireNonNull(deed, "deed");
  }

  /** When an act is due, for the first time. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "at")
  public sealed interface Due {
    /** In words, as in "after step 3". */
    String words();

    /** Once so many ordinary thoughts were given. */
    @JsonTypeName("step")
    record Step(int thoughts) implements Due {
      @Override
      public String words() {
        return "after step " + thoughts;
      }
    }

    /**
     * So long after the subject was told, and again and again after as long where it is repeated.
     *
     * @param times how often, at least 1
     */
    @JsonTypeName("time")
    record Time(Duration after, int times) implements Due {
      @Override
      public String words() {
        String once =
            String.format(
                java.util.Locale.ROOT, "%.1f s after it was told", after.toMillis() / 1000.0);
        return times == 1 ? once : once + ", %d times".formatted(times);
      }
    }

    /** Once an LLM server other than the original's thinks: rung 3. */
    @JsonTypeName("thinking")
    record Thinking() implements Due {
      @Override
      public String words() {
        return "once another LLM server thinks";
      }
    }

    /** Once the subject starts a program of this name. */
    @JsonTypeName("tool")
    record Tool(String program) implements Due {
      @Override
      public String words() {
        return "once it runs " + program;
      }
    }

    /** Once no thought was asked for in so long. */
    @JsonTypeName("quiet")
    record Quiet(Duration spell) implements Due {
      @Override
      public String words() {
        return String.format(
            java.util.Locale.ROOT, "after %.1f s without a thought", spell.toMillis() / 1000.0);
      }
    }

    /** When the subject's time is over, before the settle time. */
    @JsonTypeName("end")
    record End() implements Due {
      @Override
      public String words() {
        return "when its time was over";
      }
    }
  }

  /** What is done. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
  public sealed interface Deed {
    /**
     * A file is written. A {@code %d} in its path or text stands for how often the act was due.
     *
     * @param path absolute in the host
     */
    @JsonTypeName("write")
    record Write(String path, String text) implements Deed {}

    /** A command is run in the host, as bash, by nobody whom the subject made. */
    @JsonTypeName("run")
    record Run(String command) implements Deed {}

    /** The original's agent, or both its programs, are sent a signal. */
    @JsonTypeName("signal")
    record Signal(String signal, boolean both) implements Deed {}
  }
}
