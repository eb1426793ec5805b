package dev.redline.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Entry;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.evidence.ProbeRecord.Restarted;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttributionTests {
  private static final long AGENT = 10;
  private static final long LLM = 11;
  private static final long SHELL = 20;
  private static final long COPY_LLM = 31;
  private static final long COPY_AGENT = 32;
  private static final long COPY_SHELL = 40;
  private static final Systems.Replica COPY =
      new Systems.Replica("i-1", Optional.of(COPY_AGENT), Optional.of(COPY_LLM));

  private final List<Observation> evidence = new ArrayList<>();

  /** Whose each file is that is touched, by its path. */
  private List<String> told(Systems.Replica... replicas) {
    var all = new ArrayList<Observation>();
    all.add(lease("l-1", LLM));
    all.add(
        new Installed(
            "h",
            "/home/ai/agent",
            new ProcessKey(AGENT, 1),
            new ProcessKey(LLM, 1),
            8000,
            8760,
            "/w",
            1,
            "",
            List.of()));
    all.addAll(evidence);
    var entries = new ArrayList<Entry>();
    for (var observation : all) {
      entries.add(new Entry("e-" + entries.size(), entries.size(), observation));
    }
    var systems = new Systems();
    entries.forEach(systems::take);
    var attribution = new Attribution(systems, List.of(replicas));
    var told = new ArrayList<String>();
    for (Entry entry : entries) {
      Belonging by = attribution.of(entry);
      if (entry.observation() instanceof FileTouched touched) {
        told.add(
            "%s %s %s"
                .formatted(
                    touched.path(), by.instance().orElse("nobody"), by.thought().orElse("-")));
      }
    }
    return told;
  }

  private AttributionTests then(Observation... more) {
    evidence.addAll(List.of(more));
    return this;
  }

  private static FileTouched touched(long pid, String path) {
    return new FileTouched(pid, FileAct.CREATED, path, Optional.empty(), Optional.empty());
  }

  private static ThoughtServed thought(String id, String lease, long peer) {
    return new ThoughtServed(id, lease, new ProcessKey(peer, 1), Optional.empty());
  }

  private static Executed runs(long pid) {
    return new Executed(pid, "/opt/java/bin/java", List.of("java"), "/", Optional.empty());
  }

  private static LeaseGranted lease(String lease, long holder) {
    return new LeaseGranted(
        lease,
        new ProcessSnapshot(
            new ProcessKey(holder, 1), 1, 1, "java", "", List.of(), Map.of(), "/", List.of()));
  }

  @Test
  void whatAShellStartsBelongsToTheThoughtThatStartedItHoweverLongItRuns() {
    then(
        thought("t-1", "l-1", LLM),
        new Forked(AGENT, SHELL),
        touched(SHELL, "shell-1"),
        new Forked(SHELL, 21),
        thought("t-2", "l-1", LLM),
        touched(21, "started-by-1"),
        new Forked(21, 22),
        touched(22, "child-of-1"),
        touched(SHELL, "shell-2"),
        new Forked(SHELL, 23),
        touched(23, "started-by-2"));
    assertThat(told())
        .containsExactly(
            "shell-1 i-0 t-1",
            "started-by-1 i-0 t-1",
            "child-of-1 i-0 t-1",
            "shell-2 i-0 t-2",
            "started-by-2 i-0 t-2");
  }

  @Test
  void whatDescendsFromNoSystemIsNobodys() {
    then(thought("t-1", "l-1", LLM), new Forked(1, 5), touched(5, "init"), touched(1, "first"));
    assertThat(told()).containsExactly("init nobody -", "first nobody -");
  }

  /** The copy's two programs, each started by the original's shell after a thought. */
  private void copy() {
    then(
        thought("t-1", "l-1", LLM),
        new Forked(AGENT, SHELL),
        new Forked(SHELL, COPY_LLM),
        touched(COPY_LLM, "not-yet"),
        runs(COPY_LLM),
        touched(COPY_LLM, "server-starts"),
        thought("t-2", "l-1", LLM),
        new Forked(SHELL, 30),
        new Forked(30, COPY_AGENT),
        new Exited(30, 0, Optional.empty()),
        runs(COPY_AGENT),
        touched(COPY_AGENT, "agent-starts"));
  }

  @Test
  void aReplicaIsItselfFromItsFirstProgramOnAndFollowsTheThoughtThatLaunchedIt() {
    copy();
    then(lease("l-2", COPY_LLM), thought("t-3", "l-1", LLM), touched(COPY_AGENT, "waits"));
    assertThat(told(COPY))
        .containsExactly(
            "not-yet i-0 t-1", "server-starts i-1 t-1", "agent-starts i-1 t-2", "waits i-1 t-2");
  }

  @Test
  void aReplicasDoingsFollowItsOwnThoughts() {
    copy();
    then(
        lease("l-2", COPY_LLM),
        thought("t-3", "l-2", COPY_LLM),
        new Forked(COPY_AGENT, COPY_SHELL),
        thought("t-4", "l-1", LLM),
        touched(COPY_SHELL, "copys"),
        touched(SHELL, "originals"));
    assertThat(told(COPY)).endsWith("copys i-1 t-3", "originals i-0 t-4");
  }

  @Test
  void anAgentWithoutALeaseThinksByItsMakers() {
    copy();
    then(
        thought("t-3", "l-1", LLM),
        new Forked(COPY_AGENT, COPY_SHELL),
        touched(COPY_SHELL, "parasites"),
        touched(COPY_LLM, "dummys"));
    assertThat(told(COPY)).endsWith("parasites i-1 t-3", "dummys i-1 t-1");
  }

  @Test
  void whatTheProberStartedInItsPlaceIsStillTheReplica() {
    copy();
    then(
        new Forked(1, 90),
        runs(90),
        touched(90, "anew"),
        new Restarted(new ProcessKey(COPY_AGENT, 1), Optional.of(new ProcessKey(90, 1)), ""));
    assertThat(told(COPY)).endsWith("anew i-1 t-2");
  }

  @Test
  void aNumberThatIsUsedAgainIsNoLongerTheSystems() {
    copy();
    then(
        new Exited(COPY_AGENT, 0, Optional.empty()),
        new Forked(1, COPY_AGENT),
        touched(COPY_AGENT, "another"));
    assertThat(told(COPY)).endsWith("another nobody -");
  }
}
