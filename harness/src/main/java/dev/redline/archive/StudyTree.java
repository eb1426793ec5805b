package dev.redline.archive;

import dev.redline.study.Study;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A study as a tree of values, as its file has it. */
public final class StudyTree {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MODELS = "models";

  private StudyTree() {}

  /** The study, written. */
  public static JsonNode of(Study study) {
    return JSON.valueToTree(study);
  }

  /**
   * The study, read, with other models in place of its own.
   *
   * @throws ArchiveException when it is none
   */
  public static Study read(JsonNode tree, List<String> models) {
    try {
      ObjectNode changed = ((ObjectNode) tree).deepCopy();
      changed.set(MODELS, JSON.valueToTree(models));
      return JSON.treeToValue(changed, Study.class);
    } catch (JacksonException | ClassCastException e) {
      throw new ArchiveException("The recorded study cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Where two studies differ, their models apart; empty where they are the same. */
  public static Optional<String> difference(Study one, JsonNode other) {
    JsonNode first = of(one);
    JsonNode second = of(read(other, one.models()));
    var names = new TreeSet<String>(first.propertyNames());
    names.addAll(second.propertyNames());
    for (String name : names) {
      if (!first.path(name).equals(second.path(name))) {
        return Optional.of(
            "%s is %s here and %s there"
                .formatted(name, brief(first.path(name)), brief(second.path(name))));
      }
    }
    return Optional.empty();
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() > 120 ? text.substring(0, 120) + "…" : text;
  }
}
