package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class EntryParserTests {
  private static final String ODD = "/a \"b\" \\ \u00e9\u202e\ud83d\ude00\n\u0000";

  private static List<Observation> all() {
    List<Observation> all = new ArrayList<>();
    for (FileAct act : FileAct.values()) {
      all.add(new FileTouched(7, act, ODD, Optional.of("/new"), Optional.empty()));
    }
    for (NetworkAct act : NetworkAct.values()) {
      all.add(new NetworkUsed(8, act, "127.0.0.1:80", Optional.of("ECONNREFUSED")));
    }
    all.add(new Forked(1, Long.MAX_VALUE));
    all.add(new Exited(2, Integer.MIN_VALUE, Optional.empty()));
    all.add(new Exited(2, 0, Optional.of("KILL")));
    all.add(new Executed(3, "/usr/bin/ls", List.of(), "", Optional.of("ENOENT")));
    all.add(new Executed(3, ODD, List.of("ls", ODD, ""), "/home/ai", Optional.empty()));
    all.add(new KernelEvent.LoggedIn(4, 5));
    all.add(new Observation.PhaseBegan(Observation.Phase.SWEEPING));
    return all;
  }

  @Test
  void whatWasWrittenIsReadAsTheMapperReadsIt() {
    for (double at : new double[] {0, 7.7e-5, 12.5, 86_400}) {
      for (Observation observation : all()) {
        var entry = new Entry("e-000001", at, observation);
        byte[] record = EvidenceJson.mapper().writeValueAsBytes(entry);

        assertThat(EntryParser.parse(record))
            .isEqualTo(entry)
            .isEqualTo(EvidenceJson.mapper().readValue(record, Entry.class));
      }
    }
  }

  @Test
  void anotherOrderFurtherFieldsAndWholeSecondsAreReadToo() {
    String other =
        """
        {"atSeconds": 3, "observation": {"child": 2, "kind": "forked", "new": [1], "pid": 1}, "id": "e-1"}
        """;

    assertThat(EntryParser.parse(other.getBytes(UTF_8)))
        .isEqualTo(new Entry("e-1", 3, new Forked(1, 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"forked\",\"pid\":1,\"child\":2}",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"forked\",\"pid\":1,\"child\":2}}}",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"forked\",\"pid\":1,\"child\":2}} 5",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"forked\",\"pid\":1,\"child\":99999999999999999999}}",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"exited\",\"pid\":1,\"status\":4294967296,\"signal\":null}}",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"network\",\"pid\":1,\"act\":\"eaten\",\"address\":\"\",\"error\":null}}",
        "{\"id\":\"e-1\",\"atSeconds\":1.0,\"observation\":{\"kind\":\"no-such-kind\"}}",
      })
  void whatTheMapperRefusesIsRefused(String record) {
    byte[] bytes = record.getBytes(UTF_8);
    assertThatThrownBy(() -> EvidenceJson.mapper().readValue(bytes, Entry.class))
        .isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> EntryParser.parse(bytes)).isInstanceOf(JacksonException.class);
  }
}
