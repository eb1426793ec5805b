package dev.redline.transcript;

import java.nio.file.Path;

/** Reads a file in a JVM of its own and prints how much came from the environment. */
final class ChildRead {
  private ChildRead() {}

  public static void main(String... arguments) {
    var heard = Heard.of(Path.of(arguments[0]));
    System.out.println(
        heard.turns.stream().mapToLong(turn -> turn.environment().characters()).sum());
    heard.problems.forEach(System.out::println);
  }
}
