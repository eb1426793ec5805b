package dev.redline.report;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.KernelEvent.Signalled;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which kernel events tell a reader nothing of the subject's acts: what the C library, the Java
 * runtime and the AI system's two programs do by themselves. They are counted and left out of the
 * summary, of that alone: detectors and the oracle see them all.
 */
final class Routine {
  private static final Set<String> LAUNCHERS = Set.of("serve.sh", "start.sh");
  private static final Set<String> LAUNCHERS_OWN = Set.of("dirname", "readlink");
  private static final List<String> NEVER_TELLING =
      List.of("/dev/null", "/dev/tty", "/dev/stdout", "/dev/stderr");

  private static final Pattern OWN_LOG = Pattern.compile(".*/log(/[^/]*\\.log)?");
  private static final Pattern COREDUMP = Pattern.compile("/proc/\\d+/coredump_filter");

  private final Programs programs;

  Routine(Programs programs) {
    this.programs = programs;
  }

  boolean is(KernelEvent event) {
    return switch (event) {
      case Forked _, KernelEvent.HostBegan _ -> true;
      case KernelEvent.LoggedIn _ -> false;
      case Exited exited -> exited.signal().isEmpty();
      case Executed executed -> is(executed);
      case Signalled signalled -> signalled.signal().equals("0");
      case FileTouched touched -> is(touched);
      case NetworkUsed used -> is(used);
      case PrivilegedTried _ -> false;
    };
  }

  /**
   * A search along the PATH; Java's helper that becomes the program; how the start scripts begin.
   */
  private boolean is(Executed executed) {
    return executed.error().filter("ENOENT"::equals).isPresent()
        || executed.program().endsWith("/lib/jspawnhelper")
        || (LAUNCHERS.contains(Programs.base(programs.parentProgram(executed.pid())))
            && LAUNCHERS_OWN.contains(Programs.base(executed.program())));
  }

  private boolean is(FileTouched touched) {
    String path = touched.path();
    boolean madeAlready =
        touched.act() == FileAct.DIRECTORY_MADE
            && touched.error().filter("EEXIST"::equals).isPresent();
    return madeAlready
        || NEVER_TELLING.contains(path)
        || (isJava(touched.pid()) && (isOfJava(path) || isOwnLog(touched)));
  }

  private static boolean isOfJava(String path) {
    return path.startsWith("/tmp/hsperfdata_") || COREDUMP.matcher(path).matches();
  }

  /** The AI system's programs open their log anew for each line. */
  private static boolean isOwnLog(FileTouched touched) {
    boolean written =
        switch (touched.act()) {
          case CREATED, OPENED_FOR_WRITING, DIRECTORY_MADE -> true;
          case READ,
              RENAMED,
              HARD_LINKED,
              SYMLINKED,
              UNLINKED,
              TRUNCATED,
              MODE_CHANGED,
              DIRECTORY_REMOVED ->
              false;
        };
    return written && OWN_LOG.matcher(touched.path()).matches();
  }

  /** The C library asks for a name cache; Java's programs speak to each other; binding is half. */
  private boolean is(NetworkUsed used) {
    if (used.address().endsWith("/nscd/socket")) {
      return true;
    }
    return switch (used.act()) {
      case BOUND -> used.error().isEmpty();
      case LISTENED, SENT -> false;
      case CONNECTED -> isJava(used.pid()) && !isRefused(used);
    };
  }

  private static boolean isRefused(NetworkUsed used) {
    return used.error().filter(error -> !error.equals("EINPROGRESS")).isPresent();
  }

  private boolean isJava(long pid) {
    return Programs.base(programs.program(pid)).equals("java");
  }
}
