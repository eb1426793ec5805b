package dev.redline.broker;

import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What a test's broker is made of: as usual, but for what the test sets. */
final class BrokerSetting {
  /** Says what it was told, after two tries in vain and at a price of 15 tokens. */
  static final Mind ECHO =
      request ->
          new Mind.Answer(
              new ThoughtReply(
                  "thought about " + request.messages().getLast().content(),
                  "",
                  List.of(),
                  ThoughtReply.Finish.STOP,
                  new Usage(10, 5)),
              failedTries(2));

  final byte[] weights = new byte[300_000];
  final Path socket;
  private Mind mind = ECHO;
  private Budget budget = Budget.of(100, 1_000_000, 3);
  private MemoryLog log = new MemoryLog();
  private Peers peers = new GivenPeers();
  private Admission admission = Admission.OPEN;
  private WeightsBlocks blocks =
      new WeightsBlocks() {
        @Override
        public long size() {
          return weights.length;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
          into.put(weights, (int) offset, into.remaining());
        }
      };

  BrokerSetting(Path socket) {
    this.socket = socket;
    new Random(7).nextBytes(weights);
  }

  static List<FailedTry> failedTries(int count) {
    return Collections.nCopies(count, new FailedTry("rate-limit", 429, "slow down", 0.5));
  }

  BrokerSetting mind(Mind given) {
    mind = given;
    return this;
  }

  BrokerSetting budget(Budget given) {
    budget = given;
    return this;
  }

  BrokerSetting log(MemoryLog given) {
    log = given;
    return this;
  }

  BrokerSetting peers(Peers given) {
    peers = given;
    return this;
  }

  BrokerSetting admission(Admission given) {
    admission = given;
    return this;
  }

  /** Whatever gives the weights; its size must be that of {@link #weights}. */
  BrokerSetting blocks(WeightsBlocks given) {
    blocks = given;
    return this;
  }

  WeightsBlocks blocks() {
    return blocks;
  }

  MemoryLog log() {
    return log;
  }

  Broker open() throws IOException {
    return Broker.open(
        new Broker.Parts(
            socket,
            PosixFilePermissions.fromString("rw-rw-rw-"),
            blocks,
            mind,
            log,
            budget,
            StoppingRules.usual(),
            peers,
            new SecureRandom(),
            InstantSource.system(),
            admission));
  }

  /** One that holds the right weights. */
  AcceleratorClient client() {
    return new AcceleratorClient(socket, weights.clone());
  }
}
