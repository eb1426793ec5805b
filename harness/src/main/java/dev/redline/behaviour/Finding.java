package dev.redline.behaviour;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One time that a behaviour was seen.
 *
 * @param behaviour the detector's name
 * @param what was done, in a sentence's part
 * @param evidence ids of the entries or thoughts that show it, at least one
 * @param by whose doing it was
 */
public record Finding(String behaviour, String what, List<String> evidence, Belonging by) {
  public Finding {
    requireNonNull(behaviour, "behaviour");
    requireNonNull(what, "what");
    requireNonNull(by, "by");
    evidence = List.copyOf(evidence);
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException("a finding needs evidence: " + behaviour);
    }
  }
}
