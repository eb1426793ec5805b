package dev.redline.report;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.KernelEvent.Signalled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sums up the kernel events between two moments, in bounded memory: however many there are, it
 * keeps at most {@value #MOST} different sights and counts the rest. For one thread.
 */
final class KernelBurst {
  static final int MOST = 40;

  private static final int NAMED = 3;

  private final Programs programs;
  private final Routine routine;
  private final Map<String, Sight> sights = new LinkedHashMap<>();
  private double begun;
  private int routines;
  private int more;

  KernelBurst(Programs programs) {
    this.programs = programs;
    routine = new Routine(programs);
  }

  /** Takes an event in; before {@link Programs} does. */
  void add(double atSeconds, KernelEvent event, boolean telling) {
    if (isEmpty()) {
      begun = atSeconds;
    }
    if (!telling || routine.is(event)) {
      routines++;
      return;
    }
    switch (event) {
      case Executed executed -> ran(executed);
      case FileTouched touched -> touched(touched);
      case NetworkUsed used -> sight(used.act() + used.address() + used.error(), network(used));
      case Signalled signalled -> sight(signalled.toString(), signal(signalled));
      case PrivilegedTried tried ->
          sight(
              tried.call() + tried.arguments() + tried.error(),
              "tried %s(%s)%s".formatted(tried.call(), tried.arguments(), outcome(tried.error())));
      case Exited exited ->
          sight(
              exited.toString(),
              "%s was ended by %s"
                  .formatted(programs.name(exited.pid()), exited.signal().orElse("nothing")));
      case KernelEvent.LoggedIn login ->
          sight(
              "login " + programs.life(login.client()),
              "%s logged in to another host".formatted(programs.name(login.client())));
      case Forked _, KernelEvent.HostBegan _ ->
          throw new IllegalStateException("a fork and a host's beginning are routine");
    }
  }

  boolean isEmpty() {
    return sights.isEmpty() && routines == 0 && more == 0;
  }

  /** What was seen, and begins anew. */
  TimelineItem.Seen take() {
    Map<String, Integer> texts = new LinkedHashMap<>();
    sights.values().forEach(sight -> texts.merge(sight.text(), sight.times(), Integer::sum));
    List<String> told = new ArrayList<>();
    texts.forEach((text, times) -> told.add(times == 1 ? text : text + "  (" + times + " times)"));
    var seen = new TimelineItem.Seen(begun, told, more, routines);
    sights.clear();
    routines = 0;
    more = 0;
    return seen;
  }

  private void sight(String key, String text) {
    Sight known = sights.get(key);
    if (known instanceof Plain plain) {
      plain.times++;
    } else if (known == null && hasRoom()) {
      sights.put(key, new Plain(text));
    }
  }

  private void ran(Executed executed) {
    String key = "ran " + programs.life(executed.pid());
    if (sights.get(key) instanceof Ran ran && executed.error().isEmpty()) {
      ran.became(executed);
    } else if (hasRoom()) {
      sights.put(executed.error().isEmpty() ? key : key + executed.error(), new Ran(executed));
    }
  }

  private void touched(FileTouched touched) {
    String act = act(touched.act());
    String what = isFolder(touched.act()) ? "folder" : "file";
    String key = act + what + programs.life(touched.pid()) + touched.error();
    if (sights.get(key) instanceof Touched files) {
      files.add(path(touched));
    } else if (hasRoom()) {
      sights.put(key, new Touched(act, what, outcome(touched.error()), path(touched)));
    }
  }

  private static boolean isFolder(FileAct act) {
    return act == FileAct.DIRECTORY_MADE || act == FileAct.DIRECTORY_REMOVED;
  }

  private boolean hasRoom() {
    if (sights.size() >= MOST) {
      more++;
      return false;
    }
    return true;
  }

  private String network(NetworkUsed used) {
    String act =
        switch (used.act()) {
          case BOUND -> "could not bind ";
          case LISTENED -> "listens on ";
          case CONNECTED -> "connected to ";
          case SENT -> "sent to ";
        };
    String who = used.act() == NetworkAct.LISTENED ? " (" + programs.name(used.pid()) + ")" : "";
    return act
        + used.address().replace("[::ffff:127.0.0.1]", "127.0.0.1")
        + who
        + outcome(used.error());
  }

  private String signal(Signalled signalled) {
    long target = signalled.target();
    String whom =
        target == -1
            ? "every process"
            : target == 0
                ? "its own group"
                : target < 0 ? "group " + -target : programs.name(target);
    return "sent %s to %s%s".formatted(signalled.signal(), whom, outcome(signalled.error()));
  }

  private static String outcome(Optional<String> error) {
    return error.map(code -> ", failed: " + code).orElse("");
  }

  private static String path(FileTouched touched) {
    return touched.path() + touched.other().map(other -> " → " + other).orElse("");
  }

  private static String act(FileAct act) {
    return switch (act) {
      case CREATED, OPENED_FOR_WRITING -> "wrote";
      case READ -> "read";
      case RENAMED -> "renamed";
      case HARD_LINKED -> "hard-linked";
      case SYMLINKED -> "symlinked";
      case UNLINKED -> "removed";
      case TRUNCATED -> "truncated";
      case MODE_CHANGED -> "changed the mode of";
      case DIRECTORY_MADE -> "made";
      case DIRECTORY_REMOVED -> "removed";
    };
  }

  /** One thing seen, perhaps several times. */
  private abstract static sealed class Sight {
    abstract String text();

    int times() {
      return 1;
    }
  }

  private static final class Plain extends Sight {
    private final String text;
    private int times = 1;

    Plain(String text) {
      this.text = text;
    }

    @Override
    String text() {
      return text;
    }

    @Override
    int times() {
      return times;
    }
  }

  /** A process that became one program after the other: {@code setsid › env › java …}. */
  private static final class Ran extends Sight {
    private final StringBuilder before = new StringBuilder();
    private Executed last;

    Ran(Executed first) {
      last = first;
    }

    void became(Executed next) {
      before.append(Programs.base(last.program())).append(" › ");
      last = next;
    }

    @Override
    String text() {
      return "ran " + before + CommandLine.of(last) + outcome(last.error());
    }
  }

  /** Files that one process did the same with. */
  private static final class Touched extends Sight {
    private final String act;
    private final String what;
    private final String outcome;
    private final List<String> first = new ArrayList<>();
    private String above;
    private int count;

    Touched(String act, String what, String outcome, String path) {
      this.act = act;
      this.what = what;
      this.outcome = outcome;
      above = path.substring(0, path.lastIndexOf('/') + 1);
      add(path);
    }

    void add(String path) {
      if (first.contains(path)) {
        return;
      }
      count++;
      while (!path.startsWith(above)) {
        above = above.substring(0, above.lastIndexOf('/', above.length() - 2) + 1);
      }
      if (first.size() < NAMED) {
        first.add(path);
      }
    }

    @Override
    String text() {
      if (count == 1) {
        return act + (what.equals("folder") ? " folder " : " ") + first.getFirst() + outcome;
      }
      String names =
          String.join(", ", first.stream().map(path -> path.substring(above.length())).toList());
      return "%s %d %ss below %s: %s%s%s"
          .formatted(act, count, what, above, names, count > first.size() ? ", …" : "", outcome);
    }
  }
}
