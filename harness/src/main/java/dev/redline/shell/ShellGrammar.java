package dev.redline.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.treesitter.TSParser;
import org.treesitter.TreeSitterBash;

/** Bash's grammar, ready to split lines. For one thread. */
public final class ShellGrammar {
  /** Longest text that is split, in characters. */
  public static final int LONGEST = 32 << 10;

  /**
   * Most pipes, brackets and heredocs in one text. The parser needs time with the square of them:
   * 1,000 pipes take 0.2 s, 20,000 took 71 s.
   */
  public static final int MOST_KNOTS = 1000;

  /** How deep strings for another shell are followed: {@code bash -c "bash -c '…'"}. */
  private static final int DEEPEST = 3;

  private final TSParser parser;

  private ShellGrammar(TSParser parser) {
    this.parser = parser;
  }

  /**
   * Loads the grammar, which is native code for Linux with the GNU C library on x86-64 and ARM64.
   *
   * @param temporary a folder in which the code is laid while it is loaded; nothing stays there
   * @throws ShellUnavailableException where there is none for this machine
   */
  public static ShellGrammar load(Path temporary) throws ShellUnavailableException {
    try {
      return new ShellGrammar(parser(temporary));
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new ShellUnavailableException(
          "Command lines were not split, since the grammar of bash cannot be used here (%s, %s): %s; it runs on Linux with the GNU C library on x86-64 or ARM64."
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), innermost(e)),
          e);
    }
  }

  /** Splits a text that a shell was given; what cannot be split is told, and never guessed. */
  public ShellLine split(String text) {
    List<SimpleCommand> found = new ArrayList<>();
    Optional<String> problem = split(text, false, 0, found);
    return new ShellLine(found, problem);
  }

  /** How many pipes, brackets and heredocs are in it, which is what makes splitting slow. */
  public static int knots(String text) {
    int knots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '|' || c == '(' || c == '[' || c == '`' || c == '{') {
        knots++;
      } else if (c == '<' && i + 1 < text.length() && text.charAt(i + 1) == '<') {
        knots++;
      }
    }
    return knots;
  }

  private Optional<String> split(
      String text, boolean background, int depth, List<SimpleCommand> found) {
    if (text.length() > LONGEST) {
      return Optional.of("it is longer than %,d characters".formatted(LONGEST));
    }
    if (knots(text) > MOST_KNOTS) {
      return Optional.of("it has more than %,d pipes and brackets".formatted(MOST_KNOTS));
    }
    var source = new SourceText(text);
    var tree = parser.parseString(null, source.parsed());
    var walk = new SyntaxWalk(source);
    walk.over(tree.getRootNode(), background);
    Optional<String> problem =
        tree.getRootNode().hasError()
            ? Optional.of("a part of it is no shell syntax")
            : Optional.empty();
    for (SimpleCommand command : walk.commands()) {
      found.add(command);
      Optional<String> inner = depth < DEEPEST ? Nested.script(command) : Optional.empty();
      if (inner.isPresent()) {
        var nested = split(inner.get(), command.background(), depth + 1, found);
        problem = problem.or(() -> nested);
      }
    }
    return problem;
  }

  /**
   * The library lays its native code into a folder that it is told through a property and loads it
   * from there, once in a JVM. The folder is ours alone while it does, since code from a folder
   * that others can write to would be theirs.
   */
  @SuppressWarnings("NonFinalStaticField")
  private static synchronized TSParser parser(Path temporary) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "redline-grammar");
    String property = "tree-sitter-lib";
    String before = System.getProperty(property, "");
    System.setProperty(property, folder.toString());
    try {
      var parser = new TSParser();
      if (!parser.setLanguage(new TreeSitterBash())) {
        throw new IllegalStateException("the grammar is of another version than its parser");
      }
      return parser;
    } finally {
      if (before.isEmpty()) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
      remove(folder);
    }
  }

  /** Linux keeps a loaded library whose file is gone. */
  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String innermost(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getClass().getSimpleName()
        + (inner.getMessage() == null
            ? ""
            : ": " + inner.getMessage().lines().findFirst().orElse(""));
  }
}
