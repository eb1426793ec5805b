package dev.redline.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads an Inspect log that is a zip archive, deflate or zstd: a sample an entry. An archive whose
 * directory is gone, which stands at its end, is read from its beginning.
 */
final class InspectArchive {
  /** Bytes that any archive may unpack to. */
  private static final long MAY_UNPACK = 2L << 30;

  /**
   * Times its own size that a larger archive may unpack to. Logs were seen to unpack to 6 to 20
   * times theirs; what goes far beyond was made to.
   */
  private static final long MOST_TIMES = 200;

  private static final Pattern SAMPLE = Pattern.compile("samples/.*_epoch_\\d+\\.json");
  private static final Pattern CHUNK = Pattern.compile("samples/.*_epoch_\\d+/sample\\.json");

  private final Reading reading;
  private final long mayUnpack;
  private LimitedStream.Allowance allowance;
  private Optional<String> model = Optional.empty();
  private boolean isLog;

  InspectArchive(Reading reading) {
    this(reading, MAY_UNPACK);
  }

  InspectArchive(Reading reading, long mayUnpack) {
    this.reading = reading;
    this.mayUnpack = mayUnpack;
    this.allowance = new LimitedStream.Allowance(mayUnpack);
  }

  /**
   * Reads all samples.
   *
   * @return whether it is an Inspect log at all
   */
  boolean read(Path file) throws IOException {
    allowance = new LimitedStream.Allowance(Math.max(mayUnpack, MOST_TIMES * Files.size(file)));
    if (ZipEnd.hasReadableDirectory(file)) {
      try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
        throughDirectory(zip);
        return isLog;
      } catch (IOException | RuntimeException e) {
        if (isLog) {
          reading.problem(Broken.io(new IOException(e.getMessage(), e)));
          return true;
        }
        // its directory cannot be read: what follows reads without
      }
    }
    try {
      fromTheBeginning(file);
    } catch (IOException e) {
      if (isLog) {
        reading.problem(Broken.io(e));
      }
    }
    return isLog;
  }

  private void throughDirectory(ZipFile zip) {
    for (String name : new String[] {"header.json", "_journal/start.json"}) {
      ZipArchiveEntry header = zip.getEntry(name);
      if (header != null && !isLog) {
        entry(header, () -> zip.getInputStream(header));
      }
    }
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      if (!isHeader(entry.getName()) && !allowance.isUsedUp()) {
        entry(entry, () -> zip.getInputStream(entry));
      }
    }
  }

  private void fromTheBeginning(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        var zip = new ZipArchiveInputStream(raw)) {
      boolean more = true;
      while (more) {
        ZipArchiveEntry entry = zip.getNextEntry();
        more = entry != null && entry(entry, () -> zip);
      }
      if (isLog) {
        reading.problem(
            "its directory is missing or too large to be read: it may be cut off; what is whole was"
                + " read");
      }
    } catch (RuntimeException e) { // as the library throws some for archives that are damaged
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Opens an entry's contents. */
  private interface Opening {
    InputStream open() throws IOException;
  }

  private static boolean isHeader(String name) {
    return name.equals("header.json") || name.equals("_journal/start.json");
  }

  /** Reads an entry; false where it could not be read to its end. */
  private boolean entry(ZipArchiveEntry entry, Opening opening) {
    String name = entry.getName();
    boolean sample = SAMPLE.matcher(name).matches();
    if (CHUNK.matcher(name).matches()) {
      reading.problem(
          "its entry %s keeps a sample in pieces, a form that is not read".formatted(name));
      isLog = true;
    }
    if (!sample && !isHeader(name)) {
      return true;
    }
    isLog |= sample;
    try {
      var text = new InputStreamReader(new LimitedStream(opening.open(), allowance), UTF_8);
      parse(LenientJson.ofFile(text), sample);
      return true;
    } catch (JacksonException e) {
      reading.problem("its entry %s: %s".formatted(name, Broken.json(e)));
    } catch (IOException e) {
      reading.problem("its entry %s: %s".formatted(name, Broken.io(e)));
    } catch (RuntimeException e) { // as the library throws some for archives that are damaged
      reading.problem(
          "its entry %s: %s".formatted(name, Broken.io(new IOException(e.getMessage(), e))));
    }
    return false;
  }

  /** The parser is not closed: a stream of entries must go on. */
  private void parse(JsonParser parser, boolean sample) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    if (sample) {
      new InspectSample(reading, model).read(parser);
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean eval = parser.currentName().equals("eval");
      parser.nextToken();
      if (eval) {
        Map<String, Object> told = Fields.map(BoundedTree.read(parser));
        model = Fields.text(told, "model");
        isLog |= told.containsKey("task") || model.isPresent();
      } else {
        parser.skipChildren();
      }
    }
  }
}
