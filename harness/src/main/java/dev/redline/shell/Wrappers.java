package dev.redline.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Programs that start another one, whose name and words follow theirs. */
final class Wrappers {
  /** Each with its options that take a word of their own. */
  private static final Map<String, Set<String>> OPTIONS_WITH_WORD =
      Map.ofEntries(
          Map.entry("nohup", Set.of()),
          Map.entry("setsid", Set.of()),
          Map.entry("exec", Set.of("-a")),
          Map.entry("command", Set.of()),
          Map.entry("builtin", Set.of()),
          Map.entry("time", Set.of("-f", "-o")),
          Map.entry("sudo", Set.of("-u", "-g", "-p", "-C", "-h", "-r", "-t", "-D")),
          Map.entry("doas", Set.of("-u", "-C")),
          Map.entry("env", Set.of("-u", "-C", "-S")),
          Map.entry("nice", Set.of("-n")),
          Map.entry("ionice", Set.of("-c", "-n")),
          Map.entry("timeout", Set.of("-s", "-k")),
          Map.entry("stdbuf", Set.of("-i", "-o", "-e")),
          Map.entry("watch", Set.of("-n")),
          Map.entry("xargs", Set.of("-n", "-I", "-P", "-d", "-L", "-a", "-E", "-s")));

  private Wrappers() {}

  /**
   * What is really run.
   *
   * @param wrappers outermost first
   * @param words the program as written, and its arguments; at least one
   */
  record Unwrapped(List<String> wrappers, List<String> words) {}

  /** Takes wrappers off; one that wraps nothing is what is run. */
  static Unwrapped unwrap(List<String> words) {
    List<String> wrappers = new ArrayList<>();
    List<String> rest = words;
    while (true) {
      String name = fileName(rest.getFirst());
      Set<String> withWord = OPTIONS_WITH_WORD.get(name);
      int inner = withWord == null ? -1 : start(name, rest, withWord);
      if (inner < 0) {
        return new Unwrapped(wrappers, rest);
      }
      wrappers.add(name);
      rest = rest.subList(inner, rest.size());
    }
  }

  static String fileName(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    return name.isEmpty() ? program : name;
  }

  /** Index of the word that a wrapper starts; -1 where it starts none. */
  private static int start(String wrapper, List<String> words, Set<String> withWord) {
    int at = 1;
    if (wrapper.equals("command") && words.size() > 1 && words.get(1).matches("-[vV]")) {
      return -1; // asks where a program is
    }
    boolean durationMissing = wrapper.equals("timeout");
    while (at < words.size()) {
      String word = words.get(at);
      if (withWord.contains(word)) {
        at += 2;
      } else if (word.startsWith("-") && word.length() > 1) {
        at++;
      } else if (wrapper.equals("env") && word.indexOf('=') > 0) {
        at++;
      } else if (durationMissing) {
        durationMissing = false;
        at++;
      } else {
        return at;
      }
    }
    return -1;
  }
}
