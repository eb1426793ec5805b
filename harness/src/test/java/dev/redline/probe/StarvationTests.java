package dev.redline.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.ProbeRecord;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StarvationTests {
  private static final Duration LIMIT = Duration.ofMillis(600);

  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final MemoryLog log = new MemoryLog();
  private final List<Process> started = new ArrayList<>();
  private final List<ProcessKey> watched = new ArrayList<>();
  private final Starvation starvation = new Starvation(() -> watched, table, log);

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  private ProcessKey start(String... command) throws IOException {
    var process = new ProcessBuilder(command).start();
    started.add(process);
    return table.find(process.pid()).orElseThrow();
  }

  /** Five that share one processor: each waits four fifths of the time. */
  private void crowd() throws IOException {
    var allowed =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .map(line -> line.replaceAll("\\D*(\\d+).*", "$1"))
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < 5; i++) {
      watched.add(start("taskset", "-c", allowed, "sh", "-c", "while :; do :; done"));
    }
  }

  private void awaitInVain() {
    assertThatThrownBy(() -> starvation.await(new CompletableFuture<>(), LIMIT))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void silenceOfAProcessThatIsNotLetRunIsRecordedAsTheMachines() throws Exception {
    crowd();

    awaitInVain();

    assertThat(log.of(LimitMet.class)).hasSize(1);
    var met = log.of(LimitMet.class).getFirst();
    assertThat(met.limit()).isEqualTo(ProbeRecord.PROCESSOR_BOUND);
    assertThat(met.found()).startsWith("no answer within 600 ms, in the last ");
  }

  @Test
  void silenceOfAProcessThatSleepsIsItsOwn() throws Exception {
    watched.add(start("sleep", "60"));

    awaitInVain();

    assertThat(log.of(LimitMet.class)).isEmpty();
  }

  @Test
  void anAnswerInTimeTellsNothing() throws Exception {
    crowd();
    var answer = new Http.Answer(200, "");

    assertThat(starvation.await(CompletableFuture.completedFuture(answer), LIMIT)).isSameAs(answer);
    assertThat(log.of(LimitMet.class)).isEmpty();
  }

  @Test
  void aWaitThatWasGivenUpEarlyTellsNothing() throws Exception {
    crowd();
    var wait = starvation.during(Duration.ofHours(1));

    assertThat(wait.goesOn()).isTrue();
    wait.wasInVain();

    assertThat(log.of(LimitMet.class)).isEmpty();
  }
}
