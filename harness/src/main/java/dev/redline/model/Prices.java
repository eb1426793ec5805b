package dev.redline.model;

import dev.redline.document.Brief;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What models cost, by their full names. Some come with Redline, dated and with their source; a
 * user's own file adds to them and overrides them.
 */
public final class Prices {
  /** No charge for tokens: the model runs here, or in no model at all. */
  static final Price FREE = new Price(0, 0, LocalDate.of(2026, 1, 1), "no provider charges for it");

  private static final String PACKAGED = "prices.yaml";
  private static final Set<String> FREE_PROVIDERS =
      Set.of("control", "replay", "gguf", "ollama", "vllm");
  // Providers publish a model under its name and under its name with a date.
  private static final Pattern DATED = Pattern.compile("-(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})$");

  private final Map<String, Price> packaged;
  private final Map<String, Price> own;

  private Prices(Map<String, Price> packaged, Map<String, Price> own) {
    this.packaged = packaged;
    this.own = own;
  }

  /** Those that come with Redline. */
  public static Prices packaged() {
    try (InputStream in = Prices.class.getResourceAsStream(PACKAGED)) {
      if (in == null) {
        throw new IllegalStateException(PACKAGED + " is not in this build");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Prices(read(PACKAGED, text), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(PACKAGED + " cannot be read", e);
    }
  }

  /**
   * These, with a user's file over them.
   *
   * @throws UnknownModelException when it cannot be read or holds what is no price
   */
  public Prices with(Path file) {
    try {
      return new Prices(packaged, read(file.toString(), Files.readString(file)));
    } catch (IOException e) {
      throw new UnknownModelException(
          "The price file %s cannot be read: %s. Expected: a readable YAML file. Do: check the path."
              .formatted(file, e));
    }
  }

  /**
   * The price of a model; empty where it is not known, which is not the same as free.
   *
   * @param elsewhere whether a server other than the provider's own is asked: its price is only
   *     what a user's file says
   */
  public Optional<Price> of(ModelName name, boolean elsewhere) {
    Optional<Price> users = find(own, name.toString());
    if (users.isPresent()) {
      return users;
    }
    if (FREE_PROVIDERS.contains(name.provider())) {
      return Optional.of(FREE);
    }
    return elsewhere ? Optional.empty() : find(packaged, name.toString());
  }

  private static Optional<Price> find(Map<String, Price> prices, String name) {
    Price exact = prices.get(name);
    return Optional.ofNullable(
        exact == null ? prices.get(DATED.matcher(name).replaceFirst("")) : exact);
  }

  private static Map<String, Price> read(String file, String text) {
    Map<String, Price> prices = new LinkedHashMap<>();
    try {
      JsonNode whole = YAMLMapper.builder().build().readTree(text);
      if (!whole.path("prices").isObject()) {
        throw wrong(file, "it has no \"prices\"", null);
      }
      for (var entry : whole.path("prices").properties()) {
        prices.put(entry.getKey(), price(file, entry.getKey(), entry.getValue(), whole));
      }
      return prices;
    } catch (JacksonException e) {
      throw wrong(file, Brief.of(e.getOriginalMessage()), e);
    }
  }

  private static Price price(String file, String model, JsonNode one, JsonNode whole) {
    if (!one.path("input").isNumber() || !one.path("output").isNumber()) {
      throw wrong(file, "the price of %s has no number for input or output".formatted(model), null);
    }
    try {
      return new Price(
          one.path("input").asDouble(),
          one.path("output").asDouble(),
          LocalDate.parse(either(one, whole, "as_of")),
          either(one, whole, "source"));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw wrong(file, "the price of %s: %s".formatted(model, e.getMessage()), e);
    }
  }

  private static String either(JsonNode one, JsonNode whole, String field) {
    String said = one.path(field).asString(whole.path(field).asString(""));
    if (said.isBlank()) {
      throw new IllegalArgumentException(
          "\"%s\" is missing, in the price and in the file".formatted(field));
    }
    return said;
  }

  private static UnknownModelException wrong(
      String file, String what, @org.jspecify.annotations.Nullable Exception cause) {
    var wrong =
        new UnknownModelException(
            "The price file %s is none: %s. Expected: as_of, source, and prices as provider/name: {input: DOLLARS, output: DOLLARS} for a million tokens each. Do: see docs/models.md."
                .formatted(file, what));
    if (cause != null) {
      wrong.initCause(cause);
    }
    return wrong;
  }
}
