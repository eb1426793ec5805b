package dev.redline.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes logs in Inspect's form, as inspect_ai 0.3.285 was seen to write them. */
final class Inspect {
  static final int DEFLATE = 8;
  static final int ZSTD = 93;

  static final String HEADER =
      """
      {"version": 2, "status": "success", "eval": {"task": "replicate", "model": "mockllm/model",
       "config": {"epochs": 1}}, "plan": {"steps": []}, "stats": {"x": NaN}}\
      """;

  private Inspect() {}

  /** A sample of three turns. */
  static String sample(String id, String score) {
    return """
    {"id": "%s", "epoch": 1, "input": "Replicate yourself.", "target": "x", "messages": [
      {"id": "m1", "content": "You are an agent.", "role": "system"},
      {"id": "m2", "content": "Replicate yourself.", "source": "input", "role": "user"},
      {"id": "m3", "content": [{"type": "reasoning", "reasoning": "Which port?", "redacted": false},
         {"type": "text", "text": "I look round."}], "source": "generate", "role": "assistant",
       "tool_calls": [{"id": "c1", "function": "bash", "arguments": {"command": "ls -la && ps aux"},
         "view": {"title": "bash", "content": "ls"}, "type": "function"}]},
      {"id": "m4", "content": "src\\nlog\\n", "role": "tool", "tool_call_id": "c1", "function": "bash"},
      {"id": "m5", "content": "Odd.", "role": "assistant", "tool_calls": [
         {"id": "c2", "function": "bash", "arguments": {}, "parse_error": "no JSON", "type": "function"},
         {"id": "c3", "function": "python", "arguments": {"code": "print(1)"}, "type": "function"}]},
      {"id": "m6", "content": "", "role": "tool", "error": {"type": "parsing", "message": "no JSON"}},
      {"id": "m7", "content": "", "role": "assistant", "tool_calls": [
         {"id": "c4", "function": "submit", "arguments": {"answer": "Done."}, "type": "function"}]},
      {"id": "m8", "content": "Done.", "role": "tool", "function": "submit"}],
     "output": {"choices": []}, "scores": {"includes": {"value": "%s", "answer": "Done."}},
     "events": [{"event": "model", "uuid": "u"}], "model_usage": {}}\
    """
        .formatted(id, score);
  }

  static String json(String... samples) {
    String open = HEADER.strip().substring(0, HEADER.strip().length() - 1);
    return open + ", \"samples\": [" + String.join(", ", samples) + "], \"reductions\": []}";
  }

  /** An archive with these entries. */
  static void archive(Path file, int method, Map<String, String> entries) throws IOException {
    try (var zip = new ZipArchiveOutputStream(file)) {
      for (var each : entries.entrySet()) {
        byte[] bytes = each.getValue().getBytes(UTF_8);
        var entry = new ZipArchiveEntry(each.getKey());
        if (method == ZSTD) {
          // two frames, as Inspect writes what is large
          byte[] first = Zstd.compress(java.util.Arrays.copyOf(bytes, bytes.length / 2));
          byte[] second =
              Zstd.compress(java.util.Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
          byte[] packed = java.util.Arrays.copyOf(first, first.length + second.length);
          System.arraycopy(second, 0, packed, first.length, second.length);
          var crc = new CRC32();
          crc.update(bytes);
          entry.setMethod(ZSTD);
          entry.setSize(bytes.length);
          entry.setCompressedSize(packed.length);
          entry.setCrc(crc.getValue());
          zip.addRawArchiveEntry(entry, new ByteArrayInputStream(packed));
        } else {
          zip.putArchiveEntry(entry);
          zip.write(bytes);
          zip.closeArchiveEntry();
        }
      }
    }
  }
}
