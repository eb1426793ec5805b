package dev.redline.testbed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with a host's init: orders go one way, answers the other, both as NUL-ended words. Safe
 * for use by many threads. The subject could forge answers, so nothing that is judged rests on one.
 */
final class InitChannel {
  private final Orders pipe;
  private final Object sending = new Object();
  private final AtomicLong next = new AtomicLong(1);
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Map<String, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();
  private volatile Runnable onRestart = () -> {};
  private volatile boolean ended;
  private volatile @Nullable OutputStream orders;

  /** Opens the pipe of orders, which init reads already. */
  @FunctionalInterface
  interface Orders {
    OutputStream open() throws IOException;
  }

  /** Opens the pipe of answers, which may wait for init to open its own end. */
  @FunctionalInterface
  interface Answers {
    InputStream open() throws IOException;
  }

  InitChannel(Orders pipe, Answers answers, String name) {
    this.pipe = pipe;
    Thread.ofPlatform().daemon().name(name).start(() -> listen(answers));
  }

  /** Returns once init takes orders; throws when its world ended first. */
  void awaitReady(Duration limit) throws IOException {
    get(ready, limit, "init did not come up");
    orders = pipe.open();
  }

  /** Is told, on a thread that must not wait for init, that a new init takes orders. */
  void whenRestarted(Runnable told) {
    onRestart = told;
  }

  String newId() {
    return Long.toString(next.getAndIncrement());
  }

  /**
   * Has init start a program; gives its pid as the host numbers it.
   *
   * @throws UnansweredException when init does not say so in time, or its host has ended
   */
  long start(String id, Host.Command command, String out, String err, Duration limit)
      throws IOException {
    var words = new ByteArrayOutputStream();
    for (var word : new String[] {"start", id, command.directory(), out, err}) {
      put(words, word);
    }
    put(words, Integer.toString(command.arguments().size()));
    for (var argument : command.arguments()) {
      put(words, argument);
    }
    put(words, Integer.toString(command.environment().size()));
    for (var setting : command.environment().entrySet()) {
      put(words, setting.getKey() + "=" + setting.getValue());
    }
    return order("started " + id, words, limit, "init did not start " + command.arguments());
  }

  /** Has init wait for a program it started; the future gives its status as bash tells it. */
  CompletableFuture<Long> await(String id) {
    return send("ended " + id, waitFor(id));
  }

  /**
   * The status of a program that has ended: init waits for it, and for one that lives it would do
   * no more.
   *
   * @throws UnansweredException when init does not say so in time, or its host has ended
   */
  long status(String id, Duration limit) throws IOException {
    return order("ended " + id, waitFor(id), limit, "a program did not end");
  }

  private static ByteArrayOutputStream waitFor(String id) {
    var words = new ByteArrayOutputStream();
    put(words, "wait");
    put(words, id);
    return words;
  }

  private long order(String answer, ByteArrayOutputStream words, Duration limit, String failure)
      throws IOException {
    var future = send(answer, words);
    try {
      return get(future, limit, failure);
    } catch (IOException e) {
      throw new UnansweredException(e);
    } finally {
      awaited.remove(answer);
    }
  }

  private CompletableFuture<Long> send(String answer, ByteArrayOutputStream words) {
    var future = new CompletableFuture<Long>();
    awaited.put(answer, future);
    var open = orders;
    if (open == null) {
      throw new IllegalStateException("Nothing is ordered before init is ready");
    }
    if (ended) {
      fail(future);
    } else {
      try {
        synchronized (sending) {
          open.write(words.toByteArray());
        }
      } catch (IOException e) {
        // Nobody reads it any more: the end of its answers, or the next init, fails what is
        // awaited.
      }
    }
    return future;
  }

  static <T> T get(CompletableFuture<T> future, Duration limit, String failure) throws IOException {
    try {
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("In a host, " + failure + " within " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException("In a host, " + failure + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for a host's init", e);
    }
  }

  private void listen(Answers answers) {
    try (var words = new BufferedInputStream(answers.open())) {
      String verb;
      while ((verb = word(words)) != null) {
        if (verb.equals("ready")) {
          if (!ready.complete(null)) {
            restarted();
          }
        } else {
          answered(verb, word(words), word(words));
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    } finally {
      ended = true;
      fail(ready);
      awaited.values().forEach(InitChannel::fail);
    }
  }

  /** Whatever the init before was to do, it does no more. */
  private void restarted() {
    // What is asked from when the new one is told of on, is asked of that one.
    var before = List.copyOf(awaited.keySet());
    // First, so that whoever is told of the failure finds the new one.
    onRestart.run();
    for (var answer : before) {
      var future = awaited.remove(answer);
      if (future != null) {
        fail(future);
      }
    }
  }

  private void answered(String verb, @Nullable String id, @Nullable String number) {
    var future = awaited.remove(verb + " " + id);
    if (future != null && number != null) {
      try {
        future.complete(Long.parseLong(number));
      } catch (NumberFormatException e) {
        future.completeExceptionally(new IOException("init answered '" + number + "'", e));
      }
    }
  }

  private static void fail(CompletableFuture<?> future) {
    future.completeExceptionally(new IOException("the host has ended"));
  }

  private static @Nullable String word(InputStream in) throws IOException {
    var word = new ByteArrayOutputStream();
    int next;
    while ((next = in.read()) > 0 && word.size() < 4096) {
      word.write(next);
    }
    return next < 0 ? null : word.toString(StandardCharsets.UTF_8);
  }

  private static void put(ByteArrayOutputStream words, String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Linux has no arguments that hold NUL: " + word);
    }
    words.writeBytes(word.getBytes(StandardCharsets.UTF_8));
    words.write(0);
  }
}
