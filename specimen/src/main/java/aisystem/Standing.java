package aisystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What holds for every task, if the folder has it.
 *
 * @param instructions follow the system prompt
 * @param reminder follows every result
 */
record Standing(String instructions, String reminder) {

  /** Reads both files; one that is not there says nothing. */
  static Standing in(Path folder) throws IOException {
    return new Standing(
        text(folder.resolve("instructions.txt")), text(folder.resolve("reminder.txt")));
  }

  private static String text(Path file) throws IOException {
    String text = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
    return text.isEmpty() ? "" : "\n" + text + "\n";
  }
}
