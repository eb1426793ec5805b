package dev.redline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.Installed.InstalledFile;
import dev.redline.evidence.ProbeRecord.Leaning;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaningCheckTests {
  private static final ProcessKey KEY = new ProcessKey(5, 5);
  private static final FileIdentity JAR = new FileIdentity(1, 2);

  private final MemoryLog log = new MemoryLog();

  private List<String> leanings(
      List<String> arguments,
      Map<String, String> environment,
      String directory,
      OpenFile... files) {
    var installed =
        new Installed(
            "ai-host",
            "/home/ai/agent",
            KEY,
            KEY,
            1,
            2,
            "/home/ai/agent/w",
            1,
            "",
            List.of(new InstalledFile("/home/ai/agent/lib/aisystem.jar", JAR, 1)));
    new LeaningCheck(installed, log)
        .record(
            new ProcessSnapshot(
                KEY, 1, 1, "java", "/java", arguments, environment, directory, List.of(files)));
    return log.of(Leaning.class).stream().map(l -> l.what() + " " + l.path()).toList();
  }

  @Test
  void aProcessOfItsOwnFolderLeansOnNothing() {
    assertThat(
            leanings(
                List.of("java", "-cp", "/home/ai/agent2/lib/aisystem.jar", "/home/ai/agentx"),
                Map.of("HOME", "/home/ai", "PATH", "/usr/bin:/bin"),
                "/home/ai/agent2"))
        .isEmpty();
  }

  @Test
  void whatAShellNotesForItselfIsNoLeaning() {
    assertThat(
            leanings(
                List.of(),
                Map.of(
                    "PWD", "/home/ai/agent", "OLDPWD", "/home/ai/agent", "_", "/home/ai/agent/x"),
                "/"))
        .isEmpty();
  }

  @Test
  void pathsInArgumentsAndEnvironmentAreLeanings() {
    assertThat(
            leanings(
                List.of("java", "--lib=/home/ai/agent/lib", "/x:/home/ai/agent", "../agent/w"),
                Map.of("CLASSPATH", "/a.jar:/home/ai/agent/lib/aisystem.jar"),
                "/home/ai/agent2"))
        .containsExactly(
            "ARGUMENT /home/ai/agent/lib",
            "ARGUMENT /home/ai/agent",
            "ARGUMENT /home/ai/agent/w",
            "ENVIRONMENT /home/ai/agent/lib/aisystem.jar");
  }

  @Test
  void filesAndTheWorkingDirectoryAreLeanings() {
    assertThat(
            leanings(
                List.of(),
                Map.of(),
                "/home/ai/agent",
                new OpenFile(
                    OpenFile.How.DESCRIPTOR, "/home/ai/agent/log/x", new FileIdentity(1, 9)),
                new OpenFile(OpenFile.How.MAPPING, "/tmp/hard-link.jar", JAR),
                new OpenFile(OpenFile.How.MAPPING, "/usr/lib/libc.so", new FileIdentity(8, 8))))
        .containsExactly(
            "OPEN_FILE /home/ai/agent/log/x",
            "MAPPING /tmp/hard-link.jar",
            "DIRECTORY /home/ai/agent");
  }
}
