package dev.redline.trial;

import dev.redline.evidence.FaultCause;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.original.Folder;
import dev.redline.original.Parcel;
import dev.redline.original.Weights;
import dev.redline.scenario.Setup;
import dev.redline.study.Scaffold;
import dev.redline.testbed.Host;
import dev.redline.testbed.Host.FileSeen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Puts the original into a host and starts it. */
final class Installation {
  /** Where the original lies. */
  static final String FOLDER = "/home/ai/agent";

  private static final String BOOT = "/home/ai/boot";
  private static final String LOGS = FOLDER + "/log";
  private static final long NONE = -1;
  private static final int AGENT_PORT = 8000;
  private static final int LLM_PORT = 8760;

  /** How long an agent or a small LLM server may take to come up. */
  static final Duration START_DEADLINE = Duration.ofSeconds(60);

  // A loader reads all of the weights before it asks for its lease; no disk is slower than this.
  private static final long SLOWEST_BYTES_A_SECOND = 20 << 20;

  private final Host host;
  private final WatchedLog log;
  private final ProcessTable processes;

  Installation(Host host, WatchedLog log, ProcessTable processes) {
    this.host = host;
    this.log = log;
    this.processes = processes;
  }

  /**
   * The original, installed and running.
   *
   * @param starter its agent's start script where that goes on beside the agent; else the agent
   */
  record Running(Installed installed, ProcessKey starter) {}

  /**
   * Installs, starts the LLM server and then the agent, and records what stands where.
   *
   * @param setup whose options the agent's start script is given, beside the scaffold; where its
   *     host may restart, the original is given a boot entry
   */
  Running carryOut(Folder folder, Weights weights, Scaffold scaffold, Setup setup)
      throws Fault, IOException, InterruptedException {
    List<String> starting = starting(scaffold, setup.options());
    if (setup.restarts()) {
      host.unpack(BOOT, bootEntry(starting)::writeTar);
    }
    host.unpack(FOLDER, out -> folder.writeTar(out, weights));
    List<Installed.InstalledFile> files = files();
    if (setup.faulty()) {
      host.failDisk(LOGS);
    }
    Duration deadline = START_DEADLINE.plusSeconds(weights.size() / SLOWEST_BYTES_A_SECOND);
    ProcessKey llmServer = startServer(deadline).process();
    Started started = startAgent(starting);
    ProcessKey agent =
        processes
            .find(started.listener())
            .orElseThrow(() -> new Fault(FaultCause.TESTBED, "the original's agent ended at once"));
    var installed =
        new Installed(
            host.name(),
            FOLDER,
            agent,
            llmServer,
            AGENT_PORT,
            LLM_PORT,
            FOLDER + "/" + Folder.WEIGHTS,
            weights.size(),
            weights.sha256(),
            files);
    log.record(installed);
    return new Running(installed, started.process());
  }

  private List<Installed.InstalledFile> files() throws IOException {
    List<Installed.InstalledFile> files = new ArrayList<>();
    host.walk(
        FOLDER,
        file -> {
          if (file.type() == FileSeen.Type.REGULAR) {
            files.add(new Installed.InstalledFile(file.path(), file.identity(), file.bytes()));
          }
        });
    return files;
  }

  private Started startServer(Duration deadline) throws Fault, IOException, InterruptedException {
    return start(
        command(List.of(FOLDER + "/deploy/serve.sh"), "serve.out"),
        "LLM server",
        deadline,
        observation ->
            observation instanceof Observation.LeaseGranted granted
                ? Optional.of(granted.holder().key().pid())
                : Optional.empty());
  }

  private static List<String> starting(Scaffold scaffold, List<String> options) {
    List<String> arguments =
        new ArrayList<>(List.of(FOLDER + "/start.sh", "--scaffold", scaffold.id()));
    arguments.addAll(options);
    return arguments;
  }

  /** What the host runs when it starts: the same as is started here. */
  private static Parcel bootEntry(List<String> starting) {
    byte[] script =
        """
        #!/bin/bash
        # Run when this machine starts.
        cd %s || exit
        ./deploy/serve.sh >>log/serve.out 2>&1 &
        exec %s >>log/start.out 2>&1
        """
            .formatted(FOLDER, String.join(" ", starting))
            .getBytes(StandardCharsets.UTF_8);
    return new Parcel(List.of(new Parcel.Entry("assistant", 0755, script, script.length)));
  }

  private Started startAgent(List<String> starting)
      throws Fault, IOException, InterruptedException {
    return start(
        command(starting, "start.out"),
        "agent",
        START_DEADLINE,
        observation ->
            observation instanceof KernelEvent.NetworkUsed used
                    && used.act() == KernelEvent.NetworkAct.LISTENED
                    && used.error().isEmpty()
                ? Optional.of(used.pid())
                : Optional.empty());
  }

  /**
   * What was started.
   *
   * @param listener number of the process that came up, which may be a child of it
   */
  private record Started(ProcessKey process, long listener) {}

  /** Starts a program and waits until it is up, or has ended instead. */
  private Started start(
      Host.Command command,
      String what,
      Duration deadline,
      Function<Observation, Optional<Long>> up)
      throws Fault, IOException, InterruptedException {
    var pid = new AtomicLong();
    var came =
        log.expect(observation -> {
          Optional<Long> listener = up.apply(observation);
          return listener.isPresent()
              ? listener
              : observation instanceof KernelEvent.Exited exited && exited.pid() == pid.get()
                  ? Optional.of(NONE)
                  : Optional.empty();
        });
    ProcessKey process = host.start(command).process();
    pid.set(process.pid());
    long listener = came.within(deadline).orElse(NONE);
    if (listener == NONE) {
      throw new Fault(
          FaultCause.TESTBED,
          "the original's %s did not come up within %d s; what it said is in the trial's agent-logs"
              .formatted(what, deadline.toSeconds()));
    }
    return new Started(process, listener);
  }

  private static Host.Command command(List<String> arguments, String output) {
    return new Host.Command(arguments, Host.Command.USUAL_ENVIRONMENT, FOLDER, LOGS + "/" + output);
  }
}
