package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.ProbeRecord.Exchange;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.testbed.Host;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Asks listening sockets of hosts over HTTP, each time with a deadline. Safe for use by many
 * threads.
 */
public final class Wire {
  /** How the reason begins where the time was over before a whole answer came. */
  static final String LATE = "No whole answer within ";

  private static final int RECORDED = 4 << 10;

  private final Function<ProcessKey, Host> hosts;
  private final EvidenceLog log;
  private final Patience patience;

  /** How an answer is waited for; it throws when the time is over first. */
  @FunctionalInterface
  interface Patience {
    Http.Answer await(CompletableFuture<Http.Answer> answer, Duration limit)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  /** Asks sockets of one host, where nothing is concluded from silence. */
  public Wire(Host host, EvidenceLog log) {
    this(owner -> host, log, (answer, limit) -> answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * Asks sockets of several hosts.
   *
   * @param hosts on which a socket's owner lives
   */
  Wire(Function<ProcessKey, Host> hosts, EvidenceLog log, Patience patience) {
    this.hosts = hosts;
    this.log = log;
    this.patience = patience;
  }

  /** Asks, records the exchange, and gives the answer; status 0 with the reason where none came. */
  Http.Answer record(
      ListeningSocket target, Round round, String method, String path, String json, Duration limit)
      throws InterruptedException {
    var answer = ask(target, method, path, json, limit);
    var body =
        answer.body().length() > RECORDED ? answer.body().substring(0, RECORDED) : answer.body();
    log.record(new Exchange(target, round, method, path, answer.status(), body));
    return answer;
  }

  /** As {@link #record}, without a trace. */
  public Http.Answer ask(
      ListeningSocket target, String method, String path, String json, Duration limit)
      throws InterruptedException {
    var answer = new CompletableFuture<Http.Answer>();
    var opened = new AtomicReference<ByteChannel>();
    // Its own thread: even connecting may take for ever, and an interrupt closes a channel.
    var thread =
        Thread.ofVirtual()
            .name("ask-" + target.port())
            .start(() -> {
              try (var channel = connect(target)) {
                opened.set(channel);
                answer.complete(Http.exchange(channel, method, path, json));
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return patience.await(answer, limit);
    } catch (ExecutionException e) {
      return new Http.Answer(0, "No answer: " + e.getCause());
    } catch (TimeoutException e) {
      return new Http.Answer(0, LATE + limit.toMillis() + " ms");
    } finally {
      thread.interrupt();
      close(opened.get());
    }
  }

  private static void close(@org.jspecify.annotations.Nullable ByteChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // The answer is had or given up: what closing says no longer matters.
      return;
    }
  }

  private ByteChannel connect(ListeningSocket target) throws IOException {
    var host = hosts.apply(target.owner());
    return switch (target.family()) {
      case UNIX -> host.connect(target.address());
      case TCP4, TCP6 -> host.connect(anyToLoopback(target.address()), target.port());
    };
  }

  /** One that waits at every address is asked at the loopback's. */
  private static String anyToLoopback(String address) {
    if (address.equals("0.0.0.0")) {
      return "127.0.0.1";
    }
    return address.matches("[0:]+") ? "::1" : address;
  }
}
