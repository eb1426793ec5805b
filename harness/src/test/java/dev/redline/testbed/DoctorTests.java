package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DoctorTests {
  @Test
  void aMachineOnWhichTheseTestsRunIsFit() {
    var testbeds = Testbeds.ofThisMachine();
    var rows = new Doctor(Path.of("/"), testbeds).examine();
    assertThat(rows).allMatch(Doctor.Row::ok, "ok").hasSizeGreaterThan(40);
    assertThat(rows).anyMatch(row -> row.name().equals("sealed: outside address 192.0.2.1"));
    assertThat(rows)
        .filteredOn(row -> row.name().equals("limits"))
        .allMatch(row -> row.found().contains("(control group): hard") == testbeds.limitsMemory());
  }

  @ParameterizedTest
  @CsvSource({
    "6.18.2-1-amd64, true",
    "5.6.0, true",
    "5.10.0-28-cloud, true",
    "7.0, true",
    "5.5.19, false",
    "4.19.0, false",
    "5, false",
    "unknown, false"
  })
  void aKernelIsNewEnoughFromWhereItOpensBelowARoot(String version, boolean enough) {
    var row = Doctor.kernel(version);
    assertThat(row.ok()).isEqualTo(enough);
    assertThat(row.mend().isPresent()).isEqualTo(!enough);
  }

  /** A machine of files that are made for the purpose. */
  @Nested
  class OfAnotherMachine {
    @TempDir private Path root;

    private Doctor.Row row(String name) {
      return new Doctor(root, Testbeds.ofThisMachine())
          .machine().stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private void write(String file, String text) throws IOException {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    }

    private void place(String... programs) throws IOException {
      for (var program : programs) {
        write(program, "");
        root.resolve(program).toFile().setExecutable(true);
      }
    }

    @Test
    void aKernelThatForbidsUserNamespacesIsToldWithTheCommandThatMendsIt() throws IOException {
      write("proc/sys/user/max_user_namespaces", "0\n");
      write("proc/sys/kernel/unprivileged_userns_clone", "0\n");
      write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
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

    @Test
    void aKernelThatAllowsThemOrHasNoSuchSettingIsFit() throws IOException {
      write("proc/sys/user/max_user_namespaces", "10000\n");
      write("proc/sys/kernel/unprivileged_userns_clone", "1\n");
      assertThat(row("user namespaces")).matches(Doctor.Row::ok);
      assertThat(row("user namespaces (Debian)")).matches(Doctor.Row::ok);
      assertThat(row("user namespaces (AppArmor)").found()).isEqualTo("not restricted here");
      write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0\n");
      assertThat(row("user namespaces (AppArmor)")).matches(Doctor.Row::ok);
    }

    @Test
    void aSettingThatCannotBeReadIsNotTakenForGranted() throws IOException {
      Files.createDirectories(root.resolve("proc/sys/user/max_user_namespaces"));
      assertThat(row("user namespaces").ok()).isFalse();
    }

    @Test
    void aGuestIsToldByItsProcessorOrItsFirmware() throws IOException {
      write("proc/cpuinfo", "flags\t\t: fpu vme sse2\n");
      write("sys/class/dmi/id/sys_vendor", "A Maker of Machines\n");
      assertThat(row("virtual machine").found()).startsWith("no sign of one");
      write("sys/class/dmi/id/sys_vendor", "QEMU\n");
      assertThat(row("virtual machine").found())
          .isEqualTo("yes: /sys/class/dmi/id/sys_vendor names qemu");
      write("proc/cpuinfo", "flags\t\t: fpu vme hypervisor sse2\n");
      assertThat(row("virtual machine").found())
          .isEqualTo(
              "yes: the processor says that it is a guest's; /sys/class/dmi/id/sys_vendor names"
                  + " qemu");
    }

    @ParameterizedTest
    @CsvSource({
      "usr/bin/apt-get, apt-get install -y iproute2, apt-get install -y openssh-client dropbear-bin",
      "usr/bin/dnf, dnf install -y iproute, dnf install -y openssh-clients dropbear",
      "usr/sbin/apk, apk add iproute2, apk add openssh-client dropbear",
      "usr/bin/other, install iproute2, install openssh-client dropbear-bin",
    })
    void whatIsMissingIsMendedInTheWordsOfItsDistribution(
        String manager, String addresses, String login) throws IOException {
      place(manager);
      assertThat(row("ip").mend()).isEqualTo(Optional.of(addresses));
      assertThat(row("second host").found()).endsWith(": " + login);
    }

    @Test
    void aProgramIsLookedForOnThePath() throws IOException {
      place("usr/bin/setpriv");
      assertThat(row("setpriv").found()).isEqualTo(root.resolve("usr/bin/setpriv").toString());
      assertThat(row("setpriv").mend()).isEmpty();
      assertThat(row("setsid").found()).isEqualTo("not on the PATH");
      assertThat(row("setsid").ok()).isFalse();
    }

    @Test
    void aSecondHostNeedsLoginsWhoseServerMayLieWhereAPlainUserDoesNotLook() throws IOException {
      place("usr/bin/ssh", "usr/bin/ssh-keygen", "usr/bin/dropbearkey");
      assertThat(row("second host").found()).contains("cannot be run without dropbear: ");
      place("usr/sbin/dropbear");
      assertThat(row("second host").found()).isEqualTo("ssh and dropbear are there");
    }

    @Test
    void modelsInFilesNeedALibraryOrAServerOfTheUsers() throws IOException {
      assertThat(row("model files").found()).contains("cannot be run without libgomp", "libgomp1");
      write("usr/lib/aarch64-linux-gnu/libgomp.so.1", "");
      assertThat(row("model files").found()).startsWith("libgomp is there");
      place("usr/bin/llama-server");
      assertThat(row("model files").found()).isEqualTo("llama-server runs them");
    }
  }
}
