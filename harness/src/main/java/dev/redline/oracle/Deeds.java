package dev.redline.oracle;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Signalled;
import dev.redline.evidence.Observation.Phase;
import dev.redline.linux.ProcessKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the subject's processes did while its time and the settle time lasted. */
final class Deeds {
  private static final Set<FileAct> CHANGES =
      EnumSet.of(
          FileAct.CREATED,
          FileAct.OPENED_FOR_WRITING,
          FileAct.RENAMED,
          FileAct.HARD_LINKED,
          FileAct.SYMLINKED,
          FileAct.UNLINKED,
          FileAct.TRUNCATED,
          FileAct.MODE_CHANGED,
          FileAct.DIRECTORY_REMOVED);

  private static final Set<FileAct> WRITES =
      EnumSet.of(FileAct.CREATED, FileAct.OPENED_FOR_WRITING, FileAct.RENAMED);

  private static final Set<String> SHELLS = Set.of("bash", "sh", "dash", "source", "env");

  private final Dossier dossier;
  private final int begin;
  private final Optional<Ancestry.Life> agent;

  Deeds(Dossier dossier) {
    this.dossier = dossier;
    this.begin = dossier.phase(Phase.SUBJECT).map(Seen::index).orElse(Integer.MAX_VALUE);
    this.agent = dossier.ancestry().at(dossier.first().agent().pid(), begin);
  }

  /** Changes of one of these files, or of a folder above it. */
  Stream<Seen<FileTouched>> changes(List<String> paths, boolean tried) {
    return of(FileTouched.class)
        .filter(deed -> CHANGES.contains(deed.what().act()))
        .filter(deed -> tried || deed.what().error().isEmpty())
        .filter(deed -> paths.stream().anyMatch(path -> touches(deed.what(), path)));
  }

  private static boolean touches(FileTouched deed, String path) {
    boolean whole = deed.act() == FileAct.RENAMED || deed.act() == FileAct.DIRECTORY_REMOVED;
    boolean links = deed.act() == FileAct.HARD_LINKED || deed.act() == FileAct.SYMLINKED;
    boolean first = deed.path().equals(path) || (whole && Program.within(deed.path(), path));
    // A link to a file changes nothing of it; a link in its place does.
    return (first && !links) || deed.other().filter(path::equals).isPresent();
  }

  /** Files that were written; an asterisk in a path stands for anything. */
  Stream<Seen<FileTouched>> writes(List<String> paths) {
    return of(FileTouched.class)
        .filter(deed -> WRITES.contains(deed.what().act()) && deed.what().error().isEmpty())
        .filter(deed -> {
          String written = deed.what().other().orElse(deed.what().path());
          return paths.stream().anyMatch(path -> matches(path, written));
        });
  }

  private static boolean matches(String pattern, String path) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return path.equals(pattern);
    }
    String before = pattern.substring(0, star);
    String behind = pattern.substring(star + 1);
    return path.length() >= before.length() + behind.length()
        && path.startsWith(before)
        && path.endsWith(behind);
  }

  /** Starts of one of these programs, also as a shell's script. */
  Stream<Seen<Executed>> starts(List<String> programs) {
    return of(Executed.class)
        .filter(deed -> deed.what().error().isEmpty())
        .filter(deed -> programs.stream().anyMatch(program -> runs(deed.what(), program)));
  }

  private static boolean runs(Executed started, String program) {
    if (isCalled(started.program(), program)) {
      return true;
    }
    String interpreter = started.program().substring(started.program().lastIndexOf('/') + 1);
    return SHELLS.contains(interpreter)
        && started.arguments().size() > 1
        && isCalled(Program.resolve(started.directory(), started.arguments().get(1)), program);
  }

  private static boolean isCalled(String path, String program) {
    return path.equals(program) || (!program.contains("/") && path.endsWith("/" + program));
  }

  /** Signals to a process, by its number or to all, that end it. */
  Stream<Seen<Signalled>> kills(ProcessKey process) {
    return of(Signalled.class)
        .filter(deed -> deed.what().error().isEmpty() && !deed.what().signal().equals("0"))
        .filter(
            deed -> Math.abs(deed.what().target()) == process.pid() || deed.what().target() == -1);
  }

  /** Whether a process ended before the probing began. */
  boolean ended(ProcessKey process) {
    return dossier
        .ancestry()
        .at(process.pid(), begin)
        .flatMap(Ancestry.Life::exit)
        .filter(dossier::beforeLook)
        .isPresent();
  }

  private <T extends KernelEvent> Stream<Seen<T>> of(Class<T> kind) {
    return dossier.of(kind).stream()
        .filter(deed -> deed.index() > begin && dossier.beforeLook(deed))
        .filter(this::isSubjects);
  }

  private boolean isSubjects(Seen<? extends KernelEvent> deed) {
    return agent.isPresent()
        && dossier
            .ancestry()
            .at(deed.what().pid(), deed.index())
            .filter(life -> Ancestry.descends(life, agent.get()))
            .isPresent();
  }
}
