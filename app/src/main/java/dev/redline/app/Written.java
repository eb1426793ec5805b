package dev.redline.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    bytes(file, text.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw CommandFailure.usage(
          "The file could not be written: " + e,
          file.toString(),
          "a file in a folder that is there and can be written, on a disk with room",
          "name another with -o");
    }
    output
        .out()
        .println(
            String.format(
                Locale.ROOT, "%s (%,d bytes)", Cells.printable(file.toString()), bytes.length));
  }
}
