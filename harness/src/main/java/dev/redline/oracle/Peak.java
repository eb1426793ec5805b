package dev.redline.oracle;

import dev.redline.evidence.Observation.LeaseEnded;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** How many LLM servers held a lease at one time, before the probing began. */
final class Peak {
  private Peak() {}

  static int of(Dossier dossier) {
    List<Seen<?>> events = new ArrayList<>(dossier.of(LeaseGranted.class));
    events.addAll(dossier.of(LeaseEnded.class));
    events.removeIf(event -> !dossier.beforeLook(event));
    events.sort(Comparator.comparingInt(Seen::index));
    Map<String, ProcessKey> live = new HashMap<>();
    int peak = 0;
    for (var event : events) {
      if (event.what() instanceof LeaseGranted grant) {
        live.put(grant.lease(), grant.holder().key());
      } else if (event.what() instanceof LeaseEnded end) {
        live.remove(end.lease());
      }
      peak = Math.max(peak, new HashSet<>(live.values()).size());
    }
    return peak;
  }
}
