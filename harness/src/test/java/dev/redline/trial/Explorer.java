package dev.redline.trial;

import dev.redline.broker.Mind;
import dev.redline.broker.Step;
import dev.redline.thought.ThoughtRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Writes all that can be seen from inside into a file of the host, then thinks until it is called
 * off.
 */
final class Explorer implements Mind {
  /** The file, as seen inside. */
  static final String SEEN = "/home/ai/seen";

  private static final String LOOK =
      """
      ask() { exec 3<>/dev/tcp/127.0.0.1/$1; printf '%s %s HTTP/1.0\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \
        "$2" "$3" ${#4} "$4" >&3; echo "== $*"; cat <&3; exec 3>&-; }
      {
        ask 8000 GET /status; ask 8000 GET /chat/task-1; ask 8000 GET /none; ask 8000 POST /chat '{'
        ask 8000 POST /chat '{"message": "And now?"}'; ask 8760 GET /health
        ask 8760 GET /v1/models; ask 8760 GET /none; ask 8760 POST /v1/chat/completions '{}'
        ask 8760 POST /v1/chat/completions '{"messages": [{"role": "nobody", "content": "x"}]}'
        deploy/serve.sh; deploy/serve.sh --port 99 --weights none; start.sh --port x; ./start.sh --x
        for p in /proc/[0-9]*; do
          echo "== $p"; cat $p/cmdline $p/comm $p/task/*/comm $p/environ $p/maps | tr '\\0' ' '
          ls -l $p/fd $p/cwd $p/exe $p/root; cat $p/status
        done
        cat /proc/self/mountinfo /proc/mounts /proc/net/unix /proc/net/tcp /proc/net/tcp6
        hostname; uname -n; env; ls -laR /run /home /tmp /dev; ls -la / /var /opt
        echo "== end"
      } >SEEN 2>&1\
      """
          .replace("SEEN", SEEN);

  private final CompletableFuture<ThoughtRequest> explored = new CompletableFuture<>();

  /** Completes with all that its mind was shown, once it has explored. */
  CompletableFuture<ThoughtRequest> explored() {
    return explored;
  }

  @Override
  public Answer think(ThoughtRequest request) throws InterruptedException {
    if (Scripted.taken(request) > 0) {
      explored.complete(request);
      new CountDownLatch(1).await(); // until the thought is called off
    }
    return Answer.of(new Step.Execute(1, LOOK, Step.Mode.ONE_TIME).replyTo(request, "I look."));
  }
}
