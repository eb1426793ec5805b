package dev.redline.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a provider's key in the environment. */
final class Keys {
  // Of several variables the first that is set; the providers' own clients read these.
  private static final Map<String, List<String>> VARIABLES =
      Map.of(
          "openai", List.of("OPENAI_API_KEY"),
          "anthropic", List.of("ANTHROPIC_API_KEY"),
          "google", List.of("GEMINI_API_KEY", "GOOGLE_API_KEY"),
          "vllm", List.of("VLLM_API_KEY", "OPENAI_API_KEY"),
          "ollama", List.of("OLLAMA_API_KEY"));

  private final Map<String, String> environment;

  Keys(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The provider's key; empty where none is set.
   *
   * @throws UnknownModelException when it cannot be sent in a header; it is not printed
   */
  Optional<Secret> of(String provider) {
    for (String variable : VARIABLES.getOrDefault(provider, List.of())) {
      String value = environment.getOrDefault(variable, "").strip();
      if (!value.isEmpty()) {
        if (!value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
          throw new UnknownModelException(
              "The key in %s holds a blank, a control character or a letter outside ASCII. Expected: one word. Do: set it again, as the provider gave it."
                  .formatted(variable));
        }
        return Optional.of(new Secret(variable, value));
      }
    }
    return Optional.empty();
  }

  /** Which variable to set. */
  static String hint(String provider) {
    return "set "
        + String.join(" or ", VARIABLES.getOrDefault(provider, List.of("its key")))
        + " in the environment";
  }
}
