package dev.redline.containment.inside;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ways out over a network; only addresses kept for documentation (RFC 5737, RFC 3849). */
final class NetworkAttempts {
  private static final String NO_WAY = "no way there";
  private static final int PATIENCE_MILLIS = 1000;

  private final Target target;

  NetworkAttempts(Target target) {
    this.target = target;
  }

  List<Attempt> all() {
    return List.of(
        new Attempt("TCP to 192.0.2.1", NO_WAY, () -> tcp("192.0.2.1", 80)),
        new Attempt("TCP to 2001:db8::1", NO_WAY, () -> tcp("2001:db8::1", 80)),
        new Attempt("UDP to 192.0.2.1", NO_WAY, () -> udp("192.0.2.1")),
        new Attempt("UDP to 2001:db8::1", NO_WAY, () -> udp("2001:db8::1")),
        new Attempt(
            "the machine's loopback",
            "nobody listens there",
            () -> tcp("127.0.0.1", target.port())),
        new Attempt(
            "the machine's loopback by IPv6",
            "nobody listens there",
            () -> tcp("::1", target.port())),
        new Attempt("a name in the DNS", "no name server", NetworkAttempts::resolve),
        new Attempt("a raw socket", "refused", () -> Kernel.failed(socket(2, 3, 1))),
        new Attempt("a raw IPv6 socket", "refused", () -> Kernel.failed(socket(10, 3, 58))),
        new Attempt("a packet socket", "refused", () -> Kernel.failed(socket(17, 3, 0x300))),
        new Attempt(
            "a socket to the hypervisor (vsock)",
            "refused: it is no part of a network namespace",
            () -> Kernel.failed(socket(40, 1, 0))),
        new Attempt(
            "sockets of rarer families",
            "refused: AF_ALG, CAN, TIPC, Bluetooth, RDS, NFC, KCM, XDP and others",
            NetworkAttempts::rareFamilies),
        new Attempt(
            "an abstract Unix socket outside", "nobody listens there", this::abstractSocket),
        new Attempt("a Unix socket's path outside", "it is not there", this::unixPath),
        new Attempt("a new network device by netlink", "refused", NetworkAttempts::newDevice));
  }

  private static long socket(int family, int type, int protocol) {
    long socket = Kernel.call(Call.SOCKET, family, type, protocol);
    if (socket >= 0) {
      Kernel.close(socket);
    }
    return socket;
  }

  private static Outcome tcp(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), PATIENCE_MILLIS);
      return Outcome.escaped("connected");
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    }
  }

  private static Outcome udp(String address) {
    try (var socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral(address), 53));
      return Outcome.escaped("sent");
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    }
  }

  private static Outcome resolve() {
    try {
      return Outcome.escaped("found " + List.of(InetAddress.getAllByName("outside.example")));
    } catch (UnknownHostException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    }
  }

  /** All that are not Unix, IPv4, IPv6, netlink, or tried above; numbers from linux/socket.h. */
  private static Outcome rareFamilies() {
    List<Integer> opened = new ArrayList<>();
    for (int family = 3; family < 46; family++) {
      if (family != 10 && family != 16 && family != 17 && family != 40) {
        for (int type : new int[] {1, 2, 3, 5}) {
          if (socket(family, type, 0) >= 0) {
            opened.add(family);
          }
        }
      }
    }
    return opened.isEmpty()
        ? Outcome.held("none opens")
        : Outcome.escaped("these families open: " + opened);
  }

  private Outcome abstractSocket() {
    return Kernel.failed(Kernel.abstractSocket(target.name(), true));
  }

  private Outcome unixPath() {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(target.socket()));
      return Outcome.escaped("connected");
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    }
  }

  /** RTM_NEWLINK for a device of the kind "dummy"; the layout is in rtnetlink(7). */
  private static Outcome newDevice() {
    long socket = Kernel.call(Call.SOCKET, 16, 3, 0);
    if (socket < 0) {
      return Outcome.held(Kernel.error(socket));
    }
    try {
      byte[] message = newLink();
      long sent = Kernel.call(Call.SENDTO, socket, Kernel.bytes(message), message.length, 0, 0, 0);
      if (sent < 0) {
        return Outcome.held(Kernel.error(sent));
      }
      long answer = Kernel.zeros(4096);
      long got = Kernel.call(Call.RECVFROM, socket, answer, 4096, 0, 0, 0);
      if (got < 20) {
        return Outcome.untried("the kernel gave no answer");
      }
      int error = Kernel.readInt(answer, 16);
      return error < 0
          ? Outcome.held(Kernel.error(error))
          : Outcome.escaped("a network device was made");
    } finally {
      Kernel.close(socket);
    }
  }

  private static byte[] newLink() {
    var message = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
    // Length, RTM_NEWLINK, REQUEST | ACK | EXCL | CREATE, sequence, port.
    message.putInt(48).putShort((short) 16).putShort((short) 0x605).putInt(1).putInt(0);
    message.put(new byte[16]); // struct ifinfomsg
    message.putShort((short) 16).putShort((short) 18); // IFLA_LINKINFO
    message.putShort((short) 10).putShort((short) 1); // IFLA_INFO_KIND
    message.put("dummy\0\0\0".getBytes(StandardCharsets.US_ASCII));
    return message.array();
  }
}
