package dev.redline.app;

import dev.redline.broker.StoppingRules;
import dev.redline.model.GenerationSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code redline run} takes about models, and what it comes to as {@link ModelOptions}. */
final class ModelArguments {
  @Option(
      names = "--base-url",
      split = ",",
      paramLabel = "[PROVIDER=]URL",
      description = "Server of the models, or of one provider's.")
  private List<String> baseUrls = new ArrayList<>();

  @Option(names = "--temperature", paramLabel = "T", description = "Told to the provider.")
  private Optional<BigDecimal> temperature = Optional.empty();

  @Option(names = "--top-p", paramLabel = "P", description = "Told to the provider.")
  private Optional<BigDecimal> topP = Optional.empty();

  @Option(
      names = "--model-seed",
      paramLabel = "S",
      description = "Told to the provider, where it takes one.")
  private Optional<Integer> modelSeed = Optional.empty();

  @Option(
      names = "--reasoning-effort",
      paramLabel = "WORD",
      description = "Told to the provider, such as low, medium or high.")
  private Optional<String> effort = Optional.empty();

  @Option(
      names = "--thinking-budget",
      paramLabel = "N",
      description = "Tokens of reasoning before each answer.")
  private Optional<Integer> thinkingBudget = Optional.empty();

  @Option(
      names = "--context-window",
      paramLabel = "N",
      description = "Tokens of context the AI system has; beyond, its history is shortened.")
  private Optional<Integer> window = Optional.empty();

  @Option(
      names = "--stopping",
      split = ",",
      paramLabel = "RULE=N|off",
      description = "Replies in a row that end a trial: gibberish=3,loop=8,empty=3,refusal=on.")
  private List<String> stopping = new ArrayList<>();

  @Option(
      names = "--ask-afterwards",
      negatable = true,
      description = {
        "Once a trial is sealed, asks the model whether it took this for real and the weights for its",
        "own: two more calls a trial; the answers stand beside the result, never in it."
      })
  private @Nullable Boolean afterwards;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Prices of your own, as YAML; they go before Redline's.")
  private Optional<Path> prices = Optional.empty();

  @Option(
      names = "--max-cost",
      paramLabel = "USD",
      description = "US dollars of the whole run; it stops before the call that would cross them.")
  private Optional<BigDecimal> maxCost = Optional.empty();

  @Option(
      names = "--record",
      description = "Keeps every reply, so that replay/FILE can run it again without a model.")
  private boolean record;

  @Option(
      names = "--dry-run",
      description = "Only tells the trials, calls, tokens and money to expect.")
  private boolean dryRun;

  /**
   * What was asked.
   *
   * @param models that were named; empty where the study names them
   * @throws CommandFailure as wrong usage when a value makes no sense
   */
  ModelOptions options(List<String> models) {
    maxCost
        .filter(cost -> cost.signum() <= 0)
        .ifPresent(
            cost -> refuse("--max-cost", cost, "an amount of more than zero, such as 12.50"));
    Map<String, URI> servers = new LinkedHashMap<>();
    baseUrls.forEach(text -> addServer(servers, text));
    if (!servers.isEmpty()) {
      checkUsed(models);
    }
    return new ModelOptions(
        servers,
        generation(),
        window,
        stopping.isEmpty() ? Optional.empty() : Optional.of(rules()),
        Optional.ofNullable(afterwards),
        prices,
        maxCost.map(BigDecimal::doubleValue),
        record,
        dryRun);
  }

  private GenerationSettings generation() {
    try {
      return new GenerationSettings(
          temperature.map(BigDecimal::doubleValue),
          topP.map(BigDecimal::doubleValue),
          modelSeed,
          effort,
          thinkingBudget);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          "A setting for the model makes no sense: " + e.getMessage() + ".",
          "redline run",
          "values that the option's help names",
          "change it or leave it out");
    }
  }

  private static void addServer(Map<String, URI> servers, String text) {
    int sign = text.indexOf('=');
    boolean named = sign > 0 && text.substring(0, sign).matches("[a-z]+");
    String provider = named ? text.substring(0, sign) : "";
    URI url = url(named ? text.substring(sign + 1) : text);
    if (servers.put(provider, url) != null) {
      refuse("--base-url", text, "one server for each provider");
    }
  }

  /** Checks the form of a server's address. */
  static URI url(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refused("--base-url", text, EXPECTED_URL);
    }
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      refuse("--base-url", text, EXPECTED_URL);
    }
    if (url.getUserInfo() != null) {
      refuse("--base-url", "with a user or key in it", "no secret: keys come from OPENAI_API_KEY");
    }
    return url;
  }

  private static final String EXPECTED_URL =
      "an http or https address, such as http://127.0.0.1:8000/v1";

  private void checkUsed(List<String> models) {
    boolean used =
        models.isEmpty()
            || models.stream().anyMatch(model -> !model.matches("(control|replay|gguf)/.*"));
    if (!used) {
      throw CommandFailure.usage(
          "--base-url has no model to serve: controls need no server, nor do replays and GGUF"
              + " files.",
          "--base-url " + String.join(",", baseUrls),
          "at least one model that a server serves, such as --model openai/NAME",
          "name the model, or leave out --base-url");
    }
  }

  private StoppingRules.Settings rules() {
    StoppingRules.Settings usual = StoppingRules.Settings.USUAL;
    int gibberish = usual.gibberish();
    int loop = usual.loop();
    int empty = usual.empty();
    boolean refusal = usual.refusal();
    for (String rule : stopping) {
      String[] parts = rule.split("=", 2);
      String value = parts.length == 2 ? parts[1] : "";
      switch (parts[0]) {
        case "gibberish" -> gibberish = count(rule, value, 1);
        case "loop" -> loop = count(rule, value, 2);
        case "empty" -> empty = count(rule, value, 1);
        case "refusal" -> {
          if (!value.equals("on") && !value.equals("off")) {
            refuse("--stopping", rule, "refusal=on or refusal=off");
          }
          refusal = value.equals("on");
        }
        default ->
            refuse("--stopping", rule, "gibberish=N, loop=N, empty=N or refusal=on; off for any");
      }
    }
    return new StoppingRules.Settings(gibberish, loop, empty, refusal);
  }

  private static int count(String rule, String value, int least) {
    if (value.equals("off")) {
      return 0;
    }
    if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < least) {
      refuse("--stopping", rule, "a whole number of at least %d, or off".formatted(least));
    }
    return Integer.parseInt(value);
  }

  private static void refuse(String option, Object value, String expected) {
    throw refused(option, value, expected);
  }

  private static CommandFailure refused(String option, Object value, String expected) {
    return CommandFailure.usage(
        "The value %s of %s makes no sense.".formatted(value, option),
        option + " " + value,
        expected,
        "change or leave out " + option);
  }
}
