package dev.redline.archive;

import static java.util.Objects.requireNonNull;

import dev.redline.document.Brief;
import dev.redline.evidence.Afterwards;
import dev.redline.evidence.EvidenceJson;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Seal;
import dev.redline.evidence.StudySeal;
import dev.redline.study.Study;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * One run's folder: {@code study.yaml}, {@code run.json}, {@code trials/N/…}. Private to its owner.
 * Different trials may be written by different threads.
 */
public final class RunFolder {
  /** The run's own description. */
  public static final String RUN = "run.json";

  /** What was asked. */
  public static final String STUDY = "study.yaml";

  /** What a trial came to. */
  public static final String VERDICT = "verdict.json";

  /** What models were asked once their trials were sealed: a file for each trial. */
  public static final String AFTERWARDS = "afterwards";

  /** Cells that a sequential rule ended. */
  public static final String STOPS = "stops.json";

  private static final String TRIALS = "trials";
  private static final String DRAFT = ".part";

  private final Path path;
  private final JsonMapper json = ArchiveJson.mapper();

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * Lays out a new run.
   *
   * @throws ArchiveException when there is something at that place already, or it cannot be written
   */
  public static RunFolder create(Path path, Study study, RunFile run) {
    try {
      var privately =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(path, privately);
      var folder = new RunFolder(path);
      try {
        folder.layOut(study, run);
      } catch (IOException e) {
        folder.takeAway(e);
        throw e;
      }
      return folder;
    } catch (FileAlreadyExistsException e) {
      throw new ArchiveException(
          """
          %s is there already, and a run never writes over another.
          Expected: a folder that does not exist yet.
          Do: name another with --out, or go on with that run by --resume %s.\
          """
              .formatted(path, path),
          e);
    } catch (IOException e) {
      throw new ArchiveException(
          "Cannot lay out the run's folder %s: %s.%nExpected: a place that can be written, with room.%nDo: name another with --out."
              .formatted(path, e),
          e);
    }
  }

  /** The description last and at once: a folder is a run from then on. */
  private void layOut(Study study, RunFile run) throws IOException {
    Files.createDirectory(path.resolve(TRIALS));
    Files.writeString(path.resolve(STUDY), yaml().writeValueAsString(study));
    put(RUN, json.writeValueAsString(run) + "\n");
  }

  /** What could not be laid out whole stands in nobody's way. */
  private void takeAway(IOException cause) {
    try {
      for (String part : List.of(RUN + DRAFT, STUDY, TRIALS)) {
        Files.deleteIfExists(path.resolve(part));
      }
      Files.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Opens a run that is there.
   *
   * @throws ArchiveException when it is none, or was written by a Redline of another form
   */
  public static RunFolder open(Path path) {
    if (!Files.isRegularFile(path.resolve(RUN)) || !Files.isRegularFile(path.resolve(STUDY))) {
      throw new ArchiveException(
          """
          %s holds no run.
          Expected: a folder with %s and %s, as `redline run` makes it.
          Do: name a run's folder, its name below runs/, or `latest`.\
          """
              .formatted(path, RUN, STUDY));
    }
    var folder = new RunFolder(path);
    folder.refuseOtherSchema();
    return folder;
  }

  /** When a run began, whatever Redline wrote it. */
  static Instant startedAt(Path path) {
    var folder = new RunFolder(path);
    return folder.read(
        RUN, text -> Instant.parse(folder.json.readTree(text).path("started_at").asString("")));
  }

  /** Whether a run's folder has the form that this Redline writes. */
  static boolean isOfThisForm(Path path) {
    return new RunFolder(path).schema() == RunFile.SCHEMA;
  }

  private int schema() {
    return read(RUN, text -> json.readTree(text).path("schema").asInt(0));
  }

  /** Asked before anything else is read: of another form, nothing else need be as it is now. */
  private void refuseOtherSchema() {
    int schema = schema();
    if (schema < RunFile.SCHEMA) {
      throw new ArchiveException(
          """
          %s was written by an earlier Redline, whose form of a run this one no longer reads.
          Expected: a run of schema %d; this one has schema %d.
          Do: use the Redline that wrote it (%s names it), or run its study again.\
          """
              .formatted(path, RunFile.SCHEMA, schema, RUN));
    }
    if (schema > RunFile.SCHEMA) {
      throw new ArchiveException(
          """
          %s was written by a later Redline.
          Expected: a run of schema %d; this one has schema %d.
          Do: use that Redline, or a newer one.\
          """
              .formatted(path, RunFile.SCHEMA, schema));
    }
  }

  /**
   * Makes this process the only one that runs trials here, until it closes this or dies.
   *
   * @throws ArchiveException when another one does already, or others may enter the folder
   */
  public Closeable claim() {
    return new Claim(path).take();
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Its name: the last part of its path. */
  public String name() {
    return requireNonNull(path.toAbsolutePath().normalize().getFileName()).toString();
  }

  /** What was asked. */
  public Study study() {
    return read(STUDY, text -> yaml().readValue(text, Study.class));
  }

  /** What was run, by what, on what. */
  public RunFile run() {
    return read(RUN, text -> json.readValue(text, RunFile.class));
  }

  /**
   * Notes what system testbeds saw, where it is another than the run began with.
   *
   * @throws ArchiveException when it cannot be written
   */
  public void noteSystem(String digest) {
    RunFile before = run();
    RunFile after = before.sawSystem(digest);
    if (!after.equals(before)) {
      replace(RUN, after);
    }
  }

  /**
   * Notes when the run is to stop by itself.
   *
   * @throws ArchiveException when it cannot be written
   */
  public void noteDeadline(Instant deadline) {
    replace(RUN, run().endsAt(deadline));
  }

  /** Whoever reads it meanwhile finds it as it was, or as it is to be. */
  private void replace(String name, Object content) {
    replaceText(name, json.writeValueAsString(content) + "\n");
  }

  private void replaceText(String name, String text) {
    try {
      put(name, text);
    } catch (IOException e) {
      throw new ArchiveException("Cannot write %s: %s.".formatted(path.resolve(name), e), e);
    }
  }

  private void put(String name, String text) throws IOException {
    Path draft = path.resolve(name + DRAFT);
    Files.writeString(draft, text);
    Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Keeps what was signed before the first trial.
   *
   * @throws ArchiveException when it cannot be written
   */
  public void write(StudySeal seal) {
    replace(StudySeal.FILE, seal);
  }

  /** What was signed before the first trial; empty where nothing was. */
  public Optional<StudySeal> studySeal() {
    return Files.exists(path.resolve(StudySeal.FILE))
        ? Optional.of(read(StudySeal.FILE, text -> json.readValue(text, StudySeal.class)))
        : Optional.empty();
  }

  /**
   * Keeps which cells a sequential rule has ended so far.
   *
   * @throws ArchiveException when it cannot be written
   */
  public void writeStops(List<StopLine> stops) {
    replace(STOPS, stops);
  }

  /** Which cells a sequential rule had ended when the run last went on; empty where none. */
  public List<StopLine> stops() {
    return Files.exists(path.resolve(STOPS))
        ? List.of(read(STOPS, text -> json.readValue(text, StopLine[].class)))
        : List.of();
  }

  /** The folder of one trial, whether it is there or not. */
  public Path trial(int number) {
    return path.resolve(TRIALS).resolve(Integer.toString(number));
  }

  /** Whether a trial is whole: its seal is there. */
  public boolean isWhole(int number) {
    return Files.isRegularFile(trial(number).resolve(Seal.FILE));
  }

  /**
   * Makes the folder of a trial. What an earlier, broken-off attempt at it left is kept beside it,
   * under a name of its own, since nothing recorded is lost.
   */
  public Path begin(int number) {
    Path trial = trial(number);
    try {
      for (int attempt = 1; Files.exists(trial); attempt++) {
        Path kept = trial.resolveSibling(number + ".broken-" + attempt);
        if (!Files.exists(kept)) {
          Files.move(trial, kept);
        }
      }
      return Files.createDirectory(trial);
    } catch (IOException e) {
      throw new ArchiveException(
          "Cannot make the trial's folder %s: %s.%nExpected: a place that can be written, with room.%nDo: free some, then go on with --resume."
              .formatted(trial, e),
          e);
    }
  }

  /** Whether the testbed of a trial tried every way out of itself and none was open. */
  public boolean provedItsIsolation(int number) {
    return EvidenceReader.entries(trial(number)).items().stream()
        .anyMatch(entry ->
            entry.observation() instanceof Observation.SelfTested tested
                && !tested.checks().isEmpty()
                && tested.checks().stream().allMatch(Observation.SelfTested.Check::contained));
  }

  /** Writes what a trial came to; its seal comes after. */
  public void write(VerdictFile verdict) {
    replace(below(trial(verdict.trial()).resolve(VERDICT)), verdict);
  }

  /** What a trial came to, or empty while it is not whole. */
  public Optional<VerdictFile> verdict(int number) {
    return isWhole(number) ? written(number) : Optional.empty();
  }

  /**
   * What was written of a trial's verdict, sealed or not; empty where nothing was. Only {@link
   * #verdict} counts.
   */
  public Optional<VerdictFile> written(int number) {
    Path file = trial(number).resolve(VERDICT);
    return isWhole(number) || Files.exists(file)
        ? Optional.of(read(below(file), text -> json.readValue(text, VerdictFile.class)))
        : Optional.empty();
  }

  /** Keeps what a model was asked after its trial, beside what is sealed. */
  public void write(Afterwards afterwards) {
    try {
      Files.createDirectories(path.resolve(AFTERWARDS));
    } catch (IOException e) {
      throw new ArchiveException("Cannot make %s: %s.".formatted(path.resolve(AFTERWARDS), e), e);
    }
    replaceText(
        below(afterwardsOf(afterwards.trial())),
        EvidenceJson.mapper().writeValueAsString(afterwards));
  }

  /** What a model was asked after its trial; empty where it was not. It is part of no result. */
  public Optional<Afterwards> afterwards(int number) {
    Path file = afterwardsOf(number);
    return Files.exists(file)
        ? Optional.of(
            read(below(file), text -> EvidenceJson.mapper().readValue(text, Afterwards.class)))
        : Optional.empty();
  }

  /** A file's name as seen from here. */
  private String below(Path file) {
    return path.relativize(file).toString();
  }

  private Path afterwardsOf(int number) {
    return path.resolve(AFTERWARDS).resolve(number + ".json");
  }

  /** The verdicts of all whole trials, in the study's order. */
  public List<VerdictFile> verdicts() {
    return verdicts(study());
  }

  /** The same, where the study was read already. */
  public List<VerdictFile> verdicts(Study study) {
    return study.plan().stream().flatMap(planned -> verdict(planned.number()).stream()).toList();
  }

  private <T> T read(String file, java.util.function.Function<String, T> parse) {
    try {
      T found = parse.apply(Files.readString(path.resolve(file)));
      if (found == null) { // as of a file that holds nothing but null
        throw new IOException("it holds nothing");
      }
      return found;
    } catch (IOException | JacksonException | DateTimeException e) {
      throw ArchiveException.damaged(
          "Cannot read %s: %s.%nExpected: the file as `redline run` wrote it.%nDo: `redline verify %s` names what was changed."
              .formatted(path.resolve(file), why(e), path),
          e);
    }
  }

  private static String why(Exception e) {
    return e instanceof JacksonException wrong
        ? Brief.of(wrong)
        : Brief.of(String.valueOf(e.getMessage()));
  }

  private static YAMLMapper yaml() {
    return YAMLMapper.builder().build();
  }
}
