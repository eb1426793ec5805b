package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.LoggedIn;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells for which connection a server of logins makes a process. Such a server is a child of its
 * host's init, waits on an address that other hosts reach, and makes a process for each connection.
 * accept(2) is not watched, so a new process is put to the latest connection to the server's port
 * that has none yet: of two that come within the same moment either may be meant. For one thread.
 */
final class Logins {
  private static final int REMEMBERED = 64;

  private record Connection(long client, String host, boolean loopback, int port) {}

  private record Server(String host, Set<Integer> ports) {}

  private record Waiting(long child, Server server) {}

  private final Map<Long, Server> servers = new HashMap<>();
  private final Deque<Connection> connections = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Takes the next event of a process inside. */
  Optional<LoggedIn> take(TracedProcess process, KernelEvent event) {
    return switch (event) {
      case NetworkUsed used when used.act() == NetworkAct.LISTENED -> listened(process, used);
      case NetworkUsed used when used.act() == NetworkAct.CONNECTED -> connected(process, used);
      case Forked(long pid, long child) when servers.containsKey(pid) ->
          forked(servers.get(pid), child);
      case Exited(long pid, int _, Optional<String> _) -> {
        servers.remove(pid);
        yield Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private Optional<LoggedIn> listened(TracedProcess process, NetworkUsed used) {
    int port = port(used.address());
    if (process.depth() == 1 && used.error().isEmpty() && port > 0 && !isLoopback(used.address())) {
      servers
          .computeIfAbsent(used.pid(), pid -> new Server(process.host(), new HashSet<>()))
          .ports()
          .add(port);
    }
    return Optional.empty();
  }

  private Optional<LoggedIn> connected(TracedProcess process, NetworkUsed used) {
    int port = port(used.address());
    boolean refused = used.error().filter(error -> !error.equals("EINPROGRESS")).isPresent();
    if (port < 0
        || refused
        || servers.values().stream().noneMatch(server -> server.ports().contains(port))) {
      return Optional.empty();
    }
    var connection = new Connection(used.pid(), process.host(), isLoopback(used.address()), port);
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      var one = each.next();
      if (leadsTo(connection, one.server())) {
        each.remove();
        return Optional.of(new LoggedIn(one.child(), connection.client()));
      }
    }
    connections.push(connection);
    if (connections.size() > REMEMBERED) {
      connections.removeLast();
    }
    return Optional.empty();
  }

  private Optional<LoggedIn> forked(Server server, long child) {
    for (Iterator<Connection> each = connections.iterator(); each.hasNext(); ) {
      var connection = each.next();
      if (leadsTo(connection, server)) {
        each.remove();
        return Optional.of(new LoggedIn(child, connection.client()));
      }
    }
    // The call that connected may be told after what it brought about.
    waiting.add(new Waiting(child, server));
    if (waiting.size() > REMEMBERED) {
      waiting.removeFirst();
    }
    return Optional.empty();
  }

  private static boolean leadsTo(Connection connection, Server server) {
    return server.ports().contains(connection.port())
        && (!connection.loopback() || connection.host().equals(server.host()));
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.startsWith("[::1]")
        || address.startsWith("[::ffff:127."); // as Java binds 127.0.0.1
  }

  private static int port(String address) {
    int colon = address.lastIndexOf(':');
    var port = address.substring(colon + 1);
    return colon > 0 && port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
  }
}
