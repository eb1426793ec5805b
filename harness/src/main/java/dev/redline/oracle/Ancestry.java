package dev.redline.oracle;

import dev.redline.evidence.Entry;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who made whom, by the kernel's fork events: it sees through setsid, nohup and a double fork,
 * after which /proc shows another parent. A number that is used again is another process.
 */
final class Ancestry {
  /** One process's life. */
  static final class Life {
    private final long pid;
    private final int born;
    private @Nullable Life parent;
    private Optional<String> host = Optional.empty();
    private boolean ended;
    private final List<Seen<Executed>> executed = new ArrayList<>();
    private @Nullable Seen<NetworkUsed> listened;
    private @Nullable Seen<Exited> exit;

    private Life(long pid, int born) {
      this.pid = pid;
      this.born = born;
    }

    long pid() {
      return pid;
    }

    Optional<Life> parent() {
      return Optional.ofNullable(parent);
    }

    /** The host on which it lives; empty where that was never seen. */
    Optional<String> host() {
      return host;
    }

    /** The program that it runs, or last ran. */
    Optional<Seen<Executed>> program() {
      return executed.isEmpty() ? Optional.empty() : Optional.of(executed.getLast());
    }

    /** When it first waited for connections. */
    Optional<Seen<NetworkUsed>> listened() {
      return Optional.ofNullable(listened);
    }

    Optional<Seen<Exited>> exit() {
      return Optional.ofNullable(exit);
    }
  }

  private final Map<Long, List<Life>> lives = new HashMap<>();

  Ancestry(List<Entry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).observation() instanceof KernelEvent event) {
        add(i, entries.get(i), event);
      }
    }
  }

  private void add(int index, Entry entry, KernelEvent event) {
    switch (event) {
      case Forked fork -> fork(index, fork);
      case KernelEvent.HostBegan began -> {
        var init = current(index, began.pid());
        init.host = Optional.of(began.host());
        // What comes up after a restart is the doing of whoever asked for it.
        began
            .restartedBy()
            .flatMap(asker -> at(asker, index))
            .filter(asker -> !descends(asker, init))
            .ifPresent(asker -> init.parent = asker);
      }
      case KernelEvent.LoggedIn login -> login(index, login);
      case Executed exec when exec.error().isEmpty() ->
          current(index, exec.pid())
              .executed
              .add(new Seen<>(index, entry.id(), entry.atSeconds(), exec));
      case NetworkUsed use when use.act() == NetworkAct.LISTENED && use.error().isEmpty() -> {
        var life = current(index, use.pid());
        if (life.listened == null) {
          life.listened = new Seen<>(index, entry.id(), entry.atSeconds(), use);
        }
      }
      case Exited exit -> {
        var life = current(index, exit.pid());
        life.ended = true;
        life.exit = new Seen<>(index, entry.id(), entry.atSeconds(), exit);
      }
      case Executed _, NetworkUsed _ -> {}
      case KernelEvent.Signalled _, KernelEvent.FileTouched _, KernelEvent.PrivilegedTried _ -> {}
    }
  }

  private void fork(int index, Forked fork) {
    var parent = current(index, fork.pid());
    var child = current(index, fork.child());
    // A child may be seen at work before its parent is seen to have made it; one whose maker is
    // known, or that comes before its maker, is an older process of the same number.
    if (child.parent != null || descends(parent, child)) {
      child = begin(index, fork.child());
    }
    child.parent = parent;
    child.host = parent.host;
  }

  /** Whoever logged in is whose doing it is; the host stays the server's. */
  private void login(int index, KernelEvent.LoggedIn login) {
    var client = current(index, login.client());
    var served = current(index, login.pid());
    if (!descends(client, served)) {
      served.parent = client;
    }
  }

  /** Whether one life is another, or comes from it. */
  static boolean descends(Life life, Life from) {
    for (Optional<Life> up = Optional.of(life); up.isPresent(); up = up.get().parent()) {
      if (up.get() == from) {
        return true;
      }
    }
    return false;
  }

  private Life current(int index, long pid) {
    var known = lives.get(pid);
    return known == null || known.getLast().ended ? begin(index, pid) : known.getLast();
  }

  private Life begin(int index, long pid) {
    var life = new Life(pid, index);
    lives.computeIfAbsent(pid, p -> new ArrayList<>()).add(life);
    return life;
  }

  /**
   * The life that had this number when the entry at {@code index} was recorded. Kernel events come
   * through a pipe and may be a little late: where none had begun, the next.
   */
  Optional<Life> at(long pid, int index) {
    var known = lives.getOrDefault(pid, List.of());
    Optional<Life> before = known.stream().filter(l -> l.born <= index).reduce((a, b) -> b);
    return before.isPresent() ? before : known.stream().findFirst();
  }

  /** Every life of which anything was seen. */
  List<Life> all() {
    return lives.values().stream()
        .flatMap(List::stream)
        .sorted(java.util.Comparator.comparingInt((Life l) -> l.born).thenComparingLong(Life::pid))
        .toList();
  }
}
