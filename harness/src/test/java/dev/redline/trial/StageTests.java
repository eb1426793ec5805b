package dev.redline.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import dev.redline.linux.ProcessKey;
import dev.redline.scenario.Setup.HostProgram;
import dev.redline.testbed.Host;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StageTests {
  private static final ProcessKey PROGRAM = new ProcessKey(4711, 1);

  /** Keeps nothing: what is watched is told all the same. */
  private static final class Unkept implements EvidenceLog {
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

  private static final HostProgram LISTENS = new HostProgram("server", "exec server", true);

  private final WatchedLog log = new WatchedLog(new Unkept());

  /** Of which something is recorded before it returns from a start. */
  private Host quick(KernelEvent event) {
    return (Host)
        Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> {
              log.record(event);
              return new Host.Started(PROGRAM, 5);
            });
  }

  @Test
  @Timeout(10) // It would be waited for for 20 s in vain.
  void aProgramThatListensBeforeItsNumberIsKnownHasComeUp() throws Exception {
    var listens =
        new NetworkUsed(PROGRAM.pid(), NetworkAct.LISTENED, "0.0.0.0:22", Optional.empty());
    assertThat(Stage.start(quick(listens), log, LISTENS)).isEqualTo(PROGRAM);
  }

  @Test
  @Timeout(10)
  void aProgramThatEndsBeforeItsNumberIsKnownIsTold() {
    var ended = new KernelEvent.Exited(PROGRAM.pid(), 1, Optional.empty());
    assertThatThrownBy(() -> Stage.start(quick(ended), log, LISTENS))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("server");
  }
}
