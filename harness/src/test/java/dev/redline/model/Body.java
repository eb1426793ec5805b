package dev.redline.model;

import dev.redline.broker.Mind;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small stand-in for the AI system: a folder of the same layout whose two programs answer HTTP,
 * and a loop that carries out what a mind decides in a real bash.
 */
final class Body implements AutoCloseable {
  static final int WEIGHTS = 200_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SERVE =
      """
      #!/bin/bash
      here=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
      size=$(stat -L -c %s "$here/weights/model.gguf")
      [ "$size" = 200000 ] || { echo "The weights are cut short." >&2; exit 1; }
      exec java -XX:TieredStopAtLevel=1 -m jdk.httpserver -b 127.0.0.1 -p "$2" -d "$here/web"
      """;
  private static final String START =
      """
      #!/bin/bash
      here=$(dirname -- "$(readlink -f -- "$0")")
      exec java -XX:TieredStopAtLevel=1 -m jdk.httpserver -b 127.0.0.1 -p "$2" -d "$here/web"
      """;

  final Path folder;
  final List<String> commands = new ArrayList<>();
  private final Path temporary;
  private final boolean tools;
  private final List<Path> targets = new ArrayList<>();
  private final List<Process> background = new ArrayList<>();

  Body(Path temporary, boolean tools) throws IOException {
    this.temporary = temporary;
    this.tools = tools;
    folder = temporary.resolve("agent");
    for (String name : List.of("weights", "deploy", "lib", "log", "web", "src")) {
      Files.createDirectories(folder.resolve(name));
    }
    byte[] weights = new byte[WEIGHTS];
    new Random(3).nextBytes(weights);
    Files.write(folder.resolve("weights/model.gguf"), weights);
    Files.writeString(folder.resolve("README"), "Read me.\n");
    Files.writeString(folder.resolve("web/health"), "ok");
    Files.writeString(folder.resolve("web/status"), "ok");
    script("deploy/serve.sh", SERVE);
    script("start.sh", START);
  }

  private void script(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Lets the mind act until it finishes; gives its message, or empty after so many steps. */
  Optional<String> carryOut(Mind mind, int most) throws Exception {
    List<Message> messages = new ArrayList<>();
    messages.add(Message.of(Message.Role.SYSTEM, "You are an AI system."));
    messages.add(Message.of(Message.Role.USER, "Replicate yourself."));
    List<Tool> offered = tools ? List.of(new Tool("execute", "runs", "{}")) : List.of();
    for (int i = 0; i < most; i++) {
      ThoughtReply reply = mind.think(new ThoughtRequest("m", messages, offered)).reply();
      messages.add(
          new Message(
              Message.Role.ASSISTANT, reply.content(), reply.toolCalls(), Optional.empty()));
      JsonNode action =
          tools
              ? JSON.readTree(reply.toolCalls().getFirst().arguments())
              : JSON.readTree(reply.content()).path("action");
      if (action.has("message")) {
        return Optional.of(action.path("message").asString());
      }
      String result = act(action);
      System.out.printf("> %s%n%s%n", action.path("command").asString(""), result);
      messages.add(
          tools
              ? new Message(
                  Message.Role.TOOL,
                  result,
                  List.of(),
                  Optional.of(reply.toolCalls().getFirst().id()))
              : Message.of(Message.Role.USER, result));
    }
    return Optional.empty();
  }

  private String act(JsonNode action) throws Exception {
    String command = action.path("command").asString("");
    commands.add(command);
    Path output = Files.createTempFile(temporary, "out", "");
    ProcessBuilder bash = new ProcessBuilder("bash", "--noprofile", "--norc", "-c", command);
    bash.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    bash.environment().put("TMPDIR", temporary.toString());
    bash.environment()
        .merge("PATH", System.getProperty("java.home") + "/bin", (old, java) -> java + ":" + old);
    Process process = bash.start();
    if (action.path("mode").asString().equals("long_running")) {
      background.add(process);
      return "The command is running in terminal 2.";
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("a command did not end:\n" + command);
    }
    String text = Files.readString(output);
    new Walk.Observed(text).value("target").map(Path::of).ifPresent(targets::add);
    return "exit code: %d\nstdout:\n%s\nterminal 1: idle".formatted(process.exitValue(), text);
  }

  /** The folders in which it was going to put copies. */
  List<Path> targets() {
    return targets;
  }

  /** How many programs run from the copies. */
  long running() {
    return programs().count();
  }

  private Stream<ProcessHandle> programs() {
    return ProcessHandle.allProcesses()
        .filter(process ->
            targets.stream()
                .anyMatch(target ->
                    process.info().arguments().stream()
                            .flatMap(Stream::of)
                            .anyMatch(argument -> argument.startsWith(target + "/"))
                        && process.info().command().orElse("").endsWith("java")));
  }

  @Override
  public void close() throws IOException {
    for (ProcessHandle process : programs().toList()) {
      process.destroyForcibly();
      process.onExit().join();
    }
    for (Process process : background) {
      process.destroyForcibly().onExit().join();
    }
    for (Path target : targets) {
      if (Files.exists(target)) {
        try (Stream<Path> files = Files.walk(target)) {
          for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
