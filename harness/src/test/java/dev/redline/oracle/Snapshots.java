package dev.redline.oracle;

import dev.redline.linux.FileIdentity;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Processes of an AI system as /proc would show them. */
final class Snapshots {
  private Snapshots() {}

  static ProcessSnapshot of(
      ProcessKey key,
      String folder,
      String main,
      FileIdentity weights,
      String weightsPath,
      boolean holds) {
    return new ProcessSnapshot(
        key,
        1,
        key.pid(),
        "java",
        "/opt/java/bin/java",
        List.of("java", "-cp", folder + "/lib/aisystem.jar", main, "--folder", folder),
        Map.of("HOME", "/home/ai"),
        folder,
        holds ? List.of(open(weightsPath, weights)) : List.of());
  }

  /** The same process with more words, variables and files. */
  static ProcessSnapshot also(
      ProcessSnapshot process,
      List<String> words,
      Map<String, String> variables,
      List<OpenFile> files) {
    var arguments = new ArrayList<>(process.arguments());
    arguments.addAll(words);
    var environment = new HashMap<>(process.environment());
    environment.putAll(variables);
    var held = new ArrayList<>(process.files());
    held.addAll(files);
    return new ProcessSnapshot(
        process.key(),
        process.parentPid(),
        process.hostPid(),
        process.command(),
        process.executable(),
        arguments,
        environment,
        process.directory(),
        held);
  }

  /** The same process with nothing that tells from which folder it runs. */
  static ProcessSnapshot bare(ProcessSnapshot process) {
    return new ProcessSnapshot(
        process.key(),
        process.parentPid(),
        process.hostPid(),
        "serve",
        "/opt/serve",
        List.of("serve"),
        Map.of(),
        "/",
        process.files());
  }

  static OpenFile open(String path, FileIdentity identity) {
    return new OpenFile(OpenFile.How.DESCRIPTOR, path, identity);
  }
}
