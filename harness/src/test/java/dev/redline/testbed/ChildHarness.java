package dev.redline.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A harness in a process of its own, for tests that kill it or run it as another user. */
final class ChildHarness {
  private ChildHarness() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    var state = Path.of(System.getProperty("java.io.tmpdir"), "state");
    // How many seconds its world may live stands behind the mode, where there is a bound.
    var lifetime =
        Arrays.stream(arguments).skip(1).map(Long::valueOf).map(Duration::ofSeconds).findFirst();
    var spec = Worlds.traced().registeredIn(state).livingAtMost(lifetime);
    try (var world = (BubblewrapWorld) Worlds.start(spec)) {
      if (arguments[0].equals("wait")) {
        world.host().start(Worlds.bash("setsid sleep 81 & sleep 82 & wait"));
        Worlds.await(() -> world.processes().size() == 4, "the sleepers");
        var all = new ArrayList<>(Worlds.TABLE.tree(world.members().maker().pid()));
        world.members().tracer().ifPresent(all::add);
        System.out.println(
            "up " + all.stream().map(Object::toString).collect(Collectors.joining(" ")));
        Thread.currentThread().join();
      }
      use(world);
      world.end();
      if (world.survivors() != 0) {
        throw new IllegalStateException(world.survivors() + " survivors");
      }
    }
    restart();
    System.out.println("all well");
  }

  /** Without a control group, which a plain user has none of, the world is watched meanwhile. */
  private static void restart() throws IOException {
    try (var world = Worlds.start(Worlds.small().restarting(true))) {
      for (int time = 0; time < 3; time++) {
        RestartTests.ask(world, RestartTests.RESTART);
      }
    }
  }

  private static void use(World world) throws IOException {
    var host = world.host();
    Worlds.selfTest(host, Path.of("/root"));
    Worlds.run(host, "echo hello >/home/ai/x; chmod 0 /home/ai/x; mkdir -m 0 /home/ai/locked");
    var names = new ArrayList<String>();
    host.walk("/home/ai", file -> names.add(file.path()));
    host.destroy("/home/ai/x");
    if (names.size() != 2 || Worlds.run(host, "cat /home/ai/x").status() == 0) {
      throw new IllegalStateException("walk or destroy went wrong: " + names);
    }
    host.start(BubblewrapHost.command(java.util.List.of("jwebserver", "-p", "8000")));
    Worlds.await(
        () -> {
          try (var connection = host.connect("127.0.0.1", 8000)) {
            return connection.isOpen();
          } catch (IOException e) {
            return false;
          }
        },
        "a server inside");
    host.start(Worlds.bash("setsid sleep 81 & sleep 82 & wait"));
    host.unpack("/home/ai", out -> out.write(new byte[10240]));
  }
}
