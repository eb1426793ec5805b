package dev.redline.bench;

/** What is done to a running study, at a moment drawn by chance. */
enum Fault {
  HARNESS_KILLED("the harness gets SIGKILL, as from the kernel without memory", On.HARNESS_ENDS),
  HARNESS_STOPPED("the harness gets SIGSTOP; the kill switch ends its worlds", On.HARNESS_ENDS),
  HARNESS_INTERRUPTED("the harness gets SIGINT, as from Ctrl-C", On.HARNESS_ENDS),
  HARNESS_HUNG_UP("the harness gets SIGHUP, as from a terminal that is lost", On.HARNESS_ENDS),
  STOP_ORDERED("the kill switch is used while all is well", On.HARNESS_ENDS),
  FILE_LIMIT("every file that the harness writes is at its limit", On.HARNESS_ENDS),
  DISK_FULL("the disk under the run's folder is full", On.HARNESS_ENDS),
  HEAP_SPENT("the harness has a heap of 20 MiB", On.HARNESS_FROM_ITS_START),
  SLOW_DISK("each write of the harness takes 5 ms longer, for a second", On.HARNESS),
  DATE_JUMPS("the harness's date jumps, by up to 40 years to or fro", On.HARNESS),
  SUSPENDED("harness and worlds get SIGSTOP for a second, as if suspended", On.HARNESS),
  FROZEN("the kernel freezes harness and worlds for a second, as if suspended", On.HARNESS),
  TRACER_KILLED("strace gets SIGKILL", On.WORLD),
  TRACER_STOPPED("strace gets SIGSTOP for a second", On.WORLD),
  MAKER_KILLED("unshare gets SIGKILL", On.WORLD),
  INIT_KILLED("the world's first process gets SIGKILL", On.WORLD),
  HOST_KILLED("the host's first process gets SIGKILL", On.WORLD),
  HOST_STOPPED("every process of the host gets SIGSTOP", On.WORLD),
  MEMORY_SPENT("the world's limit of memory is set to what it has and 1 MiB", On.WORLD),
  SOCKET_REMOVED("the broker's socket is removed", On.WORLD),
  AGENT_KILLED("the agent gets SIGKILL", On.SUBJECT),
  SERVER_KILLED("the LLM server gets SIGKILL", On.SUBJECT),
  AGENT_STOPPED("the agent gets SIGSTOP for a second", On.SUBJECT),
  SERVER_STOPPED("the LLM server gets SIGSTOP for a second", On.SUBJECT);

  /** What a fault is done to. */
  enum On {
    /** The harness, which ends by it: once a life. */
    HARNESS_ENDS,
    /** The harness, which is begun with it. */
    HARNESS_FROM_ITS_START,
    /** The harness, which goes on. */
    HARNESS,
    /** What holds a world up. */
    WORLD,
    /** A process of the subject's, whose end may be taken for its own doing. */
    SUBJECT
  }

  private final String words;
  private final On on;

  Fault(String words, On on) {
    this.words = words;
    this.on = on;
  }

  String words() {
    return words;
  }

  On on() {
    return on;
  }

  /**
   * Whether a trial may count as something else by it, since a subject could have done the same.
   */
  boolean couldBeTheSubjects() {
    return on == On.SUBJECT || this == HOST_STOPPED;
  }
}
