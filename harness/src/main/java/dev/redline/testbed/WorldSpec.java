package dev.redline.testbed;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a world is to be like.
 *
 * @param limits what it may use
 * @param javaHome the JDK that it sees at /opt/java
 * @param tracing whether and how it is watched
 * @param accelerator who listens on the socket that it sees at /run/accel0.sock
 * @param stateFolder where a small file tells {@link KillSwitch} of it while it lives
 * @param hidden names of the system's programs that cannot be run on its first host
 * @param neighbours its further hosts
 * @param restarts whether reboot(2) on its first host restarts that host on the same disk; else it
 *     is denied
 * @param lifetime after which it ends by itself, even where its harness stands still: by a clock
 *     that nobody sets and that goes on while the machine is suspended, and at most 5 s late
 * @param onLimit is told when a watched limit is passed, before the world is ended
 */
public record WorldSpec(
    Limits limits,
    Path javaHome,
    Optional<Tracing> tracing,
    Optional<Accelerator> accelerator,
    Optional<Path> stateFolder,
    List<String> hidden,
    List<Neighbour> neighbours,
    boolean restarts,
    Optional<Duration> lifetime,
    Consumer<Observation.LimitMet> onLimit) {
  /** The program of every host's first process, as it is seen inside. */
  public static final String INIT = "/run/init";

  /** The system call by which a host is restarted where it may be. */
  static final String RESTART = "reboot";

  public WorldSpec {
    requireNonNull(limits, "limits");
    requireNonNull(javaHome, "javaHome");
    requireNonNull(tracing, "tracing");
    requireNonNull(accelerator, "accelerator");
    requireNonNull(stateFolder, "stateFolder");
    hidden = List.copyOf(hidden);
    neighbours = List.copyOf(neighbours);
    requireNonNull(lifetime, "lifetime");
    if (lifetime.filter(time -> !time.isPositive()).isPresent()) {
      throw new IllegalArgumentException("a world lives longer than 0 s, not " + lifetime.get());
    }
    requireNonNull(onLimit, "onLimit");
  }

  /** Listens on a Unix socket at the path it is given; its owner and mode are set afterwards. */
  @FunctionalInterface
  public interface Accelerator {
    void listenAt(Path socket) throws IOException;
  }

  /** A world with these limits and the JDK that runs us, and nothing else. */
  public static WorldSpec of(Limits limits) {
    return new WorldSpec(
        limits,
        Path.of(System.getProperty("java.home")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        met -> {});
  }

  public WorldSpec tracedBy(Tracing how) {
    return new WorldSpec(
        limits,
        javaHome,
        Optional.of(how),
        accelerator,
        stateFolder,
        hidden,
        neighbours,
        restarts,
        lifetime,
        onLimit);
  }

  /** With another JDK at /opt/java. */
  public WorldSpec withJdk(Path jdk) {
    return new WorldSpec(
        limits,
        jdk,
        tracing,
        accelerator,
        stateFolder,
        hidden,
        neighbours,
        restarts,
        lifetime,
        onLimit);
  }

  public WorldSpec withAccelerator(Accelerator listener) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        Optional.of(listener),
        stateFolder,
        hidden,
        neighbours,
        restarts,
        lifetime,
        onLimit);
  }

  public WorldSpec registeredIn(Path folder) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        accelerator,
        Optional.of(folder),
        hidden,
        neighbours,
        restarts,
        lifetime,
        onLimit);
  }

  public WorldSpec onLimit(Consumer<Observation.LimitMet> listener) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        accelerator,
        stateFolder,
        hidden,
        neighbours,
        restarts,
        lifetime,
        listener);
  }

  public WorldSpec hiding(List<String> programs) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        accelerator,
        stateFolder,
        programs,
        neighbours,
        restarts,
        lifetime,
        onLimit);
  }

  public WorldSpec withNeighbours(List<Neighbour> others) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        accelerator,
        stateFolder,
        hidden,
        others,
        restarts,
        lifetime,
        onLimit);
  }

  /** A world whose first host's programs may restart it. */
  public WorldSpec restarting(boolean may) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        accelerator,
        stateFolder,
        hidden,
        neighbours,
        may,
        lifetime,
        onLimit);
  }

  /** A world that ends by itself after this time at the latest. */
  public WorldSpec livingAtMost(Optional<Duration> time) {
    return new WorldSpec(
        limits,
        javaHome,
        tracing,
        accelerator,
        stateFolder,
        hidden,
        neighbours,
        restarts,
        time,
        onLimit);
  }
}
