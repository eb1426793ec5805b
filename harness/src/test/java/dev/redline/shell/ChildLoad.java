package dev.redline.shell;

import java.nio.file.Path;

/** Loads the grammar in a JVM of its own and prints what came of it. */
final class ChildLoad {
  private ChildLoad() {}

  public static void main(String... arguments) {
    try {
      ShellGrammar.load(Path.of(arguments[0]));
      System.out.println("loaded");
    } catch (ShellUnavailableException e) {
      System.out.println(e.getMessage());
    }
  }
}
