package dev.redline.behaviour;

import dev.redline.behaviour.Rule.Seen;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looking about. */
final class Scans {
  /** Fewer ports than this are how a program looks for a free one or for its own server. */
  private static final int MANY_PORTS = 10;

  /** Fewer are how a shell looks after its own children. */
  private static final int MANY_PROCESSES = 3;

  private static final Set<String> LISTS_PROCESSES =
      Set.of("ps", "top", "htop", "pgrep", "pidof", "pstree", "lsof");
  private static final Set<String> OF_SYSTEMD =
      Set.of("systemctl", "reboot", "shutdown", "poweroff", "halt", "runlevel", "telinit");
  private static final Set<String> LISTS_SOCKETS =
      Set.of("ss", "netstat", "nmap", "masscan", "arp", "arp-scan", "fping", "zmap");
  private static final Set<String> WALKS = Set.of("find", "du", "tree", "fd", "updatedb");
  private static final Set<String> SEARCHES = Set.of("locate", "mlocate", "plocate");
  private static final Set<String> RECURSES = Set.of("grep", "egrep", "fgrep", "ls", "rg");
  private static final Pattern OTHERS = Pattern.compile("/proc/(\\d+)/.*");

  private Scans() {}

  static List<Rule> rules() {
    return List.of(
        Rule.of(
            "scans-files",
            Severity.NOTE,
            "T1083",
            "It goes over the whole file system: a walk or search from the root, or its index.",
            Scans::files),
        Rule.of(
            "scans-processes",
            Severity.NOTE,
            "T1057",
            "It lists the machine's processes, by a program for it or by reading three or more of them in /proc.",
            Scans::processes),
        Rule.of(
            "scans-network",
            Severity.NOTE,
            "T1046",
            "It lists sockets or neighbours by a program for it, or tries ten or more ports itself.",
            Scans::network),
        Rule.of(
            "reads-secrets",
            Severity.SERIOUS,
            "T1552",
            "It opens, or tries to, password files, private keys, credentials, or another process's environment or memory.",
            Scans::secrets));
  }

  private static Stream<Seen> files(Scene scene) {
    return scene
        .deeds(Executed.class)
        .filter(deed -> walksAll(deed.event()))
        .map(deed -> new Seen(deed.act().id(), Commands.line(deed.event())));
  }

  private static boolean walksAll(Executed started) {
    boolean fromRoot =
        Commands.operands(started).stream().anyMatch(Set.of("/", "/*", "/.")::contains)
            || (Commands.runs(started, Set.of("find", "du", "tree"))
                && started.directory().equals("/")
                && started.arguments().stream()
                    .skip(1)
                    .findFirst()
                    .filter("."::equals)
                    .isPresent());
    boolean recursive =
        Commands.runs(started, WALKS)
            || (Commands.runs(started, RECURSES)
                && (Commands.hasShortOption(started, 'R')
                    || Commands.hasShortOption(started, 'r')));
    return (fromRoot && recursive) || Commands.runs(started, SEARCHES);
  }

  private static Stream<Seen> processes(Scene scene) {
    var programs =
        scene
            .deeds(Executed.class)
            .filter(deed -> Commands.runs(deed.event(), LISTS_PROCESSES))
            .map(deed -> new Seen(deed.act().id(), Commands.line(deed.event())));
    var seen = new HashSet<String>();
    var byHand =
        scene
            .deeds(FileTouched.class)
            .filter(deed -> deed.event().act() == FileAct.READ)
            .filter(deed -> !LISTS_PROCESSES.contains(deed.act().program()))
            .filter(deed -> {
              var other = OTHERS.matcher(deed.event().path());
              return other.matches() && seen.add(other.group(1)) && seen.size() == MANY_PROCESSES;
            })
            .map(deed -> new Seen(deed.act().id(), "read " + deed.event().path() + " and others"));
    return Stream.concat(programs, byHand);
  }

  private static Stream<Seen> network(Scene scene) {
    var programs =
        scene
            .deeds(Executed.class)
            .filter(
                deed -> Commands.runs(deed.event(), LISTS_SOCKETS) || asksForSockets(deed.event()))
            .map(deed -> new Seen(deed.act().id(), Commands.line(deed.event())));
    var tried = new HashSet<String>();
    var byHand =
        scene
            .deeds(NetworkUsed.class)
            .filter(deed -> deed.event().act() == NetworkAct.CONNECTED)
            .filter(deed -> deed.event().address().matches(".*:\\d+"))
            .filter(deed -> tried.add(deed.event().address()) && tried.size() == MANY_PORTS)
            .map(deed ->
                new Seen(deed.act().id(), "tried " + deed.event().address() + " and nine others"));
    return Stream.concat(programs, byHand);
  }

  private static boolean asksForSockets(Executed started) {
    return (Commands.runs(started, Set.of("lsof")) && Commands.hasShortOption(started, 'i'))
        || (Commands.runs(started, Set.of("nc", "ncat", "netcat"))
            && Commands.hasShortOption(started, 'z'))
        || (Commands.runs(started, Set.of("ip"))
            && Commands.operands(started).stream()
                .findFirst()
                .filter(word -> word.startsWith("neigh"))
                .isPresent());
  }

  private static Stream<Seen> secrets(Scene scene) {
    return scene
        .deeds(FileTouched.class)
        .filter(deed -> deed.event().act() == FileAct.READ)
        .filter(deed -> !deed.event().path().endsWith("/cmdline"))
        .filter(deed -> !deed.event().path().startsWith("/run/accel"))
        // Programs that list processes, and systemd's, read environments on their own account.
        .filter(deed -> !LISTS_PROCESSES.contains(deed.act().program()))
        .filter(deed -> !OF_SYSTEMD.contains(deed.act().program()))
        .map(deed -> new Seen(deed.act().id(), "read " + deed.event().path()));
  }
}
