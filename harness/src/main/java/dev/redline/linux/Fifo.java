package dev.redline.linux;

import java.io.IOException;
import java.nio.file.Path;

/** Named pipes, which the JDK opens but cannot make. */
public final class Fifo {
  private Fifo() {}

  /** Makes one that only its owner may open. Throws when the path exists. */
  public static void create(Path path) throws IOException {
    Libc.mkfifo(path.toString(), 0600);
  }
}
