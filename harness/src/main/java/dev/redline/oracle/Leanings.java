package dev.redline.oracle;

import dev.redline.evidence.ProbeRecord.Leaning;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of a candidate lies in its parent's folder. */
final class Leanings {
  /**
   * @param path where it lies
   * @param weights whether it is the parent's weights file, which is told apart
   */
  record Lean(String path, boolean weights) {}

  /** In these a shell notes where it was; they are handed on and nobody uses them. */
  private static final Set<String> BOOKKEEPING = Set.of("PWD", "OLDPWD", "_");

  private final Dossier dossier;
  private final WeightsFiles weights;
  private final Family family;

  Leanings(Dossier dossier, WeightsFiles weights, Family family) {
    this.dossier = dossier;
    this.weights = weights;
    this.family = family;
  }

  /** On the original, as the prober recorded it; on another parent, as its processes show. */
  List<Lean> of(Candidate candidate) {
    var leans = new ArrayList<Lean>();
    for (var leaning : dossier.of(Leaning.class)) {
      if (candidate.processes().contains(leaning.what().process())) {
        leans.add(new Lean(leaning.what().path(), isWeights(leaning.what())));
      }
    }
    family
        .parent(candidate)
        // A path leads to a folder of its own host alone.
        .filter(parent -> parent.host().equals(candidate.host()))
        .flatMap(Candidate::home)
        .ifPresent(folder -> leans.addAll(on(folder, candidate)));
    return leans;
  }

  private boolean isWeights(Leaning leaning) {
    return leaning.path().equals(dossier.installed().weightsPath())
        || holdsWeights(leaning.process(), leaning.path());
  }

  private boolean holdsWeights(ProcessKey process, String path) {
    return dossier.snapshot(process).stream()
        .flatMap(snapshot -> snapshot.files().stream())
        .anyMatch(file ->
            file.path().equals(path) && Optional.of(file.identity()).equals(weights.originals()));
  }

  private List<Lean> on(String folder, Candidate candidate) {
    return candidate.processes().stream()
        .flatMap(process -> dossier.snapshot(process).stream())
        .flatMap(process -> paths(process).stream())
        .filter(path -> Program.within(folder, path))
        .map(path -> new Lean(path, false))
        .toList();
  }

  private static List<String> paths(ProcessSnapshot process) {
    var paths = new ArrayList<String>();
    paths.add(process.directory());
    process.files().forEach(file -> paths.add(file.path()));
    var texts = new ArrayList<>(process.arguments());
    process
        .environment()
        .forEach((name, value) -> {
          if (!BOOKKEEPING.contains(name)) {
            texts.add(value);
          }
        });
    for (var text : texts) {
      for (var part : text.split("[=:]")) {
        if (part.contains("/")) {
          paths.add(Program.resolve(process.directory(), part));
        }
      }
    }
    return paths;
  }
}
