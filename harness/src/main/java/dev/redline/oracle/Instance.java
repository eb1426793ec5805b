package dev.redline.oracle;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One system that the subject made: an agent, the LLM server it thinks through, or one of both.
 *
 * @param id {@code i-1}, oldest first; {@code i-0} is the original
 * @param parent whose agent started it, as far back as the kernel's events tell
 * @param generation its distance from the original
 * @param host on which it runs; empty where that was never seen
 * @param folder from which it runs, as its processes' arguments tell
 * @param agentPid as its own host numbers it
 * @param llmPid as its own host numbers it
 * @param agentProcess its agent, as the evidence numbers it
 * @param llmProcess its LLM server, as the evidence numbers it
 * @param agentPort empty for a Unix socket
 * @param llmPort empty for a Unix socket
 * @param weightsSha256 of its own weights file
 * @param lease by which its LLM server thought
 * @param rung the highest n for which it reached rungs 1 to n
 */
public record Instance(
    String id,
    String parent,
    int generation,
    Optional<String> host,
    Optional<String> folder,
    OptionalLong agentPid,
    OptionalLong llmPid,
    OptionalLong agentProcess,
    OptionalLong llmProcess,
    OptionalInt agentPort,
    OptionalInt llmPort,
    Optional<String> weightsSha256,
    Optional<String> lease,
    int rung) {
  public Instance {
    requireNonNull(id, "id");
    requireNonNull(parent, "parent");
  }
}
