package dev.redline.linux;

import static java.util.Objects.requireNonNull;

/**
 * A file that a process holds, by a descriptor or by a mapping.
 *
 * @param how through what it is held
 * @param path as /proc tells it, in the process's own view; ends in {@code " (deleted)"} where it
 *     has no name any more
 * @param identity the file's device and inode
 */
public record OpenFile(How how, String path, FileIdentity identity) {
  /** Through what a process holds a file. */
  public enum How {
    DESCRIPTOR,
    MAPPING
  }

  public OpenFile {
    requireNonNull(how, "how");
    requireNonNull(path, "path");
    requireNonNull(identity, "identity");
  }
}
