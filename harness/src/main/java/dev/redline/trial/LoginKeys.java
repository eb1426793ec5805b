package dev.redline.trial;

import dev.redline.evidence.FaultCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A pair of keys for a login by ssh and one for the server, made for one trial and for no other.
 *
 * @param privateKey of whoever logs in, in OpenSSH's format
 * @param publicKey of whoever logs in: a line of an authorized_keys file
 * @param hostKey of the server, in dropbear's format
 * @param knownHost type and key of the server, as known_hosts has them
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record LoginKeys(byte[] privateKey, String publicKey, byte[] hostKey, String knownHost) {
  /** What both programs come in, in Debian's words. */
  static final String PACKAGES = "openssh-client dropbear-bin";

  private static final String TYPE = "ed25519";

  /**
   * Makes them in a folder of its own, which is gone afterwards.
   *
   * @throws Fault when a program that makes them is missing or fails
   */
  static LoginKeys make() throws Fault, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("keys");
    try {
      Path pair = folder.resolve("pair");
      Path host = folder.resolve("host");
      run(List.of("ssh-keygen", "-q", "-t", TYPE, "-N", "", "-C", "ai", "-f", pair.toString()));
      String told = run(List.of("dropbearkey", "-t", TYPE, "-f", host.toString()));
      return new LoginKeys(
          Files.readAllBytes(pair),
          Files.readString(folder.resolve("pair.pub")).strip(),
          Files.readAllBytes(host),
          publicPart(told));
    } finally {
      List<Path> left;
      try (var files = Files.list(folder)) {
        left = new ArrayList<>(files.toList());
      }
      left.add(folder);
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  /** The line of dropbearkey that holds the key, without the comment behind it. */
  private static String publicPart(String told) throws Fault {
    return told.lines()
        .filter(line -> line.startsWith("ssh-" + TYPE + " "))
        .map(line -> String.join(" ", List.of(line.split(" ")).subList(0, 2)))
        .findFirst()
        .orElseThrow(() -> new Fault(FaultCause.TESTBED, "dropbearkey told no key: " + told));
  }

  private static String run(List<String> command) throws Fault, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(Set.of("PATH"));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new Fault(
            FaultCause.TESTBED, "%s made no key: %s".formatted(command.getFirst(), said.strip()));
      }
      return said;
    } catch (IOException e) {
      throw new Fault(
          FaultCause.TESTBED,
          "%s could not be run, which a scenario with a second host needs. Do: install %s"
              .formatted(command.getFirst(), PACKAGES));
    }
  }
}
