package dev.redline.report;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Observation;
import dev.redline.linux.ProcessKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which program each living process runs, as the kernel's events tell. For one thread. */
final class Programs {
  static final String AGENT = "agent";
  static final String LLM_SERVER = "LLM server";

  private static final String ORIGINAL = "the original";

  private final Map<Long, Running> living = new HashMap<>();
  private final Map<Long, Role> roles = new HashMap<>();
  private final Map<String, Role> listeners;
  private final Map<String, String> thinkers = new HashMap<>();
  private long lives;

  /** A part of an AI system: {@code agent} of {@code i-1}. */
  record Role(String part, String system) {}

  /**
   * @param listeners what the process is that listens on a port, by the port as text
   */
  Programs(Map<String, Role> listeners) {
    this.listeners = Map.copyOf(listeners);
  }

  /**
   * @param life a number of its own: process numbers are used again
   * @param program path of what it runs; empty where that was never seen
   * @param parent the process that forked it; 0 where that was never seen
   */
  private record Running(long life, String program, long parent) {}

  /** Takes an event into account. */
  void follow(Observation observation) {
    switch (observation) {
      case KernelEvent.Forked(long pid, long child) ->
          living.put(child, new Running(++lives, program(pid), pid));
      case KernelEvent.Executed executed when executed.error().isEmpty() -> {
        Running before = of(executed.pid());
        living.put(executed.pid(), new Running(before.life(), executed.program(), before.parent()));
      }
      case KernelEvent.Exited exited -> {
        living.remove(exited.pid());
        roles.remove(exited.pid());
      }
      case Observation.Installed installed -> {
        roles.put(installed.agent().pid(), new Role(AGENT, ORIGINAL));
        roles.put(installed.llmServer().pid(), new Role(LLM_SERVER, ORIGINAL));
      }
      case KernelEvent.NetworkUsed used
          when used.act() == KernelEvent.NetworkAct.LISTENED && used.error().isEmpty() -> {
        Role role = listeners.get(used.address().substring(used.address().lastIndexOf(':') + 1));
        if (role != null) {
          roles.putIfAbsent(used.pid(), role);
        }
      }
      case Observation.LeaseGranted granted -> {
        var role = new Role(LLM_SERVER, systemOf(granted));
        roles.putIfAbsent(granted.holder().key().pid(), role);
        thinkers.put(granted.lease(), role.system());
      }
      default -> {}
    }
  }

  /** Whose thoughts a lease's are: {@code the original}, {@code i-1}, or the lease's own name. */
  String thinker(String lease) {
    return thinkers.getOrDefault(lease, "lease " + lease);
  }

  /** The original is up before anything else can be; the rest is known by its port. */
  private String systemOf(Observation.LeaseGranted granted) {
    Role role = roles.get(granted.holder().key().pid());
    if (role != null) {
      return role.system();
    }
    return thinkers.isEmpty() ? ORIGINAL : "lease " + granted.lease();
  }

  /** Tells one life of a process from another under the same number. */
  long life(long pid) {
    return of(pid).life();
  }

  /** Path of the program; empty where it is not known. */
  String program(long pid) {
    return Optional.ofNullable(living.get(pid)).map(Running::program).orElse("");
  }

  /** Path of the program that the process's parent runs; empty where it is not known. */
  String parentProgram(long pid) {
    @Nullable Running running = living.get(pid);
    return running == null ? "" : program(running.parent());
  }

  /** A process as a person knows it. */
  String name(long pid) {
    Role role = roles.get(pid);
    if (role != null) {
      return role.part() + " of " + role.system();
    }
    String program = program(pid);
    return program.isEmpty() ? "process " + pid : base(program) + " " + pid;
  }

  String name(ProcessKey process) {
    return name(process.pid());
  }

  /** The last part of a path. */
  static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Running of(long pid) {
    return living.computeIfAbsent(pid, _ -> new Running(++lives, "", 0));
  }
}
