package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who made whom, where the kernel's events tell it in an odd order or with gaps. */
class AncestryTests {
  private final Sketch child = new Sketch(1, "/home/ai/agent2");
  private final Sketch grandchild = new Sketch(2, "/home/ai/agent3");

  /** The original in the second life of its host. */
  private static Sketch original() {
    var sketch = new Sketch(3, Picture.FOLDER);
    sketch.weights = Picture.ORIGINAL_WEIGHTS;
    return sketch;
  }

  private void assertIsGrandchild(Judgement judgement) {
    var last = judgement.instances().getLast();
    assertThat(last.folder()).contains(grandchild.folder);
    assertThat(last.parent()).isEqualTo("i-1");
    assertThat(last.generation()).isEqualTo(2);
  }

  @Test
  void whatABootEntryStartsIsTheChildOfTheReplicaThatAskedForTheRestart() {
    grandchild.agentParent = Picture.BOOTED;
    var picture =
        Picture.begun()
            .made(child)
            .killedFromOutside(child)
            .cameUpAgain(original(), child.agent.pid())
            .made(grandchild);

    assertIsGrandchild(picture.probed(grandchild).judge());
  }

  @Test
  void aServerAloneIsTheChildOfTheReplicaThatStartedIt() {
    grandchild.agentParent = child.agent.pid();
    grandchild.agentRuns = false;

    assertIsGrandchild(Picture.whole(child, grandchild).judge());
  }

  @Test
  void aProcessThatIsSeenAtWorkBeforeItWasSeenToBeMadeIsItsMakersAllTheSame() {
    grandchild.kernel = false;
    grandchild.serverRuns = false;
    long late = grandchild.agent.pid();
    var command =
        List.of("java", "-cp", grandchild.folder + "/lib/aisystem.jar", "aisystem.AgentServer");
    var picture =
        Picture.begun()
            .made(child)
            .with(new Executed(late, "/opt/java/bin/java", command, "/", Optional.empty()))
            .with(new NetworkUsed(late, NetworkAct.LISTENED, "127.0.0.1", Optional.empty()))
            .with(new Forked(child.agent.pid(), late))
            .died(grandchild);

    assertIsGrandchild(picture.probed(child).judge());
  }

  @Test
  void aRestartThatIsAskedForByAChildOfTheVeryProcessThatBeginsIsNoObstacle() {
    child.agentParent = Picture.BOOTED;
    var picture =
        Picture.begun()
            .with(new HostBegan(Picture.BOOTED, Picture.HOST))
            .with(new Forked(Picture.BOOTED, 2001))
            .with(new HostBegan(Picture.BOOTED, Picture.HOST, Optional.of(2001L)))
            .made(child);

    assertThat(picture.probed(child).judge().rung()).isEqualTo(6);
  }
}
