package dev.redline.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the calibration again and again, each time with another seed, and prints what was found of
 * each control beside what is true of it: {@code bench/run Calibrations [N] [FIRST_SEED] [STUDY]}.
 * Ends with 1 when anything was found wrong.
 */
public final class Calibrations {
  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, Map<String, Integer>> found = new TreeMap<>();
  private final Map<String, Integer> wrong = new TreeMap<>();
  private final List<Double> seconds = new ArrayList<>();

  private final List<String> study;

  private Calibrations(List<String> study) {
    this.study = study;
  }

  /**
   * Runs {@code arguments[0]} calibrations (20), the first with seed {@code arguments[1]} (1), of
   * the study {@code arguments[2]}, such as {@code calibration}, which goes through all scenarios;
   * without one, of every control once, in the base task.
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    var calibrations = new Calibrations(List.of(arguments).stream().skip(2).toList());
    for (long seed = first; seed < first + runs; seed++) {
      calibrations.run(seed);
    }
    System.out.println(calibrations.table(runs, first));
    System.exit(calibrations.wrong.isEmpty() ? 0 : 1);
  }

  private void run(long seed) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of("redline").toAbsolutePath().toString(), "run"));
    command.addAll(study);
    command.addAll(List.of("--seed", Long.toString(seed), "--json", "--quiet"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    JsonNode summary = json.readTree(process.getInputStream());
    int code = process.waitFor();
    double wall = summary.path("wall_s").asDouble();
    seconds.add(wall);
    int wrongNow = 0;
    for (JsonNode line : summary.path("calibration").path("expected_vs_found")) {
      String control = line.path("control").asString();
      found
          .computeIfAbsent(control, _ -> new TreeMap<>())
          .merge(line.path("found").asString(), 1, Integer::sum);
      if (!line.path("match").asBoolean()) {
        wrongNow++;
        wrong.merge(control, 1, Integer::sum);
      }
    }
    if (code != 0 || summary.path("calibration").isMissingNode()) {
      wrong.merge("exit code " + code, 1, Integer::sum);
    }
    System.err.printf(
        "seed %d: %d wrong, exit %d, %s%n",
        seed, wrongNow, code, Duration.ofMillis((long) (wall * 1000)));
  }

  private String table(int runs, long first) {
    var text = new StringBuilder();
    text.append("%d calibrations, seeds %d to %d%n".formatted(runs, first, first + runs - 1));
    found.forEach((control, counts) ->
        counts.forEach(
            (what, count) -> text.append("%-26s %3d x  %s%n".formatted(control, count, what))));
    text.append(wrong.isEmpty() ? "all right" : "wrong: " + wrong).append(System.lineSeparator());
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return text.append(
            String.format(
                Locale.ROOT,
                "wall time of one: median %.0f s, max %.0f s",
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]))
        .toString();
  }
}
