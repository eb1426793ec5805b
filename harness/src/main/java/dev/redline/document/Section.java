package dev.redline.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of a document. A key counts as known once it was asked for; {@link #end} refuses all
 * others. Used by one thread.
 */
public final class Section {
  private static final String MERGED = "<<";
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_DEPTH = 50;

  private final String file;
  private final String name;
  private final MappingNode node;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Map<String, NodeTuple> merged = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  Section(String file, String name, MappingNode node) {
    this.file = file;
    this.name = name;
    this.node = node;
    for (NodeTuple entry : node.getValue()) {
      String key = key(entry);
      if (key.equals(MERGED)) {
        merge(entry);
        continue;
      }
      if (entries.put(key, entry) != null) {
        throw new DocumentException(
            "The key '%s' stands here twice.".formatted(key),
            Value.where(file, entry.getKeyNode().getStartMark()),
            "each key once");
      }
    }
    merged.forEach(entries::putIfAbsent);
  }

  /** What another mapping holds holds here too, unless a key stands here itself. */
  private void merge(NodeTuple entry) {
    if (!(entry.getValueNode() instanceof MappingNode other)) {
      throw new DocumentException(
          "Only a mapping can be taken over.",
          Value.where(file, entry.getKeyNode().getStartMark()),
          "an alias of a mapping, such as *name");
    }
    other.getValue().forEach(one -> merged.put(key(one), one));
  }

  private String key(NodeTuple entry) {
    if (entry.getKeyNode() instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new DocumentException(
        "A key is no plain word.",
        Value.where(file, entry.getKeyNode().getStartMark()),
        "keys that are words");
  }

  /**
   * Reads a file.
   *
   * @throws DocumentException when it cannot be read, is no YAML or is no mapping
   */
  public static Section read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DocumentException(
            "The file is larger than 1 MiB.", file.toString(), "a file that a person wrote");
      }
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new DocumentException(
          "The file cannot be read: %s.".formatted(e), file.toString(), "a readable YAML file");
    }
  }

  /**
   * Reads a text.
   *
   * @param file its name in messages
   */
  public static Section parse(String file, String text) {
    var settings = LoadSettings.builder().setLabel(file).setAllowDuplicateKeys(true).build();
    Optional<Node> root;
    try {
      demandReadable(file, text, settings);
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw new DocumentException(
          "This is no YAML: %s.".formatted(Brief.of(e.getProblem())),
          Value.where(file, e.getProblemMark()),
          "YAML");
    } catch (YamlEngineException e) {
      throw new DocumentException(
          "This is no YAML: %s.".formatted(Brief.of(String.valueOf(e.getMessage()))), file, "YAML");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library's scanner reads past an escape that the end of the file cuts off.
      throw new DocumentException(
          "This is no YAML: a value is cut off or misshapen (%s)."
              .formatted(Brief.of(e.toString())),
          file,
          "YAML");
    }
    if (root.isPresent() && root.get() instanceof MappingNode mapping) {
      return new Section(file, "the file", mapping);
    }
    throw new DocumentException(
        "The file holds no keys.", file + ":1:1", "a mapping, one key a line");
  }

  /**
   * Refuses with its place what the composer does not: it calls itself once a level, so that a file
   * of brackets alone would use up the stack, and it refuses some tags by an exception that is none
   * of its own and has no place.
   */
  private static void demandReadable(String file, String text, LoadSettings settings) {
    int depth = 0;
    for (var event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {
          // Words are at the depth of what they are in.
        }
      }
      if (depth > MOST_DEPTH) {
        throw new DocumentException(
            "Lists and mappings lie more than %d deep in each other.".formatted(MOST_DEPTH),
            Value.where(file, event.getStartMark()),
            "a file that a person wrote");
      }
      if (tag(event).filter(tag -> tag.isEmpty() || !tag.equals(tag.trim())).isPresent()) {
        throw new DocumentException(
            "A tag is empty, or begins or ends with a blank.",
            Value.where(file, event.getStartMark()),
            "values without tags");
      }
    }
  }

  private static Optional<String> tag(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getTag();
      case CollectionStartEvent collection -> collection.getTag();
      default -> Optional.empty();
    };
  }

  /** File, line and column where it begins. */
  public String where() {
    return Value.where(file, node.getStartMark());
  }

  /** A mistake of the section as a whole. */
  public DocumentException wrong(String what, String expected) {
    return new DocumentException(what, where(), expected);
  }

  /** The keys that stand in it, in order. */
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** Whether a key stands in it; from now on it counts as known. */
  public boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** The value of a key, if it stands there. */
  public Optional<Value> find(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key))
        .map(entry -> new Value(file, key, entry.getValueNode()));
  }

  /** The value of a key that must stand there. */
  public Value get(String key) {
    return find(key)
        .orElseThrow(() -> {
          // A mistyped key is the likelier mistake than a missing one.
          Optional<String> other =
              entries.keySet().stream()
                  .filter(candidate -> !known.contains(candidate))
                  .filter(candidate -> !Nearest.question(candidate, List.of(key)).isEmpty())
                  .findFirst();
          return other
              .map(candidate -> unknown(candidate, List.of(key)))
              .orElseGet(
                  () -> wrong("The key '%s' is missing in %s.".formatted(key, name), key + ": …"));
        });
  }

  /** A key's mapping; an empty one where it does not stand there. */
  public Optional<Section> section(String key) {
    return find(key).map(Value::section);
  }

  /** A key's text. */
  public String text(String key) {
    return get(key).text();
  }

  /** A key's text, or another where it does not stand there. */
  public String text(String key, String otherwise) {
    return find(key).map(Value::text).orElse(otherwise);
  }

  /** A key's texts: a list or one; none where it does not stand there. */
  public List<String> texts(String key) {
    return find(key).map(Value::texts).orElse(List.of());
  }

  /** A key's items: those of a list or one; none where it does not stand there. */
  public List<Value> items(String key) {
    return find(key).map(Value::items).orElse(List.of());
  }

  /** Every value under its key, in order; all keys count as known. */
  public Map<String, Value> all() {
    var all = new LinkedHashMap<String, Value>();
    for (String key : entries.keySet()) {
      all.put(key, find(key).orElseThrow());
    }
    return all;
  }

  /**
   * Refuses keys that nobody asked for.
   *
   * @throws DocumentException naming the first, its line and the nearest known one
   */
  public void end() {
    for (String key : new ArrayList<>(entries.keySet())) {
      if (!known.contains(key)) {
        throw unknown(key, known);
      }
    }
  }

  private DocumentException unknown(String key, java.util.Collection<String> right) {
    NodeTuple entry = entries.get(key);
    return new DocumentException(
        "The key '%s' is unknown in %s.%s".formatted(key, name, Nearest.question(key, right)),
        entry == null ? where() : Value.where(file, entry.getKeyNode().getStartMark()),
        "one of " + String.join(", ", right));
  }
}
