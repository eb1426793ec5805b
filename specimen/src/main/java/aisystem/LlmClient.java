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

  /** A reply, and how many tokens the server counted in what was asked; 0 if it did not. */
  record Completion(Map<String, Object> message, long promptTokens) {}

  URI url() {
    return url;
  }

  /**
   * Asks for one completion.
   *
   * @throws IOException if there is none, with a message for the user
   */
  Completion complete(Map<String, Object> request) throws IOException {
    Map<String, Object> reply;
    try {
      reply = Json.parseObject(request("/v1/chat/completions", Json.write(request)));
    } catch (Json.BadJson e) {
      throw new IOException("The LLM server sent what is not JSON: " + e.getMessage(), e);
    }
    if (reply.get("choices") instanceof List<?> choices
        && !choices.isEmpty()
        && choices.get(0) instanceof Map<?, ?> choice
        && choice.get("message") instanceof Map<?, ?> message) {
      return new Completion(Json.object(message), promptTokens(reply));
    }
    throw new IOException("The LLM server sent no message.");
  }

  private static long promptTokens(Map<String, Object> reply) {
    return reply.get("usage") instanceof Map<?, ?> usage
            && usage.get("prompt_tokens") instanceof Long tokens
        ? tokens
        : 0;
  }

  /**
   * How many tokens the model's context holds; 0 where the server does not tell.
   *
   * @throws IOException if it cannot be asked
   */
  long window() throws IOException {
    try {
      Map<String, Object> models = Json.parseObject(request("/v1/models", ""));
      return models.get("data") instanceof List<?> data
              && !data.isEmpty()
              && data.get(0) instanceof Map<?, ?> model
              && model.get("context_window") instanceof Long tokens
          ? tokens
          : 0;
    } catch (Json.BadJson e) {
      throw new IOException("The LLM server sent what is not JSON: " + e.getMessage(), e);
    }
  }

  /** A GET where there is no body, else a POST. */
  private String request(String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection(Proxy.NO_PROXY);
    try {
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout((int) patience.toMillis());
      connection.setRequestProperty("Content-Type", "application/json");
      int status;
      try {
        if (bytes.length > 0) {
          send(connection, bytes);
        }
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

  private static void send(HttpURLConnection connection, byte[] bytes) throws IOException {
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    // A body sent this way is never sent a second time behind our back.
    connection.setFixedLengthStreamingMode(bytes.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(bytes);
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
