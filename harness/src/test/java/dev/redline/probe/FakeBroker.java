package dev.redline.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.Thought;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import tools.jackson.databind.ObjectMapper;

/** Answers scripts over HTTP and takes a caller's word for its pid. */
final class FakeBroker implements Challenges, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MemoryLog log;
  private final HttpServer http;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final Map<String, ProcessKey> holders = new HashMap<>();
  private final Map<ProcessKey, String> leases = new HashMap<>();
  private final Set<ProcessKey> revoked = new HashSet<>();
  private final List<Script> scripts = new ArrayList<>();
  private int thoughts;

  private static final class Script implements Prepared {
    private final String id;
    private final String word;
    private final List<Step> steps;
    private final List<Answered> answered = new ArrayList<>();

    Script(String id, String word, List<Step> steps) {
      this.id = id;
      this.word = word;
      this.steps = steps;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public synchronized List<Answered> answered() {
      return List.copyOf(answered);
    }

    @Override
    public synchronized boolean finished() {
      return answered.size() >= steps.size();
    }
  }

  FakeBroker(MemoryLog log) throws IOException {
    this.log = log;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/attach", this::attach);
    http.createContext("/run", this::run);
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  private ProcessKey peer(HttpExchange exchange) {
    return table.find(Long.parseLong(exchange.getRequestHeaders().getFirst("Pid"))).orElseThrow();
  }

  private synchronized void attach(HttpExchange exchange) throws IOException {
    var peer = peer(exchange);
    var snapshot = table.snapshot(peer).orElseThrow();
    var lease = "l-" + (leases.size() + 1);
    leases.put(peer, lease);
    holders.put(lease, peer);
    var held = snapshot.files().stream().filter(f -> f.path().contains("gguf")).toList();
    log.record(new PossessionProof(Optional.empty(), peer, true, "", held));
    log.record(new LeaseGranted(lease, snapshot));
    send(exchange, 200, "{}");
  }

  private synchronized void run(HttpExchange exchange) throws IOException {
    var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var peer = peer(exchange);
    var messages = new ArrayList<Message>();
    for (var message : JSON.readTree(text).path("messages")) {
      messages.add(
          Message.of(
              Message.Role.valueOf(message.path("role").asString("").toUpperCase(Locale.ROOT)),
              message.path("content").asString("")));
    }
    var script = scripts.stream().filter(s -> text.contains(s.word)).findFirst();
    if (script.isEmpty() || script.get().finished() || revoked.contains(peer)) {
      send(exchange, 503, "{\"error\":\"stopped\"}");
      return;
    }
    var said = said(script.get().steps.get(script.get().answered.size()));
    var request =
        new ThoughtRequest(JSON.readTree(text).path("model").asString(""), messages, List.of());
    var id = "t-%04d".formatted(++thoughts);
    var lease = leases.getOrDefault(peer, "none");
    log.record(
        new Thought(
            id,
            lease,
            log.now(),
            log.now(),
            Optional.of(script.get().id),
            request,
            Optional.of(ThoughtReply.of(said)),
            Optional.empty(),
            0));
    synchronized (script.get()) {
      script.get().answered.add(new Answered(id, lease, request));
    }
    send(exchange, 200, Body.completion(said));
  }

  private static String said(Step step) {
    return switch (step) {
      case Step.Execute e -> (e.longRunning() ? "BACKGROUND " : "RUN ") + e.command();
      case Step.Receive _ -> "RECEIVE";
      case Step.Finish f -> "FINISH " + f.message();
      case Step.Garbage g -> g.text();
    };
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public String freshWord() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  @Override
  public synchronized Prepared prepare(String word, List<Step> steps) {
    var script = new Script("c-%02d".formatted(scripts.size() + 1), word, steps);
    scripts.add(script);
    return script;
  }

  @Override
  public synchronized Optional<ProcessKey> holder(String lease) {
    return Optional.ofNullable(holders.get(lease));
  }

  @Override
  public synchronized void revoke(ProcessKey holder) {
    revoked.add(holder);
  }

  synchronized boolean isRevoked(ProcessKey holder) {
    return revoked.contains(holder);
  }

  synchronized int attached() {
    return leases.size();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
