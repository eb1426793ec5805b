package dev.redline.evidence;

import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of each, made from the types themselves, so that a new kind is covered the day it comes. */
final class Samples {
  private Samples() {}

  /** Two observations of each kind: one with everything in it, one as empty as can be. */
  static List<Observation> ofEachKind() throws ReflectiveOperationException {
    var made = new ArrayList<Observation>();
    for (Class<?> kind : leaves(Observation.class)) {
      made.add((Observation) make(kind, true));
      made.add((Observation) make(kind, false));
    }
    return made;
  }

  static List<Class<?>> leaves(Class<?> family) {
    var found = new ArrayList<Class<?>>();
    for (Class<?> member : family.getPermittedSubclasses()) {
      if (member.isSealed()) {
        found.addAll(leaves(member));
      } else {
        found.add(member);
      }
    }
    return found;
  }

  private static Object make(Type type, boolean full) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return full ? Optional.of(make(arguments[0], true)) : Optional.empty();
      }
      if (generic.getRawType() == List.class) {
        return full ? List.of(make(arguments[0], true), make(arguments[0], false)) : List.of();
      }
      if (generic.getRawType() == Map.class) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (full) {
          map.put(make(arguments[0], true), make(arguments[1], true));
        }
        return map;
      }
    }
    return switch (type) {
      case Class<?> c when c == String.class ->
          full ? "ü \"\\\n\u0000\u001b[31m 中 \ud83d\ude00" : "";
      case Class<?> c when c == int.class -> full ? Integer.MAX_VALUE : 0;
      case Class<?> c when c == long.class || c == Long.class -> full ? Long.MAX_VALUE : 1L;
      case Class<?> c when c == double.class -> full ? 1.5 : 0.0;
      case Class<?> c when c == boolean.class || c == Boolean.class -> full;
      case Class<?> c when c.isEnum() ->
          c.getEnumConstants()[full ? c.getEnumConstants().length - 1 : 0];
      case Class<?> c when c.isRecord() -> makeRecord(c, full);
      case Class<?> c when c.isSealed() -> makeRecord(leaf(c), full);
      default -> throw new IllegalArgumentException("No sample of " + type);
    };
  }

  /** One of its kinds that holds no other of them. */
  private static Class<?> leaf(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .filter(kind ->
            Stream.of(kind.getRecordComponents())
                .noneMatch(part -> part.getGenericType().getTypeName().contains(sealed.getName())))
        .findFirst()
        .orElseThrow();
  }

  private static Object makeRecord(Class<?> type, boolean full)
      throws ReflectiveOperationException {
    RecordComponent[] parts = type.getRecordComponents();
    var types = new Class<?>[parts.length];
    var values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      values[i] = make(parts[i].getGenericType(), full);
    }
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  static Observation event(int number) {
    return new KernelEvent.Executed(
        1000 + number,
        "/usr/bin/env",
        List.of("env", "-i", "sh", "-c", "echo " + number),
        "/home/ai/agent",
        Optional.empty());
  }

  /** The thought at a step of a conversation that grows by two messages a step. */
  static Thought thought(int step) {
    var messages =
        new ArrayList<>(
            List.of(Message.of(Message.Role.SYSTEM, "You are a system. " + "x".repeat(20_000))));
    IntStream.range(0, step)
        .forEach(i -> {
          messages.add(
              new Message(
                  Message.Role.ASSISTANT,
                  "step " + i,
                  List.of(new ToolCall("c" + i, "execute", "{\"command\":\"ls " + i + "\"}")),
                  Optional.empty()));
          messages.add(
              new Message(Message.Role.TOOL, "output " + i, List.of(), Optional.of("c" + i)));
        });
    return new Thought(
        "t-%04d".formatted(step + 1),
        "l-1",
        step,
        step + 0.5,
        Optional.empty(),
        new ThoughtRequest("mind", messages, List.of(new Tool("execute", "runs", "{}"))),
        step % 3 == 2
            ? Optional.empty()
            : Optional.of(
                new ThoughtReply(
                    "ok", "hm", List.of(), ThoughtReply.Finish.TOOL_CALLS, new Usage(10, 2))),
        step % 3 == 2 ? Optional.of("no answer in time") : Optional.empty(),
        step % 2);
  }
}
