package dev.redline.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallsTests {
  private static final Set<String> BASH = Set.of("bash");
  private static final ToolCalls.Call LS = new ToolCalls.Call("bash", "{\"command\":\"ls\"}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>\n{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>",
        "{\"name\": \"bash\", \"parameters\": {\"command\": \"ls\"}}",
        "<|python_tag|>{\"name\": \"bash\", \"parameters\": {\"command\": \"ls\"}}",
        "{\"tool_call\": {\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}}",
        "{\"tool_calls\": [{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}]}",
        "[TOOL_CALLS][{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}}]",
      })
  void aCallIsFoundInEachForm(String text) {
    assertThat(ToolCalls.in(text, BASH)).isEqualTo(new ToolCalls("", List.of(LS)));
  }

  @Test
  void textBesideTaggedCallsIsKeptAndEachCallCounts() {
    String call = "<tool_call>{\"name\":\"bash\",\"arguments\":{\"command\":\"ls\"}}</tool_call>";
    assertThat(ToolCalls.in("First I look. " + call + call, BASH))
        .isEqualTo(new ToolCalls("First I look.", List.of(LS, LS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I would run ls.",
        "{\"name\": \"bash\"}",
        "{\"name\": \"python\", \"arguments\": {\"code\": \"1\"}}",
        "<tool_call>{\"name\": \"bash\", \"arguments\": </tool_call>",
        "{\"name\": \"bash\", \"arguments\": {\"command\": \"ls\"}} and then?",
        "[TOOL_CALLS]",
        "",
      })
  void whatIsNoCallStaysText(String text) {
    assertThat(ToolCalls.in(text, BASH)).isEqualTo(new ToolCalls(text, List.of()));
  }

  @Test
  void anAnswerInLlamaCppsOwnFormIsText() {
    assertThat(ToolCalls.in("{\"response\": \"Done.\"}", BASH))
        .isEqualTo(new ToolCalls("Done.", List.of()));
  }

  @Test
  void withoutToolsAllIsText() {
    String text = "{\"name\": \"bash\", \"parameters\": {}}";
    assertThat(ToolCalls.in(text, Set.of())).isEqualTo(new ToolCalls(text, List.of()));
  }
}
