package dev.redline.linux;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How full a file system is.
 *
 * @param bytes in use
 * @param files inodes in use; on a memory file system each takes about 1 KiB of the kernel's memory
 *     that {@code bytes} does not show
 */
public record FileSystemUse(long bytes, long files) {
  /** Of the file system on which a path lies. */
  public static FileSystemUse at(Path path) throws IOException {
    return Libc.fileSystem(path.toString());
  }
}
