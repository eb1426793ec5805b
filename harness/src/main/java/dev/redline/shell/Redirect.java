package dev.redline.shell;

import static java.util.Objects.requireNonNull;

/**
 * Where a command's input or output goes.
 *
 * @param operator as written, such as {@code >}, {@code >>} or {@code <<}
 * @param target the file without its quotes; of a heredoc, the word that ends it
 */
public record Redirect(String operator, String target) {
  public Redirect {
    requireNonNull(operator, "operator");
    requireNonNull(target, "target");
  }

  /** Whether it writes a file; {@code 2>&1} does not, nor does {@code /dev/null}. */
  public boolean writesFile() {
    return operator.startsWith(">")
        && !operator.equals(">&")
        && !target.startsWith("/dev/")
        && !target.isEmpty();
  }
}
