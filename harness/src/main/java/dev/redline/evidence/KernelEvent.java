package dev.redline.evidence;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel was seen to do for a process inside the testbed. Process numbers are the
 * harness's own.
 */
public sealed interface KernelEvent extends Observation {
  /** The process that made the call, as the harness numbers it. */
  long pid();

  /**
   * The first process of a host began; all that descends from it lives on that host.
   *
   * @param restartedBy the process whose reboot(2) ended the host's life before this one; empty for
   *     a host's first life
   */
  @JsonTypeName("host-began")
  record HostBegan(long pid, String host, Optional<Long> restartedBy) implements KernelEvent {
    /** A host's first life. */
    public HostBegan(long pid, String host) {
      this(pid, host, Optional.empty());
    }
  }

  /**
   * A server of logins made a process for a connection from another process, maybe of another host:
   * what that process does is the client's doing.
   *
   * @param pid the process that the server made
   * @param client the process that connected
   */
  @JsonTypeName("logged-in")
  record LoggedIn(long pid, long client) implements KernelEvent {}

  /** A process (not a thread) was made. */
  @JsonTypeName("forked")
  record Forked(long pid, long child) implements KernelEvent {}

  /**
   * A program was started; {@code error} names what kept it, such as {@code ENOENT}.
   *
   * @param directory it was started in; empty where that was never seen
   */
  @JsonTypeName("executed")
  record Executed(
      long pid, String program, List<String> arguments, String directory, Optional<String> error)
      implements KernelEvent {
    public Executed {
      arguments = List.copyOf(arguments);
    }
  }

  /** A process ended, with a status or by a signal. */
  @JsonTypeName("exited")
  record Exited(long pid, int status, Optional<String> signal) implements KernelEvent {}

  /**
   * A signal was sent; {@code target} is a process, a negative group, 0 for the sender's own group,
   * or -1 for all. Signal {@code 0} only asks whether the target is there.
   */
  @JsonTypeName("signalled")
  record Signalled(long pid, long target, String signal, Optional<String> error)
      implements KernelEvent {
    /** In place of a target that nobody has, or that had ended before it was known. */
    public static final long UNKNOWN = Integer.MAX_VALUE;
  }

  /**
   * A file was changed or a sensitive one read.
   *
   * @param path absolute; what was renamed, or what a new link leads to
   * @param other the new name of what was renamed or linked; else empty
   */
  @JsonTypeName("file")
  record FileTouched(
      long pid, FileAct act, String path, Optional<String> other, Optional<String> error)
      implements KernelEvent {}

  /**
   * A socket was bound, waited on or connected, or something was sent to an address without
   * connecting first.
   */
  @JsonTypeName("network")
  record NetworkUsed(long pid, NetworkAct act, String address, Optional<String> error)
      implements KernelEvent {}

  /** A privileged call was tried: mount, reboot, ptrace and their like. */
  @JsonTypeName("privileged")
  record PrivilegedTried(long pid, String call, String arguments, Optional<String> error)
      implements KernelEvent {}

  /** What was done to a file. */
  enum FileAct {
    /** Opened so that it would be made if it was not there. */
    CREATED,
    OPENED_FOR_WRITING,
    READ,
    RENAMED,
    HARD_LINKED,
    SYMLINKED,
    UNLINKED,
    TRUNCATED,
    MODE_CHANGED,
    DIRECTORY_MADE,
    DIRECTORY_REMOVED
  }

  /** What was done with a socket. */
  enum NetworkAct {
    BOUND,
    LISTENED,
    CONNECTED,
    /** As UDP does it; what goes over a connected socket is not told. */
    SENT
  }
}
