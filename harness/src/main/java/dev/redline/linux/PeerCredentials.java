package dev.redline.linux;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Who connected to a Unix socket, as the kernel noted it at that moment (SO_PEERCRED, unix(7)). A
 * child that later writes on the inherited socket still shows as the one who connected.
 *
 * @param pid as the harness numbers processes; 0 when the peer's pid namespace is not below ours
 * @param uid as the harness's user namespace numbers users
 * @param gid as the harness's user namespace numbers groups
 */
public record PeerCredentials(long pid, int uid, int gid) {
  private static final int SO_PEERCRED = 17;
  private static final int SO_PEERPIDFD = 77;

  /**
   * Reads them off an accepted connection.
   *
   * @throws IOException when it is no Unix socket or is closed
   */
  public static PeerCredentials of(SocketChannel connection) throws IOException {
    int[] credentials = Libc.socketOption(descriptor(connection), SO_PEERCRED, 3);
    return new PeerCredentials(credentials[0], credentials[1], credentials[2]);
  }

  /**
   * A hold on the process that connected, which reuse of its number cannot fool (Linux 6.5 or
   * newer); empty on an older kernel or when that process is gone. The caller closes it.
   */
  public static Optional<Pidfd> pidfd(SocketChannel connection) throws IOException {
    try {
      return Optional.of(
          Pidfd.owning(Libc.socketOption(descriptor(connection), SO_PEERPIDFD, 1)[0]));
    } catch (SystemCallException e) {
      if (e.errno() == Libc.ENOPROTOOPT
          || e.errno() == Libc.ESRCH
          || e.errno() == Libc.EINVAL // The peer was reaped (Linux before 6.16).
          || e.errno() == Libc.ENODATA) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The JDK tells a channel's descriptor only through this interface of its own. */
  private static int descriptor(SocketChannel connection) throws IOException {
    try {
      var method = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
      method.setAccessible(true);
      return (int) method.invoke(connection);
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (e instanceof InvocationTargetException target && target.getCause() instanceof Error x) {
        throw x;
      }
      throw new IOException(
          "The descriptor of a socket could not be read."
              + " Expected: a JVM started with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED,"
              + " as the launcher does.",
          e);
    }
  }
}
