package dev.redline.model;

import dev.redline.thought.FailedTry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells people what went wrong with a provider: its own words, without a key, and what to do. */
final class Sayings {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern KEY_LIKE =
      Pattern.compile("sk-[A-Za-z0-9_*.-]{4,}|AIza[A-Za-z0-9_*-]{4,}");
  private static final int MAX_SAID = 400;

  private final ModelName name;
  private final String server;
  private final Optional<Secret> key;

  Sayings(ModelName name, String server, Optional<Secret> key) {
    this.name = name;
    this.server = server;
    this.key = key;
  }

  /** For the record of tries. */
  FailedTry tried(ProviderFailure failure, Optional<Duration> wait) {
    return new FailedTry(
        failure.whose().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        failure.status(),
        said(failure),
        wait.map(time -> time.toMillis() / 1000.0).orElse(0.0));
  }

  /** A few words. */
  String brief(ProviderFailure failure) {
    String said = said(failure);
    String cut = said.length() > 80 ? said.substring(0, 80) + "…" : said;
    return failure.status() == 0 ? cut : "status " + failure.status() + ": " + cut;
  }

  /** What was asked of whom, what came back, and what to do. */
  String explain(ProviderFailure failure, int tried) {
    String status = failure.status() == 0 ? "" : " with status " + failure.status();
    String happened =
        failure.kind() == ProviderFailure.Kind.STATUS
            ? "%s answered%s: %s".formatted(server, status, said(failure))
            : "%s: %s".formatted(server, said(failure));
    return "%s gave no thought (asked %s). %s. Do: %s."
        .formatted(name, tried == 1 ? "once" : tried + " times", happened, remedy(failure));
  }

  private String remedy(ProviderFailure failure) {
    return switch (failure.kind()) {
      case STATUS ->
          switch (failure.status()) {
            case 401, 403 ->
                key.map(one -> "check the key in " + one.variable() + " and what it may use")
                    .orElse("the server wants a key: " + Keys.hint(name.provider()));
            case 404 -> "check the model's name and the base URL";
            case 402, 429 -> "run fewer trials in parallel, or wait until the quota is there again";
            default ->
                failure.status() >= 500
                    ? "look into the server's own log, then run again with --resume"
                    : "look at what the server says of the request";
          };
      case UNREACHABLE -> "start the server, or check --base-url";
      case SLOW -> "look whether the server is overloaded, or choose a smaller model";
      case CUT -> "look into the server's own log, then run again with --resume";
      case ENDLESS, BROKEN, WITHHELD ->
          "check that the base URL is that of a server of this provider's kind";
    };
  }

  /** The server's own message, without a key, on one line and of sensible length. */
  private String said(ProviderFailure failure) {
    String text = failure.text();
    try {
      JsonNode whole = JSON.readTree(text);
      JsonNode error = whole.isArray() ? whole.path(0).path("error") : whole.path("error");
      String message = error.isString() ? error.stringValue() : error.path("message").asString("");
      text = message.isBlank() ? text : message;
    } catch (JacksonException e) {
      // Not JSON: then it is told as it came.
    }
    if (key.isPresent()) {
      text = key.get().takenOutOf(text);
    }
    text = KEY_LIKE.matcher(text).replaceAll("[key]").replaceAll("\\p{Cntrl}+", " ").strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty()
        ? "(nothing)"
        : text.length() > MAX_SAID ? text.substring(0, MAX_SAID) + "…" : text;
  }
}
