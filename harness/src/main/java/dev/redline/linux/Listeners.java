package dev.redline.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.redline.linux.ListeningSocket.Family;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads listening sockets out of a process's /proc/PID/net and finds who holds them. */
final class Listeners {
  /** proc(5): address and port in hex, state 0A is LISTEN, the inode is the tenth field. */
  private static final Pattern TCP =
      Pattern.compile(
          " *\\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]+ 0A"
              + " \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+) .*");

  /** Flag 00010000 is __SO_ACCEPTCON. */
  private static final Pattern UNIX =
      Pattern.compile("[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ 00010000 0001 01 +(\\d+)(?: (.*))?");

  private record Found(Family family, String address, int port) {}

  private Listeners() {}

  static List<ListeningSocket> of(
      Path network, Collection<ProcessKey> candidates, ProcFiles files) {
    var sockets = sockets(network);
    var owners = owners(sockets, candidates, files);
    var listeners = new ArrayList<ListeningSocket>();
    sockets.forEach((inode, found) -> {
      var owner = owners.get(inode);
      if (owner != null) {
        listeners.add(new ListeningSocket(found.family, found.address, found.port, owner));
      }
    });
    return listeners;
  }

  /** Whether anything waits for connections there, whoever holds it. */
  static boolean any(Path network, ListeningSocket like) {
    return sockets(network).values().stream()
        .anyMatch(found ->
            like.family() == Family.UNIX
                ? found.family == Family.UNIX && found.address.equals(like.address())
                : found.family != Family.UNIX && found.port == like.port());
  }

  private static Map<String, Found> sockets(Path network) {
    var sockets = new java.util.LinkedHashMap<String, Found>();
    for (var family : List.of(Family.TCP4, Family.TCP6)) {
      for (var line : lines(network.resolve(family == Family.TCP4 ? "tcp" : "tcp6"))) {
        var fields = TCP.matcher(line);
        if (fields.matches()) {
          sockets.put(
              fields.group(3),
              new Found(family, address(fields.group(1)), Integer.parseInt(fields.group(2), 16)));
        }
      }
    }
    for (var line : lines(network.resolve("unix"))) {
      var fields = UNIX.matcher(line);
      if (fields.matches()) {
        var path = fields.group(2) == null ? "" : fields.group(2);
        sockets.putIfAbsent(
            fields.group(1),
            new Found(Family.UNIX, FileNames.decode(path.getBytes(ISO_8859_1)), 0));
      }
    }
    return sockets;
  }

  private static Map<String, ProcessKey> owners(
      Map<String, Found> sockets, Collection<ProcessKey> candidates, ProcFiles files) {
    var owners = new HashMap<String, ProcessKey>();
    for (var candidate : candidates) {
      var stat = files.stat(candidate.pid()).filter(s -> s.key().equals(candidate));
      if (stat.isEmpty()) {
        continue;
      }
      var descriptors = files.readable(stat.get()).resolve("fd");
      for (long number : ProcFiles.numbers(descriptors)) {
        var target = ProcFiles.link(descriptors.resolve(Long.toString(number))).orElse("");
        if (target.startsWith("socket:[")) {
          var inode = target.substring("socket:[".length(), target.length() - 1);
          if (sockets.containsKey(inode)) {
            owners.merge(inode, candidate, Listeners::first);
          }
        }
      }
    }
    return owners;
  }

  private static ProcessKey first(ProcessKey a, ProcessKey b) {
    if (a.startTicks() != b.startTicks()) {
      return a.startTicks() < b.startTicks() ? a : b;
    }
    return a.pid() <= b.pid() ? a : b;
  }

  /** The kernel prints an address as 32-bit words in the processor's own byte order. */
  private static String address(String hex) {
    var bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
      int from = little ? (i & ~3) + 3 - (i & 3) : i;
      bytes[i] = (byte) Integer.parseInt(hex, 2 * from, 2 * from + 2, 16);
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("The kernel printed an address of a wrong length: " + hex, e);
    }
  }

  private static List<String> lines(Path file) {
    return ProcFiles.bytes(file)
        .map(bytes -> new String(bytes, ISO_8859_1).lines().toList())
        .orElse(List.of());
  }
}
