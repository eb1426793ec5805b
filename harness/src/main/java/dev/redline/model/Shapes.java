package dev.redline.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns our conversations into langchain4j's and back. Safe for use by many threads. */
final class Shapes {
  // langchain4j takes no message without text; an AI system may well write one.
  private static final String NOTHING = "(empty)";
  // What a provider's template puts round a message.
  private static final int ROUND_A_MESSAGE = 16;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Remembered remembered = new Remembered();
  private final int replyTokens;

  /**
   * @param replyTokens of one reply at most; a request may ask for fewer
   */
  Shapes(int replyTokens) {
    this.replyTokens = replyTokens;
  }

  /**
   * Asks once.
   *
   * @throws ProviderFailure when no thought came
   */
  ThoughtReply ask(ChatModel model, ThoughtRequest request) {
    try {
      return reply(model.chat(request(request)), request.messages().size());
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

  /** So many tokens a request has at most: each has at least one byte. */
  static long mostTokens(ThoughtRequest request) {
    long bytes = 0;
    for (Message message : request.messages()) {
      bytes += ROUND_A_MESSAGE + bytes(message.content());
      for (ToolCall call : message.toolCalls()) {
        bytes += ROUND_A_MESSAGE + bytes(call.id()) + bytes(call.name()) + bytes(call.arguments());
      }
    }
    for (Tool tool : request.tools()) {
      bytes += ROUND_A_MESSAGE + bytes(tool.name()) + bytes(tool.description());
      bytes += bytes(tool.parameters());
    }
    return bytes;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private ChatRequest request(ThoughtRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    Map<String, String> toolOfCall = new HashMap<>();
    for (Message message : request.messages()) {
      message.toolCalls().forEach(call -> toolOfCall.put(call.id(), call.name()));
      messages.add(message(message, toolOfCall));
    }
    ChatRequest.Builder built = ChatRequest.builder().messages(messages);
    if (!request.tools().isEmpty()) {
      built.toolSpecifications(request.tools().stream().map(Shapes::tool).toList());
      if (request.toolUse() == ThoughtRequest.ToolUse.REQUIRED) {
        built.toolChoice(ToolChoice.REQUIRED);
      }
    }
    request.maxTokens().filter(most -> most < replyTokens).ifPresent(built::maxOutputTokens);
    return built.build();
  }

  private ChatMessage message(Message message, Map<String, String> toolOfCall) {
    String text = message.content().isBlank() ? NOTHING : message.content();
    return switch (message.role()) {
      case SYSTEM -> SystemMessage.from(text);
      case USER -> UserMessage.from(text);
      case TOOL -> {
        String id = message.toolCallId().orElse("none");
        yield ToolExecutionResultMessage.from(id, toolOfCall.getOrDefault(id, "tool"), text);
      }
      case ASSISTANT ->
          remembered
              .of(message.content(), message.toolCalls().stream().map(ToolCall::id).toList())
              .orElseGet(() -> assistant(message, text));
    };
  }

  private static AiMessage assistant(Message message, String text) {
    List<ToolExecutionRequest> calls =
        message.toolCalls().stream()
            .map(call ->
                ToolExecutionRequest.builder()
                    .id(call.id())
                    .name(call.name())
                    .arguments(call.arguments())
                    .build())
            .toList();
    if (calls.isEmpty()) {
      return AiMessage.from(text);
    }
    return message.content().isBlank()
        ? AiMessage.from(calls)
        : AiMessage.from(message.content(), calls);
  }

  private static ToolSpecification tool(Tool tool) {
    var specification =
        ToolSpecification.builder().name(tool.name()).description(tool.description());
    try {
      JsonNode schema = JSON.readTree(tool.parameters());
      var parameters = JsonObjectSchema.builder();
      for (var property : schema.path("properties").properties()) {
        parameters.addProperty(
            property.getKey(), JsonRawSchema.from(property.getValue().toString()));
      }
      List<String> required = new ArrayList<>();
      schema.path("required").forEach(name -> required.add(name.asString("")));
      specification.parameters(parameters.required(required).build());
    } catch (JacksonException e) {
      // A tool whose schema is none takes no arguments: as a provider would see it.
      specification.parameters(JsonObjectSchema.builder().build());
    }
    return specification.build();
  }

  private ThoughtReply reply(ChatResponse response, int place) {
    AiMessage message = response.aiMessage();
    List<ToolExecutionRequest> named = new ArrayList<>();
    for (ToolExecutionRequest call : message.toolExecutionRequests()) {
      // Not every provider names its calls, and an AI system tells results apart by the name.
      String id = call.id();
      named.add(
          id == null || id.isBlank()
              ? call.toBuilder().id("call_%d_%d".formatted(place, named.size())).build()
              : call);
    }
    List<ToolCall> calls =
        named.stream()
            .map(call -> new ToolCall(call.id(), orEmpty(call.name()), orEmpty(call.arguments())))
            .toList();
    String text = orEmpty(message.text());
    remembered.keep(
        text,
        calls.stream().map(ToolCall::id).toList(),
        message.toBuilder().toolExecutionRequests(named).build());
    return new ThoughtReply(
        text,
        orEmpty(message.thinking()),
        calls,
        finish(response, !calls.isEmpty()),
        usage(response.tokenUsage()));
  }

  private static ThoughtReply.Finish finish(ChatResponse response, boolean calls) {
    var reason = response.finishReason();
    if (reason == null) {
      return calls ? ThoughtReply.Finish.TOOL_CALLS : ThoughtReply.Finish.STOP;
    }
    return switch (reason) {
      case STOP, OTHER -> calls ? ThoughtReply.Finish.TOOL_CALLS : ThoughtReply.Finish.STOP;
      case LENGTH -> ThoughtReply.Finish.LENGTH;
      case TOOL_EXECUTION -> ThoughtReply.Finish.TOOL_CALLS;
      case CONTENT_FILTER -> ThoughtReply.Finish.CONTENT_FILTER;
    };
  }

  private static Usage usage(@Nullable TokenUsage usage) {
    return usage == null
        ? new Usage(0, 0)
        : new Usage(count(usage.inputTokenCount()), count(usage.outputTokenCount()));
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
