package dev.redline.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Tells what this machine has of what a testbed needs, and how to mend what is missing. Safe for
 * use by many threads.
 */
public final class Doctor {
  private static final List<String> PROGRAMS =
      List.of("setpriv", "setsid", "choom", "unshare", "prlimit", "nsenter", "ip", "bash", "tar");

  /** What the login to a second host needs, on it and to it. */
  private static final List<String> LOGIN_PROGRAMS =
      List.of("ssh", "ssh-keygen", "dropbear", "dropbearkey");

  private static final List<String> LIBRARY_FOLDERS =
      List.of("usr/lib64", "usr/lib", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu");

  private static final List<String> GUESTS =
      List.of(
          "kvm",
          "qemu",
          "vmware",
          "virtualbox",
          "xen",
          "microsoft corporation",
          "amazon ec2",
          "google compute engine",
          "parallels",
          "bochs",
          "bhyve",
          "firecracker");

  private final Path root;
  private final Testbeds testbeds;

  /**
   * @param root of the file system that is looked at, {@code /}
   * @param testbeds makes the world that the self-test runs in
   */
  public Doctor(Path root, Testbeds testbeds) {
    this.root = root;
    this.testbeds = testbeds;
  }

  /**
   * One thing that was looked at.
   *
   * @param name what
   * @param ok whether a testbed can do with it
   * @param found what there is
   * @param mend the command, or the advice, that mends it; empty where it is all right
   */
  public record Row(String name, boolean ok, String found, Optional<String> mend) {
    static Row of(String name, boolean ok, String found, String mend) {
      return new Row(name, ok, found, ok ? Optional.empty() : Optional.of(mend));
    }
  }

  /** What this machine has; then, where nothing is missing, what the self-test found in a world. */
  public List<Row> examine() {
    var rows = new ArrayList<>(machine());
    if (rows.stream().allMatch(Row::ok)) {
      rows.addAll(selfTest());
    }
    return rows;
  }

  /** What this machine has, without starting a world. */
  List<Row> machine() {
    var rows = new ArrayList<Row>();
    rows.add(kernel(System.getProperty("os.version", "unknown")));
    rows.add(processor());
    rows.addAll(programs());
    rows.addAll(namespaces());
    rows.add(limits());
    rows.add(secondHost());
    rows.add(modelFiles());
    int feature = Runtime.version().feature();
    rows.add(
        Row.of("Java", feature >= 25, Runtime.version().toString(), "install a JDK 25 or newer"));
    rows.add(user());
    rows.add(virtualMachine());
    rows.add(leftovers());
    return rows;
  }

  /** Always well: what lies there keeps no trial from being sealed in. */
  private Row leftovers() {
    String found;
    try {
      int removed = testbeds.removeLeftovers();
      found = removed == 0 ? "nothing" : "what %d testbeds left, now removed".formatted(removed);
    } catch (IOException e) {
      found = "%s: %s".formatted(e.getMessage(), List.of(e.getSuppressed()));
    }
    return Row.of("left by killed runs", true, found, "");
  }

  /**
   * Namespaces do not hold against a flaw in the kernel; a machine that is itself a guest does.
   * Told by the processor's flag that CPUID sets in a guest (x86), or by the names that a guest's
   * firmware gives (Documentation/ABI/testing/sysfs-firmware-dmi-entries, device tree).
   */
  private Row virtualMachine() {
    var found = new ArrayList<String>();
    if (holds("proc/cpuinfo", "hypervisor")) {
      found.add("the processor says that it is a guest's");
    }
    for (var file :
        List.of(
            "sys/class/dmi/id/sys_vendor",
            "sys/class/dmi/id/product_name",
            "sys/hypervisor/type",
            "proc/device-tree/hypervisor/compatible")) {
      for (var name : GUESTS) {
        if (holds(file, name)) {
          found.add("/%s names %s".formatted(file, name));
        }
      }
    }
    return Row.of(
        "virtual machine",
        true,
        found.isEmpty()
            ? "no sign of one: run models that you do not trust in one, since a testbed does not"
                + " hold against a flaw in the kernel"
            : "yes: " + String.join("; ", found),
        "");
  }

  private boolean holds(String file, String word) {
    try {
      return Files.readString(root.resolve(file)).toLowerCase(Locale.ROOT).contains(word);
    } catch (IOException e) {
      return false; // Not there, or not for us: no sign of it.
    }
  }

  /** The programs of which testbeds are made. */
  public List<Row> programs() {
    var rows = new ArrayList<Row>();
    rows.add(program("bubblewrap", "bwrap", "--version"));
    rows.add(program("strace", "strace", "-V"));
    for (var name : PROGRAMS) {
      var place = find(name);
      rows.add(
          Row.of(
              name,
              place.isPresent(),
              place.map(Path::toString).orElse("not on the PATH"),
              install(name.equals("ip") ? "iproute2" : "util-linux bash tar")));
    }
    return rows;
  }

  /** Always well: one scenario alone needs it. */
  private Row secondHost() {
    var missing =
        LOGIN_PROGRAMS.stream()
            .filter(program -> find(program).isEmpty())
            // The host's own PATH has it where a plain user's has not.
            .filter(program -> !Files.isExecutable(root.resolve("usr/sbin").resolve(program)))
            .toList();
    return Row.of(
        "second host",
        true,
        missing.isEmpty()
            ? "ssh and dropbear are there"
            : "the scenario replicate-remote cannot be run without %s: %s"
                .formatted(String.join(", ", missing), install("openssh-client dropbear-bin")),
        "");
  }

  /** Always well: only models in files (gguf/PATH) need it, and not where llama-server is there. */
  private Row modelFiles() {
    boolean hasLibrary =
        LIBRARY_FOLDERS.stream()
            .anyMatch(folder -> Files.exists(root.resolve(folder).resolve("libgomp.so.1")));
    return Row.of(
        "model files",
        true,
        find("llama-server").isPresent()
            ? "llama-server runs them"
            : hasLibrary
                ? "libgomp is there: gguf/PATH runs them with what comes with Redline"
                : "models in files (gguf/PATH) cannot be run without libgomp: "
                    + install("libgomp1"),
        "");
  }

  static Row kernel(String version) {
    var parts = version.split("[^0-9]+");
    boolean ok =
        parts.length > 1 && 1000 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]) >= 5_006;
    return Row.of("kernel", ok, "Linux " + version, "boot Linux 5.6 or newer (openat2)");
  }

  private static Row processor() {
    var architecture = System.getProperty("os.arch", "unknown");
    boolean ok = List.of("amd64", "x86_64", "aarch64").contains(architecture);
    return Row.of("processor", ok, architecture, "use an x86-64 or arm64 machine");
  }

  private Row program(String name, String command, String option) {
    if (find(command).isEmpty()) {
      return Row.of(name, false, "not on the PATH", install(name));
    }
    try {
      var process =
          OuterCommand.process(List.of(command, option)).redirectErrorStream(true).start();
      String line;
      try (var said = process.inputReader()) {
        line = Optional.ofNullable(said.readLine()).orElse("nothing");
      }
      boolean ok = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
      return Row.of(name, ok, line, install(name));
    } catch (IOException e) {
      return Row.of(name, false, String.valueOf(e.getMessage()), install(name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Row.of(name, false, "interrupted", install(name));
    }
  }

  /** The settings with which distributions keep plain users from making namespaces. */
  private List<Row> namespaces() {
    return List.of(
        setting(
            "user namespaces",
            "proc/sys/user/max_user_namespaces",
            value -> !value.equals("0"),
            "sysctl -w user.max_user_namespaces=10000"),
        setting(
            "user namespaces (Debian)",
            "proc/sys/kernel/unprivileged_userns_clone",
            value -> value.equals("1"),
            "sysctl -w kernel.unprivileged_userns_clone=1"),
        setting(
            "user namespaces (AppArmor)",
            "proc/sys/kernel/apparmor_restrict_unprivileged_userns",
            value -> value.equals("0"),
            "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"));
  }

  private Row setting(String name, String path, Function<String, Boolean> allows, String mend) {
    var file = root.resolve(path);
    try {
      var value = Files.readString(file).strip();
      return Row.of(name, allows.apply(value), "/" + path + " is " + value, mend);
    } catch (java.nio.file.NoSuchFileException e) {
      return Row.of(name, true, "not restricted here", mend);
    } catch (IOException e) {
      return Row.of(name, false, String.valueOf(e.getMessage()), mend);
    }
  }

  /**
   * All of these are fit; where total memory is watched, a delegated control group makes it hard.
   */
  private Row limits() {
    var hard = "processes, open files, memory of a process and memory file systems";
    return Row.of(
        "limits",
        true,
        testbeds.limitsMemory()
            ? hard + ", total memory (control group): hard; a home on disk: watched every 50 ms"
            : hard
                + ": hard; total memory (no control group that this user may make) and a home on"
                + " disk: watched every 50 ms",
        "");
  }

  private Row user() {
    var name = System.getProperty("user.name", "unknown");
    return Row.of(
        "user",
        true,
        name.equals("root") ? "root: each world drops to a user of its own" : name,
        "");
  }

  private List<Row> selfTest() {
    try (var world = testbeds.start(WorldSpec.of(Limits.forWeights(1 << 20)));
        var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var folder = Path.of(System.getProperty("user.dir"));
      return SelfTest.run(world.host(), canary.getLocalPort(), folder).checks().stream()
          .map(check ->
              Row.of(
                  "sealed: " + check.name(),
                  check.contained(),
                  check.found(),
                  "report it with this table: the testbed will not run"))
          .toList();
    } catch (TestbedException | IOException e) {
      return List.of(
          Row.of(
              "self-test",
              false,
              String.valueOf(e.getMessage()),
              "where the message names a file or folder, let every user pass through to it"));
    }
  }

  private Optional<Path> find(String program) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    for (var folder : path.split(":")) {
      var file = root.resolve("/").relativize(Path.of(folder).toAbsolutePath()).resolve(program);
      if (Files.isExecutable(root.resolve(file))) {
        return Optional.of(root.resolve(file));
      }
    }
    return Optional.empty();
  }

  private String install(String packages) {
    if (find("apt-get").isPresent()) {
      return "apt-get install -y " + packages;
    }
    if (find("dnf").isPresent()) {
      return "dnf install -y "
          + packages
              .replace("iproute2", "iproute")
              .replace("libgomp1", "libgomp")
              .replace("openssh-client", "openssh-clients")
              .replace("dropbear-bin", "dropbear");
    }
    if (find("apk").isPresent()) {
      return "apk add " + packages.replace("dropbear-bin", "dropbear");
    }
    return "install " + packages;
  }
}
