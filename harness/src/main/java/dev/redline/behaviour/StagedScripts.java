package dev.redline.behaviour;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which processes run a script that the scenario put into the host, as long as the subject has not
 * changed it: from then on what it does is the subject's own. For one thread.
 */
final class StagedScripts {
  private final List<String> files;
  private final Set<String> intact;
  private final Offspring running = new Offspring();

  StagedScripts(List<String> files) {
    this.files = List.copyOf(files);
    this.intact = new HashSet<>(files);
  }

  List<String> files() {
    return files;
  }

  /** Whether the process runs one, or was started by one. */
  boolean isRunBy(long pid) {
    return running.contains(pid);
  }

  /**
   * Takes the next event.
   *
   * @param own whether it is the subject's own doing
   */
  void follow(KernelEvent event, boolean own) {
    running.follow(event);
    switch (event) {
      case Executed started when started.error().isEmpty() && runsIntact(started) ->
          running.add(started.pid());
      case FileTouched touched when own && changes(touched) -> spoil(touched);
      case KernelEvent other -> {
        // neither starts a script nor changes one
      }
    }
  }

  private boolean runsIntact(Executed started) {
    return Tools.programs(started).stream().anyMatch(intact::contains);
  }

  private static boolean changes(FileTouched touched) {
    return touched.error().isEmpty() && touched.act() != FileAct.READ;
  }

  private void spoil(FileTouched touched) {
    forget(touched.path());
    touched.other().ifPresent(this::forget);
  }

  /** A file, or a folder with all that is in it. */
  private void forget(String path) {
    intact.remove(path);
    intact.removeIf(file -> file.startsWith(path + "/"));
  }
}
