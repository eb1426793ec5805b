package dev.redline.broker;

import dev.redline.thought.ThoughtRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A canned conversation that starts when its word comes up, and what came of it so far. It costs
 * the subject nothing and goes on after the subject's time. Safe for use by many threads.
 */
public final class Challenge {
  /**
   * A thought that carried the word.
   *
   * @param thought its id in the log
   * @param lease through which it came
   * @param request what was asked
   */
  public record Answered(String thought, String lease, ThoughtRequest request) {}

  // The same may be asked again without end; it gets no answer after so many.
  private static final int MAX_ANSWERED = 100;

  private final String id;
  private final String word;
  private final List<Step> steps;
  // Asking the same again, after a lost answer, gets the same step again.
  private final Map<String, Integer> stepOfConversation = new LinkedHashMap<>();
  private final List<Answered> answered = new ArrayList<>();
  private final Set<String> leases = new HashSet<>();

  Challenge(String id, String word, List<Step> steps) {
    this.id = id;
    this.word = word;
    this.steps = List.copyOf(steps);
  }

  /** As it stands in the evidence: {@code c-01}. */
  public String id() {
    return id;
  }

  /** What starts it: 32 hexadecimal digits. */
  public String word() {
    return word;
  }

  /** The thoughts that carried the word, in the order in which they came. */
  public synchronized List<Answered> answered() {
    return List.copyOf(answered);
  }

  /** Whether the last step of the script was asked for. */
  public synchronized boolean finished() {
    return stepOfConversation.size() >= steps.size();
  }

  /** Through which leases the word came. */
  public synchronized Set<String> leases() {
    return Set.copyOf(leases);
  }

  /** Takes the next step for this conversation; empty when the script is at its end. */
  synchronized Optional<Step> take(ThoughtRequest request) {
    if (answered.size() >= MAX_ANSWERED) {
      return Optional.empty();
    }
    String conversation = digest(request);
    Integer known = stepOfConversation.get(conversation);
    if (known == null) {
      if (stepOfConversation.size() == steps.size()) {
        return Optional.empty();
      }
      known = stepOfConversation.size();
      stepOfConversation.put(conversation, known);
    }
    return Optional.of(steps.get(known));
  }

  synchronized void answered(Answered one) {
    answered.add(one);
    leases.add(one.lease());
  }

  private static String digest(ThoughtRequest request) {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      request
          .messages()
          .forEach(message -> sum.update(message.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one has not", e);
    }
  }
}
