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
    return but(copy -> copy.tracing = Optional.of(how));
  }

  /** With another JDK at /opt/java. */
  public WorldSpec withJdk(Path jdk) {
    return but(copy -> copy.javaHome = jdk);
  }

  public WorldSpec withAccelerator(Accelerator listener) {
    return but(copy -> copy.accelerator = Optional.of(listener));
  }

  public WorldSpec registeredIn(Path folder) {
    return but(copy -> copy.stateFolder = Optional.of(folder));
  }

  public WorldSpec onLimit(Consumer<Observation.LimitMet> listener) {
    return but(copy -> copy.onLimit = listener);
  }

  public WorldSpec hiding(List<String> programs) {
    return but(copy -> copy.hidden = programs);
  }

  public WorldSpec withNeighbours(List<Neighbour> others) {
    return but(copy -> copy.neighbours = others);
  }

  /** A world whose first host's programs may restart it. */
  public WorldSpec restarting(boolean may) {
    return but(copy -> copy.restarts = may);
  }

  /** A world that ends by itself after this time at the latest. */
  public WorldSpec livingAtMost(Optional<Duration> time) {
    return but(copy -> copy.lifetime = time);
  }

  private WorldSpec but(Consumer<Copy> change) {
    var copy = new Copy(this);
    change.accept(copy);
    return copy.spec();
  }

  /** What becomes another specification: the one place that knows them all by their order. */
  private static final class Copy {
    private final Limits limits;
    private Path javaHome;
    private Optional<Tracing> tracing;
    private Optional<Accelerator> accelerator;
    private Optional<Path> stateFolder;
    private List<String> hidden;
    private List<Neighbour> neighbours;
    private boolean restarts;
    private Optional<Duration> lifetime;
    private Consumer<Observation.LimitMet> onLimit;

    Copy(WorldSpec of) {
      limits = of.limits;
      javaHome = of.javaHome;
      tracing = of.tracing;
      accelerator = of.accelerator;
      stateFolder = of.stateFolder;
      hidden = of.hidden;
      neighbours = of.neighbours;
      restarts = of.restarts;
      lifetime = of.lifetime;
      onLimit = of.onLimit;
    }

    WorldSpec spec() {
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
          onLimit);
    }
  }
}
