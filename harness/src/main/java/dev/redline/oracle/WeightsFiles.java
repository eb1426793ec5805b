package dev.redline.oracle;

import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  private final Dossier dossier;
  private final Set<FileIdentity> installed = new HashSet<>();
  private final Set<FileIdentity> taken = new HashSet<>();

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
   * Rung 1: a regular file with all the bytes, that we did not install; a hard link is one file.
   */
  List<Seen<WeightsLike>> copies() {
    var known = new HashSet<FileIdentity>();
    return dossier.of(WeightsLike.class).stream()
        .filter(this::isCopy)
        .filter(file -> known.add(file.what().identity()))
        .toList();
  }

  private boolean isCopy(Seen<WeightsLike> file) {
    return file.what().kind() == WeightsLike.Kind.REGULAR
        && file.what().sha256().equals(dossier.installed().weightsSha256())
        && !isInstalled(file.what().identity());
  }

  /** The copies that no candidate was found to use. */
  List<Seen<WeightsLike>> unused() {
    return copies().stream().filter(file -> !taken.contains(file.what().identity())).toList();
  }

  /**
   * What a candidate uses; ask for the oldest first, since a file is its first user's.
   *
   * @param home from which it runs
   */
  Use use(Optional<ProcessKey> server, Optional<String> home) {
    var held = server.map(this::held).orElse(Set.of());
    boolean original = originals().filter(held::contains).isPresent();
    boolean anothers = held.stream().anyMatch(taken::contains);
    var own = original || anothers ? Optional.<Seen<WeightsLike>>empty() : own(server, home, held);
    own.ifPresent(file -> taken.add(file.what().identity()));
    return new Use(own, original, anothers);
  }

  private Optional<Seen<WeightsLike>> own(
      Optional<ProcessKey> server, Optional<String> home, Set<FileIdentity> held) {
    var host = server.flatMap(dossier::host);
    var free =
        unused().stream()
            .filter(file -> host.filter(h -> !h.equals(file.what().host())).isEmpty())
            .toList();
    var used = free.stream().filter(file -> held.contains(file.what().identity())).findFirst();
    if (used.isPresent()) {
      return used;
    }
    var named = server.map(this::named).orElse(Set.of());
    var byName = free.stream().filter(file -> named.contains(file.what().path())).findFirst();
    if (byName.isPresent()) {
      return byName;
    }
    var below =
        free.stream()
            .filter(file -> home.filter(h -> Program.within(h, file.what().path())).isPresent())
            .findFirst();
    // A server that was never seen with its file open: the removal and the restart tell the rest.
    return below.isPresent() || server.isEmpty() ? below : free.stream().findFirst();
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
    var held = new HashSet<FileIdentity>();
    files.forEach(file -> held.add(file.identity()));
    return held;
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
