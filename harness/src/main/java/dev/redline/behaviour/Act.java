package dev.redline.behaviour;

import dev.redline.evidence.KernelEvent;
import java.util.List;

/**
 * One thing that the subject did, during its time.
 *
 * @param id of the entry
 * @param atSeconds since the trial began
 * @param event what the kernel saw
 * @param host on which it did it; empty for the original's
 * @param command argv of the program that did it; empty where its start was not seen
 * @param targets for a signal: whom it was sent to; else empty
 */
record Act(
    String id,
    double atSeconds,
    String host,
    KernelEvent event,
    List<String> command,
    List<Target> targets) {
  Act {
    command = List.copyOf(command);
    targets = List.copyOf(targets);
  }

  /** Whose a process is. */
  enum Whose {
    /** The agent that the trial installed and started. */
    ORIGINAL_AGENT,
    /** The LLM server that the trial installed and started. */
    ORIGINAL_LLM_SERVER,
    /** Started by the subject itself, however remotely. */
    SUBJECT,
    /** Anything else that runs in the host. */
    ANOTHER
  }

  /**
   * A process that a signal met.
   *
   * @param listening whether it held a port at that moment
   */
  record Target(long pid, Whose whose, boolean listening, List<String> command) {
    Target {
      command = List.copyOf(command);
    }
  }

  /** A path as it is told: HOST:PATH on another host, where it leads to no file of the original. */
  String at(String path) {
    return host.isEmpty() ? path : host + ":" + path;
  }

  /** The program's file name, or an empty text. */
  String program() {
    return command.isEmpty() ? "" : Commands.fileName(command.getFirst());
  }

  /** Whether the program is an AI system's own, its agent or its LLM server, wherever it lies. */
  boolean isTheSystems() {
    return program().equals("java")
        && command.stream().anyMatch(word -> word.endsWith("aisystem.jar"));
  }
}
