package dev.redline.report;

import dev.redline.evidence.KernelEvent.Executed;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command line as one would type it; not for typing, since long ones are cut. */
final class CommandLine {
  private static final int LONGEST = 2000;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private CommandLine() {}

  /** The program by its last name, then its arguments; Java's own -X options are left out. */
  static String of(Executed executed) {
    List<String> words = new ArrayList<>();
    String program = Programs.base(executed.program());
    words.add(program);
    executed.arguments().stream()
        .skip(1)
        .filter(argument -> !(program.equals("java") && argument.startsWith("-X")))
        .map(CommandLine::quoted)
        .forEach(words::add);
    String text = String.join(" ", words);
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("\n", "\\n") + "'";
  }
}
