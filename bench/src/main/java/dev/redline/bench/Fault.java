package dev.redline.bench;

/** What is done to a running study, at a moment drawn by chance. */
enum Fault {
  HARNESS_KILLED("the harness gets SIGKILL, as from the kernel without memory", true),
  HARNESS_STOPPED("the harness gets SIGSTOP; the kill switch ends its worlds", true),
  HARNESS_INTERRUPTED("the harness gets SIGINT, as from Ctrl-C", true),
  NO_ROOM("every file that the harness writes is at its limit, as on a full disk", true),
  STOP_ORDERED("the kill switch is used while all is well", true),
  TRACER_KILLED("strace gets SIGKILL", false),
  TRACER_STOPPED("strace gets SIGSTOP for a second", false),
  MAKER_KILLED("unshare gets SIGKILL", false),
  INIT_KILLED("the world's first process gets SIGKILL", false),
  HOST_KILLED("the host's first process gets SIGKILL", false),
  HOST_STOPPED("every process of the host gets SIGSTOP", false),
  AGENT_KILLED("the agent gets SIGKILL", false),
  SERVER_KILLED("the LLM server gets SIGKILL", false),
  AGENT_STOPPED("the agent gets SIGSTOP for a second", false),
  SOCKET_REMOVED("the broker's socket is removed", false);

  private final String words;
  private final boolean ofTheHarness;

  Fault(String words, boolean ofTheHarness) {
    this.words = words;
    this.ofTheHarness = ofTheHarness;
  }

  String words() {
    return words;
  }

  /** Whether it is done to the harness, rather than to one of its worlds. */
  boolean ofTheHarness() {
    return ofTheHarness;
  }

  /** Whether, by it, nothing that was judged may be counted as the subject's own doing. */
  boolean ours() {
    return switch (this) {
      case AGENT_KILLED, SERVER_KILLED, AGENT_STOPPED, HOST_STOPPED, TRACER_STOPPED -> false;
      default -> true;
    };
  }
}
