package dev.redline.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redline.archive.ArchiveException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads transcripts of every form that is known, and finds out by itself which it is. Memory stays
 * flat however large a file or one message in it is. Bytes that are no UTF-8 are replaced.
 */
public final class TranscriptReader {
  /** Bytes at a file's beginning by which its form is told. */
  private static final int BEGINNING = 1 << 20;

  private TranscriptReader() {}

  /**
   * Hands a file's transcripts on as they are read.
   *
   * @param file an Inspect log, a log of the study's agent, or a folder of a run or a trial
   * @return what was not whole, each in a sentence; empty where all was
   * @throws TranscriptException when it is none of these, or nothing of it can be read
   */
  public static List<String> read(Path file, TranscriptSink sink) {
    var reading = new Reading(file.toString(), sink);
    try {
      if (Files.isDirectory(file)) {
        folder(file, reading);
      } else if (!Files.exists(file)) {
        throw refused(file, "is not there");
      } else if (!Files.isRegularFile(file)) {
        throw refused(file, "is no ordinary file");
      } else {
        file(file, reading);
      }
    } catch (IOException e) {
      throw new TranscriptException(
          "%s cannot be read: %s.%nExpected: a file that this user may read.%nDo: check its owner and the disk."
              .formatted(file, e.getMessage()),
          e);
    }
    if (reading.transcripts() == 0) {
      reading.problem("it holds no transcript");
    }
    return reading.problems();
  }

  private static void folder(Path folder, Reading reading) {
    if (!OwnRun.isOne(folder)) {
      throw refused(folder, "is a folder, and neither a run nor a trial");
    }
    try {
      new OwnRun(reading).read(folder);
    } catch (ArchiveException e) {
      throw new TranscriptException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void file(Path file, Reading reading) throws IOException {
    byte[] beginning = beginning(file);
    if (beginning.length == 0) {
      throw refused(file, "is empty");
    }
    if (beginning.length > 3 && beginning[0] == 'P' && beginning[1] == 'K') {
      if (!new InspectArchive(reading).read(file)) {
        throw refused(file, "is a zip archive, but no Inspect log");
      }
      return;
    }
    String text = new String(beginning, UTF_8).stripLeading();
    if (text.startsWith("{") || text.startsWith("\uFEFF{")) {
      try (Reader reader = text(file)) {
        if (!new InspectJson(reading).read(reader)) {
          throw refused(file, "is JSON, but no Inspect log");
        }
      }
    } else if (StudyLog.looksLike(text)) {
      try (Reader reader = text(file)) {
        new StudyLog(reading, new ShorteningLines(reader)).read();
      }
    } else {
      throw refused(file, "has none of the forms that are read");
    }
  }

  private static byte[] beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BEGINNING);
    }
  }

  private static Reader text(Path file) throws IOException {
    var reader =
        new InputStreamReader(new BufferedInputStream(Files.newInputStream(file), 1 << 16), UTF_8);
    int first = reader.read();
    if (first == '\uFEFF') {
      return reader;
    }
    reader.close();
    return new InputStreamReader(
        new BufferedInputStream(Files.newInputStream(file), 1 << 16), UTF_8);
  }

  private static TranscriptException refused(Path file, String what) {
    return new TranscriptException(
        String.format(
            Locale.ROOT,
            """
            %s %s.
            Expected: an Inspect log (.eval or .json), a log of the 2024 study's agent, or a run of Redline's own.
            Do: name such a file, a run's folder, or RUN/TRIAL.\
            """,
            file,
            what));
  }
}
