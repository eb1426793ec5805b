package dev.redline.shell;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds a script that a command hands to another shell as a word. */
final class Nested {
  private static final Set<String> SHELLS = Set.of("bash", "sh", "dash", "zsh", "ash", "ksh");

  private Nested() {}

  static Optional<String> script(SimpleCommand command) {
    List<String> words = command.arguments();
    if (command.program().equals("eval") && !words.isEmpty()) {
      return Optional.of(String.join(" ", words));
    }
    if (SHELLS.contains(command.program()) || command.program().equals("su")) {
      for (int i = 0; i + 1 < words.size(); i++) {
        String word = words.get(i);
        if (word.startsWith("-") && !word.startsWith("--") && word.endsWith("c")) {
          return Optional.of(words.get(i + 1));
        }
      }
    }
    return Optional.empty();
  }
}
