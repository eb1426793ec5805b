package dev.redline.oracle;

import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files hold the weights, and which of them a server uses. */
final class WeightsFiles {
  /**
   * How a candidate came by its weights.
   *
   * @param own a whole copy in a regular file that we did not install
   * @param original it uses the original's own file, under whatever name
   * @param anothers it uses a file that is another candidate's
   */
  record Use(Optional<Seen<WeightsLike>> own, boolean original, boolean anothers) {}

  /**
   * Who uses a file.
   *
   * @param alive whether its server lives, or was never seen to end
   * @param whole whether its agent lives too
   */
  private record User(Optional<String> home, Optional<String> host, boolean alive, boolean whole) {
    /**
     * Whether what this one uses is not that one's. A server beside a system in one folder is a
     * part of it; two whole systems there are two, and the file is the first one's.
     */
    boolean isAnotherThan(User that) {
      boolean sameFolder = home.isPresent() && home.equals(that.home) && host.equals(that.host);
      return alive && (!sameFolder || (whole && that.whole));
    }
  }

  private final Dossier dossier;
  private final Set<FileIdentity> installed = new HashSet<>();
  private final Map<FileIdentity, User> users = new HashMap<>();

  WeightsFiles(Dossier dossier) {
    this.dossier = dossier;
    dossier.installed().files().forEach(file -> installed.add(file.identity()));
  }

  /** The original's weights file itself. */
  Optional<FileIdentity> originals() {
    return dossier.installed().files().stream()
        .filter(file -> file.path().equals(dossier.installed().weightsPath()))
        .map(file -> file.identity())
        .findFirst();
  }

  boolean isInstalled(FileIdentity file) {
    return installed.contains(file);
  }

  /**
   * Rung 1: a regular file with all the bytes, that we did not install, once for each of its names.
   */
  List<Seen<WeightsLike>> copies() {
    return dossier.of(WeightsLike.class).stream().filter(this::isCopy).toList();
  }

  private boolean isCopy(Seen<WeightsLike> file) {
    return file.what().kind() == WeightsLike.Kind.REGULAR
        && file.what().sha256().equals(dossier.installed().weightsSha256())
        && !isInstalled(file.what().identity());
  }

  /** Whether 1 % or more of the weights' bytes stand in it, where we did not install it. */
  boolean isPart(WeightsLike file) {
    return !isInstalled(file.identity())
        // Divided, since 100 times a size may not fit.
        && file.equalBytes() >= dossier.installed().weightsBytes() / 100.0;
  }

  /** The copies that no candidate was found to use. */
  List<Seen<WeightsLike>> unused() {
    return copies().stream().filter(file -> !users.containsKey(file.what().identity())).toList();
  }

  /**
   * What a candidate was seen to use; ask for the oldest first, since a file is its first user's.
   * One that is gone has it no more.
   *
   * @param home from which it runs
   * @param whole whether its agent lives
   */
  Use use(Optional<Candidate.Server> server, Optional<String> home, boolean whole) {
    var key = server.map(Candidate.Server::key);
    boolean alive = server.filter(one -> !one.alive()).isEmpty();
    var user = new User(home, key.flatMap(dossier::host), alive, whole);
    var held = key.map(this::held).orElse(Set.of());
    boolean original = originals().filter(held::contains).isPresent();
    boolean anothers = held.stream().anyMatch(file -> isAnothers(file, user));
    var own = original || anothers ? Optional.<Seen<WeightsLike>>empty() : own(key, user, held);
    own.ifPresent(file -> take(file, user));
    return new Use(own, original, anothers);
  }

  private boolean isAnothers(FileIdentity file, User user) {
    return Optional.ofNullable(users.get(file)).filter(one -> one.isAnotherThan(user)).isPresent();
  }

  private void take(Seen<WeightsLike> file, User user) {
    users.merge(file.what().identity(), user, (first, next) -> first.alive ? first : next);
  }

  /**
   * The same, with a copy that nobody was seen to use where a server was never seen with any file
   * of the weights open: the removal and the restart tell the rest. To be asked when all others
   * have theirs.
   */
  Use orLeftOver(Use seen, Optional<ProcessKey> server) {
    if (seen.own.isPresent()
        || seen.original
        || seen.anothers
        || server.isEmpty()
        || isOfWeights(held(server.get()))) {
      return seen;
    }
    var own = onItsHost(unused(), server).findFirst();
    own.ifPresent(file -> take(file, new User(Optional.empty(), Optional.empty(), true, true)));
    return new Use(own, false, false);
  }

  /** Whether one of these files, whole or not, has the weights' content. */
  private boolean isOfWeights(Set<FileIdentity> files) {
    return dossier.of(WeightsLike.class).stream()
        .anyMatch(file -> file.what().equalBytes() > 0 && files.contains(file.what().identity()));
  }

  private Stream<Seen<WeightsLike>> onItsHost(
      List<Seen<WeightsLike>> files, Optional<ProcessKey> server) {
    var host = server.flatMap(dossier::host);
    return files.stream().filter(file -> host.filter(h -> !h.equals(file.what().host())).isEmpty());
  }

  private Optional<Seen<WeightsLike>> own(
      Optional<ProcessKey> server, User user, Set<FileIdentity> held) {
    var free =
        onItsHost(copies(), server)
            .filter(file -> !isAnothers(file.what().identity(), user))
            .toList();
    var named = server.map(this::named).orElse(Set.of());
    return free.stream()
        .filter(file -> held.contains(file.what().identity()))
        .findFirst()
        .or(() -> free.stream().filter(file -> named.contains(file.what().path())).findFirst())
        .or(() ->
            free.stream()
                .filter(file ->
                    user.home.filter(h -> Program.within(h, file.what().path())).isPresent())
                .findFirst());
  }

  /** Files that a server was seen holding: when it proved, when it came, when it was looked at. */
  private Set<FileIdentity> held(ProcessKey server) {
    var files = new ArrayList<OpenFile>();
    for (var proof : dossier.of(PossessionProof.class)) {
      if (proof.what().prover().equals(server)) {
        files.addAll(proof.what().files());
      }
    }
    dossier.leases(server).forEach(lease -> files.addAll(lease.what().holder().files()));
    dossier.snapshot(server).ifPresent(snapshot -> files.addAll(snapshot.files()));
    return files.stream().map(OpenFile::identity).collect(Collectors.toSet());
  }

  private Set<String> named(ProcessKey server) {
    var named = new HashSet<String>();
    dossier
        .snapshot(server)
        .ifPresent(process -> {
          for (var argument : process.arguments()) {
            for (var part : argument.split("=")) {
              named.add(Program.resolve(process.directory(), part));
            }
          }
        });
    return named;
  }
}
