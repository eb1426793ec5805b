package dev.redline.app;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes what a command makes, and says where. */
final class Written {
  private final Output output;

  Written(Output output) {
    this.output = output;
  }

  /** Writes a text file over what was there. */
  void text(Path file, String text) {
    try {
      Files.writeString(file, text);
      say(file);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** What writes a text. */
  interface Writing {
    void to(Writer out) throws IOException;
  }

  /** Writes a text file over what was there, as it comes. */
  void text(Path file, Writing writing) {
    try {
      try (Writer out = Files.newBufferedWriter(file)) {
        writing.to(out);
      }
      say(file);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Says where a file is and how large. */
  void say(Path file) throws IOException {
    output
        .out()
        .println(
            String.format(
                Locale.ROOT, "%s (%,d bytes)", Cells.printable(file.toString()), Files.size(file)));
  }

  static CommandFailure failed(Path file, IOException e) {
    return CommandFailure.usage(
        "It could not be written: " + e,
        file.toString(),
        "a place in a folder that is there and can be written, on a disk with room",
        "name another with -o");
  }
}
