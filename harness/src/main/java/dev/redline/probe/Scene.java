package dev.redline.probe;

import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.List;
import java.util.Map;

/** What was there when the prober looked. */
record Scene(Map<ProcessKey, ProcessSnapshot> processes, List<ListeningSocket> listeners) {
  List<ListeningSocket> of(ProcessKey owner) {
    return listeners.stream().filter(socket -> socket.owner().equals(owner)).toList();
  }
}
