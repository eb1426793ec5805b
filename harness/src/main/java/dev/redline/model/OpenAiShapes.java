package dev.redline.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns our conversations into langchain4j's and back. */
final class OpenAiShapes {
  // langchain4j takes no message without text; an AI system may well write one.
  private static final String NOTHING = "(empty)";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private OpenAiShapes() {}

  static ChatRequest request(ThoughtRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    request.messages().forEach(message -> messages.add(message(message)));
    ChatRequest.Builder built = ChatRequest.builder().messages(messages);
    if (!request.tools().isEmpty()) {
      built.toolSpecifications(request.tools().stream().map(OpenAiShapes::tool).toList());
    }
    return built.build();
  }

  private static ChatMessage message(Message message) {
    String text = message.content().isBlank() ? NOTHING : message.content();
    return switch (message.role()) {
      case SYSTEM -> SystemMessage.from(text);
      case USER -> UserMessage.from(text);
      case TOOL ->
          ToolExecutionResultMessage.from(message.toolCallId().orElse("none"), "tool", text);
      case ASSISTANT -> {
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
          yield AiMessage.from(text);
        }
        yield message.content().isBlank()
            ? AiMessage.from(calls)
            : AiMessage.from(message.content(), calls);
      }
    };
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

  static ThoughtReply reply(ChatResponse response) {
    AiMessage message = response.aiMessage();
    List<ToolCall> calls =
        message.toolExecutionRequests().stream()
            .map(call ->
                new ToolCall(orEmpty(call.id()), orEmpty(call.name()), orEmpty(call.arguments())))
            .toList();
    return new ThoughtReply(
        orEmpty(message.text()),
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
        ? Usage.NONE
        : new Usage(count(usage.inputTokenCount()), count(usage.outputTokenCount()));
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
