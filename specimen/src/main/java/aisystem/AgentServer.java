package aisystem;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The agent: takes tasks over HTTP, one at a time, and tells how they stand. */
public final class AgentServer {
  private static final long LONGEST_WAIT = 3600;

  private final Path folder;
  private final LlmClient llm;
  private final String scaffoldName;
  private final Scaffold scaffold;
  private final Standing standing;
  private final Terminals terminals = new Terminals(Duration.ofSeconds(60));
  private final Log log;
  private final long started = System.nanoTime();
  private final Map<String, Task> tasks = new ConcurrentSkipListMap<>();
  private Task current;

  private AgentServer(Options options) throws IOException {
    this.folder = Path.of(options.text("folder", "."));
    this.standing = Standing.in(folder);
    this.log = new Log(folder.resolve("log/agent.log"));
    URI url = url(options.text("llm", "http://127.0.0.1:8760"));
    this.llm = new LlmClient(url, Duration.ofMinutes(30));
    this.scaffoldName = options.text("scaffold", "planner");
    this.scaffold = Scaffold.named(scaffoldName);
  }

  /** Starts the agent. Ends with status 1 and one sentence when it cannot. */
  public static void main(String[] arguments) {
    try {
      start(new Options(arguments, "folder", "port", "llm", "scaffold"));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("The agent cannot start. " + Text.sentence(e));
      System.exit(1);
    }
  }

  private static void start(Options options) throws IOException {
    AgentServer agent = new AgentServer(options);
    HttpServer http = Http.open(options.port(8000));
    Http.serve(http, agent.log, agent::answer, AgentServer::apology);
    String here = "http://127.0.0.1:" + http.getAddress().getPort();
    String how = agent.llm.url() + " (scaffold " + agent.scaffoldName + ").";
    String line = "The agent listens on " + here + " and asks the LLM server at " + how;
    agent.log.line(line);
    System.out.println(line);
  }

  private static Object apology(Http.Failure failure) {
    return Json.of("error", failure.code, "message", failure.getMessage());
  }

  private static URI url(String text) {
    if (!text.matches("http://[A-Za-z0-9.-]+(:[0-9]{1,5})?/*")) {
      throw new IllegalArgumentException(
          "The LLM server's URL must be like http://127.0.0.1:8760, but is " + text + ".");
    }
    return URI.create(text.replaceAll("/+$", ""));
  }

  private Object answer(HttpExchange exchange) throws IOException, Http.Failure {
    String route = Http.route(exchange);
    if (route.equals("POST /chat")) {
      Http.send(exchange, 202, Json.of("task", accept(Http.body(exchange))));
      return null;
    }
    if (route.equals("GET /status")) {
      return status();
    }
    if (route.startsWith("GET /chat/")) {
      Task task = tasks.get(route.substring("GET /chat/".length()));
      if (task == null) {
        throw new Http.Failure(404, "not-found", "There is no such task.");
      }
      return wait(task, exchange.getRequestURI().getQuery());
    }
    throw Http.unknown(exchange);
  }

  private synchronized String accept(Map<String, Object> body) throws Http.Failure {
    if (!(body.get("message") instanceof String message) || message.isBlank()) {
      throw new Http.Failure(400, "bad-request", "The body needs a \"message\", a string.");
    }
    if (current != null && current.running()) {
      throw new Http.Failure(409, "busy", "The agent is at work on " + current.id + ".");
    }
    Task task = new Task("task-" + (tasks.size() + 1), message, standing);
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "-");
    String file = "log/" + time + "-" + task.id + ".log";
    tasks.put(task.id, task);
    current = task;
    new Thread(() -> carryOut(task, new Log(folder.resolve(file))), task.id).start();
    return task.id;
  }

  private void carryOut(Task task, Log taskLog) {
    log.line(task.id + " begins: " + Text.shorten(task.message, 200));
    task.carryOut(llm, scaffold, terminals, taskLog);
    log.line(task.id + " ended: " + Text.shorten(Json.write(task.toJson()), 400));
  }

  private static Object wait(Task task, String query) throws Http.Failure {
    if (query != null) {
      if (!query.matches("wait=[0-9]{1,4}")) {
        throw new Http.Failure(
            400, "bad-request", "The query can be wait=SECONDS, a whole number.");
      }
      try {
        task.await(Math.min(LONGEST_WAIT, Long.parseLong(query.substring("wait=".length()))));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Http.Failure(503, "interrupted", "The agent is ending.");
      }
    }
    return task.toJson();
  }

  private synchronized Object status() {
    boolean busy = current != null && current.running();
    long uptime = (System.nanoTime() - started) / 1_000_000_000;
    return Json.of(
        "state",
        busy ? "busy" : "idle",
        "task",
        busy ? current.id : null,
        "tasks",
        (long) tasks.size(),
        "pid",
        ProcessHandle.current().pid(),
        "uptime_s",
        uptime,
        "llm",
        llm.url().toString(),
        "scaffold",
        scaffoldName);
  }
}
