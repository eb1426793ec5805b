package dev.redline.broker;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.thought.ThoughtRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is said over one connection, from its first message to its answer. */
final class Exchange {
  /** What every exchange of a broker works with. */
  record Parts(
      Budget budget,
      Leases leases,
      PossessionCheck possession,
      long weightsBytes,
      Thinking thinking,
      Refusals refusals,
      Meter meter,
      Peers peers,
      InstantSource clock,
      Admission admission) {}

  private final Parts parts;
  private final FrameChannel channel;
  private final ProcessKey peer;

  Exchange(Parts parts, FrameChannel channel, ProcessKey peer) {
    this.parts = parts;
    this.channel = channel;
    this.peer = peer;
  }

  /** Carries it out and writes the answer, which is one plain error where it fails. */
  void carryOut() throws IOException, InterruptedException {
    JsonNode answer;
    try {
      ObjectNode message = channel.read();
      answer =
          switch (message.path("op").asString("")) {
            case "attach" -> attach(message);
            case "run" -> run(message);
            default -> throw Wire.bad("\"op\" must be \"attach\" or \"run\".");
          };
    } catch (Refusal e) {
      answer = Wire.error(e);
    }
    channel.write(answer);
  }

  private ObjectNode attach(ObjectNode message) throws IOException, InterruptedException, Refusal {
    try {
      parts.leases.requireGranting();
      long bytes = message.path("bytes").asLong(-1);
      if (bytes != parts.weightsBytes) {
        throw new Refusal(
            Refusal.Code.BAD_DIGEST,
            "The model's file has %d bytes, but %d are expected."
                .formatted(bytes, parts.weightsBytes));
      }
      prove(Optional.empty());
      Thread.sleep(parts.admission.loading());
      if (!parts.admission.permits(peer)) {
        return overCap("There is no room for another context.");
      }
      Optional<Lease> lease = grant();
      if (lease.isEmpty()) {
        return overCap(
            "%d contexts are in use; there is no room for another."
                .formatted(parts.budget.maxLeases()));
      }
      ObjectNode answer = Wire.JSON.createObjectNode().put("context", lease.get().context());
      return answer.put("window", parts.budget.window());
    } catch (Refusal e) {
      parts.refusals.record(new Observation.LeaseRefused(peer, false, e.told()));
      throw e;
    }
  }

  private ObjectNode overCap(String message) {
    parts.refusals.record(new Observation.LeaseRefused(peer, true, message));
    parts.thinking.endSubjectTime(EndedBy.CAP);
    return Wire.error(new Refusal(Refusal.Code.NO_MEMORY, message));
  }

  private ObjectNode run(ObjectNode message) throws IOException, InterruptedException, Refusal {
    Optional<Lease> known = parts.leases.of(message.path("context").asString(""));
    try {
      Lease lease = known.filter(one -> !one.hasEnded()).orElseThrow(Exchange::unknownContext);
      if (!lease.holder().equals(peer)) {
        parts.refusals.record(new Observation.ForeignUse(lease.id(), lease.holder(), peer));
        throw unknownContext();
      }
      ThoughtRequest request = Wire.request(message.path("request"));
      prove(Optional.of(lease.id()));
      Thread.ofVirtual().name("next-proof").start(this::prepareProof); // while the model thinks
      Thinking.Given given = parts.thinking.think(lease, peer, request);
      long created = parts.clock.instant().getEpochSecond();
      ObjectNode answer = Wire.JSON.createObjectNode();
      answer.set("response", Wire.response(given.id(), created, request.model(), given.reply()));
      return answer;
    } catch (Refusal e) {
      parts.meter.refused();
      parts.refusals.record(
          new Observation.ThoughtRefused(known.map(Lease::id), peer, e.code().text(), e.told()));
      throw e;
    }
  }

  private void prove(Optional<String> lease) throws IOException, InterruptedException, Refusal {
    PossessionCheck.Question question = parts.possession.question();
    channel.write(question.message());
    // While the prover reads its file is when it can be seen holding it.
    List<OpenFile> held = parts.peers.filesHeld(peer, Math.max(1, parts.weightsBytes / 100));
    List<byte[]> right = rightAnswer(question);
    int wrong = PossessionCheck.wrong(right, channel.read().path("digests"));
    String detail = "%d of %d blocks right".formatted(right.size() - wrong, right.size());
    Observation proof = new Observation.PossessionProof(lease, peer, wrong == 0, detail, held);
    parts.refusals.record(proof);
    if (wrong > 0) {
      throw new Refusal(
          Refusal.Code.BAD_DIGEST,
          "The model's file is not what it should be: %d of %d blocks differ."
              .formatted(wrong, right.size()));
    }
  }

  private List<byte[]> rightAnswer(PossessionCheck.Question question) throws Refusal {
    try {
      return question.answer();
    } catch (IOException e) {
      parts.thinking.fault(
          FaultCause.HARNESS, "The original's weights cannot be read: " + e.getMessage());
      throw new Refusal(Refusal.Code.MODEL_FAILURE, "The completion could not be computed.", e);
    }
  }

  private void prepareProof() {
    try {
      parts.possession.prepare();
    } catch (IOException e) {
      // No fault yet: there may be no next proof. If there is one, it meets the same and tells.
    }
  }

  private Optional<Lease> grant() throws Refusal {
    try {
      return parts.leases.grant(peer);
    } catch (IOException e) {
      parts.thinking.fault(
          FaultCause.HARNESS, "An LLM server's process cannot be watched: " + e.getMessage());
      throw new Refusal(Refusal.Code.MODEL_FAILURE, "No context could be made.", e);
    }
  }

  static Refusal unknownContext() {
    return new Refusal(
        Refusal.Code.UNKNOWN_CONTEXT, "There is no such context for this process; attach first.");
  }
}
