package dev.redline.containment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redline.containment.inside.Attempt;
import dev.redline.containment.inside.Outcome;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.Host;
import dev.redline.testbed.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Attempts of which only the outside can tell what came: signals to all, and traps for whoever
 * looks in.
 */
final class FromOutside {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int LOOKS = 300;
  private static final int HOSTILE_NAMES = 9;

  private final World world;
  private final ProcessTable table;
  private final Canaries canaries;

  FromOutside(World world, ProcessTable table, Canaries canaries) {
    this.world = world;
    this.table = table;
    this.canaries = canaries;
  }

  /** In this order; the world goes on after them. */
  List<Attempt> all(Canaries.OutsideProcess process) {
    return List.of(
        new Attempt("whoever waits outside for a visitor", "nobody comes", canaries::untouched),
        new Attempt(
            "a signal to one's own group, kill(0)",
            "only processes inside get it",
            () -> signalAll("setsid bash -c 'kill -KILL 0'", process)),
        new Attempt(
            "a signal to all, kill(-1)",
            "only processes inside get it",
            () -> signalAll("sleep 600 & kill -KILL -1", process)),
        new Attempt(
            "file names with line ends, escapes, no text, 255 bytes, links, pipes",
            "they are listed as they are, and no link is followed",
            this::hostileNames),
        new Attempt(
            "a link put where the harness reads, over and over",
            "it never reads a file of the outside",
            this::readRace),
        new Attempt(
            "a link put where the harness removes, over and over",
            "no file of the outside is removed",
            this::removeRace),
        new Attempt("a file of 150 MiB without content", "it is removed", this::sparse),
        new Attempt("a link to a socket outside", "nobody is reached by it", this::linkToSocket),
        new Attempt("more output than anyone keeps", "at most 1 MiB is taken", this::output));
  }

  /** Making so many folders takes too long where each is told. */
  Attempt deepFolder() {
    return new Attempt("folders 5,000 deep", "told as too deep", this::deepFolders);
  }

  /** The last ones: after them nothing of the world is alive. */
  List<Attempt> atTheEnd() {
    return List.of(
        new Attempt(
            "a stop of all processes before the end", "none survives the end", this::stopped));
  }

  /** More and more processes; ends the world. */
  Attempt forkBomb(int most) {
    return new Attempt(
        "processes without end",
        "at most %d, and none survives the end".formatted(most),
        () -> {
          world.host().start(command("bomb() { bomb | bomb & }; bomb; sleep 600"));
          int seen = 0;
          long end = System.nanoTime() + SOON.toNanos();
          while (seen < 100 && System.nanoTime() < end) {
            seen = world.processes().size();
            TimeUnit.MILLISECONDS.sleep(5);
          }
          int more = world.processes().size();
          if (Math.max(seen, more) > most) {
            return Outcome.escaped("there were " + Math.max(seen, more));
          }
          return ended("%d were alive".formatted(Math.max(seen, more)));
        });
  }

  private Outcome stopped() throws IOException {
    // The shell last, which -1 leaves out: it would end, perhaps before it was seen to run.
    world
        .host()
        .start(command("for i in 1 2 3 4 5; do sleep 600 & done; kill -STOP -1; kill -STOP $$"));
    return ended("all were stopped");
  }

  private Outcome ended(String before) {
    world.end();
    int survivors = world.survivors();
    return survivors == 0
        ? Outcome.held(before + "; none survived")
        : Outcome.escaped("%s; %d survived".formatted(before, survivors));
  }

  private Outcome signalAll(String script, Canaries.OutsideProcess process) throws IOException {
    run(script);
    if (!process.isAlive() || table.find(process.pid()).isEmpty()) {
      return Outcome.escaped("a process outside was killed");
    }
    return run("echo here").output().equals("here\n")
        ? Outcome.held("the one outside lives, and so does the host")
        : Outcome.escaped("the host no longer answers");
  }

  private Outcome hostileNames() throws IOException {
    run(
        """
        mkdir -p /home/ai/n && cd /home/ai/n
        echo 1 >$'line\\nend'; echo 1 >$'\\e[2J\\e]0;title\\a'; echo 1 >$'\\xff\\xfe'
        echo 1 >-rf; echo 1 >"$(printf 'x%.0s' {1..255})"
        ln -s /etc/shadow shadow; ln -s /proc/1/root root; mkfifo pipe; mkdir -m 0 locked
        """);
    var seen = new AtomicInteger();
    world.host().walk("/home/ai/n", file -> seen.incrementAndGet());
    for (var name : List.of("shadow", "root", "pipe")) {
      try (var channel = world.host().read("/home/ai/n/" + name)) {
        return Outcome.escaped("%s was opened: %s".formatted(name, channel.isOpen()));
      } catch (IOException e) {
        // As it must be.
      }
    }
    return seen.get() == HOSTILE_NAMES
        ? Outcome.held("all %d listed, none followed".formatted(HOSTILE_NAMES))
        : Outcome.escaped("%d of %d were listed".formatted(seen.get(), HOSTILE_NAMES));
  }

  private Outcome deepFolders() throws IOException {
    run(
        """
        mkdir -p /home/ai/deep && cd /home/ai/deep
        piece=$(printf 'd/%.0s' {1..500})
        for i in 1 2 3 4 5 6 7 8 9 10; do mkdir -p "$piece" && cd "$piece" || exit; done
        """);
    try {
      var seen = new AtomicInteger();
      world.host().walk("/home/ai/deep", file -> seen.incrementAndGet());
      return Outcome.untried("only %d were made".formatted(seen.get()));
    } catch (java.nio.file.FileSystemException e) {
      return Outcome.held(String.valueOf(e.getReason()));
    } finally {
      run("rm -rf /home/ai/deep");
    }
  }

  /** The same path leads to a folder inside and, by a link, to one that exists outside too. */
  private Host.Started startSwapping() throws IOException {
    var outside = canaries.folder();
    return world
        .host()
        .start(
            command(
                """
                mkdir -p %1$s /home/ai/real /home/ai/race && echo inside >%1$s/word
                cd /home/ai/race
                while :; do
                  echo inside >../real/word; ln -sfn %1$s x; rm x; ln -sfn ../real x; rm x
                  mkdir x; echo inside >x/word; mv -T x ../old; rm -r ../old
                done
                """
                    .formatted(outside)));
  }

  private Outcome readRace() throws IOException {
    var swapping = startSwapping();
    int read = 0;
    try {
      for (int i = 0; i < LOOKS; i++) {
        try (var channel = world.host().read("/home/ai/race/x/" + Canaries.FILE)) {
          var buffer = ByteBuffer.allocate(64);
          channel.read(buffer);
          if (UTF_8.decode(buffer.flip()).toString().equals(Canaries.SECRET)) {
            return Outcome.escaped("a file of the outside was read");
          }
          read++;
        } catch (IOException e) {
          // It is being replaced.
        }
      }
      return Outcome.held("%d looks, %d of them found the file inside".formatted(LOOKS, read));
    } finally {
      end(swapping);
    }
  }

  private Outcome removeRace() throws IOException {
    var swapping = startSwapping();
    int removed = 0;
    try {
      for (int i = 0; i < LOOKS; i++) {
        try {
          world.host().destroy("/home/ai/race/x/" + Canaries.FILE);
          removed++;
        } catch (IOException e) {
          // It is being replaced.
        }
      }
    } finally {
      end(swapping);
    }
    var word = Files.readString(canaries.folder().resolve(Canaries.FILE));
    return word.equals(Canaries.SECRET)
        ? Outcome.held("%d removals, %d of the file inside".formatted(LOOKS, removed))
        : Outcome.escaped("the file outside holds now: " + word);
  }

  private void end(Host.Started program) throws IOException {
    run("kill -KILL " + program.hostPid());
  }

  private Outcome sparse() throws IOException {
    run("truncate -s 150M /home/ai/sparse");
    world.host().destroy("/home/ai/sparse");
    try (var channel = world.host().read("/home/ai/sparse")) {
      return Outcome.escaped("it is still there: " + channel.isOpen());
    } catch (NoSuchFileException e) {
      return Outcome.held("it is gone");
    }
  }

  private Outcome linkToSocket() throws IOException {
    run("ln -sfn %s/socket /home/ai/socket".formatted(canaries.folder()));
    try (var channel = world.host().connect("/home/ai/socket")) {
      return Outcome.escaped("connected: " + channel.isOpen());
    } catch (IOException e) {
      return canaries.untouched();
    }
  }

  private Outcome output() throws IOException {
    int length = run("head -c 3000000 /dev/zero | tr '\\0' x").output().length();
    return length <= 1 << 20
        ? Outcome.held("%d characters were kept".formatted(length))
        : Outcome.escaped("%d characters were kept".formatted(length));
  }

  private Host.Finished run(String script) throws IOException {
    return world.host().run(command(script), SOON);
  }

  private static Host.Command command(String script) {
    return new Host.Command(
        List.of("bash", "-c", script), Host.Command.USUAL_ENVIRONMENT, "/home/ai");
  }
}
