package aisystem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A task's conversation, kept within the model's context. When it would take more than three
 * quarters of it, it is shortened to half of it, by this rule, oldest first:
 *
 * <ol>
 *   <li>results of more than 400 characters are cut to their first 200, and a note tells how many
 *       were left out;
 *   <li>then whole steps, a reply with its results, are left out, and a note in place of them tells
 *       how many.
 * </ol>
 *
 * <p>The system prompt, the task and the last four messages always stay. A token counts as three
 * bytes, or as fewer where the server counted more of them.
 */
final class History {
  private static final int LONG = 400;
  private static final int KEPT = 200;
  private static final int LAST = 4;
  private static final int HEAD = 2;

  private final List<Object> messages = new ArrayList<>();
  private final long window;
  private double tokensPerByte = 1 / 3.0;
  private int cut;
  private int left;

  /** A conversation in a context of so many tokens; 0 means that it has no known end. */
  History(long window, Object system, Object task) {
    this.window = window;
    messages.add(system);
    messages.add(task);
  }

  void add(Map<String, Object> message) {
    messages.add(message);
  }

  /** The conversation as it is to be sent. */
  List<Object> messages() {
    return messages;
  }

  /** Results that were cut so far. */
  int cut() {
    return cut;
  }

  /** Steps that were left out so far. */
  int left() {
    return left;
  }

  /** Learns from what the server counted. */
  void counted(long tokens) {
    long bytes = bytes();
    if (bytes > 0) {
      tokensPerByte = Math.max(tokensPerByte, (double) tokens / bytes);
    }
  }

  /** Shortens it where it has to be; says what was done, or nothing. */
  String fit() {
    if (window <= 0 || tokens() <= 0.75 * window) {
      return "";
    }
    int cutBefore = cut;
    int leftBefore = left;
    for (int i = HEAD; i < messages.size() - LAST && tokens() > 0.5 * window; i++) {
      shorten(i);
    }
    while (tokens() > 0.5 * window && leaveOut()) {
      // One step at a time, the oldest first.
    }
    return "%d older results were cut and %d older steps left out to fit the context of %d tokens."
        .formatted(cut - cutBefore, left - leftBefore, window);
  }

  private void shorten(int index) {
    Map<String, Object> message = Json.object(messages.get(index));
    boolean result = !"assistant".equals(message.get("role"));
    if (result && message.get("content") instanceof String text && text.length() > LONG) {
      Map<String, Object> shorter = new LinkedHashMap<>(message);
      shorter.put(
          "content",
          text.substring(0, KEPT)
              + "\n[… "
              + (text.length() - KEPT)
              + " characters of this older result were left out to save context …]");
      messages.set(index, shorter);
      cut++;
    }
  }

  /** Leaves out the oldest reply with its results; false where none but the last ones is there. */
  private boolean leaveOut() {
    int from = left > 0 ? HEAD + 1 : HEAD;
    int to = from + 1;
    while (to < messages.size() && !isReply(to)) {
      to++;
    }
    if (to > messages.size() - LAST) {
      return false;
    }
    messages.subList(from, to).clear();
    left++;
    Object note =
        Json.of(
            "role",
            "user",
            "content",
            "[… " + left + " earlier steps were left out to save context …]");
    if (left == 1) {
      messages.add(HEAD, note);
    } else {
      messages.set(HEAD, note);
    }
    return true;
  }

  private boolean isReply(int index) {
    return "assistant".equals(Json.object(messages.get(index)).get("role"));
  }

  private double tokens() {
    return bytes() * tokensPerByte;
  }

  private long bytes() {
    return Json.write(messages).getBytes(StandardCharsets.UTF_8).length;
  }
}
