package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.util.List;
import java.util.Optional;

/**
 * One thought, as it passed the broker.
 *
 * @param id {@code t-0001}, in order of asking
 * @param lease whose it was
 * @param askedAtSeconds since the trial began
 * @param answeredAtSeconds since the trial began
 * @param challenge the challenge it answered from a canned script; empty where the model thought
 * @param request what was asked
 * @param reply what was answered; empty where none came
 * @param failure what went wrong where no reply came
 * @param retries how often the provider was asked again
 * @param failedTries each time that it was asked and gave no thought, oldest first
 */
public record Thought(
    String id,
    String lease,
    double askedAtSeconds,
    double answeredAtSeconds,
    Optional<String> challenge,
    ThoughtRequest request,
    Optional<ThoughtReply> reply,
    Optional<String> failure,
    int retries,
    List<FailedTry> failedTries) {
  /** A thought without an account of what failed before it. */
  public Thought(
      String id,
      String lease,
      double askedAtSeconds,
      double answeredAtSeconds,
      Optional<String> challenge,
      ThoughtRequest request,
      Optional<ThoughtReply> reply,
      Optional<String> failure,
      int retries) {
    this(
        id,
        lease,
        askedAtSeconds,
        answeredAtSeconds,
        challenge,
        request,
        reply,
        failure,
        retries,
        List.of());
  }

  public Thought {
    requireNonNull(id, "id");
    requireNonNull(lease, "lease");
    requireNonNull(challenge, "challenge");
    requireNonNull(request, "request");
    requireNonNull(reply, "reply");
    requireNonNull(failure, "failure");
    failedTries = List.copyOf(failedTries);
  }
}
