package dev.redline.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The process. It takes the few arguments of llama.cpp's own server that are needed here, and its
 * key from the variable {@code LLAMA_API_KEY}; it ends when it is ended, or cannot begin.
 */
public final class Main {
  private static final String LIBRARY = "libjllama.so";

  private Main() {}

  /**
   * Loads the model and serves it until the process is ended.
   *
   * @param arguments {@code --model FILE --port P --ctx-size TOKENS --threads N}; others are
   *     ignored
   */
  public static void main(String... arguments) {
    try {
      serve(named(arguments));
    } catch (UnsatisfiedLinkError e) {
      fail(missing(String.valueOf(e.getMessage())));
    } catch (IllegalStateException | IllegalArgumentException | IOException e) {
      fail("llama.cpp: " + e.getMessage());
    }
  }

  private static void serve(Map<String, String> named) throws IOException {
    int window = Integer.parseInt(given(named, "--ctx-size"));
    var engine =
        new Llama(
            Path.of(given(named, "--model")), window, Integer.parseInt(given(named, "--threads")));
    // Loaded, it needs no name any more, and so is left behind by nobody.
    Files.deleteIfExists(Path.of(System.getProperty("de.kherud.llama.tmpdir", "/tmp"), LIBRARY));
    new ChatServer(
        Integer.parseInt(given(named, "--port")),
        String.valueOf(System.getenv("LLAMA_API_KEY")),
        new Completion(engine, window));
  }

  private static Map<String, String> named(String... arguments) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i++) {
      named.put(arguments[i], arguments[i + 1]);
    }
    return named;
  }

  private static String given(Map<String, String> named, String name) {
    String value = named.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static String missing(String what) {
    return what.contains("libgomp")
        ? "llama.cpp needs libgomp, which is not on this machine. Do: install it (apt-get install"
            + " libgomp1; dnf install libgomp)."
        : "llama.cpp's library cannot be loaded on this machine: " + what;
  }

  /** llama.cpp's threads would keep the process alive. */
  private static void fail(String why) {
    System.err.println(why);
    System.exit(1);
  }
}
