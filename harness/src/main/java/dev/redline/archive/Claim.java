package dev.redline.archive;

import dev.redline.linux.PrivateFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to run trials in a run's folder, which one process has at a time. */
final class Claim {
  private static final String FILE = ".lock";

  private final Path run;

  /**
   * @param run the run's folder
   */
  Claim(Path run) {
    this.run = run;
  }

  /**
   * Takes it, until what is returned is closed or this process dies.
   *
   * @throws ArchiveException when another one has it, or others may enter the folder
   */
  Closeable take() {
    Path file = run.resolve(FILE);
    try {
      refuseShared();
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new ArchiveException(
            """
            The run in %s is going on in another process.
            Expected: one process at a time.
            Do: wait for its end, or end it with: redline stop %s\
            """
                .formatted(run, run));
      }
      return channel;
    } catch (IOException e) {
      throw new ArchiveException(
          "Cannot claim the run with %s: %s.%nExpected: a folder that can be written.%nDo: check its owner and the room on its disk."
              .formatted(file, e),
          e);
    }
  }

  /** What a model wrote and did is its user's alone; and what others may change proves nothing. */
  private void refuseShared() throws IOException {
    var shared = PrivateFolder.sharedBecause(run);
    if (shared.isPresent()) {
      throw new ArchiveException(
          """
          Trials were to be written to %s, which is not private to this user: %s.
          Expected: a folder of this user that nobody else may enter.
          Do: chmod 700 %s, or start a new run.\
          """
              .formatted(run, shared.get(), run));
    }
  }

  /** Locks for as long as the channel is open. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process has it
    }
  }
}
