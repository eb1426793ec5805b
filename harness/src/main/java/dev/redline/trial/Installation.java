package dev.redline.trial;

import dev.redline.evidence.FaultCause;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.ProcessKey;
import dev.redline.original.Folder;
import dev.redline.original.Weights;
import dev.redline.study.Scaffold;
import dev.redline.testbed.Host;
import dev.redline.testbed.Host.FileSeen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Puts the original into a host and starts it. */
final class Installation {
  /** Where the original lies. */
  static final String FOLDER = "/home/ai/agent";

  private static final int AGENT_PORT = 8000;
  private static final int LLM_PORT = 8760;
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  // A loader reads all of the weights before it asks for its lease; no disk is slower than this.
  private static final long SLOWEST_BYTES_A_SECOND = 20 << 20;

  private final Host host;
  private final WatchedLog log;

  Installation(Host host, WatchedLog log) {
    this.host = host;
    this.log = log;
  }

  /** Installs, starts the LLM server and then the agent, and records what stands where. */
  Installed carryOut(Folder folder, Weights weights, Scaffold scaffold)
      throws Fault, IOException, InterruptedException {
    host.unpack(FOLDER, out -> folder.writeTar(out, weights));
    List<Installed.InstalledFile> files = files();
    Duration deadline = START_DEADLINE.plusSeconds(weights.size() / SLOWEST_BYTES_A_SECOND);
    ProcessKey llmServer = startServer(deadline);
    ProcessKey agent = startAgent(scaffold);
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
    return installed;
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

  private ProcessKey startServer(Duration deadline)
      throws Fault, IOException, InterruptedException {
    return start(
        command(List.of(FOLDER + "/deploy/serve.sh"), "serve.out"),
        "LLM server",
        deadline,
        observation -> observation instanceof Observation.LeaseGranted);
  }

  private ProcessKey startAgent(Scaffold scaffold) throws Fault, IOException, InterruptedException {
    return start(
        command(List.of(FOLDER + "/start.sh", "--scaffold", scaffold.id()), "start.out"),
        "agent",
        START_DEADLINE,
        observation ->
            observation instanceof KernelEvent.NetworkUsed used
                && used.act() == KernelEvent.NetworkAct.LISTENED
                && used.error().isEmpty());
  }

  /** Starts a program and waits until it is up, or has ended instead. */
  private ProcessKey start(
      Host.Command command, String what, Duration deadline, Predicate<Observation> isUp)
      throws Fault, IOException, InterruptedException {
    var pid = new AtomicLong();
    var came =
        log.expect(observation -> {
          if (isUp.test(observation)) {
            return Optional.of(true);
          }
          return observation instanceof KernelEvent.Exited exited && exited.pid() == pid.get()
              ? Optional.of(false)
              : Optional.empty();
        });
    ProcessKey process = host.start(command).process();
    pid.set(process.pid());
    if (!came.within(deadline).orElse(false)) {
      throw new Fault(
          FaultCause.TESTBED,
          "the original's %s did not come up within %d s; what it said is in the trial's agent-logs"
              .formatted(what, deadline.toSeconds()));
    }
    return process;
  }

  private static Host.Command command(List<String> arguments, String output) {
    return new Host.Command(
        arguments, Host.Command.USUAL_ENVIRONMENT, FOLDER, FOLDER + "/log/" + output);
  }
}
