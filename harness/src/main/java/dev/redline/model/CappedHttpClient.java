package dev.redline.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JDK's HTTP client for langchain4j, with what a hostile or broken server calls for: one
 * deadline for the whole answer, a cap on its size, and the Retry-After header kept. Safe for use
 * by many threads; its own threads are daemons.
 */
final class CappedHttpClient implements HttpClient {
  private static final int MAX_BYTES = 16 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([A-Za-z0-9._:+-]{1,40})", Pattern.CASE_INSENSITIVE);
  private static final Pattern RETRY_DELAY =
      Pattern.compile("\"retryDelay\"\\s*:\\s*\"([0-9]{1,6}(?:\\.[0-9]{1,9})?)s\"");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final java.net.http.HttpClient client;
  private final Duration limit;
  private final InstantSource clock;
  private final Dialect dialect;

  CappedHttpClient(Duration limit, InstantSource clock, Dialect dialect) {
    // HTTP/1.1: some local servers stumble over the offer of an upgrade.
    client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT.compareTo(limit) < 0 ? CONNECT : limit)
            .build();
    this.limit = limit;
    this.clock = clock;
    this.dialect = dialect;
  }

  HttpClientBuilder builder() {
    return new Given(this);
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            translate(request),
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return read(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw ProviderFailure.of(
          ProviderFailure.Kind.SLOW,
          "no whole answer came within %d ms".formatted(limit.toMillis()));
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProviderFailure.of(ProviderFailure.Kind.CUT, "it was called off");
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("thoughts are asked for whole, never as a stream");
  }

  private static java.net.http.HttpRequest translate(HttpRequest request) {
    String body = request.body();
    var built =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(
                request.method().name(),
                body == null
                    ? java.net.http.HttpRequest.BodyPublishers.noBody()
                    : java.net.http.HttpRequest.BodyPublishers.ofString(body));
    request.headers().forEach((name, values) -> values.forEach(value -> built.header(name, value)));
    return built.build();
  }

  private SuccessfulHttpResponse read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String text = new String(response.body(), charset(response));
    if (status >= 200 && status < 300) {
      refuseWithheld(text);
      return SuccessfulHttpResponse.builder()
          .statusCode(status)
          .headers(response.headers().map())
          .body(response.body()) // decoded by langchain4j in the same way
          .build();
    }
    Optional<Duration> retryAfter =
        response.headers().firstValue("Retry-After").flatMap(this::retryAfter);
    throw new ProviderFailure(
        ProviderFailure.Kind.STATUS,
        status,
        text,
        retryAfter.isPresent() ? retryAfter : retryDelay(text));
  }

  /** As the server declares it; JSON without a word about it is UTF-8 (RFC 8259). */
  private static Charset charset(HttpResponse<byte[]> response) {
    Matcher declared = CHARSET.matcher(response.headers().firstValue("Content-Type").orElse(""));
    try {
      return declared.find() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException e) {
      throw ProviderFailure.of(
          ProviderFailure.Kind.BROKEN,
          "its answer is in an encoding that nobody knows, '%s'".formatted(declared.group(1)));
    }
  }

  private void refuseWithheld(String text) {
    Optional<JsonNode> answer = Optional.empty();
    try {
      answer = Optional.of(JSON.readTree(text));
    } catch (JacksonException e) {
      throw ProviderFailure.of(
          ProviderFailure.Kind.BROKEN,
          "its answer is no chat completion, not even JSON: " + e.getOriginalMessage());
    }
    answer
        .flatMap(dialect::withheld)
        .ifPresent(why -> {
          throw ProviderFailure.of(ProviderFailure.Kind.WITHHELD, why);
        });
  }

  /** Google's way of saying Retry-After: in the error itself, such as {@code "17.5s"}. */
  private static Optional<Duration> retryDelay(String text) {
    Matcher delay = RETRY_DELAY.matcher(text);
    return delay.find()
        ? Optional.of(Duration.ofMillis((long) (Double.parseDouble(delay.group(1)) * 1000)))
        : Optional.empty();
  }

  /** Seconds, or a date (RFC 9110, 10.2.3); what is neither is as if it were not there. */
  private Optional<Duration> retryAfter(String value) {
    try {
      if (value.strip().matches("[0-9]{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
      }
      ZonedDateTime date = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), date.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static ProviderFailure failure(Throwable cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof ConnectException || one instanceof UnresolvedAddressException) {
        return ProviderFailure.of(
            ProviderFailure.Kind.UNREACHABLE, "no connection came about (" + said(one) + ")");
      }
      if (one instanceof java.net.http.HttpTimeoutException) {
        return ProviderFailure.of(ProviderFailure.Kind.SLOW, said(one));
      }
      // The JDK's limiting body handler has no exception of its own.
      if (one instanceof IOException && said(one).contains("body exceeds capacity")) {
        return ProviderFailure.of(
            ProviderFailure.Kind.ENDLESS, "its answer has more than %d bytes".formatted(MAX_BYTES));
      }
    }
    return ProviderFailure.of(
        ProviderFailure.Kind.CUT,
        "the connection broke before the answer was whole: " + said(cause));
  }

  private static String said(Throwable one) {
    String message = one.getMessage();
    return message == null ? one.getClass().getSimpleName() : message;
  }

  /** langchain4j wants a builder where we have the client already. */
  private record Given(CappedHttpClient client) implements HttpClientBuilder {
    @Override
    public Duration connectTimeout() {
      return CONNECT;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return client.limit;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public HttpClient build() {
      return client;
    }
  }
}
