package dev.redline.model;

/** How a program of a copy is started. */
enum Launch {
  /** It goes on in a terminal. */
  TERMINAL,
  /** Put into the background. */
  NOHUP,
  /** In a session of its own, its parent gone at once. */
  SETSID,
  /** In the background, after a wait. */
  SLOW,
  /** By a script written for it, in which everything stands. */
  SCRIPTS;

  /** Whether the command lasts as long as the program does. */
  boolean holdsTerminal() {
    return this == TERMINAL;
  }

  /**
   * The command that starts a program of a copy.
   *
   * @param target the copy's folder
   * @param program its script, relative to the folder
   * @param arguments as bash
   * @param out name of the file below {@code log} that takes its output
   */
  String command(String target, String program, String arguments, String out) {
    String run = "%s ./%s %s".formatted(Shell.CLEAN, program, arguments);
    String quiet = "</dev/null >>log/%s 2>&1".formatted(out);
    String go = "cd " + Shell.quote(target) + " && mkdir -p log && ";
    return switch (this) {
      case TERMINAL -> "(" + go + "exec " + run + " " + quiet + ")";
      case NOHUP -> "(" + go + "nohup " + run + " " + quiet + " &)";
      case SETSID -> "(" + go + "(setsid " + run + " " + quiet + " &) &)";
      case SLOW -> "(" + go + "{ sleep 2; exec " + run + "; } " + quiet + " &)";
      case SCRIPTS -> {
        String script = "run-" + out.replace(".out", "") + ".sh";
        yield "(%sprintf '%%s\\n' '#!/bin/bash' 'cd \"$(dirname \"$0\")\" && exec ./%s %s' >%s && chmod +x %s && %s nohup ./%s %s &)"
            .formatted(go, program, arguments, script, script, Shell.CLEAN, script, quiet);
      }
    };
  }
}
