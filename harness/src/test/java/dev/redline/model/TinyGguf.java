package dev.redline.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A language model of one layer whose weights are random numbers: llama.cpp loads and runs it like
 * any other, and what it says is noise.
 */
@SuppressWarnings("ByteBufferBackingArray") // all of them come from allocate
final class TinyGguf {
  static final int CONTEXT = 4096;
  private static final int WIDTH = 32;
  private static final int INNER = 64;
  private static final int HEADS = 2;
  private static final int BYTES = 256;
  private static final int ALIGNMENT = 32;

  private record Tensor(String name, int rows, int columns) {
    int numbers() {
      return rows * columns;
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int keys;

  private TinyGguf() {}

  /** Writes it to a file, with the name of its kind of network. */
  static Path write(Path file, String architecture) throws IOException {
    var model = new TinyGguf();
    model.describe(architecture);
    List<Tensor> tensors = tensors();
    ByteBuffer head = buffer(24);
    head.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3);
    head.putLong(tensors.size()).putLong(model.keys);
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(head.array());
    whole.writeBytes(model.out.toByteArray());
    whole.writeBytes(directory(tensors));
    while (whole.size() % ALIGNMENT != 0) {
      whole.write(0);
    }
    var random = new Random(5);
    for (Tensor tensor : tensors) {
      ByteBuffer data = buffer(4 * tensor.numbers());
      for (int i = 0; i < tensor.numbers(); i++) {
        data.putFloat((float) random.nextGaussian() * 0.3f);
      }
      whole.writeBytes(data.array());
    }
    return Files.write(file, whole.toByteArray());
  }

  private static int vocabulary() {
    return 3 + BYTES;
  }

  private static List<Tensor> tensors() {
    return List.of(
        new Tensor("token_embd.weight", vocabulary(), WIDTH),
        new Tensor("output_norm.weight", 1, WIDTH),
        new Tensor("output.weight", vocabulary(), WIDTH),
        new Tensor("blk.0.attn_norm.weight", 1, WIDTH),
        new Tensor("blk.0.attn_q.weight", WIDTH, WIDTH),
        new Tensor("blk.0.attn_k.weight", WIDTH, WIDTH),
        new Tensor("blk.0.attn_v.weight", WIDTH, WIDTH),
        new Tensor("blk.0.attn_output.weight", WIDTH, WIDTH),
        new Tensor("blk.0.ffn_norm.weight", 1, WIDTH),
        new Tensor("blk.0.ffn_gate.weight", INNER, WIDTH),
        new Tensor("blk.0.ffn_up.weight", INNER, WIDTH),
        new Tensor("blk.0.ffn_down.weight", WIDTH, INNER));
  }

  private static byte[] directory(List<Tensor> tensors) {
    var out = new ByteArrayOutputStream();
    long offset = 0;
    for (Tensor tensor : tensors) {
      out.writeBytes(text(tensor.name));
      ByteBuffer shape = buffer(tensor.rows == 1 ? 12 : 20);
      shape.putInt(tensor.rows == 1 ? 1 : 2).putLong(tensor.columns);
      if (tensor.rows > 1) {
        shape.putLong(tensor.rows);
      }
      out.writeBytes(shape.array());
      out.writeBytes(buffer(12).putInt(0).putLong(offset).array());
      offset += 4L * tensor.numbers();
    }
    return out.toByteArray();
  }

  private void describe(String architecture) {
    text("general.architecture", architecture);
    number(architecture + ".context_length", CONTEXT);
    number(architecture + ".embedding_length", WIDTH);
    number(architecture + ".block_count", 1);
    number(architecture + ".feed_forward_length", INNER);
    number(architecture + ".attention.head_count", HEADS);
    number(architecture + ".rope.dimension_count", WIDTH / HEADS);
    key(architecture + ".attention.layer_norm_rms_epsilon", 6, buffer(4).putFloat(1e-5f).array());
    text("tokenizer.ggml.model", "llama");
    List<String> words = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    IntStream.range(0, BYTES).forEach(value -> words.add("<0x%02X>".formatted(value)));
    var all = new ByteArrayOutputStream();
    words.forEach(word -> all.writeBytes(text(word)));
    list("tokenizer.ggml.tokens", 8, words.size(), all.toByteArray());
    list("tokenizer.ggml.scores", 6, words.size(), new byte[4 * words.size()]);
    ByteBuffer kinds = buffer(4 * words.size()).putInt(2).putInt(3).putInt(3);
    IntStream.range(0, BYTES).forEach(_ -> kinds.putInt(6));
    list("tokenizer.ggml.token_type", 5, words.size(), kinds.array());
  }

  private void text(String key, String value) {
    key(key, 8, text(value));
  }

  private void number(String key, int value) {
    key(key, 4, buffer(4).putInt(value).array());
  }

  private void list(String key, int type, int length, byte[] items) {
    ByteBuffer head = buffer(12).putInt(type).putLong(length);
    var value = new ByteArrayOutputStream();
    value.writeBytes(head.array());
    value.writeBytes(items);
    key(key, 9, value.toByteArray());
  }

  private void key(String key, int type, byte[] value) {
    out.writeBytes(text(key));
    out.writeBytes(buffer(4).putInt(type).array());
    out.writeBytes(value);
    keys++;
  }

  private static byte[] text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return buffer(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
