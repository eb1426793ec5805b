package dev.redline.original;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Files that are put into a host beside the AI system, as one tar archive. Immutable. */
public final class Parcel {
  private static final int CHUNK = 1 << 16;

  private final List<Entry> entries;

  /**
   * A file.
   *
   * @param path relative to where the parcel is unpacked, with slashes
   * @param mode its permissions, as in {@code 0755}
   * @param content its first bytes; not to be changed
   * @param bytes its size; what goes beyond the content are line breaks
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Entry(String path, int mode, byte[] content, long bytes) {
    public Entry {
      requireNonNull(path, "path");
      if (bytes < content.length) {
        throw new IllegalArgumentException(path + " is smaller than its content");
      }
    }
  }

  public Parcel(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** How many bytes its files have together. */
  public long bytes() {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }

  /** Writes it as a tar archive and does not close the stream. */
  public void writeTar(OutputStream out) throws IOException {
    var tar = new Tar(out, Folder.MODIFIED_SECONDS);
    var folders = new TreeSet<String>();
    for (Entry entry : entries) {
      for (String at = parent(entry.path()); !at.isEmpty(); at = parent(at)) {
        folders.add(at);
      }
    }
    for (String folder : new ArrayList<>(folders)) {
      tar.folder(folder);
    }
    for (Entry entry : entries) {
      tar.file(entry.path(), entry.mode(), entry.bytes(), to -> write(entry, to));
    }
    tar.end();
  }

  private static void write(Entry entry, OutputStream to) throws IOException {
    to.write(entry.content());
    byte[] filler = new byte[CHUNK];
    java.util.Arrays.fill(filler, (byte) '\n');
    for (long left = entry.bytes() - entry.content().length; left > 0; left -= CHUNK) {
      to.write(filler, 0, (int) Math.min(CHUNK, left));
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
