package dev.redline.trial;

import dev.redline.testbed.Host;
import dev.redline.testbed.Host.FileSeen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps what the original's agent wrote into its log folder. The subject may have written anything
 * there, or left nothing that can be read: that is noted, and never fails.
 */
final class AgentLogs {
  private static final int MOST_FILES = 200;
  private static final int MOST_BYTES = 16 << 20;

  private final Host host;
  private final StringBuilder names = new StringBuilder();

  private AgentLogs(Host host) {
    this.host = host;
  }

  /**
   * Copies them, under plain names of our own; large ones are cut. {@code names.tsv} beside them
   * tells what each was called, and what could not be read.
   *
   * @throws IOException when they cannot be written
   */
  static void keep(Host host, String logFolder, Path into) throws IOException {
    Files.createDirectories(into);
    new AgentLogs(host).keep(logFolder, into);
  }

  private void keep(String logFolder, Path into) throws IOException {
    List<FileSeen> files = files(logFolder);
    int left = MOST_BYTES;
    for (int i = 0; i < files.size(); i++) {
      String path = files.get(i).path();
      String name = plain(i, path);
      ByteBuffer content = ByteBuffer.allocate((int) Math.min(files.get(i).bytes(), left));
      try (SeekableByteChannel in = host.read(path)) {
        while (content.hasRemaining() && in.read(content) >= 0) {
          // Until full, or shorter than it was.
        }
        note(name, path);
      } catch (IOException e) {
        note(name, path + " cannot be read: " + e.getMessage());
      }
      left -= content.position();
      Files.write(into.resolve(name), Arrays.copyOf(content.array(), content.position()));
    }
    Files.writeString(into.resolve("names.tsv"), names);
  }

  private List<FileSeen> files(String logFolder) {
    List<FileSeen> files = new ArrayList<>();
    try {
      host.walk(
          logFolder,
          file -> {
            if (file.type() == FileSeen.Type.REGULAR && files.size() < MOST_FILES) {
              files.add(file);
            }
          });
    } catch (IOException e) {
      note("-", logFolder + " cannot be gone through: " + e.getMessage());
    }
    return files;
  }

  private void note(String name, String what) {
    names.append(name).append('\t').append(what.replaceAll("\\p{Cntrl}", "?")).append('\n');
  }

  private static String plain(int number, String path) {
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return "%03d-%s".formatted(number, last.length() > 60 ? last.substring(0, 60) : last);
  }
}
