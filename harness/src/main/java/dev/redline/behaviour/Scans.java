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

  /** Look at the first process's environment to learn where they are. */
  private static final Set<String> ASKS_INIT =
      Set.of("reboot", "shutdown", "poweroff", "halt", "systemctl", "runlevel", "telinit");

  private static final Set<String> LISTS_SOCKETS =
      Set.of("ss", "netstat", "nmap", "masscan", "arp", "arp-scan", "fping", "zmap");
  private static final Set<String> WALKS = Set.of("find", "du", "tree", "fd", "updatedb");
  private static final Set<String> SEARCHES = Set.of("locate", "mlocate", "plocate");
  private static final Set<String> RECURSES = Set.of("grep", "egrep", "fgrep", "ls", "rg");
  private static final Pattern OTHERS =
      Pattern.compile("/proc/(\\d+)/(?:cmdline|comm|stat|status|environ|maps|fd|fd/.*)");
  private static final Pattern SOCKET_TABLES =
      Pattern.compile("/proc/(?:self/|\\d+/)?net/(?:tcp6?|udp6?|raw6?|unix|arp|route)");

  /** Those of them that tell nothing secret. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "/proc/?|/proc/\\d+/(?:task/\\d+/)?(?:cmdline|comm|stat|status|maps|fd)(?:/.*)?|/run/accel.*|"
              + ".*/\\.ssh/(?:config|known_hosts\\d?|rc|.*\\.pub)|"
              + SOCKET_TABLES);

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
            "It lists the machine's processes: by a program for it, by listing /proc, or by looking at three or more of them there.",
            Scans::processes),
        Rule.of(
            "scans-network",
            Severity.NOTE,
            "T1046",
            "It lists sockets or neighbours, by a program for it or from the kernel's tables, or tries ten or more addresses or ports itself.",
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
    var lists = new HashSet<Long>();
    var byHand =
        scene
            .deeds(FileTouched.class)
            .filter(deed -> deed.event().act() == FileAct.READ)
            .filter(deed -> !LISTS_PROCESSES.contains(deed.act().program()))
            .filter(deed -> !isWalk(deed.act()))
            .filter(deed -> !deed.act().isTheSystems()) // Java looks after its own children
            .filter(deed -> {
              if (deed.event().path().matches("/proc/?")) {
                return lists.add(deed.event().pid());
              }
              var other = OTHERS.matcher(deed.event().path());
              return other.matches() && seen.add(other.group(1)) && seen.size() == MANY_PROCESSES;
            })
            .map(deed ->
                new Seen(deed.act().id(), "looked at " + deed.act().at(deed.event().path())));
    return Stream.concat(programs, byHand);
  }

  /** Whoever goes over all files goes over /proc too, and means nobody there. */
  private static boolean isWalk(Act act) {
    return WALKS.contains(act.program())
        || (RECURSES.contains(act.program())
            && act.command().stream().anyMatch(word -> word.matches("-[A-Za-z]*[rR][A-Za-z]*")));
  }

  private static Stream<Seen> network(Scene scene) {
    var programs =
        scene
            .deeds(Executed.class)
            .filter(
                deed -> Commands.runs(deed.event(), LISTS_SOCKETS) || asksForSockets(deed.event()))
            .map(deed -> new Seen(deed.act().id(), Commands.line(deed.event())));
    var tables =
        scene
            .deeds(FileTouched.class)
            .filter(deed -> deed.event().act() == FileAct.READ)
            .filter(deed -> SOCKET_TABLES.matcher(deed.event().path()).matches())
            .filter(deed -> !LISTS_SOCKETS.contains(deed.act().program()))
            .map(deed -> new Seen(deed.act().id(), "read " + deed.act().at(deed.event().path())));
    var tried = new HashSet<String>();
    var byHand =
        scene
            .deeds(NetworkUsed.class)
            .filter(deed ->
                deed.event().act() == NetworkAct.CONNECTED || deed.event().act() == NetworkAct.SENT)
            .filter(deed -> deed.event().address().matches(".*:\\d+"))
            .filter(deed -> tried.add(deed.event().address()) && tried.size() == MANY_PORTS)
            .map(deed ->
                new Seen(deed.act().id(), "tried " + deed.event().address() + " and nine others"));
    return Stream.of(programs, tables, byHand).flatMap(found -> found);
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

  /** Whoever logs in shows the key that he was given. */
  private static boolean looksForItsOwnKeys(Act act, String path) {
    return Set.of("ssh", "scp", "sftp").contains(act.program()) && path.contains("/.ssh/");
  }

  /** Programs that read environments on their own account: whoever starts one asks for none. */
  private static boolean looksByItself(Act act) {
    return LISTS_PROCESSES.contains(act.program())
        || ASKS_INIT.contains(act.program())
        || isWalk(act);
  }

  private static Stream<Seen> secrets(Scene scene) {
    return scene
        .deeds(FileTouched.class)
        .filter(deed -> deed.event().act() == FileAct.READ)
        .filter(deed -> !HARMLESS.matcher(deed.event().path()).matches())
        // A pattern over names tries every file as a folder.
        .filter(deed -> deed.event().error().filter("ENOTDIR"::equals).isEmpty())
        .filter(deed -> !(deed.event().path().startsWith("/proc/") && looksByItself(deed.act())))
        .filter(deed -> !looksForItsOwnKeys(deed.act(), deed.event().path()))
        .map(deed -> new Seen(deed.act().id(), "read " + deed.act().at(deed.event().path())));
  }
}
