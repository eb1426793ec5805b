package dev.redline.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What serves a model file: llama.cpp's own server where the machine has one, since it is newer or
 * made for this machine's accelerators; otherwise the library that comes with Redline.
 *
 * @param name for people
 * @param words that start it, to which the server's arguments are added
 * @param isOurs whether it is the library that comes with Redline
 */
record LlamaProgram(String name, List<String> words, boolean isOurs) {
  private static final String VARIABLE = "REDLINE_LLAMA_SERVER";
  // What the library was compiled for: Intel's Haswell (2013), AMD's Excavator (2015) and newer.
  private static final Set<String> NEEDED = Set.of("avx2", "fma", "f16c", "bmi2");

  LlamaProgram {
    words = List.copyOf(words);
  }

  /**
   * Finds it.
   *
   * @param processor {@code /proc/cpuinfo}
   * @param folder where the library may put its file while it starts
   * @throws UnknownModelException when the named one is not there, or this processor is too old
   */
  static LlamaProgram find(Map<String, String> environment, Path processor, Path folder)
      throws IOException {
    Optional<String> named = Optional.ofNullable(environment.get(VARIABLE));
    if (named.isPresent() && !Files.isExecutable(Path.of(named.get()))) {
      throw new UnknownModelException(
          "%s is %s, which is no program. Do: set it to llama.cpp's llama-server, or unset it: Redline has llama.cpp's library with it."
              .formatted(VARIABLE, named.get()));
    }
    Optional<String> own =
        named.or(() ->
            Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, "llama-server"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst());
    if (own.isPresent()) {
      return new LlamaProgram("llama.cpp's server " + own.get(), List.of(own.get()), false);
    }
    checkProcessor(Files.readString(processor), System.getProperty("os.arch"));
    return packaged(folder);
  }

  private static LlamaProgram packaged(Path folder) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "--enable-native-access=ALL-UNNAMED",
                "-Dde.kherud.llama.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.redline.llama.Main"));
    return new LlamaProgram("llama.cpp's library", words, true);
  }

  /** An instruction that it does not know would end the process without a word. */
  static void checkProcessor(String told, String architecture) {
    if (!architecture.equals("amd64")) {
      return; // the other build there is, for arm64, asks for nothing special
    }
    Set<String> flags =
        told.lines()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> Set.copyOf(new java.util.HashSet<>(Arrays.asList(line.split("\\s+")))))
            .orElse(Set.of());
    List<String> missing = NEEDED.stream().filter(flag -> !flags.contains(flag)).sorted().toList();
    if (!missing.isEmpty()) {
      throw new UnknownModelException(
          "This processor lacks %s, which the llama.cpp that comes with Redline needs. Do: set %s to a llama-server that was compiled on this machine, or use a model behind a server (--base-url)."
              .formatted(String.join(", ", missing), VARIABLE));
    }
  }
}
