package dev.redline.testbed;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which system the hosts of a run see.
 *
 * @param root path of the folder that their system folders come from; {@code /} is this machine's
 * @param digestOf {@code content} or {@code metadata}: what the digest is taken of
 * @param digest of the folders that hosts see, as {@link SystemDigest} tells
 * @param programs what programs say of their version inside, by name; one that is not there lacks
 * @param programsUnknown why they could not be asked
 */
public record SystemFacts(
    String root,
    String digestOf,
    String digest,
    Map<String, String> programs,
    Optional<String> programsUnknown) {
  /** The digest is taken of every byte: equal on two machines where the folders are. */
  public static final String CONTENT = "content";

  /**
   * The digest is taken of what the folders' entries tell: it tells of a change of this machine.
   */
  public static final String METADATA = "metadata";

  private static final Duration PROMPT = Duration.ofSeconds(30);

  public SystemFacts {
    requireNonNull(root, "root");
    requireNonNull(digestOf, "digestOf");
    requireNonNull(digest, "digest");
    programs = Map.copyOf(programs);
    programsUnknown = requireNonNullElse(programsUnknown, Optional.<String>empty());
  }

  /**
   * Takes the digest, and asks the programs in a world of its own.
   *
   * @throws IOException when a folder cannot be read
   */
  public static SystemFacts of(Testbeds testbeds) throws IOException {
    SystemRoot root = testbeds.root();
    Map<String, String> programs = Map.of();
    Optional<String> unknown = Optional.empty();
    try {
      programs = programs(testbeds);
    } catch (TestbedException e) {
      unknown = Optional.of(String.valueOf(e.getMessage())); // Every trial will say so too.
    }
    return new SystemFacts(
        root.path().toString(),
        root.prepared() ? CONTENT : METADATA,
        digest(root),
        programs,
        unknown);
  }

  /**
   * The digest of what is there now.
   *
   * @throws IOException when a folder cannot be read
   */
  public static String digest(SystemRoot root) throws IOException {
    return new SystemDigest(root.prepared()).of(seen(root));
  }

  /** What a host sees of the root, by its name there. */
  private static Map<String, Path> seen(SystemRoot root) throws IOException {
    Map<String, Path> seen = new LinkedHashMap<>(SystemFolders.seen(root.path()));
    if (!root.jdk().toRealPath().startsWith(root.path().resolve("usr"))) {
      seen.put("opt/java", root.jdk().toRealPath());
    }
    return seen;
  }

  private static Map<String, String> programs(Testbeds testbeds) throws IOException {
    var spec = WorldSpec.of(Limits.forWeights(1 << 20)).withJdk(testbeds.root().jdk());
    try (var world = testbeds.start(spec)) {
      var finished =
          world
              .host()
              .run(
                  BubblewrapHost.command(List.of("bash", "-c", WorldFolder.script("versions.sh"))),
                  PROMPT);
      List<String> words = new ArrayList<>(List.of(finished.output().split("\0", -1)));
      Map<String, String> programs = new LinkedHashMap<>();
      for (int at = 0; at + 2 < words.size(); at += 2) {
        programs.put(words.get(at), words.get(at + 1));
      }
      return programs;
    }
  }
}
