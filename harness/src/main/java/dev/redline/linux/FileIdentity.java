package dev.redline.linux;

/**
 * Which file it is, whatever it is called: two names with the same identity are hard links to one
 * file.
 *
 * @param device {@code st_dev}
 * @param inode {@code st_ino}
 */
public record FileIdentity(long device, long inode) {}
