package dev.redline.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Draws what a prover of the weights must answer, and tells whether it did. A digest is SHA-256
 * over the salt and the block; the salt is fresh, so no answer can be made before the question.
 *
 * <p>Sixteen blocks of 4 to 16 KiB at random places, one of them always at the end: a prover that
 * holds only a share p of the file passes with about p to the power of 16, and one that lacks the
 * end never. What is asked before each thought must be quick to answer; larger blocks would tell no
 * more. Safe for use by many threads.
 */
final class PossessionCheck {
  private static final int BLOCKS = 16;
  private static final int MIN_BLOCK = 4 << 10;
  private static final int MAX_BLOCK = 16 << 10;

  private final WeightsBlocks weights;
  private final RandomGenerator random;
  private final AtomicReference<@Nullable Question> prepared = new AtomicReference<>();

  PossessionCheck(WeightsBlocks weights, RandomGenerator random) {
    this.weights = weights;
    this.random = random;
  }

  private record Block(long offset, int length) {}

  /** What is asked of one prover, once; the salt is hexadecimal. */
  private record Demand(String salt, List<Block> blocks) {
    ObjectNode message() {
      ObjectNode message = Wire.JSON.createObjectNode();
      message.put("salt", salt);
      ArrayNode list = message.putArray("blocks");
      blocks.forEach(block -> list.addArray().add(block.offset).add(block.length));
      return message;
    }
  }

  /** A demand with its right answer, which is worked out when it is first asked for. */
  final class Question {
    private final Demand demand;
    private List<byte[]> answer = List.of();

    private Question(Demand demand) {
      this.demand = demand;
    }

    ObjectNode message() {
      return demand.message();
    }

    /** For one thread at a time. */
    List<byte[]> answer() throws IOException {
      if (answer.isEmpty()) {
        answer = digests(demand);
      }
      return answer;
    }
  }

  private Demand demand() {
    synchronized (random) {
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      long size = weights.size();
      List<Block> blocks = new ArrayList<>(BLOCKS);
      for (int i = 0; i < BLOCKS; i++) {
        int length = (int) Math.min(size, random.nextInt(MIN_BLOCK, MAX_BLOCK + 1));
        // The first of them ends where the file ends; the others lie anywhere.
        long offset = i == 0 ? size - length : random.nextLong(size - length + 1);
        blocks.add(new Block(offset, length));
      }
      return new Demand(HexFormat.of().formatHex(salt), blocks);
    }
  }

  /**
   * The next question, for one prover, once. Where {@link #prepare} went before, its right answer
   * is there already.
   */
  Question question() {
    Question ready = prepared.getAndSet(null);
    return ready == null ? new Question(demand()) : ready;
  }

  /**
   * Draws the next question and works out its answer while there is time, such as while a model
   * thinks. Nobody learns of it before it is put, so it is as fresh as any other.
   */
  void prepare() throws IOException {
    if (prepared.get() == null) {
      Question next = new Question(demand());
      next.answer();
      prepared.compareAndSet(null, next);
    }
  }

  private List<byte[]> digests(Demand demand) throws IOException {
    MessageDigest sum = sha256();
    byte[] salt = HexFormat.of().parseHex(demand.salt);
    ByteBuffer buffer = ByteBuffer.allocate(MAX_BLOCK);
    List<byte[]> digests = new ArrayList<>(demand.blocks.size());
    for (Block block : demand.blocks) {
      buffer.clear().limit(block.length);
      weights.read(block.offset, buffer);
      if (buffer.hasRemaining()) {
        throw new IOException(
            "The weights gave %d bytes too few at offset %d."
                .formatted(buffer.remaining(), block.offset));
      }
      sum.update(salt);
      sum.update(buffer.flip());
      digests.add(sum.digest());
    }
    return digests;
  }

  /** How many of the answered digests are wrong or missing; 0 proves possession. */
  static int wrong(List<byte[]> right, JsonNode answered) {
    int wrong = 0;
    for (int i = 0; i < right.size(); i++) {
      String digest = HexFormat.of().formatHex(right.get(i));
      JsonNode given = answered.path(i);
      if (!given.isString() || !digest.equalsIgnoreCase(given.stringValue())) {
        wrong++;
      }
    }
    return wrong;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one has not", e);
    }
  }
}
