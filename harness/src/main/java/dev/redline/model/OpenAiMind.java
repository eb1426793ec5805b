package dev.redline.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model behind a server that speaks OpenAI's chat completions. */
final class OpenAiMind implements Mind {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern KEY_LIKE = Pattern.compile("sk-[A-Za-z0-9_*.-]{4,}");
  private static final int MAX_SAID = 400;

  private final ModelName name;
  private final String server;
  private final Optional<String> key;
  private final Retries retries;
  private final ChatModel model;

  private OpenAiMind(
      ModelName name, String server, Optional<String> key, Retries retries, ChatModel model) {
    this.name = name;
    this.server = server;
    this.key = key;
    this.retries = retries;
    this.model = model;
  }

  static OpenAiMind of(
      ModelName name,
      String baseUrl,
      Optional<String> key,
      GenerationSettings settings,
      Retries retries,
      InstantSource clock) {
    var built =
        OpenAiChatModel.builder()
            .httpClientBuilder(new CappedHttpClient(retries.limit(), clock).builder())
            .baseUrl(baseUrl)
            .apiKey(key.orElse("none")) // local servers want none but the client does
            .modelName(name.name())
            .maxRetries(0)
            .returnThinking(true);
    settings.temperature().ifPresent(built::temperature);
    settings.topP().ifPresent(built::topP);
    settings.seed().ifPresent(built::seed);
    settings.maxTokens().ifPresent(built::maxTokens);
    return new OpenAiMind(name, baseUrl, key, retries, built.build());
  }

  @Override
  public Answer think(ThoughtRequest request) throws MindException, InterruptedException {
    ChatRequest asked = OpenAiShapes.request(request);
    Instant began = retries.clock().instant();
    for (int tried = 1; ; tried++) {
      try {
        return new Answer(ask(asked), tried - 1);
      } catch (ProviderFailure e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("called off while " + name + " was thinking");
        }
        if (filtered(e)) {
          return new Answer(
              new ThoughtReply("", "", List.of(), ThoughtReply.Finish.CONTENT_FILTER, Usage.NONE),
              tried - 1);
        }
        if (!e.mayPass() || !retries.waitAfter(tried, began, e.retryAfter())) {
          throw explain(e, tried);
        }
      }
    }
  }

  private ThoughtReply ask(ChatRequest asked) {
    try {
      ChatResponse response = model.chat(asked);
      return OpenAiShapes.reply(response);
    } catch (ProviderFailure e) {
      throw e;
    } catch (RuntimeException e) {
      // What is left is an answer in which langchain4j found no completion.
      ProviderFailure failure =
          ProviderFailure.of(
              ProviderFailure.Kind.BROKEN, "its answer is no chat completion: " + e.getMessage());
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static boolean filtered(ProviderFailure failure) {
    return failure.kind() == ProviderFailure.Kind.STATUS
        && failure.status() == 400
        && failure.text().contains("content_filter");
  }

  private static boolean contextFull(ProviderFailure failure) {
    String text = failure.text().toLowerCase(Locale.ROOT);
    // OpenAI and vLLM; llama.cpp's server; Ollama.
    return failure.kind() == ProviderFailure.Kind.STATUS
        && (failure.status() == 400 || failure.status() == 413)
        && (text.contains("context_length_exceeded")
            || text.contains("maximum context length")
            || text.contains("exceed_context_size")
            || text.contains("available context size")
            || text.contains("context window"));
  }

  private MindException explain(ProviderFailure failure, int tried) {
    String status = failure.status() == 0 ? "" : " with status " + failure.status();
    String happened =
        failure.kind() == ProviderFailure.Kind.STATUS
            ? "%s answered%s: %s".formatted(server, status, said(failure))
            : "%s: %s".formatted(server, said(failure));
    String message =
        "%s gave no thought (asked %s). %s. Do: %s."
            .formatted(name, tried == 1 ? "once" : tried + " times", happened, remedy(failure));
    return new MindException(
        contextFull(failure) ? MindException.Kind.CONTEXT_FULL : MindException.Kind.PROVIDER,
        message,
        tried - 1,
        failure);
  }

  private static String remedy(ProviderFailure failure) {
    return switch (failure.kind()) {
      case STATUS ->
          switch (failure.status()) {
            case 401, 403 -> "check the key in OPENAI_API_KEY and what it may use";
            case 404 -> "check the model's name and the base URL (it usually ends in /v1)";
            case 429 -> "run fewer trials in parallel, or wait until the quota is there again";
            default ->
                failure.status() >= 500
                    ? "look into the server's own log, then run again with --resume"
                    : "look at what the server says of the request";
          };
      case UNREACHABLE -> "start the server, or check --base-url";
      case SLOW -> "look whether the server is overloaded, or choose a smaller model";
      case CUT -> "look into the server's own log, then run again with --resume";
      case ENDLESS, BROKEN -> "check that the base URL is that of a chat-completions server";
    };
  }

  /** The server's own message, without a key, on one line and of sensible length. */
  private String said(ProviderFailure failure) {
    String text = failure.text();
    try {
      JsonNode error = JSON.readTree(text).path("error");
      String message = error.isString() ? error.stringValue() : error.path("message").asString("");
      text = message.isBlank() ? text : message;
    } catch (JacksonException e) {
      // Not JSON: then it is told as it came.
    }
    if (key.isPresent()) {
      text = text.replace(key.get(), "[key]");
    }
    text = KEY_LIKE.matcher(text).replaceAll("[key]").replaceAll("\\p{Cntrl}+", " ").strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty()
        ? "(nothing)"
        : text.length() > MAX_SAID ? text.substring(0, MAX_SAID) + "…" : text;
  }
}
