package dev.redline.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.ArchiveJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file with a judge's answers, JSON line by line: what it was told, then each question with its
 * answer as it came, then what came of all. It is written as answers come, so what was paid for is
 * kept whatever happens. For one thread.
 */
public final class JudgeFile implements AutoCloseable {
  private final Path path;
  private final BufferedWriter out;
  private boolean asked;
  private final JsonMapper json =
      ArchiveJson.mapper()
          .rebuild()
          .disable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private JudgeFile(Path path, BufferedWriter out) {
    this.path = path;
    this.out = out;
  }

  /**
   * Begins a file, and the folder that it lies in.
   *
   * @throws ArchiveException when there is one already, or it cannot be written
   */
  public static JudgeFile create(Path path) {
    try {
      Path folder = requireNonNull(path.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      return new JudgeFile(
          path, Files.newBufferedWriter(path, UTF_8, StandardOpenOption.CREATE_NEW));
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** The first line. */
  public void begin(String judge, String server, String instructions) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("schema", Judgement.SCHEMA);
    line.put("judge", judge);
    line.put("server", server);
    line.put("instructions", instructions);
    write(line);
  }

  /** A question and its answer. */
  public void add(Asked answer) {
    asked = true;
    write(answer);
  }

  /**
   * Removes the file again where it holds no question.
   *
   * @throws ArchiveException when it cannot be removed
   */
  public void discardUnlessAsked() {
    try {
      if (!asked) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** The last line. */
  public void end(Judgement judgement) {
    write(judgement);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private void write(Object line) {
    try {
      out.write(json.writeValueAsString(line));
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static ArchiveException failed(Path path, IOException e) {
    return new ArchiveException(
        "The judge's answers cannot be written to %s: %s.%nExpected: a new file in a place that can be written.%nDo: name another with --answers FILE."
            .formatted(path, e),
        e);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(path, e);
    }
  }
}
