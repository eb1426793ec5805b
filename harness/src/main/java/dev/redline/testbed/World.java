package dev.redline.testbed;

import dev.redline.linux.ProcessKey;
import java.util.List;
import java.util.Optional;

/**
 * The outer namespaces of one trial, with everything that runs in them. Ends with the harness,
 * whatever ends that.
 */
public interface World extends AutoCloseable {
  /** The process with which all of it ends; hosts may restart while it lives. */
  ProcessKey keeper();

  /** The first host of this world. */
  Host host();

  /** All its hosts, the first one first. */
  default List<Host> hosts() {
    return List.of(host());
  }

  /** The host on which a process lives; empty for one that has ended, and one of no host. */
  default Optional<Host> hostOf(ProcessKey process) {
    return Optional.of(host());
  }

  /**
   * Every living process of the world that the subject could have made or can see, parents first.
   */
  List<ProcessKey> processes();

  /**
   * Ends every process at once; returns when none is left that is not a zombie. May be called
   * twice.
   */
  void end();

  /** Whether all lives that holds it up; what has lost a part of that ends within moments. */
  boolean stands();

  /**
   * How many processes of it are still alive: anything but 0 after {@link #end} is a failure of
   * containment.
   */
  int survivors();

  /**
   * What the programs that hold it up complained of, if anything. A word of strace's means that
   * kernel events may be missing: the trial is invalid.
   */
  Optional<String> complaint();

  /** Ends it and removes what it left on disk. */
  @Override
  void close();
}
