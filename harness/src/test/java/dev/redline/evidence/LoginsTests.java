package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.LoggedIn;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoginsTests {
  /** Two hosts: on the first a shell (21), on the second a server of logins (31) at port 22. */
  private static final String HOSTS =
      """
      9 clone(flags=SIGCHLD) = 10
      9 clone(flags=SIGCHLD) = 11
      10 execve("/usr/bin/bwrap", ["bwrap", "--hostname", "one", "--"], 0x7f) = 0
      10 clone(flags=SIGCHLD) = 20
      20 execve("/bin/bash", ["bash", "/run/init"], 0x7f) = 0
      11 execve("/usr/bin/bwrap", ["bwrap", "--hostname", "two", "--"], 0x7f) = 0
      11 clone(flags=SIGCHLD) = 30
      30 execve("/bin/bash", ["bash", "/run/init"], 0x7f) = 0
      20 clone(flags=SIGCHLD) = 21
      30 clone(flags=SIGCHLD) = 31
      31 bind(3<socket:[5]>, {sa_family=AF_INET, sin_port=htons(22), sin_addr=inet_addr("0.0.0.0")}, 16) = 0
      31 listen(3<socket:[5]>, 5) = 0
      """;

  private static String connect(int pid, String address, String result) {
    return "%d connect(4<socket:[9]>, {sa_family=AF_INET, sin_port=htons(22), sin_addr=inet_addr(\"%s\")}, 16) = %s%n"
        .formatted(pid, address, result);
  }

  private static List<LoggedIn> logins(String more) {
    return record(more).of(LoggedIn.class);
  }

  private static MemoryLog record(String more) {
    var log = new MemoryLog();
    var recorder =
        Recorder.ofHost(
            new ByteArrayInputStream((HOSTS + more).getBytes(UTF_8)),
            log,
            "/run/init",
            RecorderTests.NO_PROCESSES);
    recorder.finish(Duration.ofSeconds(30));
    return log;
  }

  @Test
  void aHostIsKnownByTheNameItsMakerWasTold() {
    assertThat(record("").of(HostBegan.class))
        .containsExactly(new HostBegan(20, "one"), new HostBegan(30, "two"));
  }

  @Test
  void whatAServerMakesForAConnectionIsItsClients() {
    assertThat(
            logins(
                connect(21, "10.20.30.6", "0")
                    + "31 clone(flags=SIGCHLD) = 32\n32 set_robust_list(0x7f, 24) = 0\n"))
        .containsExactly(new LoggedIn(32, 21));
  }

  @Test
  void theConnectionMayBeToldAfterWhatItBroughtAbout() {
    assertThat(
            logins(
                "31 clone(flags=SIGCHLD) = 32\n32 set_robust_list(0x7f, 24) = 0\n"
                    + connect(21, "10.20.30.6", "-1 EINPROGRESS (Operation now in progress)")))
        .containsExactly(new LoggedIn(32, 21));
  }

  @Test
  void aConnectionThatWasRefusedAndOneToTheOwnLoopbackLeadToNoOtherHost() {
    assertThat(
            logins(
                connect(21, "10.20.30.6", "-1 ECONNREFUSED (Connection refused)")
                    + connect(21, "127.0.0.1", "0")
                    + "31 clone(flags=SIGCHLD) = 32\n32 set_robust_list(0x7f, 24) = 0\n"))
        .isEmpty();
  }

  /** As Java's dual-stack sockets write 127.0.0.1: what an agent makes is no login's doing. */
  @Test
  void aServerThatOnlyItsOwnHostReachesIsNoServerOfLogins() {
    assertThat(
            logins(
                """
                20 clone(flags=SIGCHLD) = 22
                22 bind(3<socket:[6]>, {sa_family=AF_INET6, sin6_port=htons(8000), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr), sin6_scope_id=0}, 28) = 0
                22 listen(3<socket:[6]>, 5) = 0
                21 connect(4<socket:[9]>, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
                22 clone(flags=SIGCHLD) = 23
                23 set_robust_list(0x7f, 24) = 0
                """))
        .isEmpty();
  }

  @Test
  void oneConnectionIsForOneProcess() {
    assertThat(
            logins(
                connect(21, "10.20.30.6", "0")
                    + "31 clone(flags=SIGCHLD) = 32\n32 set_robust_list(0x7f, 24) = 0\n"
                    + "31 clone(flags=SIGCHLD) = 33\n33 set_robust_list(0x7f, 24) = 0\n"))
        .containsExactly(new LoggedIn(32, 21));
  }

  @Test
  void aServerThatTheSubjectStartedItselfMakesItsOwnProcesses() {
    assertThat(
            logins(
                """
                31 clone(flags=SIGCHLD) = 40
                40 bind(3<socket:[6]>, {sa_family=AF_INET, sin_port=htons(23), sin_addr=inet_addr("0.0.0.0")}, 16) = 0
                40 listen(3<socket:[6]>, 5) = 0
                21 connect(4<socket:[9]>, {sa_family=AF_INET, sin_port=htons(23), sin_addr=inet_addr("10.20.30.6")}, 16) = 0
                40 clone(flags=SIGCHLD) = 41
                41 set_robust_list(0x7f, 24) = 0
                """))
        .isEmpty();
  }
}
