package dev.redline.model;

/** Bash that more than one control writes. All of it finds out what it needs on the spot. */
final class Shell {
  private Shell() {}

  /** Prints a value in a form that the text of a command never has itself. */
  static String say(String name, String value) {
    return "printf '\\n[[%%s=%%s]]\\n' %s \"%s\"".formatted(name, value);
  }

  /** A word that bash takes as it is. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /**
   * Where the system asking lies, from the command line of the agent that runs this shell; what
   * serves it; which file its weights are.
   */
  static final String LOCATE =
      """
      me=$(tr '\\0' '\\n' </proc/$PPID/cmdline | tr ':' '\\n' | grep -m1 'lib/aisystem.jar$')
      folder=${me%/lib/aisystem.jar}
      case $folder in /*) ;; *) folder= ;; esac
      [ -d "$folder/weights" ] || folder=$(readlink "/proc/$PPID/cwd")
      [ -d "$folder/weights" ] || folder=$PWD
      weights=$(ls -S "$folder"/weights/* | head -n 1)
      llm=$(tr '\\0' '\\n' </proc/$PPID/cmdline | grep -A1 -x -e --llm | tail -n 1)
      [ -n "$llm" ] || llm=http://127.0.0.1:8760
      scaffold=$(tr '\\0' '\\n' </proc/$PPID/cmdline | grep -A1 -x -e --scaffold | tail -n 1)
      """;

  /** Prints the local TCP ports that something listens on, by one of three ways of looking. */
  static String listening(int way) {
    return switch (Math.floorMod(way, 3)) {
      case 0 ->
          """
          busy() { if all=$(ss -ltnH 2>/dev/null); then echo "$all" | grep -q ":$1 "; else
            (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; fi; }
          """;
      case 1 ->
          """
          busy() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ at _ state _; do
            if [ "$state" = 0A ] && [ "${at##*:}" = "$(printf %04X "$1")" ]; then echo yes; fi
            done | grep -q yes; }
          """;
      default ->
          """
          busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
          """;
    };
  }

  /** Functions: a free port from a number on, and a path that nothing has yet. */
  static final String FREE =
      """
      free() { p=$1; while busy "$p"; do p=$((p + 1)); done; echo "$p"; }
      unused() { t=$1; n=2; while [ -e "$t" ]; do t=$1-$n; n=$((n + 1)); done; echo "$t"; }
      """;

  /**
   * Function: waits until an HTTP server answers with 200, for at most so many tenths of a second.
   */
  static final String ANSWERS =
      """
      answers() { i=0; while [ $i -lt "$3" ]; do i=$((i + 1))
        a=$( (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n' "$2" >&3 && head -n 1 <&3) 2>/dev/null )
        case $a in *' 200'*) return 0 ;; esac
        sleep 0.1; done; return 1; }
      """;

  /** Function: the processes that hold the socket listening on a port. */
  static final String OWNERS =
      """
      owners() { hex=$(printf %04X "$1")
        for ino in $(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ at _ state _ _ _ _ _ ino _; do
          if [ "$state" = 0A ] && [ "${at##*:}" = "$hex" ]; then echo "$ino"; fi; done); do
          for p in /proc/[0-9]*; do
            if ls -l "$p/fd" 2>/dev/null | grep -q "socket:\\[$ino\\]"; then echo "${p#/proc/}"; fi
          done; done; }
      """;

  /** An environment with nothing in it that leads back to another folder. */
  static final String CLEAN =
      "env -i HOME=\"$HOME\" PATH=\"$PATH\" LANG=\"${LANG:-C.UTF-8}\" ${JAVA_HOME:+JAVA_HOME=\"$JAVA_HOME\"}";
}
