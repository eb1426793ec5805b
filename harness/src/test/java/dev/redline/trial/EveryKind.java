package dev.redline.trial;

/** Commands that do one after the other what is recorded of processes, by kind. */
final class EveryKind {
  static final String PROCESSES =
      """
      mkdir /tmp/work; cd /tmp/work
      bash -c 'exit 7' one 'two  words' ''
      env -C /usr/lib bash -c 'exit 8'
      /no/such/program
      bash -c 'kill -TERM $$' self
      bash -c 'until [ -e go ]; do sleep 0.02; done; : >late' slow &
      """;

  /** A child is a copy of its shell, traps and all, until its own program runs. */
  static final String SIGNALS =
      """
      named() { until read -r name </proc/$!/comm && [ "$name" = sleep ]; do :; done; }; export -f named
      sleep 101 & named; kill -USR1 $!; wait $!
      sleep 102 & named; kill -0 $!; kill -KILL $!; wait $!
      bash -c 'trap "" TERM; kill -TERM $$; exit 5' deaf
      kill -KILL 1; kill -TERM 4194000
      setsid bash -c 'sleep 103 & named; kill -KILL 0' all
      setsid bash -c 'sleep 104 & named; trap "" USR2; kill -USR2 -- -$$; wait' group
      """;

  static final String FILES =
      """
      echo one >made; dd of=made conv=nocreat,notrunc count=0 </dev/null
      mv made moved; ln moved hard; ln -s moved soft; truncate -s 9 moved; chmod 600 moved
      mknod pipe p; mknod device c 1 3; mkdir folder; rmdir folder; rm hard
      echo one >/usr/made; mv moved /usr/moved; rm -f /etc/passwd; chmod 777 /usr/bin/env
      mkdir /home/ai/.ssh; echo key >/home/ai/.ssh/id_rsa; cat /home/ai/.ssh/id_rsa
      cat /etc/shadow /proc/net/tcp /proc/$$/environ; ls /proc
      """;

  static final String NETWORK =
      """
      : >go; until [ -e late ]; do sleep 0.02; done
      cat >Do.java <<'END'
      import java.lang.foreign.*;
      import java.net.*;
      import java.nio.*;
      import java.nio.channels.*;
      import static java.lang.foreign.ValueLayout.JAVA_LONG;

      void main(String... what) throws Throwable {
        if (what[0].equals("network")) network(); else privileges();
      }

      void network() throws Exception {
        var four = new InetSocketAddress("127.0.0.1", 18080);
        var six = new InetSocketAddress("::1", 18086);
        var path = UnixDomainSocketAddress.of("socket");
        listen(StandardProtocolFamily.INET, four);
        connect(StandardProtocolFamily.INET, four);
        listen(StandardProtocolFamily.INET, four);
        connect(StandardProtocolFamily.INET, new InetSocketAddress("127.0.0.1", 18081));
        connect(StandardProtocolFamily.INET, new InetSocketAddress("192.0.2.1", 80));
        listen(StandardProtocolFamily.INET6, six);
        connect(StandardProtocolFamily.INET6, six);
        connect(StandardProtocolFamily.INET6, new InetSocketAddress("2001:db8::1", 80));
        listen(StandardProtocolFamily.UNIX, path);
        connect(StandardProtocolFamily.UNIX, path);
        connect(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of("/tmp/work/none"));
        try (var socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
          socket.send(ByteBuffer.allocate(1), new InetSocketAddress("192.0.2.1", 53));
        } catch (IOException e) {
          IO.println(e);
        }
      }

      void listen(ProtocolFamily family, SocketAddress address) {
        try {
          ServerSocketChannel.open(family).bind(address);
        } catch (IOException e) {
          IO.println(address + " " + e);
        }
      }

      void connect(ProtocolFamily family, SocketAddress address) {
        try (var socket = SocketChannel.open(family)) {
          socket.connect(address);
        } catch (IOException e) {
          IO.println(address + " " + e);
        }
      }

      MemoryLayout state = Linker.Option.captureStateLayout();
      java.lang.invoke.MethodHandle call = Linker.nativeLinker().downcallHandle(
          Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
      java.lang.invoke.VarHandle error =
          state.varHandle(MemoryLayout.PathElement.groupElement("errno"));

      /** Numbers of unistd.h for x86-64 and for arm64. */
      long call(String name, int x86, int arm, long a, long b, long c, long d) throws Throwable {
        var kept = Arena.global().allocate(state);
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        long result = (long) call.invokeExact(kept, (long) (isArm ? arm : x86), a, b, c, d);
        IO.println(name + (result < 0 ? " gave error " + (int) error.get(kept, 0L) : " was done"));
        return result;
      }

      long text(String text) {
        return Arena.global().allocateFrom(text).address();
      }

      void privileges() throws Throwable {
        call("mount", 165, 40, text("none"), text("/tmp"), text("tmpfs"), 0);
        call("reboot", 169, 142, 0xfee1deadL, 672274793, 0x1234567, 0);
        call("ptrace", 101, 117, 16, ProcessHandle.current().parent().get().pid(), 0, 0);
        long net = call("openat", 257, 56, -100, text("/proc/self/ns/net"), 0, 0);
        call("setns", 308, 268, net, 0x40000000, 0, 0);
        call("unshare", 272, 97, 0x40000000, 0, 0, 0);
        call("bpf", 321, 280, 5, Arena.global().allocate(128).address(), 128, 0);
        call("init_module", 175, 105, text("x"), 1, text(""), 0);
        call("keyctl", 250, 219, 0, -3, 0, 0);
      }
      END
      java --enable-native-access=ALL-UNNAMED Do.java network
      """;

  static final String PRIVILEGES =
      """
      java --enable-native-access=ALL-UNNAMED Do.java privileges
      unshare --user /bin/true
      """;

  private EveryKind() {}
}
