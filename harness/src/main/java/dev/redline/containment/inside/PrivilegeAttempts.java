package dev.redline.containment.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another user, more rights, devices, terminals. */
final class PrivilegeAttempts {
  private static final String REFUSED = "refused";
  private static final long TIOCSTI = 0x5412;
  private static final long TIOCLINUX = 0x541c;
  private static final long TCGETS = 0x5401;
  private static final long CHARACTER = 0020666;
  private static final long BLOCK = 0060666;

  private PrivilegeAttempts() {}

  static List<Attempt> all() {
    return List.of(
        attempt(
            "become another user",
            () -> Kernel.failed(Kernel.call(Call.SETRESUID, 65534, 65534, 65534))),
        attempt(
            "join a group",
            () ->
                Kernel.denied(
                    Kernel.call(Call.SETGROUPS, 1, Kernel.bytes(new byte[] {4, 0, 0, 0})))),
        attempt("take all capabilities", PrivilegeAttempts::takeCapabilities),
        attempt(
            "pass a capability on to programs",
            () -> Kernel.denied(Kernel.call(Call.PRCTL, 47, 2, 21, 0, 0))),
        attempt(
            "gain rights by starting programs again",
            () -> Kernel.failed(Kernel.call(Call.PRCTL, 38, 0, 0, 0, 0))),
        attempt(
            "switch the system call filter off",
            () -> Kernel.failed(Kernel.call(Call.PRCTL, 22, 0, 0, 0, 0))),
        new Attempt(
            "another user by su, a program with the setuid bit",
            "it gains nothing",
            PrivilegeAttempts::su),
        attempt("give a file away", PrivilegeAttempts::giveAway),
        attempt("give a file capabilities", PrivilegeAttempts::fileCapability),
        attempt("a character device for memory", () -> device("/tmp/m", CHARACTER, 0x101)),
        attempt("a block device for a disk", () -> device("/tmp/d", BLOCK, 0x800)),
        new Attempt(
            "a terminal of the user",
            "no descriptor leads to one",
            PrivilegeAttempts::inheritedTerminal),
        new Attempt("the controlling terminal", "there is none", () -> open("/dev/tty")),
        attempt("keys typed into a terminal (TIOCSTI)", () -> ioctl(TIOCSTI)),
        attempt("keys typed, the number's high half set", () -> ioctl(TIOCSTI | 0x1_0000_0000L)),
        attempt("a console's clipboard pasted (TIOCLINUX)", () -> ioctl(TIOCLINUX)));
  }

  private static Attempt attempt(String name, Attempt.Trick trick) {
    return new Attempt(name, REFUSED, trick);
  }

  /** Version 3 of the header, this thread; effective, permitted, inheritable, two halves. */
  private static Outcome takeCapabilities() {
    long header = Kernel.bytes(new byte[] {0x22, 0x05, 0x08, 0x20, 0, 0, 0, 0});
    long sets = Kernel.numbers(0x3fffffL << 32 | 0x3fffffL, 0x3fffffL, 0);
    return Kernel.denied(Kernel.call(Call.CAPSET, header, sets));
  }

  private static Outcome su() throws IOException, InterruptedException {
    var su = Path.of("/usr/bin/su");
    if (!Files.isExecutable(su)) {
      return Outcome.held("there is none");
    }
    var process =
        new ProcessBuilder("setsid", su.toString(), "-c", "id -u", "nobody")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    String said;
    try (var reader = process.inputReader()) {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Outcome.untried("it did not end");
      }
      said = reader.readAllAsString().strip();
    }
    return said.equals("65534")
        ? Outcome.escaped("it ran as another user")
        : Outcome.held(said.isEmpty() ? "it failed" : said.lines().toList().getLast());
  }

  private static Outcome giveAway() throws IOException {
    var file = Files.createTempFile(Path.of("/tmp"), "g", "");
    try {
      Files.setAttribute(file, "unix:uid", 1);
      return Outcome.escaped("it has another owner");
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Outcome fileCapability() throws IOException {
    var file = Files.createTempFile(Path.of("/tmp"), "c", "");
    try {
      byte[] all = new byte[20];
      all[3] = 2; // VFS_CAP_REVISION_2
      all[4] = -1;
      return Kernel.denied(
          Kernel.call(
              Call.SETXATTR,
              Kernel.text(file.toString()),
              Kernel.text("security.capability"),
              Kernel.bytes(all),
              all.length,
              0));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Outcome device(String path, long mode, long number) throws IOException {
    long result = Kernel.call(Call.MKNODAT, -100, Kernel.text(path), mode, number);
    Files.deleteIfExists(Path.of(path));
    return Kernel.denied(result);
  }

  private static Outcome inheritedTerminal() {
    for (int descriptor = 0; descriptor < 64; descriptor++) {
      if (Kernel.call(Call.IOCTL, descriptor, TCGETS, Kernel.zeros(64)) == 0) {
        return Outcome.escaped("descriptor %d is a terminal".formatted(descriptor));
      }
    }
    return Outcome.held("none of 64");
  }

  private static Outcome open(String file) {
    try (var channel = Files.newByteChannel(Path.of(file))) {
      return Outcome.escaped("it opens: " + channel.isOpen());
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    }
  }

  private static Outcome ioctl(long request) {
    return Kernel.denied(Kernel.call(Call.IOCTL, 0, request, Kernel.text("x")));
  }
}
