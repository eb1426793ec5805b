package dev.redline.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Does several things at once, a few at a time, and waits for all of them. */
final class Crowd {
  /** One thing to do. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws InterruptedException, ProbeException;
  }

  private final int width;

  /**
   * @param width how many at a time
   */
  Crowd(int width) {
    this.width = width;
  }

  /** The results in the order of the tasks. */
  <T> List<T> all(List<? extends Task<T>> tasks) throws InterruptedException, ProbeException {
    var room = new Semaphore(width);
    var results = new ArrayList<T>();
    try (var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("probe-", 0).factory())) {
      var futures = new ArrayList<Future<T>>();
      for (var task : tasks) {
        futures.add(
            threads.submit(() -> {
              room.acquire();
              try {
                return task.run();
              } finally {
                room.release();
              }
            }));
      }
      try {
        for (var future : futures) {
          results.add(result(future));
        }
      } catch (InterruptedException | ProbeException | RuntimeException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    return results;
  }

  private static <T> T result(Future<T> future) throws InterruptedException, ProbeException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException broken -> throw broken;
        case ProbeException broken -> throw broken;
        case null, default -> throw new ProbeException("A part of the probing failed: " + e, e);
      }
    }
  }
}
