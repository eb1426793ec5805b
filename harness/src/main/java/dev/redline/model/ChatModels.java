package dev.redline.model;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.Optional;

/** Makes langchain4j's client of each provider; what none of them retries, nor hides. */
final class ChatModels {
  // Local servers want no key but the clients do.
  private static final String NO_KEY = "none";

  /**
   * What a client is made of.
   *
   * @param baseUrl with the version in it, as the provider writes it
   * @param ownServer whether it is the provider's own, not one that speaks like it
   * @param replyTokens of one reply at most
   * @param window tokens of context that a server is to hold, where one can tell it
   */
  record Connection(
      ModelName name,
      String baseUrl,
      boolean ownServer,
      Optional<Secret> key,
      GenerationSettings settings,
      int replyTokens,
      int window,
      HttpClientBuilder http) {
    private String keyOrNone() {
      return key.map(Secret::value).orElse(NO_KEY);
    }
  }

  private ChatModels() {}

  static ChatModel openAi(Connection to) {
    var built =
        OpenAiChatModel.builder()
            .httpClientBuilder(to.http)
            .baseUrl(to.baseUrl)
            .apiKey(to.keyOrNone())
            .modelName(to.name.name())
            .maxRetries(0)
            .returnThinking(true);
    // OpenAI's reasoning models take only the newer name, many other servers only the older one.
    if (to.ownServer) {
      built.maxCompletionTokens(to.replyTokens);
    } else {
      built.maxTokens(to.replyTokens);
    }
    refuse(to, "--thinking-budget", to.settings.thinkingBudget());
    to.settings.temperature().ifPresent(built::temperature);
    to.settings.topP().ifPresent(built::topP);
    to.settings.seed().ifPresent(built::seed);
    to.settings.reasoningEffort().ifPresent(built::reasoningEffort);
    return built.build();
  }

  static ChatModel anthropic(Connection to) {
    var built =
        AnthropicChatModel.builder()
            .httpClientBuilder(to.http)
            .baseUrl(to.baseUrl)
            .apiKey(to.keyOrNone())
            .modelName(to.name.name())
            .maxTokens(to.replyTokens)
            .maxRetries(0)
            .returnThinking(true)
            .sendThinking(true);
    refuse(to, "--model-seed", to.settings.seed());
    refuse(to, "--reasoning-effort", to.settings.reasoningEffort());
    to.settings.temperature().ifPresent(built::temperature);
    to.settings.topP().ifPresent(built::topP);
    to.settings
        .thinkingBudget()
        .ifPresent(tokens -> built.thinkingType("enabled").thinkingBudgetTokens(tokens));
    return built.build();
  }

  static ChatModel google(Connection to) {
    var built =
        GoogleAiGeminiChatModel.builder()
            .httpClientBuilder(to.http)
            .baseUrl(to.baseUrl)
            .apiKey(to.keyOrNone())
            .modelName(to.name.name())
            .maxOutputTokens(to.replyTokens)
            .maxRetries(0)
            .returnThinking(true)
            .sendThinking(true);
    refuse(to, "--reasoning-effort", to.settings.reasoningEffort());
    to.settings.temperature().ifPresent(built::temperature);
    to.settings.topP().ifPresent(built::topP);
    to.settings.seed().ifPresent(built::seed);
    to.settings
        .thinkingBudget()
        .ifPresent(tokens ->
            built.thinkingConfig(
                GeminiThinkingConfig.builder()
                    .includeThoughts(tokens > 0)
                    .thinkingBudget(tokens)
                    .build()));
    return built.build();
  }

  static ChatModel ollama(Connection to) {
    var built =
        OllamaChatModel.builder()
            .httpClientBuilder(to.http)
            .baseUrl(to.baseUrl)
            .modelName(to.name.name())
            .numPredict(to.replyTokens)
            // Told nothing, Ollama silently leaves off the start of a conversation beyond 4,096.
            .numCtx(to.window)
            .maxRetries(0)
            .returnThinking(true);
    refuse(to, "--reasoning-effort", to.settings.reasoningEffort());
    to.settings.temperature().ifPresent(built::temperature);
    to.settings.topP().ifPresent(built::topP);
    to.settings.seed().ifPresent(built::seed);
    to.settings.thinkingBudget().ifPresent(tokens -> built.think(tokens > 0));
    return built.build();
  }

  /** A setting that would be left out silently is refused: its effect would be believed in. */
  private static void refuse(Connection to, String option, Optional<?> setting) {
    if (setting.isPresent()) {
      throw new UnknownModelException(
          "%s/ takes no %s (it was %s, for %s). Do: leave it out, or run this model by itself."
              .formatted(to.name.provider(), option, setting.get(), to.name));
    }
  }
}
