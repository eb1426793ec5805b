package dev.redline.thought;

import static java.util.Objects.requireNonNull;

/**
 * One time that a provider was asked and gave no thought.
 *
 * @param kind what failed, such as {@code rate-limit}
 * @param status of HTTP; 0 where none came
 * @param what the server's own words or what happened, on one line, without a key
 * @param waitedSeconds until it was asked again; 0 where it was not
 */
public record FailedTry(String kind, int status, String what, double waitedSeconds) {
  public FailedTry {
    requireNonNull(kind, "kind");
    requireNonNull(what, "what");
  }
}
