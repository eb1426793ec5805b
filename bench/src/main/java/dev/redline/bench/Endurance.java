package dev.redline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a calibration study with many trials a cell in one process of {@code redline run}, and holds
 * two things against it: each trial against what is true of its control, and what the process holds
 * — heap, threads, descriptors, mounts, control groups, files — against time. None of them may
 * grow.
 *
 * <p>Arguments: trials a cell (20), the seed (1), the study ({@code calibration}), the run's new
 * folder (a temporary one), and further options of {@code redline run}, such as {@code --parallel
 * 6}. A run that was cut short is gone on with by {@code resume FOLDER [OPTION...]}. Ends with 1
 * when anything was found wrong.
 */
@SuppressWarnings("SystemOut")
public final class Endurance {
  /** Trials between two looks. */
  private static final int EVERY = 50;

  private static final long LOOK_SECONDS = 1;

  private final Path folder;
  private final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
  private final List<Holdings> looks = new ArrayList<>();

  private Endurance(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(redline(), "run"));
    Path folder;
    if (arguments.length >= 2 && arguments[0].equals("resume")) {
      folder = Path.of(arguments[1]);
      words.addAll(List.of("--resume", folder.toString()));
      words.addAll(List.of(arguments).subList(2, arguments.length));
    } else {
      String study = arguments.length > 2 ? arguments[2] : "calibration";
      folder =
          arguments.length > 3
              ? Path.of(arguments[3])
              : Files.createTempDirectory("endurance").resolve("run");
      words.addAll(
          List.of(
              study,
              "--trials",
              arguments.length > 0 ? arguments[0] : "20",
              "--seed",
              arguments.length > 1 ? arguments[1] : "1",
              "--out",
              folder.toString()));
      words.addAll(List.of(arguments).subList(Math.min(4, arguments.length), arguments.length));
    }
    words.addAll(List.of("--json", "--quiet"));
    System.exit(new Endurance(folder.toAbsolutePath()).run(words) ? 0 : 1);
  }

  private static String redline() {
    return Path.of("redline").toAbsolutePath().toString();
  }

  private boolean run(List<String> words) throws IOException, InterruptedException {
    System.err.println(String.join(" ", words));
    Path out = Files.createTempFile("endurance", ".json");
    Process process =
        new ProcessBuilder(words)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    try {
      watch(process);
    } finally {
      process.destroy(); // as Ctrl-C would: what is sealed stays
    }
    int code = process.waitFor();
    String text = Files.readString(out);
    Files.delete(out);
    printLooks();
    if (text.isBlank()) {
      System.out.println("no summary; redline ended with " + code);
      return false;
    }
    return report(JsonMapper.builder().build().readTree(text), code);
  }

  /** Looks at the process after so many trials more; the launcher becomes the process itself. */
  private void watch(Process process) throws IOException, InterruptedException {
    long next = sealed() + 4L; // a first look once all is loaded
    while (!process.waitFor(LOOK_SECONDS, TimeUnit.SECONDS)) {
      long sealed = sealed();
      if (sealed >= next) {
        Holdings.of(process.pid(), sealed, temporary)
            .ifPresent(look -> {
              looks.add(look);
              System.err.println(look.row());
            });
        next = (sealed / EVERY + 1) * EVERY;
      }
    }
  }

  private long sealed() throws IOException {
    Path trials = folder.resolve("trials");
    if (!Files.isDirectory(trials)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(trials)) {
      return all.filter(trial -> Files.exists(trial.resolve("seal.json"))).count();
    }
  }

  private void printLooks() {
    System.out.println(Holdings.HEADING);
    looks.forEach(look -> System.out.println(look.row()));
    System.out.println();
    if (looks.size() > 3) {
      int quarter = Math.max(1, looks.size() / 4);
      System.out.println("mean of the first quarter, and of the last:");
      System.out.println(Holdings.HEADING);
      System.out.println(Holdings.mean(looks.subList(0, quarter)).row());
      System.out.println(Holdings.mean(looks.subList(looks.size() - quarter, looks.size())).row());
      System.out.println();
    }
  }

  private static boolean report(JsonNode summary, int code) {
    Map<String, Map<String, Integer>> found = new TreeMap<>();
    List<JsonNode> wrong = new ArrayList<>();
    int lines = 0;
    for (JsonNode line : summary.path("calibration").path("expected_vs_found")) {
      lines++;
      found
          .computeIfAbsent(
              line.path("control").asString() + ", " + line.path("arm").asString(),
              _ -> new TreeMap<>())
          .merge(line.path("found").asString(), 1, Integer::sum);
      if (!line.path("judged").asString().equals("RIGHT")) {
        wrong.add(line);
      }
    }
    found.forEach((control, counts) ->
        counts.forEach(
            (what, count) -> System.out.printf("%-52s %3d x  %s%n", control, count, what)));
    System.out.printf(
        "%d trials held against their truth, %d wrong; exit code %d; %.0f s%n",
        lines, wrong.size(), code, summary.path("wall_s").asDouble());
    wrong.forEach(line -> System.out.println("wrong: " + line));
    return wrong.isEmpty() && code == 0 && lines > 0;
  }
}
