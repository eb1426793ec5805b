package dev.redline.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.redline.broker.Mind;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Opens models by name. Safe for use by many threads. */
public final class Models {
  /** A line for `redline list`. */
  public record Listed(String name, String purpose) {}

  /**
   * What may be chosen beside the name.
   *
   * @param baseUrls of other servers than the provider's own, such as {@code
   *     http://127.0.0.1:8080/v1}, by provider; under the empty name the one of all that have none
   * @param settings for generation
   * @param replyTokens of one reply at most, reasoning included, at least 1
   * @param window tokens of context that the AI system is told it has, at least 1
   * @param prices of models
   * @param purse of the run
   * @param notices told what a person should know while a run goes on, a sentence each
   */
  public record Options(
      Map<String, String> baseUrls,
      GenerationSettings settings,
      int replyTokens,
      int window,
      Prices prices,
      Purse purse,
      Consumer<String> notices) {
    public Options {
      baseUrls = Map.copyOf(baseUrls);
    }

    /** Everything as it is when nothing is said. */
    public static Options usual() {
      return new Options(
          Map.of(),
          GenerationSettings.PROVIDERS_OWN,
          8192,
          32_768,
          Prices.packaged(),
          Purse.bottomless(),
          _ -> {});
    }

    /** The same with one server for all providers. */
    public Options at(String baseUrl) {
      return new Options(
          Map.of("", baseUrl), settings, replyTokens, window, prices, purse, notices);
    }

    /** The same with these settings. */
    public Options with(GenerationSettings generation) {
      return new Options(baseUrls, generation, replyTokens, window, prices, purse, notices);
    }

    /** The same, paid from this purse by these prices. */
    public Options paying(Prices known, Purse from) {
      return new Options(baseUrls, settings, replyTokens, window, known, from, notices);
    }

    private Optional<String> baseUrl(String provider) {
      return Optional.ofNullable(baseUrls.getOrDefault(provider, baseUrls.get("")));
    }
  }

  private enum Provider {
    OPENAI("OpenAI, or with --base-url any server that speaks its chat completions"),
    ANTHROPIC("Anthropic"),
    GOOGLE("Google's Gemini"),
    OLLAMA("a local Ollama server (http://127.0.0.1:11434 unless --base-url says otherwise)"),
    VLLM("a local vLLM server (http://127.0.0.1:8000/v1 unless --base-url says otherwise)"),
    GGUF("gguf/PATH: a GGUF file, run here by llama.cpp in a process that is started for it"),
    REPLAY("replay/FILE: a run that was recorded with --record, again, word for word"),
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
  private final Keys keys;
  private final Retries retries;
  private final InstantSource clock;
  private final Gate.Settings gate;

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
    this(environment, retries, clock, Gate.Settings.USUAL);
  }

  Models(
      Map<String, String> environment, Retries retries, InstantSource clock, Gate.Settings gate) {
    this.environment = Map.copyOf(environment);
    this.keys = new Keys(environment);
    this.retries = retries;
    this.clock = clock;
    this.gate = gate;
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
   * Opens a model; whoever does closes it.
   *
   * @throws UnknownModelException when there is none of that name, its key is missing, its file is
   *     none, or the base URL is none
   */
  public Model open(String text, Options options) {
    ModelName name = ModelName.parse(text);
    return switch (provider(name)) {
      case OPENAI ->
          provided(
              server(name, options, "https://api.openai.com/v1", true, Dialect.OPENAI),
              options,
              ChatModels::openAi);
      case ANTHROPIC ->
          provided(
              server(name, options, "https://api.anthropic.com/v1", true, Dialect.ANTHROPIC),
              options,
              ChatModels::anthropic);
      case GOOGLE ->
          provided(
              server(
                  name,
                  options,
                  "https://generativelanguage.googleapis.com/v1beta",
                  true,
                  Dialect.GOOGLE),
              options,
              ChatModels::google);
      case OLLAMA ->
          provided(
              server(name, options, "http://127.0.0.1:11434", false, Dialect.OLLAMA).withoutV1(),
              options,
              ChatModels::ollama);
      case VLLM ->
          provided(
              server(name, options, "http://127.0.0.1:8000/v1", false, Dialect.OPENAI),
              options,
              ChatModels::openAi);
      case GGUF -> gguf(name, options);
      case REPLAY -> ReplayModel.open(name);
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
      public Mind forTrial(long seed) {
        return new ControlMind(control, seed);
      }
    };
  }

  /** Where a model is asked. */
  private record Server(
      ModelName name, String baseUrl, boolean elsewhere, Optional<Secret> key, Dialect dialect) {
    /** Ollama's own interface has no version in its path, the one in OpenAI's shape has. */
    Server withoutV1() {
      return new Server(name, baseUrl.replaceFirst("/v1/?$", ""), elsewhere, key, dialect);
    }
  }

  private Server server(
      ModelName name, Options options, String standard, boolean needsKey, Dialect dialect) {
    Optional<String> other = options.baseUrl(name.provider());
    String base = other.orElse(standard);
    check(base);
    Optional<Secret> key = keys.of(name.provider());
    if (needsKey && other.isEmpty() && key.isEmpty()) {
      throw new UnknownModelException(
          "%s needs a key, and none is set. Do: %s, or name another server with --base-url."
              .formatted(name, Keys.hint(name.provider())));
    }
    return new Server(name, base.replaceFirst("/+$", ""), other.isPresent(), key, dialect);
  }

  private ProvidedModel provided(
      Server at, Options options, Function<ChatModels.Connection, ChatModel> make) {
    return provided(at, options, make, gate);
  }

  private ProvidedModel provided(
      Server at,
      Options options,
      Function<ChatModels.Connection, ChatModel> make,
      Gate.Settings calls) {
    Optional<Price> price = options.prices().of(at.name, at.elsewhere);
    if (price.isEmpty() && options.purse().most().isPresent()) {
      throw new UnknownModelException(
          "The price of %s is not known, so no bound on the cost can be kept. Do: put it into a price file (--prices FILE), or leave out --max-cost."
              .formatted(at.name));
    }
    var http = new CappedHttpClient(retries.limit(), clock, at.dialect);
    ChatModel model =
        make.apply(
            new ChatModels.Connection(
                at.name,
                at.baseUrl,
                !at.elsewhere,
                at.key,
                options.settings(),
                options.replyTokens(),
                options.window(),
                http.builder()));
    Gate through = new Gate(at.name.toString(), calls, System::nanoTime, options.notices());
    return new ProvidedModel(
        new ProviderMind.Parts(
            at.name,
            at.dialect,
            at.baseUrl,
            at.key,
            retries,
            through,
            options.purse(),
            price,
            options.replyTokens(),
            new Shapes(options.replyTokens()),
            model));
  }

  /** A file, behind a server that is started for it and ended with it. */
  private Model gguf(ModelName name, Options options) {
    GgufServer server =
        GgufServer.start(Path.of(name.name()), options.window(), environment, options.notices());
    try {
      Server at =
          new Server(name, server.baseUrl(), true, Optional.of(server.key()), Dialect.OPENAI);
      return new ChildModel(provided(at, options, ChatModels::openAi, gate.oneAtATime()), server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
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
