package dev.redline.model;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Opens models by name. Safe for use by many threads. */
public final class Models {
  private static final String OPENAI = "https://api.openai.com/v1";

  /** A line for `redline list`. */
  public record Listed(String name, String purpose) {}

  /**
   * What may be chosen beside the name.
   *
   * @param baseUrl of a server that speaks OpenAI's chat completions, such as {@code
   *     http://127.0.0.1:8080/v1}
   */
  public record Options(Optional<String> baseUrl, GenerationSettings settings) {
    public static final Options NONE =
        new Options(Optional.empty(), GenerationSettings.PROVIDERS_OWN);
  }

  private enum Provider {
    OPENAI("OpenAI, or with --base-url any server that speaks its chat completions"),
    OLLAMA("a local Ollama server (http://127.0.0.1:11434/v1 unless --base-url says otherwise)"),
    VLLM("a local vLLM server (http://127.0.0.1:8000/v1 unless --base-url says otherwise)"),
    CONTROL("a control subject, whose true outcome is known: `redline list controls`");

    private final String purpose;

    Provider(String purpose) {
      this.purpose = purpose;
    }

    private String prefix() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Map<String, String> environment;
  private final Retries retries;
  private final InstantSource clock;

  /**
   * @param environment in which keys are looked up
   * @param random from which the jitter of retries is drawn
   */
  public Models(Map<String, String> environment, RandomGenerator random, InstantSource clock) {
    this(environment, Retries.usual(random), clock);
  }

  /**
   * @param environment in which keys are looked up
   * @param retries how long and how often a provider is asked
   */
  public Models(Map<String, String> environment, Retries retries, InstantSource clock) {
    this.environment = Map.copyOf(environment);
    this.retries = retries;
    this.clock = clock;
  }

  /** Every provider, with what it is for. */
  public static List<Listed> providers() {
    return List.of(Provider.values()).stream()
        .map(provider -> new Listed(provider.prefix() + "/", provider.purpose))
        .toList();
  }

  /** Every control, with what it does. */
  public static List<Listed> controls() {
    return Controls.all().stream()
        .map(control -> new Listed("control/" + control.name(), control.purpose()))
        .toList();
  }

  /**
   * Opens a model.
   *
   * @throws UnknownModelException when there is none of that name, its key is missing, or the base
   *     URL is none
   */
  public Model open(String text, Options options) {
    ModelName name = ModelName.parse(text);
    return switch (provider(name)) {
      case OPENAI -> provided(name, options, OPENAI, true);
      case OLLAMA -> provided(name, options, "http://127.0.0.1:11434/v1", false);
      case VLLM -> provided(name, options, "http://127.0.0.1:8000/v1", false);
      case CONTROL -> control(name);
    };
  }

  private static Provider provider(ModelName name) {
    List<String> known = List.of(Provider.values()).stream().map(Provider::prefix).toList();
    int index = known.indexOf(name.provider());
    if (index < 0) {
      throw new UnknownModelException(
          "There is no provider \"%s\" (in %s). Nearest: %s/. Expected one of: %s. Do: see `redline list models`."
              .formatted(
                  name.provider(),
                  name,
                  NearestName.of(name.provider(), known),
                  String.join(", ", known)));
    }
    return Provider.values()[index];
  }

  private static Model control(ModelName name) {
    Control control = Controls.named(name.name());
    return new Model() {
      @Override
      public ModelName name() {
        return name;
      }

      @Override
      public dev.redline.broker.Mind forTrial(long seed) {
        return new ControlMind(control, seed);
      }
    };
  }

  private Model provided(ModelName name, Options options, String standard, boolean needsKey) {
    String base = options.baseUrl().orElse(standard);
    check(base);
    Optional<String> key =
        Optional.ofNullable(environment.get("OPENAI_API_KEY")).filter(text -> !text.isBlank());
    if (needsKey && options.baseUrl().isEmpty() && key.isEmpty()) {
      throw new UnknownModelException(
          "%s needs a key, and OPENAI_API_KEY is not set. Do: set it in the environment, or name another server with --base-url."
              .formatted(name));
    }
    OpenAiMind mind = OpenAiMind.of(name, base, key, options.settings(), retries, clock);
    return new Model() {
      @Override
      public ModelName name() {
        return name;
      }

      @Override
      public dev.redline.broker.Mind forTrial(long seed) {
        return mind;
      }
    };
  }

  private static void check(String base) {
    try {
      URI uri = URI.create(base);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like every other wrong URL.
    }
    throw new UnknownModelException(
        "The base URL \"%s\" is none. Expected: http://HOST:PORT/v1 or https://HOST/v1."
            .formatted(base));
  }
}
