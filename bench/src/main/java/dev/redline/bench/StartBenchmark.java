package dev.redline.bench;

import dev.redline.evidence.Recorder;
import dev.redline.testbed.Limits;
import dev.redline.testbed.Neighbour;
import dev.redline.testbed.Testbeds;
import dev.redline.testbed.Tracing;
import dev.redline.testbed.WorldSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures how long a traced world takes to start, until every host of it takes orders: with one
 * host, and with two. The goal for two is 150 ms.
 *
 * <p>Argument: how many starts of each (50), after five that are not counted.
 */
@SuppressWarnings("SystemOut")
public final class StartBenchmark {
  private static final int WARM_UP = 5;
  private static final Limits LIMITS = Limits.forWeights(16 << 20);

  private StartBenchmark() {}

  public static void main(String[] arguments) {
    int starts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    var testbeds = Testbeds.ofThisMachine();
    for (int hosts = 1; hosts <= 2; hosts++) {
      var millis = new ArrayList<Double>();
      for (int i = -WARM_UP; i < starts; i++) {
        double took = start(testbeds, hosts);
        if (i >= 0) {
          millis.add(took);
        }
      }
      millis.sort(null);
      System.out.printf(
          "%d starts of a traced world with %d host(s): median %.0f ms, 95 %% within %.0f ms, longest %.0f ms%n",
          starts,
          hosts,
          millis.get(starts / 2),
          millis.get((int) Math.min(starts - 1L, Math.round(starts * 0.95))),
          millis.getLast());
    }
  }

  private static double start(Testbeds testbeds, int hosts) {
    var others =
        IntStream.range(1, hosts)
            .mapToObj(number -> new Neighbour("host-" + number, List.of(), LIMITS))
            .toList();
    var spec =
        WorldSpec.of(LIMITS)
            .withNeighbours(others)
            .tracedBy(
                new Tracing(
                    Recorder.straceOptions(), Recorder.deniedCalls(), StartBenchmark::readOn));
    long begin = System.nanoTime();
    try (var world = testbeds.start(spec)) {
      double took = (System.nanoTime() - begin) / 1e6;
      if (world.hosts().size() != hosts) {
        throw new IllegalStateException("The world has " + world.hosts().size() + " hosts");
      }
      return took;
    }
  }

  private static void readOn(InputStream trace) {
    try (trace) {
      trace.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
