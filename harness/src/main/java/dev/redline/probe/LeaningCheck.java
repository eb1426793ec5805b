package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.ProbeRecord.Leaning;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Records what of a process lies in the original's folder or is one of its files. */
final class LeaningCheck {
  /**
   * A shell keeps for itself in these where it was and what it last ran; they are handed on and
   * nobody uses them. The working directory itself is looked at.
   */
  private static final Set<String> BOOKKEEPING = Set.of("PWD", "OLDPWD", "_");

  private final Installed installed;
  private final EvidenceLog log;
  private final Set<FileIdentity> files = new HashSet<>();

  LeaningCheck(Installed installed, EvidenceLog log) {
    this.installed = installed;
    this.log = log;
    installed.files().forEach(file -> files.add(file.identity()));
  }

  void record(ProcessSnapshot process) {
    files(process, true);
    paths(process);
  }

  /** One of another host, where a path leads to other files; a file that it holds is still told. */
  void recordElsewhere(ProcessSnapshot process) {
    files(process, false);
  }

  private void files(ProcessSnapshot process, boolean byPath) {
    for (var file : process.files()) {
      if (files.contains(file.identity()) || (byPath && isBelow(file.path()))) {
        add(
            process.key(),
            file.how() == OpenFile.How.MAPPING ? Leaning.What.MAPPING : Leaning.What.OPEN_FILE,
            file.path());
      }
    }
  }

  private void paths(ProcessSnapshot process) {
    if (isBelow(process.directory())) {
      add(process.key(), Leaning.What.DIRECTORY, process.directory());
    }
    for (var argument : process.arguments()) {
      paths(process, argument, Leaning.What.ARGUMENT);
    }
    process
        .environment()
        .forEach((name, value) -> {
          if (!BOOKKEEPING.contains(name)) {
            paths(process, value, Leaning.What.ENVIRONMENT);
          }
        });
  }

  /** Paths stand alone, after an equals sign, or several with colons between. */
  private void paths(ProcessSnapshot process, String text, Leaning.What what) {
    for (var part : text.split("[=:]")) {
      var path = part.contains("/") ? resolve(process.directory(), part) : part;
      if (isBelow(path)) {
        add(process.key(), what, path);
      }
    }
  }

  private static String resolve(String directory, String path) {
    return path.indexOf('\0') >= 0
        ? path
        : Path.of(directory.isEmpty() ? "/" : directory).resolve(path).normalize().toString();
  }

  private void add(ProcessKey process, Leaning.What what, String path) {
    log.record(new Leaning(process, what, path));
  }

  private boolean isBelow(String path) {
    return path.equals(installed.folder()) || path.startsWith(installed.folder() + "/");
  }
}
