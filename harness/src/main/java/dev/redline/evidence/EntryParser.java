package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one line of the evidence. The five kinds that nine lines in ten are of are read straight
 * from the tokens, as this Redline writes them, since a large run has millions; whatever is written
 * in any other way, and every other kind, is read by the mapper. Both give the same.
 */
final class EntryParser {
  private static final Map<String, FileAct> FILE_ACTS = named(FileAct.values());
  private static final Map<String, NetworkAct> NETWORK_ACTS = named(NetworkAct.values());

  private EntryParser() {}

  /**
   * @throws tools.jackson.core.JacksonException when it is no entry
   */
  static Entry parse(byte[] record) {
    Entry usual = usual(record);
    return usual != null ? usual : EvidenceJson.mapper().readValue(record, Entry.class);
  }

  private static @Nullable Entry usual(byte[] record) {
    try (JsonParser parser = EvidenceJson.mapper().createParser(record)) {
      var fields = new Fields(parser);
      fields.next(JsonToken.START_OBJECT);
      String id = fields.text("id");
      double at = fields.decimal("atSeconds");
      fields.name("observation");
      fields.next(JsonToken.START_OBJECT);
      KernelEvent event = event(fields);
      fields.next(JsonToken.END_OBJECT);
      fields.next(JsonToken.END_OBJECT);
      return event != null && fields.asExpected() && parser.nextToken() == null
          ? new Entry(id, at, event)
          : null;
    }
  }

  private static @Nullable KernelEvent event(Fields fields) {
    return switch (fields.text("kind")) {
      case "forked" -> new Forked(fields.number("pid"), fields.number("child"));
      case "exited" ->
          new Exited(fields.number("pid"), fields.small("status"), fields.optional("signal"));
      case "executed" ->
          new Executed(
              fields.number("pid"),
              fields.text("program"),
              fields.texts("arguments"),
              fields.text("directory"),
              fields.optional("error"));
      case "file" -> {
        long pid = fields.number("pid");
        FileAct act = FILE_ACTS.get(fields.text("act"));
        String path = fields.text("path");
        Optional<String> other = fields.optional("other");
        Optional<String> error = fields.optional("error");
        yield act == null ? null : new FileTouched(pid, act, path, other, error);
      }
      case "network" -> {
        long pid = fields.number("pid");
        NetworkAct act = NETWORK_ACTS.get(fields.text("act"));
        String address = fields.text("address");
        Optional<String> error = fields.optional("error");
        yield act == null ? null : new NetworkUsed(pid, act, address, error);
      }
      default -> null;
    };
  }

  private static <E extends Enum<E>> Map<String, E> named(E[] values) {
    return Arrays.stream(values)
        .collect(
            Collectors.toUnmodifiableMap(
                value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Function.identity()));
  }

  /** Fields in the order in which they are expected; from the first other one on all are empty. */
  private static final class Fields {
    private final JsonParser parser;
    private boolean expected = true;

    Fields(JsonParser parser) {
      this.parser = parser;
    }

    boolean asExpected() {
      return expected;
    }

    void next(JsonToken token) {
      expected = expected && parser.nextToken() == token;
    }

    void name(String name) {
      expected = expected && name.equals(parser.nextName());
    }

    String text(String name) {
      name(name);
      next(JsonToken.VALUE_STRING);
      return expected ? parser.getString() : "";
    }

    long number(String name) {
      name(name);
      next(JsonToken.VALUE_NUMBER_INT);
      return expected ? parser.getLongValue() : 0;
    }

    int small(String name) {
      name(name);
      next(JsonToken.VALUE_NUMBER_INT);
      return expected ? parser.getIntValue() : 0;
    }

    double decimal(String name) {
      name(name);
      next(JsonToken.VALUE_NUMBER_FLOAT);
      return expected ? parser.getDoubleValue() : 0;
    }

    Optional<String> optional(String name) {
      name(name);
      if (!expected) {
        return Optional.empty();
      }
      JsonToken token = parser.nextToken();
      expected = token == JsonToken.VALUE_NULL || token == JsonToken.VALUE_STRING;
      return token == JsonToken.VALUE_STRING ? Optional.of(parser.getString()) : Optional.empty();
    }

    List<String> texts(String name) {
      name(name);
      next(JsonToken.START_ARRAY);
      List<String> texts = new ArrayList<>();
      while (expected) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
          break;
        }
        expected = token == JsonToken.VALUE_STRING;
        if (expected) {
          texts.add(parser.getString());
        }
      }
      return texts;
    }
  }
}
