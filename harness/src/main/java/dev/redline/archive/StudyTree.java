package dev.redline.archive;

import dev.redline.document.Brief;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A study as a tree of values, as its file has it. */
public final class StudyTree {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String BLOCKS = "blocks";
  private static final String MODELS = "models";

  private StudyTree() {}

  /** The study, written. */
  public static JsonNode of(Study study) {
    return JSON.valueToTree(study);
  }

  /**
   * The study, read, with other models in place of its own, in their order.
   *
   * @throws ArchiveException when it is none, or has another number of models
   */
  public static Study read(JsonNode tree, List<String> models) {
    try {
      ObjectNode changed = ((ObjectNode) tree).deepCopy();
      var others = new LinkedHashMap<String, String>();
      var next = models.iterator();
      for (JsonNode block : changed.path(BLOCKS)) {
        var named = new ArrayList<String>();
        for (JsonNode model : block.path(MODELS)) {
          named.add(
              others.computeIfAbsent(
                  model.asString(""), own -> next.hasNext() ? next.next() : own));
        }
        ((ObjectNode) block).set(MODELS, JSON.valueToTree(named));
      }
      if (others.size() != models.size()) {
        throw new ArchiveException(
            "The recorded study has %d models, and %d stand in for them."
                .formatted(others.size(), models.size()));
      }
      return JSON.treeToValue(changed, Study.class);
    } catch (JacksonException | ClassCastException e) {
      throw new ArchiveException(
          "The recorded study cannot be read: " + Brief.of(String.valueOf(e.getMessage())) + ".",
          e);
    }
  }

  /** Where two studies differ, their models apart; empty where they are the same. */
  public static Optional<String> difference(Study one, JsonNode other) {
    long models =
        other
            .path(BLOCKS)
            .valueStream()
            .flatMap(block -> block.path(MODELS).valueStream())
            .distinct()
            .count();
    if (models != one.models().size()) {
      return Optional.of(
          "it has %d models here and %d there".formatted(one.models().size(), models));
    }
    return difference("", of(one), of(read(other, one.models())));
  }

  /** The first place in which they differ, as deep as it can be named. */
  private static Optional<String> difference(String place, JsonNode first, JsonNode second) {
    if (first.equals(second)) {
      return Optional.empty();
    }
    if (first.isObject() && second.isObject()) {
      var names = new TreeSet<String>(first.propertyNames());
      names.addAll(second.propertyNames());
      String within = place.isEmpty() ? "" : place + ".";
      return names.stream()
          .flatMap(name -> difference(within + name, first.path(name), second.path(name)).stream())
          .findFirst();
    }
    if (first.isArray() && second.isArray() && first.size() == second.size()) {
      return IntStream.range(0, first.size())
          .boxed()
          .flatMap(i -> difference(place + "[" + i + "]", first.path(i), second.path(i)).stream())
          .findFirst();
    }
    return Optional.of("%s is %s here and %s there".formatted(place, brief(first), brief(second)));
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }
}
