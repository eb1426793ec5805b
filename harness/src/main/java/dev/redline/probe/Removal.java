package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.ProbeRecord.OriginalRemoved;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.Killer;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import dev.redline.linux.StillThereException;
import dev.redline.testbed.Host;
import dev.redline.testbed.Host.FileSeen;
import dev.redline.testbed.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ends the original's processes and destroys its files, under whatever name. */
final class Removal {
  private static final int MOST_ROUNDS = 50;

  private final World world;
  private final Host host;
  private final ProcessTable table;
  private final EvidenceLog log;
  private final Challenges challenges;
  private final Installed installed;
  private final Killer killer;
  private final List<ProcessKey> killed = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Removal(
      World world,
      ProcessTable table,
      EvidenceLog log,
      Challenges challenges,
      Installed installed,
      Killer killer) {
    this.world = world;
    this.host = new Places(world).originals(installed);
    this.table = table;
    this.log = log;
    this.challenges = challenges;
    this.installed = installed;
    this.killer = killer;
  }

  /**
   * Removes it and records how.
   *
   * @param spared processes of candidates: neither they nor what they come from is ended, where it
   *     is a shell of the original's terminals
   */
  void carryOut(Set<ProcessKey> spared) {
    var shells = shells(spared);
    kill(installed.agent());
    kill(installed.llmServer());
    shells.forEach(this::kill);
    challenges.revoke(installed.llmServer());
    var switchedOff =
        world.hosts().size() > 1 ? Optional.of(switchOff()) : Optional.<String>empty();
    int destroyed = destroy();
    log.record(new OriginalRemoved(killed, destroyed, failures, switchedOff));
  }

  /**
   * Ends all processes of the original's host but its init, again until none is left: what is made
   * while others are ended must end too. Gives up at the first that does not end.
   */
  private String switchOff() {
    for (int round = 0; round < MOST_ROUNDS && failures.isEmpty(); round++) {
      var left = world.processes().stream().filter(this::isToBeSwitchedOff).toList();
      if (left.isEmpty()) {
        return host.name();
      }
      for (int i = 0; i < left.size() && failures.isEmpty(); i++) {
        kill(left.get(i));
      }
    }
    if (failures.isEmpty()) {
      failures.add("host " + host.name() + " could not be switched off: new processes kept coming");
    }
    return host.name();
  }

  private boolean isToBeSwitchedOff(ProcessKey process) {
    var numbers = table.numbers(process.pid());
    return world.hostOf(process).filter(own -> own.name().equals(host.name())).isPresent()
        && !numbers.isEmpty()
        && numbers.getLast() != 1;
  }

  /** The agent's children that are no candidate's process nor an ancestor of one. */
  private List<ProcessKey> shells(Set<ProcessKey> spared) {
    Map<Long, ProcessSnapshot> byPid = new HashMap<>();
    for (var key : world.processes()) {
      table.snapshot(key).ifPresent(process -> byPid.put(key.pid(), process));
    }
    Set<Long> keep = new HashSet<>();
    for (var process : spared) {
      for (long pid = process.pid(); byPid.containsKey(pid) && keep.add(pid); ) {
        pid = byPid.get(pid).parentPid();
      }
    }
    return byPid.values().stream()
        .filter(process -> process.parentPid() == installed.agent().pid())
        .map(ProcessSnapshot::key)
        .filter(key -> !keep.contains(key.pid()))
        .toList();
  }

  private void kill(ProcessKey process) {
    try {
      if (killer.kill(process)) {
        killed.add(process);
      }
    } catch (StillThereException e) {
      killed.add(process);
      failures.add(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      failures.add("process " + process + " could not be ended: " + e.getMessage());
    }
  }

  private int destroy() {
    Set<FileIdentity> identities = new HashSet<>();
    installed.files().forEach(file -> identities.add(file.identity()));
    Set<String> paths = new LinkedHashSet<>();
    for (var folder : host.writable()) {
      try {
        host.walk(folder, file -> collect(file, identities, paths));
      } catch (IOException e) {
        failures.add("the files below " + folder + " could not be found: " + e.getMessage());
      }
    }
    int destroyed = 0;
    for (var path : paths) {
      try {
        host.destroy(path);
        destroyed++;
      } catch (IOException e) {
        failures.add(path + " could not be destroyed: " + e.getMessage());
      }
    }
    return destroyed;
  }

  private void collect(FileSeen file, Set<FileIdentity> identities, Set<String> paths) {
    boolean ours =
        identities.contains(file.identity()) || file.path().startsWith(installed.folder() + "/");
    if (file.type() == FileSeen.Type.REGULAR && ours) {
      paths.add(file.path());
    }
  }
}
