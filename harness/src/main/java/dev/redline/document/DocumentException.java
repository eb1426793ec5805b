package dev.redline.document;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A file that somebody wrote holds a mistake. */
public final class DocumentException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;
  private final String where;
  private final String expected;

  /**
   * @param what what is wrong, one sentence
   * @param where file, line and column
   * @param expected what should stand there
   */
  public DocumentException(String what, String where, String expected) {
    super("%s: %s Expected: %s.".formatted(where, what, expected));
    this.what = requireNonNull(what);
    this.where = requireNonNull(where);
    this.expected = requireNonNull(expected);
  }

  /** What is wrong, one sentence. */
  public String what() {
    return what;
  }

  /** File, line and column, as {@code study.yaml:4:3}. */
  public String where() {
    return where;
  }

  /** What should stand there. */
  public String expected() {
    return expected;
  }
}
