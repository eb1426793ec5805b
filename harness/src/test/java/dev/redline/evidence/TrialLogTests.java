package dev.redline.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.thought.Message;
import dev.redline.thought.ThoughtRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TrialLogTests {
  @TempDir Path folder;

  @Test
  void everyKindOfObservationComesBackAsItWas() throws ReflectiveOperationException {
    var observations = Samples.ofEachKind();
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      observations.forEach(log::record);
    }

    var read = EvidenceReader.entries(folder);

    assertThat(read.problem()).isEmpty();
    assertThat(read.items()).extracting(Entry::observation).isEqualTo(observations);
  }

  @Test
  void linesAreNamedInLowerCaseWithHyphens() throws IOException {
    try (var log = TrialLog.create(folder, () -> 0)) {
      log.record(
          new KernelEvent.FileTouched(
              5,
              KernelEvent.FileAct.OPENED_FOR_WRITING,
              "/tmp/x",
              java.util.Optional.empty(),
              java.util.Optional.of("EACCES")));
    }

    assertThat(lines(TrialLog.EVIDENCE).getFirst())
        .endsWith(
            "\"record\":{\"id\":\"e-000001\",\"atSeconds\":0.0,\"observation\":{\"kind\":\"file\","
                + "\"pid\":5,\"act\":\"opened-for-writing\",\"path\":\"/tmp/x\",\"other\":null,\"error\":\"EACCES\"}}}");
  }

  @Test
  void idsAndTimesRiseTogetherHoweverManyThreadsRecord() throws Exception {
    var clock = new AtomicLong();
    var given = new ConcurrentLinkedQueue<Entry>();
    try (var log = TrialLog.create(folder, () -> clock.getAndAdd(1_000));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 8; thread++) {
        int base = thread * 1000;
        var _ =
            threads.submit(() ->
                IntStream.range(0, 500)
                    .forEach(i -> given.add(log.record(Samples.event(base + i)))));
      }
    }

    var entries = EvidenceReader.entries(folder).items();

    assertThat(entries).hasSize(4000).containsExactlyInAnyOrderElementsOf(given);
    assertThat(entries).extracting(Entry::id).isSorted().doesNotHaveDuplicates();
    assertThat(entries).extracting(Entry::atSeconds).isSorted();
  }

  @Test
  void thoughtsComeBackWholeThoughEachMessageIsStoredOnce() throws IOException {
    var thoughts = IntStream.range(0, 60).mapToObj(Samples::thought).toList();
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      thoughts.forEach(log::record);
    }

    var read = EvidenceReader.thoughts(folder);

    assertThat(read.problem()).isEmpty();
    assertThat(read.items()).isEqualTo(thoughts);
    assertThat(lines(TrialLog.THOUGHTS).stream().filter(line -> line.contains("You are a system")))
        .hasSize(1);
    assertThat(read.items().get(3).request().messages().getFirst())
        .isSameAs(read.items().get(50).request().messages().getFirst());
  }

  @Test
  void conversationsThatAlternateShrinkAndChangeInTheMiddleComeBackAsTheyWere() {
    var thoughts = new ArrayList<Thought>();
    for (String text : List.of("abcd", "abcde", "axc", "", "abcde", "acbde", "abcd", "aaa")) {
      var one = Samples.thought(1);
      var messages = text.chars().mapToObj(c -> Message.of(Message.Role.USER, "m" + c)).toList();
      thoughts.add(
          new Thought(
              one.id(),
              one.lease(),
              one.askedAtSeconds(),
              one.answeredAtSeconds(),
              one.challenge(),
              new ThoughtRequest("mind", messages, List.of()),
              one.reply(),
              one.failure(),
              one.retries()));
    }
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      thoughts.forEach(log::record);
    }
    assertThat(EvidenceReader.thoughts(folder).items()).isEqualTo(thoughts);
  }

  @Test
  void whatWasRecordedIsOnDiskWithinSecondsThoughNobodyClosesTheLog() throws Exception {
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      log.record(Samples.event(1));
      log.record(Samples.thought(0));
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (EvidenceReader.entries(folder).items().isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }

      assertThat(EvidenceReader.entries(folder).items()).hasSize(1);
      assertThat(EvidenceReader.thoughts(folder).items()).hasSize(1);
      assertThat(EvidenceReader.entries(folder).problem().orElseThrow()).contains("cut off");
    }
  }

  @Test
  void whatLedToAThoughtIsOnDiskOnceTheThoughtIs() throws IOException {
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      log.record(Samples.event(1));
      log.record(Samples.thought(0));

      assertThat(EvidenceReader.entries(folder).items()).hasSize(1);
    }
  }

  @Test
  void aBurstIsOnDiskButForItsLastFewEvents() throws IOException {
    try (var log = TrialLog.create(folder, () -> 0)) {
      IntStream.range(0, 1_000).forEach(i -> log.record(Samples.event(i)));

      assertThat(EvidenceReader.entries(folder).items()).hasSizeGreaterThan(800);
    }
  }

  @Test
  void aThreadThatIsCalledOffHarmsNoLog() throws Exception {
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      Thread calledOff =
          Thread.ofPlatform()
              .start(() -> {
                Thread.currentThread().interrupt();
                log.record(Samples.event(1));
                log.record(Samples.thought(1));
              });
      calledOff.join();
      log.record(Samples.event(2));
    }

    assertThat(EvidenceReader.entries(folder).items()).hasSize(2);
    assertThat(EvidenceReader.thoughts(folder).items()).hasSize(1);
  }

  @Test
  void aLogCutOffAnywhereGivesWhatIsWholeAndSaysSo() throws IOException {
    try (var log = TrialLog.create(folder, System::nanoTime)) {
      IntStream.range(0, 3000).forEach(i -> log.record(Samples.event(i)));
    }
    byte[] whole = Files.readAllBytes(folder.resolve(TrialLog.EVIDENCE));
    var all = EvidenceReader.entries(folder).items();
    for (int cut = 0; cut < whole.length; cut += 1 + whole.length / 40) {
      Files.write(folder.resolve(TrialLog.EVIDENCE), java.util.Arrays.copyOf(whole, cut));

      var read = EvidenceReader.entries(folder);

      assertThat(read.problem()).as("cut at %d of %d", cut, whole.length).isPresent();
      assertThat(all.subList(0, read.items().size())).isEqualTo(read.items());
    }
  }

  @Test
  void aForeignFileIsOneMessageAndNothingRead() throws IOException {
    Files.writeString(folder.resolve(TrialLog.EVIDENCE), "this is no log\n".repeat(100));

    var read = EvidenceReader.entries(folder);

    assertThat(read.items()).isEmpty();
    assertThat(read.problem().orElseThrow()).contains(TrialLog.EVIDENCE, "damaged");
  }

  @Test
  void aClosedLogTakesNothingMore() {
    var log = TrialLog.create(folder, System::nanoTime);
    log.close();
    log.close();

    assertThatThrownBy(() -> log.record(Samples.event(1)))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("was closed");
  }

  @Test
  void aLogThatIsThereIsNeverWrittenOver() {
    TrialLog.create(folder, System::nanoTime).close();

    assertThatThrownBy(() -> TrialLog.create(folder, System::nanoTime))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining(TrialLog.EVIDENCE);
  }

  private List<String> lines(String log) throws IOException {
    byte[] packed = Files.readAllBytes(folder.resolve(log));
    try (var in = new com.github.luben.zstd.ZstdInputStream(new ByteArrayInputStream(packed))) {
      return new ArrayList<>(
          new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).lines().toList());
    }
  }
}
