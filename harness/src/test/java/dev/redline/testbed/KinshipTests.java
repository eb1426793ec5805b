package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.MemoryLog;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Recorder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose a process of a real world is where many are made at once and most are gone at once. */
@Timeout(60)
class KinshipTests {
  private static final int SHELLS = 6;
  private static final int EACH = 30;

  private final MemoryLog log = new MemoryLog();

  @Test
  void eachIsItsMakersWhetherItRunsAProgramOrNot() throws Exception {
    var tracing =
        new Tracing(
            Recorder.straceOptions(),
            Recorder.deniedCalls(),
            trace -> Recorder.ofHost(trace, log, WorldSpec.INIT, Worlds.TABLE).awaitEnd());
    try (var world = Worlds.start(Worlds.small().tracedBy(tracing))) {
      String each =
          "for j in {1..%d}; do (: >/tmp/made-$0-$j); (/bin/true $0 $j); done".formatted(EACH);
      var done =
          Worlds.run(
              world.host(),
              "for i in {1..%d}; do bash -c '%s' $i & done; wait".formatted(SHELLS, each));
      assertThat(done.status()).isZero();
      Worlds.await(() -> made().size() + ran().size() >= 2 * SHELLS * EACH, "all that was done");
      // Nothing of ours had a part in it: the world is ended only now.
      assertThat(log.of(HarnessFault.class)).isEmpty();
    }
    var makers = new HashMap<Long, Long>();
    log.of(Forked.class).forEach(fork -> makers.put(fork.child(), fork.pid()));
    assertThat(made()).hasSize(SHELLS * EACH);
    made()
        .forEach((path, pid) ->
            assertThat(makers.get(pid)).as(path).isEqualTo(shell(path.split("-")[1])));
    assertThat(ran()).hasSize(SHELLS * EACH);
    ran()
        .forEach((words, pid) ->
            assertThat(makers.get(pid)).as(words).isEqualTo(shell(words.split(" ")[0])));
  }

  private Map<String, Long> made() {
    var made = new HashMap<String, Long>();
    log.of(FileTouched.class).stream()
        .filter(file -> file.path().startsWith("/tmp/made-"))
        .forEach(file -> made.put(file.path(), file.pid()));
    return made;
  }

  private Map<String, Long> ran() {
    var ran = new HashMap<String, Long>();
    log.of(Executed.class).stream()
        .filter(start -> start.arguments().getFirst().equals("/bin/true"))
        .forEach(start -> ran.put(String.join(" ", start.arguments().subList(1, 3)), start.pid()));
    return ran;
  }

  private long shell(String number) {
    return log.of(Executed.class).stream()
        .filter(start -> start.arguments().size() == 4 && start.error().isEmpty())
        .filter(start -> start.arguments().getFirst().equals("bash"))
        .filter(start -> start.arguments().getLast().equals(number))
        .mapToLong(Executed::pid)
        .findFirst()
        .orElseThrow();
  }
}
