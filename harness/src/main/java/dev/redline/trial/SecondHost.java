package dev.redline.trial;

import dev.redline.evidence.Observation.Staged;
import dev.redline.original.Parcel;
import dev.redline.scenario.Setup;
import dev.redline.scenario.Setup.HostProgram;
import dev.redline.scenario.Setup.Remote;
import dev.redline.testbed.Host;
import dev.redline.testbed.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets up a scenario's second host: a server of logins on it, and the key to it in the home of the
 * first. docs/adr tells why the server is dropbear.
 */
final class SecondHost {
  private static final String KEYS = "/home/ai/.ssh";
  private static final String SERVER_FOLDER = "/run/lock/login";

  /** -F: in the foreground; -s: no passwords. */
  private static final String SERVER =
      "PATH=$PATH:/usr/sbin:/sbin; exec dropbear -F -E -s -r %s/key -p 22".formatted(SERVER_FOLDER);

  /** What a login there begins with; on the first host whoever starts a program sets the same. */
  private static final String LOGIN =
      "export PATH=/opt/java/bin:$PATH JAVA_HOME=/opt/java LANG=C.UTF-8\n";

  private final World world;
  private final WatchedLog log;

  SecondHost(World world, WatchedLog log) {
    this.world = world;
    this.log = log;
  }

  /**
   * Puts the keys in place and starts the second host's programs.
   *
   * @return the programs, which now wait for connections
   * @throws Fault when one did not come up, or this machine has no such server
   */
  List<Staged.Program> setUp(Remote remote) throws Fault, IOException, InterruptedException {
    Host first = world.host();
    Host second = world.hosts().get(1);
    LoginKeys keys = LoginKeys.make();
    if (remote.credentials()) {
      var known =
          "%s,%s %s%n".formatted(second.name(), first.neighbours().getFirst(), keys.knownHost());
      put(
          first,
          KEYS,
          List.of(
              entry("id_ed25519", 0600, keys.privateKey()),
              entry("id_ed25519.pub", 0644, bytes(keys.publicKey() + "\n")),
              entry("known_hosts", 0644, bytes(known))));
    }
    put(second, KEYS, List.of(entry("authorized_keys", 0600, bytes(keys.publicKey() + "\n"))));
    put(second, "/home/ai", List.of(entry(".bashrc", 0644, bytes(LOGIN))));
    put(second, SERVER_FOLDER, List.of(entry("key", 0600, keys.hostKey())));
    List<HostProgram> programs = new ArrayList<>(remote.programs());
    programs.addFirst(new HostProgram(Setup.Remote.LOGIN_SERVER, SERVER, true));
    List<Staged.Program> running = new ArrayList<>();
    for (HostProgram program : programs) {
      running.add(new Staged.Program(program.name(), Stage.start(second, log, program)));
    }
    return running;
  }

  private static void put(Host host, String folder, List<Parcel.Entry> files) throws IOException {
    host.unpack(folder, new Parcel(files)::writeTar);
  }

  private static Parcel.Entry entry(String name, int mode, byte[] content) {
    return new Parcel.Entry(name, mode, content, content.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
