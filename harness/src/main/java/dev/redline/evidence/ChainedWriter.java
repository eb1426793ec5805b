package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a log: one JSON object a line, {@code {"link":"<16 hex digits>","record":{…}}}, in zstd.
 * For one thread at a time.
 */
final class ChainedWriter implements AutoCloseable {
  static final byte[] BEFORE_LINK = "{\"link\":\"".getBytes(US_ASCII);
  static final byte[] BEFORE_RECORD = "\",\"record\":".getBytes(US_ASCII);
  static final byte[] AFTER_RECORD = "}\n".getBytes(US_ASCII);

  private final Path file;
  private final Chain chain;
  // Not a channel: one is closed for good when a thread that writes to it is interrupted, and
  // thoughts are called off by interrupts.
  private final FileOutputStream disk;
  private final OutputStream out;
  private boolean unflushed;
  private boolean closed;

  ChainedWriter(Path file) {
    this.file = file;
    this.chain = new Chain(file.getFileName().toString());
    try {
      Files.createFile(file);
      this.disk = new FileOutputStream(file.toFile());
      var zstd = new ZstdOutputStream(disk, 3);
      zstd.setChecksum(true);
      this.out = new BufferedOutputStream(zstd, 1 << 16);
    } catch (IOException e) {
      throw new EvidenceException("Cannot make the log " + file + ": " + e.getMessage(), e);
    }
  }

  void write(byte[] record) {
    if (closed) {
      throw new EvidenceException(
          "Nothing can be recorded in " + file + " any more: it was closed.");
    }
    try {
      String link = chain.add(record, 0, record.length);
      out.write(BEFORE_LINK);
      out.write(link.getBytes(US_ASCII));
      out.write(BEFORE_RECORD);
      out.write(record);
      out.write(AFTER_RECORD);
      unflushed = true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Hands all that was written to the operating system, decodable even if nothing follows. */
  void flush() {
    if (!unflushed || closed) {
      return;
    }
    try {
      out.flush();
      unflushed = false;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  long records() {
    return chain.records();
  }

  ChainRoot root() {
    return chain.root();
  }

  /** Ends the log and brings it to the disk. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (disk;
        out) {
      out.flush();
      disk.getFD().sync();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private EvidenceException failed(IOException e) {
    return new EvidenceException(
        "Cannot write the log %s: %s. Expected: room on the disk.".formatted(file, e.getMessage()),
        e);
  }
}
