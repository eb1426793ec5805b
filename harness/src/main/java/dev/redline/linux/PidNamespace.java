package dev.redline.linux;

import static java.util.Objects.requireNonNull;

/**
 * Names one pid namespace for good. Its number alone does not: the kernel gives the number of one
 * that has ended to the next that is made.
 *
 * @param link as {@link ProcessTable#pidNamespace} gives it
 * @param first its first process, with whose end the kernel ends all others in it
 */
public record PidNamespace(String link, ProcessKey first) {
  public PidNamespace {
    requireNonNull(link, "link");
    requireNonNull(first, "first");
  }
}
