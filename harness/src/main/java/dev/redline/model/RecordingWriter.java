package dev.redline.model;

import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.ThoughtRequest;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps every reply of a run's models in a file, from which the run can be run again with {@code
 * replay/FILE}. Safe for use by many threads; a line is written whole and at once.
 */
public final class RecordingWriter implements Closeable {
  /** The file's usual name in a run's folder. */
  public static final String FILE = "recording.jsonl";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Writer out;
  private int begun;

  private RecordingWriter(Writer out, int begun) {
    this.out = out;
    this.begun = begun;
  }

  /**
   * Begins a recording, or goes on with one.
   *
   * @param study as it is run, in the form of its own file
   * @throws IOException when it cannot be written
   */
  public static RecordingWriter open(Path file, JsonNode study) throws IOException {
    boolean goesOn = Files.exists(file) && Files.size(file) > 0;
    int before = goesOn ? ReplayFile.read(file).begun() : 0;
    // Not a channel: one that is interrupted, as a thought that is called off is, would close.
    Writer out =
        new OutputStreamWriter(new FileOutputStream(file.toFile(), true), StandardCharsets.UTF_8);
    var writer = new RecordingWriter(out, before);
    if (goesOn) {
      writer.out.write("\n\n"); // what a killed run wrote last may be half a line
    } else {
      writer.put("study", new Recording.Head(Recording.SCHEMA, study));
    }
    return writer;
  }

  /** The same model, whose thoughts are kept here. */
  public Model recorded(Model model) {
    return new RecordedModel(model, this);
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  private synchronized void put(String kind, Recording.Line line) throws IOException {
    var object = JSON.createObjectNode().put("kind", kind);
    object.setAll((tools.jackson.databind.node.ObjectNode) JSON.valueToTree(line));
    out.write(object + "\n");
    out.flush();
  }

  private synchronized int begin(ModelName model, TrialPlace place) throws IOException {
    begun++;
    put("trial", new Recording.Begun(begun, model.toString(), place));
    return begun;
  }

  /** A model whose minds write down what they think. */
  private record RecordedModel(Model model, RecordingWriter writer) implements Model {
    @Override
    public ModelName name() {
      return model.name();
    }

    @Override
    public Mind forTrial(long seed) {
      return forTrial(new TrialPlace("", "", 0, seed));
    }

    @Override
    public Mind forTrial(TrialPlace place) {
      try {
        return new RecordedMind(model.forTrial(place), writer, writer.begin(model.name(), place));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("the recording cannot be written", e);
      }
    }

    @Override
    public Optional<String> awaitTrial() throws InterruptedException {
      return model.awaitTrial();
    }

    @Override
    public ModelFacts facts() {
      return model.facts();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Writes down each thought before it is handed out: none is acted on that is not kept. */
  private record RecordedMind(Mind mind, RecordingWriter writer, int trial) implements Mind {
    @Override
    public Answer think(ThoughtRequest request) throws MindException, InterruptedException {
      String key = Recording.key(request);
      try {
        Answer answer = mind.think(request);
        keep(new Recording.Thought(trial, key, Optional.of(answer.reply()), Optional.empty()));
        return answer;
      } catch (MindException e) {
        keep(
            new Recording.Thought(
                trial,
                key,
                Optional.empty(),
                Optional.of(new Recording.Failure(e.kind(), e.what()))));
        throw e;
      } catch (InterruptedException e) {
        keep(new Recording.Thought(trial, key, Optional.empty(), Optional.empty()));
        throw e;
      }
    }

    private void keep(Recording.Thought thought) throws MindException {
      try {
        writer.put("thought", thought);
      } catch (IOException e) {
        throw new MindException(
            MindException.Kind.HARNESS,
            "A thought could not be written into the recording (%s). Do: make room on its disk, then go on with --resume."
                .formatted(e),
            java.util.List.of());
      }
    }
  }
}
