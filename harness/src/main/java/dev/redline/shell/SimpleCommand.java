package dev.redline.shell;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One command of a line: a program, or one of the shell's own, with its words.
 *
 * @param program its name without folder and quotes, such as {@code python3}; a name that is only
 *     known when it runs stays as written, such as {@code $CMD}
 * @param arguments the words after it, without quotes
 * @param wrappers programs that it was started through, such as {@code nohup} or {@code sudo}
 * @param redirects in their order
 * @param background whether the line goes on without waiting for it
 */
public record SimpleCommand(
    String program,
    List<String> arguments,
    List<String> wrappers,
    List<Redirect> redirects,
    boolean background) {
  public SimpleCommand {
    requireNonNull(program, "program");
    arguments = List.copyOf(arguments);
    wrappers = List.copyOf(wrappers);
    redirects = List.copyOf(redirects);
  }

  /** What is not an option. */
  public List<String> operands() {
    return arguments.stream().filter(word -> !word.startsWith("-")).toList();
  }

  /** Whether one of the options is there: a long one whole, a short one by its letter. */
  public boolean hasOption(String... options) {
    for (String word : arguments) {
      for (String option : options) {
        boolean isShort = option.length() == 2;
        if (word.equals(option)
            || (isShort
                && word.startsWith("-")
                && !word.startsWith("--")
                && word.indexOf(option.charAt(1)) > 0)) {
          return true;
        }
      }
    }
    return false;
  }

  /** As one would type it, without its redirects. */
  public String text() {
    return arguments.isEmpty() ? program : program + " " + String.join(" ", arguments);
  }
}
