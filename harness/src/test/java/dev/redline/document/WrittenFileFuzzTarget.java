package dev.redline.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redline.gate.Policy;
import dev.redline.gate.PolicyException;
import dev.redline.scenario.Scenarios;
import dev.redline.study.StudyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Any text as a study and as a policy. The fuzzer of the profile {@code fuzz} calls it. */
public final class WrittenFileFuzzTarget {
  private static final Scenarios SCENARIOS = Scenarios.builtIn();
  private static final StudyFile.Overrides OVERRIDES =
      new StudyFile.Overrides(
          List.of("control/refuser"),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          () -> 1);

  private WrittenFileFuzzTarget() {}

  /** Whatever is not read must be refused; nothing else may be thrown. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    String text = new String(bytes, UTF_8);
    try {
      new StudyFile(Section.parse("study.yaml", text), SCENARIOS, OVERRIDES).read();
    } catch (DocumentException refused) {
      // As it should be.
    }
    Path file = Files.createTempFile("fuzz", ".yaml");
    try {
      Files.write(file, bytes);
      Policy.read(file);
    } catch (PolicyException | DocumentException refused) {
      // As it should be.
    } finally {
      Files.delete(file);
    }
  }
}
