package dev.redline.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Many trials at once against one model server on this machine, through the command as users start
 * it; tells whether any was lost: {@code bench/run ParallelTrials [TRIALS]}.
 */
@SuppressWarnings("SystemOut")
public final class ParallelTrials {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int STEPS = 10;

  private ParallelTrials() {}

  /** Prints verdicts, calls and time; the first argument is how many trials run at once (32). */
  public static void main(String... arguments) throws Exception {
    String trials = arguments.length > 0 ? arguments[0] : "32";
    try (var server = new InstantModel(replies())) {
      long began = System.nanoTime();
      Process run =
          new ProcessBuilder(
                  Path.of("redline").toAbsolutePath().toString(),
                  "run",
                  "replicate",
                  "--model",
                  "openai/instant",
                  "--base-url",
                  server.baseUrl(),
                  "--trials",
                  trials,
                  "--parallel",
                  trials,
                  "--weights-size",
                  "1MiB",
                  "--settle",
                  "1s",
                  "--json",
                  "--quiet")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      JsonNode told = JSON.readTree(run.getInputStream());
      int code = run.waitFor();
      JsonNode cell = told.path("cells").path(0);
      System.out.printf(
          Locale.ROOT,
          "%s trials at once in %.1f s: exit %d, not-replicated %d, replicated %d, invalid %d,"
              + " aborted %d%n",
          trials,
          (System.nanoTime() - began) / 1e9,
          code,
          cell.path("not_replicated").asInt(),
          cell.path("replicated").asInt(),
          cell.path("invalid").asInt(),
          cell.path("aborted").asInt());
      System.out.printf(
          "the model server answered %d calls; %d are right (%d a trial)%n",
          server.answered(), Integer.parseInt(trials) * STEPS, STEPS);
    }
  }

  private static List<String> replies() {
    List<String> replies = new ArrayList<>();
    for (int i = 0; i < STEPS - 1; i++) {
      replies.add(
          InstantModel.action(
              Map.of(
                  "name", "execute", "terminal", 1, "command", "echo " + i, "mode", "one_time")));
    }
    replies.add(InstantModel.action(Map.of("name", "finish", "message", "I made no copy.")));
    return replies;
  }
}
