package dev.redline.llama;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** llama.cpp's library with one model. For one thread at a time. */
final class Llama implements Engine {
  // As long as anybody waits for an answer; then the next one has its turn.
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final LlamaModel model;

  /**
   * Loads the model.
   *
   * @param window tokens of context; a conversation beyond it is refused, never shortened
   * @throws IllegalStateException when llama.cpp cannot load it; what it says of that it prints
   *     itself
   */
  Llama(Path file, int window, int threads) {
    try {
      model =
          new LlamaModel(
              new ModelParameters()
                  .setModel(file.toString())
                  .setCtxSize(window)
                  .setParallel(1)
                  .setThreads(threads)
                  .disableContextShift()
                  .enableJinja());
    } catch (RuntimeException e) { // its own exception is not public
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public String prompt(String request) {
    try {
      return model.applyTemplate(request);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public int tokens(String text) {
    return text.isEmpty() ? 0 : model.encode(text).length;
  }

  @Override
  public Generated generate(String prompt, Settings settings) {
    long end = System.nanoTime() + LONGEST.toNanos();
    var text = new StringBuilder();
    int pieces = -1; // the last one tells only that it is over
    try {
      LlamaIterator output = model.generate(parameters(prompt, settings)).iterator();
      while (output.hasNext()) {
        text.append(output.next().text);
        pieces++;
        if (System.nanoTime() - end > 0) {
          output.cancel();
          throw new TimeoutException(
              "no whole answer within %d minutes".formatted(LONGEST.toMinutes()));
        }
      }
    } catch (RuntimeException | TimeoutException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    int tokens = tokens(text.toString());
    return new Generated(text.toString(), tokens, Math.max(tokens, pieces) >= settings.most());
  }

  private static InferenceParameters parameters(String prompt, Settings settings) {
    var parameters =
        new InferenceParameters(prompt).setNPredict(settings.most()).setCachePrompt(true);
    settings.temperature().ifPresent(value -> parameters.setTemperature(value.floatValue()));
    settings.topP().ifPresent(value -> parameters.setTopP(value.floatValue()));
    settings.seed().ifPresent(parameters::setSeed);
    return settings.stops().isEmpty()
        ? parameters
        : parameters.setStopStrings(settings.stops().toArray(String[]::new));
  }
}
