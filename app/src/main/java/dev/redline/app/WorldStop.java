package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.Runs;
import dev.redline.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ends worlds from the files in which they are noted, whatever became of the process that made
 * them.
 */
final class WorldStop implements KillSwitch {
  private final Machine machine;

  WorldStop(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Stopped stop(Optional<String> run) {
    try {
      int ended = 0;
      int undead = 0;
      var ending = new dev.redline.testbed.KillSwitch(machine.processes());
      for (Path folder : folders(run)) {
        Files.write(folder.resolve(Trial.STOP_ORDER), new byte[0]);
        var report = ending.endAll(folder);
        ended += report.ended();
        undead += report.undead();
      }
      if (run.isEmpty() && undead == 0) {
        removeLeftovers();
      }
      return new Stopped(ended, undead);
    } catch (ArchiveException e) {
      throw Failures.usage(e);
    } catch (IOException e) {
      throw Failures.ours("Not every testbed could be ended: " + e.getMessage(), e);
    }
  }

  private void removeLeftovers() {
    try {
      machine.testbeds().removeLeftovers();
    } catch (IOException e) {
      throw Failures.ours("Every testbed is ended. " + e.getMessage(), e);
    }
  }

  private List<Path> folders(Optional<String> run) throws IOException {
    var folders = new ArrayList<Path>();
    Optional<String> name = run.map(one -> new Runs(machine.runs()).find(one).name());
    for (Path all : machine.allLiveWorlds()) {
      if (!Files.isDirectory(all)) {
        continue;
      }
      Machine.demandPrivate(all);
      try (Stream<Path> runs = Files.list(all)) {
        runs.filter(Files::isDirectory)
            .filter(folder -> name.isEmpty() || name.get().equals(folder.getFileName().toString()))
            .forEach(folders::add);
      }
    }
    return folders;
  }
}
