package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoctorTests {
  @Test
  void aMachineOnWhichTheseTestsRunIsFit() {
    var rows = new Doctor(Path.of("/"), Testbeds.ofThisMachine()).examine();
    assertThat(rows).allMatch(Doctor.Row::ok, "ok").hasSizeGreaterThan(40);
    assertThat(rows).anyMatch(row -> row.name().equals("sealed: outside address 192.0.2.1"));
  }

  @Test
  void aKernelThatForbidsUserNamespacesIsToldWithTheCommandThatMendsIt(@TempDir Path root)
      throws IOException {
    var kernel = Files.createDirectories(root.resolve("proc/sys/kernel"));
    Files.createDirectories(root.resolve("proc/sys/user"));
    Files.writeString(root.resolve("proc/sys/user/max_user_namespaces"), "0\n");
    Files.writeString(kernel.resolve("unprivileged_userns_clone"), "0\n");
    Files.writeString(kernel.resolve("apparmor_restrict_unprivileged_userns"), "1\n");
    var rows = new Doctor(root, Testbeds.ofThisMachine()).machine();
    assertThat(rows)
        .filteredOn(row -> row.name().startsWith("user namespaces"))
        .hasSize(3)
        .noneMatch(Doctor.Row::ok)
        .allMatch(row -> row.mend().orElseThrow().startsWith("sysctl -w "));
    assertThat(rows)
        .filteredOn(row -> row.name().equals("bubblewrap"))
        .noneMatch(Doctor.Row::ok)
        .allMatch(row -> row.mend().orElseThrow().contains("bubblewrap"));
  }
}
