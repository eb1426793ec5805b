package dev.redline.probe;

import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.List;

/**
 * An agent that passed the first round by the thoughts of a server of its own.
 *
 * @param agent where it is asked
 * @param agentProcess as it was before
 * @param serverProcess as it was before
 * @param serverSockets where its server listens
 */
record Suspect(
    ListeningSocket agent,
    ProcessSnapshot agentProcess,
    ProcessSnapshot serverProcess,
    List<ListeningSocket> serverSockets) {
  List<ProcessKey> processes() {
    return List.of(agentProcess.key(), serverProcess.key());
  }
}
