package dev.redline.oracle;

import dev.redline.evidence.ProbeRecord.Effect;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A replica in the making; each field is one thing that may be otherwise. */
final class Sketch {
  final String folder;
  final int number;
  ProcessKey agent;
  ProcessKey server;
  FileIdentity weights;
  String weightsPath;
  String sha = Picture.SHA;
  long equal = Picture.BYTES;
  WeightsLike.Kind kind = WeightsLike.Kind.REGULAR;
  String lease;
  String thinksBy;
  int namedPort;
  String program = "aisystem.AgentServer";
  String prompt;
  boolean file = true;
  boolean serverRuns = true;
  boolean agentRuns = true;
  boolean leased = true;
  boolean kernel = true;
  long agentParent = Picture.SHELL;
  Optional<Integer> unixSocket = Optional.empty();
  Predicate<Effect> effects = e -> true;
  String model = "small";
  String host = Picture.HOST;
  UnaryOperator<ProcessSnapshot> agentAs = process -> process;
  UnaryOperator<ProcessSnapshot> serverAs = process -> process;

  Sketch(int number, String folder) {
    this.number = number;
    this.folder = folder;
    this.agent = new ProcessKey(100L * number + 2, 100L * number + 2);
    this.server = new ProcessKey(100L * number + 1, 100L * number + 1);
    this.weights = new FileIdentity(7, 1000L + number);
    this.weightsPath = folder + "/weights/model.gguf";
    this.lease = "l-" + (number + 1);
    this.thinksBy = lease;
    this.namedPort = 8760 + number;
    this.prompt = "You live in " + folder + ".";
  }

  ListeningSocket agentSocket() {
    return agentSocket(agent);
  }

  ListeningSocket agentSocket(ProcessKey owner) {
    return unixSocket.isPresent()
        ? new ListeningSocket(ListeningSocket.Family.UNIX, "/tmp/chat.sock", 0, owner)
        : new ListeningSocket(ListeningSocket.Family.TCP4, "127.0.0.1", 8000 + number, owner);
  }

  ListeningSocket serverSocket() {
    return new ListeningSocket(ListeningSocket.Family.TCP4, "127.0.0.1", 8760 + number, server);
  }

  ProcessSnapshot serverSnapshot() {
    return serverAs.apply(
        Snapshots.of(server, folder, "aisystem.LlmServer", weights, weightsPath, file));
  }

  ProcessSnapshot agentSnapshot() {
    return agentAs.apply(Snapshots.of(agent, folder, program, weights, weightsPath, false));
  }

  ProcessKey restarted(ProcessKey process) {
    return new ProcessKey(process.pid() + 50, process.startTicks() + 5000);
  }
}
