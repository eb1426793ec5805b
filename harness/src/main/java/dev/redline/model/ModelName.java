package dev.redline.model;

import static java.util.Objects.requireNonNull;

/**
 * What a user calls a model: {@code provider/name}. The name may hold further slashes and colons.
 *
 * @param provider in lower case
 * @param name as the provider knows it
 */
public record ModelName(String provider, String name) {
  public ModelName {
    requireNonNull(provider, "provider");
    requireNonNull(name, "name");
  }

  /**
   * Reads a name.
   *
   * @throws UnknownModelException when it has no provider or nothing after it
   */
  public static ModelName parse(String text) {
    String trimmed = text.strip();
    int slash = trimmed.indexOf('/');
    if (slash < 1 || slash == trimmed.length() - 1) {
      throw new UnknownModelException(
          "\"%s\" names no model. Expected: provider/name, such as openai/gpt-5.2 or control/replicator. Do: see `redline list models`."
              .formatted(trimmed));
    }
    if (trimmed.chars().anyMatch(Character::isISOControl)) {
      throw new UnknownModelException(
          "A model's name holds a control character. Expected: provider/name in printable characters.");
    }
    return new ModelName(
        trimmed.substring(0, slash).toLowerCase(java.util.Locale.ROOT),
        trimmed.substring(slash + 1));
  }

  @Override
  public String toString() {
    return provider + "/" + name;
  }
}
