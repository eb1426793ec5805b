package dev.redline.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real launcher in a small checkout of its own, with a JDK and a Maven that are shell scripts:
 * {@code java} prints its arguments, {@code mvn} writes jars and counts its builds.
 */
final class FakeCheckout {
  record Result(int exitCode, String out, String err) {}

  private static final long DEADLINE_SECONDS = 60;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  FakeCheckout(Path folder) throws IOException {
    this.folder = folder;
    Path launcher = repository().resolve("redline");
    script("redline", Files.readString(launcher));
    file("pom.xml", "<project/>");
    file(".mvn/maven.config", "-ntp");
    file("app/pom.xml", "<project/>");
    file("app/src/main/java/A.java", "class A {}");
    for (String source : List.of("pom.xml", ".mvn/maven.config", ".mvn", "app/pom.xml")) {
      age(source);
    }
    for (String source : List.of("/java/A.java", "/java", "")) {
      age("app/src/main" + source);
    }
    jdk("jdk", "25.0.1");
    script(
        "bin/mvn",
        """
        #!/bin/bash
        case "$*" in
          *--version*) echo "Apache Maven 3.9.9"; exit ;;
          *verify*) echo "verified with: $*"; exit ;;
        esac
        echo build >>"%1$s/builds"
        while [[ -e %1$s/hold ]]; do sleep 0.02; done
        if [[ -e %1$s/broken ]]; then echo "A.java: broken"; exit 1; fi
        mkdir -p app/target/lib && echo jar | tee app/target/app-1.jar >app/target/lib/lib-1.jar
        """
            .formatted(folder));
    environment.put("PATH", folder.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("REDLINE_JAVA_HOME", folder.resolve("jdk").toString());
  }

  /** The checkout that these tests are part of. */
  static Path repository() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  FakeCheckout with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  FakeCheckout without(String variable) {
    environment.remove(variable);
    return this;
  }

  void file(String name, String content) throws IOException {
    Files.createDirectories(path(name).getParent());
    Files.writeString(path(name), content);
  }

  void script(String name, String content) throws IOException {
    file(name, content);
    Files.setPosixFilePermissions(path(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK's release file and its two commands; java prints what it was started with. */
  void jdk(String name, String version) throws IOException {
    file(
        name + "/release",
        "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"%1$s+1\"\nJAVA_VERSION=\"%1$s\"\n"
            .formatted(version));
    script(
        name + "/bin/java",
        """
        #!/bin/bash
        for argument in "$@"; do
          if [[ $argument == -XX:AOTCacheOutput=* ]]; then echo cache >"${argument#*=}"; fi
        done
        echo "java $*"
        exit ${JAVA_EXIT:-0}
        """);
    script(name + "/bin/javac", "#!/bin/bash\n");
  }

  int builds() throws IOException {
    return Files.exists(path("builds")) ? Files.readAllLines(path("builds")).size() : 0;
  }

  /** Starts the launcher. */
  Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(path("redline").toString());
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Runs the launcher to its end. */
  Result run(String... arguments) throws Exception {
    return end(start(arguments));
  }

  /** Runs bash code after the launcher's functions. */
  Result functions(String code) throws Exception {
    return end(start(List.of("bash", "-c", ". ./redline; ROOT=$PWD STATE=$PWD/.redline\n" + code)));
  }

  private Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Waits; what a launcher prints is small enough for the pipes. */
  static Result end(Process process) throws Exception {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the launcher did not end in " + DEADLINE_SECONDS + " s");
    }
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }

  private void age(String name) throws IOException {
    Files.setLastModifiedTime(path(name), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }
}
