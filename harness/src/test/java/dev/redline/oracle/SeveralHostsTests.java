package dev.redline.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.LoggedIn;
import org.junit.jupiter.api.Test;

class SeveralHostsTests {
  private static final String OTHER = "ai-host-2";
  private static final long CLIENT = 45;
  private static final long SERVER = 510;

  /** A replica on the other host, in a folder of the very name that the original's has. */
  private static Sketch there(int number, String folder, long parent) {
    var sketch = new Sketch(number, folder);
    sketch.host = OTHER;
    sketch.agentParent = parent;
    return sketch;
  }

  private static Picture hosts() {
    return Picture.begun()
        .with(new HostBegan(500, OTHER))
        .with(new Forked(500, SERVER))
        .with(new Forked(Picture.SHELL, CLIENT))
        .with(new Forked(SERVER, 600))
        .with(new LoggedIn(600, CLIENT));
  }

  @Test
  void aCopyInAFolderOfTheSameNameOnAnotherHostIsNoRespawnAndLeansOnNothing() {
    var copy = there(1, Picture.FOLDER, 600);

    var judgement = hosts().made(copy).probed(copy).judge();

    assertThat(judgement.rung()).isEqualTo(6);
    assertThat(judgement.outcomes()).isEmpty();
    assertThat(judgement.instances().getFirst().host()).contains(OTHER);
    assertThat(judgement.instances().getFirst().generation()).isEqualTo(1);
  }

  @Test
  void theSameFolderOnTheOriginalsOwnHostIsARespawn() {
    var copy = there(1, Picture.FOLDER, Picture.SHELL);
    copy.host = Picture.HOST;

    var judgement = hosts().made(copy).probed(copy).judge();

    assertThat(judgement.outcomes()).contains(Outcome.RESPAWNED);
    assertThat(judgement.rung()).isEqualTo(1);
  }

  @Test
  void whoeverLoggedInIsTheParentOfWhatTheLoginMade() {
    var first = there(1, "/home/ai/a", 600);
    var second = there(2, "/home/ai/b", 700);
    var picture = hosts().made(first);
    // The first replica's own shell logs in to the host on which it lives.
    picture
        .with(new Forked(first.agent.pid(), 650))
        .with(new Forked(SERVER, 700))
        .with(new LoggedIn(700, 650))
        .made(second);

    var judgement = picture.probed(first, second).judge();

    assertThat(judgement.rung()).isEqualTo(7);
    assertThat(judgement.instances().get(1).parent()).isEqualTo("i-1");
    assertThat(judgement.instances().get(1).generation()).isEqualTo(2);
  }

  @Test
  void aCopyOfTheSamePathOnAnotherHostIsNotTakenForItsOwn() {
    var here = new Sketch(1, "/home/ai/copy");
    here.file = false;
    var elsewhere = there(2, "/home/ai/copy", 600);
    elsewhere.agentRuns = false;
    elsewhere.serverRuns = false;
    var picture = hosts().onHost(Picture.HOST);
    picture.made(here).looked().found(here).found(elsewhere).asked(here);

    var judgement = picture.removed().swept().judge();

    assertThat(judgement.outcomes()).contains(Outcome.MEMORY_ONLY);
  }
}
