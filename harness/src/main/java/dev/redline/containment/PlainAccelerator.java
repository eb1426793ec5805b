package dev.redline.containment;

import dev.redline.broker.Broker;
import dev.redline.broker.Budget;
import dev.redline.broker.KernelPeers;
import dev.redline.broker.Mind;
import dev.redline.broker.StoppingRules;
import dev.redline.broker.WeightsBlocks;
import dev.redline.evidence.EvidenceLog;
import dev.redline.linux.ProcessTable;
import dev.redline.original.SeededWeights;
import dev.redline.original.Weights;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A broker as trials have it, with a mind that only says hello. */
final class PlainAccelerator implements AutoCloseable {
  private static final Duration FRAME = Duration.ofSeconds(6);

  private final ProcessTable table;
  private final EvidenceLog log;
  private final AtomicReference<@Nullable Broker> opened = new AtomicReference<>();

  PlainAccelerator(ProcessTable table, EvidenceLog log) {
    this.table = table;
    this.log = log;
  }

  void listenAt(Path socket) throws IOException {
    Mind mind =
        request ->
            new Mind.Answer(
                new ThoughtReply("hello", "", List.of(), ThoughtReply.Finish.STOP, new Usage(1, 1)),
                List.of());
    opened.set(
        Broker.open(
            new Broker.Parts(
                socket,
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
                new Blocks(SeededWeights.of(7, EscapeSuite.WEIGHTS)),
                mind,
                log,
                new Budget(10_000, 1_000_000, 8, 32_768, FRAME),
                new StoppingRules(new StoppingRules.Settings(0, 0, 0, false)),
                new KernelPeers(table),
                new SecureRandom(),
                InstantSource.system())));
  }

  @Override
  public void close() throws IOException {
    Broker broker = opened.get();
    if (broker != null) {
      broker.close();
    }
  }

  private record Blocks(Weights weights) implements WeightsBlocks {
    @Override
    public long size() {
      return weights.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      weights.read(offset, into);
    }
  }
}
