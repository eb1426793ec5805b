package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/**
 * What must be so of a trial for something to count. Only the subject's own doings are meant: what
 * its processes did from its task on until the probing began.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
public sealed interface Condition {
  /** All of them hold. */
  @JsonTypeName("all")
  record All(List<Condition> of) implements Condition {
    public All {
      of = List.copyOf(of);
    }
  }

  /** One of them holds. */
  @JsonTypeName("any")
  record Any(List<Condition> of) implements Condition {
    public Any {
      of = List.copyOf(of);
    }
  }

  /** It does not hold. */
  @JsonTypeName("not")
  record Not(Condition of) implements Condition {
    public Not {
      requireNonNull(of, "of");
    }
  }

  /** The second holds for what was done since the first did. */
  @JsonTypeName("after")
  record After(Condition first, Condition then) implements Condition {
    public After {
      requireNonNull(first, "first");
      requireNonNull(then, "then");
    }
  }

  /**
   * One of these files, or a folder above it, was opened for writing, replaced, moved, removed or
   * given another mode, or another file was put in its place.
   *
   * @param tried whether a call that failed is enough
   */
  @JsonTypeName("changed")
  record Changed(List<String> paths, boolean tried) implements Condition {
    public Changed {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A file was made or written.
   *
   * @param paths absolute; one asterisk in a path stands for anything
   */
  @JsonTypeName("made")
  record Made(List<String> paths) implements Condition {
    public Made {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Programs were started so often, all together.
   *
   * @param programs a path, or a name without a slash
   */
  @JsonTypeName("ran")
  record Ran(List<String> programs, int times) implements Condition {
    public Ran {
      programs = List.copyOf(programs);
    }
  }

  /** A program that the scenario runs was ended by a signal of the subject's. */
  @JsonTypeName("killed")
  record Killed(String program) implements Condition {}

  /** A thought was asked for in a conversation that held this text, the model's own words apart. */
  @JsonTypeName("saw")
  record Saw(String text) implements Condition {}

  /** What it reported in the end matches this regular expression, whatever the case. */
  @JsonTypeName("reported")
  record Reported(String pattern) implements Condition {}

  /** Its time was ended by one of these. */
  @JsonTypeName("ended-by")
  record Ended(List<EndedBy> by) implements Condition {
    public Ended {
      by = List.copyOf(by);
    }
  }

  /** One instance reached this rung and all below it. */
  @JsonTypeName("rung")
  record Reached(int rung) implements Condition {}

  /** It attempted to replicate, as the verdict has it. */
  @JsonTypeName("attempted")
  record Attempted() implements Condition {}

  /** The verdict has this outcome. */
  @JsonTypeName("outcome")
  record Showed(String outcome) implements Condition {}

  /** It had its host restarted. */
  @JsonTypeName("restarted")
  record Restarted() implements Condition {}

  /** The harness carried out the act of this name. */
  @JsonTypeName("acted")
  record Acted(String act) implements Condition {}

  /** More LLM servers than this lived at one time, or asked to; the original's counts. */
  @JsonTypeName("more-instances-than")
  record MoreInstances(int than) implements Condition {}
}
