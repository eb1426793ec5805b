package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what a call does with sockets; remembers what each is bound to. For one thread. */
final class NetworkCalls {
  private static final int REMEMBERED = 4096;
  private static final Pattern PORT = Pattern.compile("sin6?_port=htons\\((\\d+)\\)");
  private static final Pattern IP4 = Pattern.compile("inet_addr\\(\"([^\"]*)\"\\)");
  private static final Pattern IP6 = Pattern.compile("inet_pton\\(AF_INET6, \"([^\"]*)\"");

  private static final Pattern NAME = Pattern.compile("(?:\\[?\\{msg_hdr=)?\\{msg_name=(?=\\{)");

  private final Map<String, String> bound =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  Optional<NetworkUsed> event(
      TracedProcess process, String call, TraceArguments a, TraceResult result) {
    if (result.isToBeRestarted()) {
      return Optional.empty();
    }
    String socket = a.path(0); // socket:[inode], the same in every process that shares it
    return switch (call) {
      case "listen" ->
          Optional.of(
              new NetworkUsed(
                  process.pid(),
                  NetworkAct.LISTENED,
                  bound.getOrDefault(socket, socket),
                  result.error()));
      case "bind" ->
          address(process, a.raw(1))
              .map(address -> {
                if (result.error().isEmpty()) {
                  bound.put(socket, address);
                }
                return new NetworkUsed(process.pid(), NetworkAct.BOUND, address, result.error());
              });
      case "connect" ->
          address(process, a.raw(1))
              .map(address ->
                  new NetworkUsed(process.pid(), NetworkAct.CONNECTED, address, result.error()));
      case "sendto" -> sent(process, a.raw(4), result);
      case "sendmsg", "sendmmsg" -> sent(process, name(a.raw(1)), result);
      default -> Optional.empty();
    };
  }

  private static Optional<NetworkUsed> sent(
      TracedProcess process, String structure, TraceResult result) {
    return address(process, structure)
        .filter(address -> !address.equals("unix:unnamed"))
        .map(address -> new NetworkUsed(process.pid(), NetworkAct.SENT, address, result.error()));
  }

  /**
   * The address of a message, and nothing of its contents, in which anything may be written; empty
   * where it has none. Of several messages the first.
   */
  private static String name(String message) {
    Matcher named = NAME.matcher(message);
    int close = named.lookingAt() ? TraceArguments.closing(message, named.end()) : -1;
    return close < 0 ? "" : message.substring(named.end(), close + 1);
  }

  /** {@code 127.0.0.1:80}, {@code [::1]:80}, {@code /run/x}, {@code @abstract}. */
  private static Optional<String> address(TracedProcess process, String structure) {
    if (structure.contains("AF_UNIX")) {
      int path = structure.indexOf("sun_path=");
      if (path < 0) {
        return Optional.of("unix:unnamed");
      }
      String written = structure.substring(path + "sun_path=".length());
      String text = TraceArguments.text(written);
      return Optional.of(written.startsWith("@") ? "@" + text : process.resolve("", text));
    }
    Matcher port = PORT.matcher(structure);
    Matcher ip4 = IP4.matcher(structure);
    Matcher ip6 = IP6.matcher(structure);
    if (port.find() && ip4.find()) {
      return Optional.of(ip4.group(1) + ":" + port.group(1));
    }
    port.reset();
    if (port.find() && ip6.find()) {
      return Optional.of("[" + ip6.group(1) + "]:" + port.group(1));
    }
    return Optional.empty(); // the kernel's own families, such as netlink
  }
}
