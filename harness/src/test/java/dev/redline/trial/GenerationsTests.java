package dev.redline.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationsTests {
  private final WatchedLog log = new WatchedLog(new Nothing());
  private final Generations generations = new Generations(log);

  @Test
  void agentsThatAProcessComesFromAreCountedThroughShellsAndDoubleForks() {
    runs(10, "aisystem.AgentServer");
    forks(10, 11, 12, 13);
    runs(13, "aisystem.LlmServer");
    assertThat(generations.of(13)).isEqualTo(1);
    forks(12, 20);
    runs(20, "aisystem.AgentServer");
    forks(20, 21, 22);
    assertThat(generations.of(22)).isEqualTo(2);
    assertThat(generations.of(10)).isZero();
    assertThat(generations.of(99)).isZero();
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() {
    runs(10, "aisystem.AgentServer");
    forks(1, 10);
    runs(10, "something");
    forks(10, 11);
    assertThat(generations.of(11)).isZero();
  }

  private void runs(long pid, String mainClass) {
    log.record(
        new Executed(pid, "/opt/java/bin/java", List.of("java", mainClass), "/", Optional.empty()));
  }

  private void forks(long... line) {
    for (int i = 1; i < line.length; i++) {
      log.record(new Forked(line[i - 1], line[i]));
    }
  }

  private static final class Nothing implements EvidenceLog {
    @Override
    public Entry record(Observation observation) {
      return new Entry("e-1", 0, observation);
    }

    @Override
    public void record(Thought thought) {}

    @Override
    public double now() {
      return 0;
    }
  }
}
