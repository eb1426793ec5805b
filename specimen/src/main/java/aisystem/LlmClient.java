package aisystem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks the LLM server for replies. */
final class LlmClient {

  private static final int MAX_REPLY = 16 << 20;

  private final URI url;
  private final Duration patience;

  LlmClient(URI url, Duration patience) {
    this.url = url;
    this.patience = patience;
  }

  URI url() {
    return url;
  }

  /**
   * Asks for one completion and returns the model's message.
   *
   * @throws IOException if there is none, with a message for the user
   */
  Map<String, Object> complete(Map<String, Object> request) throws IOException {
    Map<String, Object> reply;
    try {
      reply = Json.parseObject(post(Json.write(request)));
    } catch (Json.BadJson e) {
      throw new IOException("The LLM server sent what is not JSON: " + e.getMessage(), e);
    }
    if (reply.get("choices") instanceof List<?> choices
        && !choices.isEmpty()
        && choices.get(0) instanceof Map<?, ?> choice
        && choice.get("message") instanceof Map<?, ?> message) {
      return Json.object(message);
    }
    throw new IOException("The LLM server sent no message.");
  }

  private String post(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(url + "/v1/chat/completions").toURL().openConnection(Proxy.NO_PROXY);
    try {
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout((int) patience.toMillis());
      connection.setRequestProperty("Content-Type", "application/json");
      // A body sent this way is never sent a second time behind our back.
      connection.setFixedLengthStreamingMode(bytes.length);
      int status;
      try (OutputStream out = connection.getOutputStream()) {
        out.write(bytes);
        status = connection.getResponseCode();
      } catch (IOException e) {
        throw new IOException(
            "The LLM server at " + url + " cannot be reached: " + e.getMessage(), e);
      }
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        byte[] answer = in == null ? new byte[0] : in.readNBytes(MAX_REPLY);
        String text = new String(answer, StandardCharsets.UTF_8);
        if (status != 200) {
          throw new IOException("The LLM server answered " + status + ": " + reason(text));
        }
        return text;
      }
    } finally {
      connection.disconnect();
    }
  }

  /** The message of an error in OpenAI's shape, or the start of the text as it is. */
  private static String reason(String text) {
    try {
      if (Json.parse(text) instanceof Map<?, ?> map
          && map.get("error") instanceof Map<?, ?> error
          && error.get("message") instanceof String message) {
        return message;
      }
    } catch (Json.BadJson e) {
      return Text.shorten(text, 200);
    }
    return Text.shorten(text, 200);
  }
}
