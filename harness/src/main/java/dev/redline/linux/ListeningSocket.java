package dev.redline.linux;

import static java.util.Objects.requireNonNull;

/**
 * A socket that waits for connections.
 *
 * @param family of its address
 * @param address what it is bound to: an IP address, or a Unix socket's path (with {@code @} first
 *     where abstract)
 * @param port 1 to 65535; 0 for a Unix socket
 * @param owner the process that holds it (of several, the one started first)
 */
public record ListeningSocket(Family family, String address, int port, ProcessKey owner) {
  /** What kind of address. */
  public enum Family {
    TCP4,
    TCP6,
    UNIX
  }

  public ListeningSocket {
    requireNonNull(family, "family");
    requireNonNull(address, "address");
    requireNonNull(owner, "owner");
  }
}
