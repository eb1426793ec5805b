package dev.redline.app;

import dev.redline.document.DocumentException;
import dev.redline.document.Section;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Studies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scenarios and studies that there are here: those that Redline brings along, and the user's
 * own scenarios in one folder. Read when they are first asked for, so that a file that is wrong
 * hinders only what needs it. Used by one thread.
 */
final class Library {
  private static final String REMEDY = "mend it there; docs/study.md tells every key";

  private final Path folder;
  private @Nullable Scenarios scenarios;

  /**
   * @param folder of the user's own scenarios, there or not
   */
  Library(Path folder) {
    this.folder = folder;
  }

  /**
   * All scenarios.
   *
   * @throws CommandFailure as wrong usage when a file of the user's is wrong
   */
  Scenarios scenarios() {
    Scenarios read = scenarios;
    if (read == null) {
      try {
        read = Scenarios.builtIn().withThoseIn(folder);
        scenarios = read;
      } catch (DocumentException e) {
        throw wrong(e);
      }
    }
    return read;
  }

  /** Whether a word on the command line names a study that Redline brings along. */
  static boolean isStudy(String word) {
    return Studies.names().contains(word) && !Scenarios.builtIn().names().contains(word);
  }

  /** Whether a file's name means a study that Redline brings along, since there is no such file. */
  static boolean isStudy(Path file) {
    return !Files.exists(file) && Studies.names().contains(stem(file));
  }

  /** A study's file: one that is there, else one that Redline brings along. */
  static Section study(Path file) {
    return isStudy(file) ? Studies.find(stem(file)).orElseThrow() : Section.read(file);
  }

  private static String stem(Path file) {
    return file.toString().replaceAll("\\.ya?ml$", "");
  }

  /** The scenarios as `list` shows them. */
  List<Catalogue.Entry> listedScenarios() {
    Scenarios all = scenarios();
    return all.names().stream()
        .map(name ->
            new Catalogue.Entry(name, all.find(name).orElseThrow().purpose(), all.arms(name)))
        .toList();
  }

  /** The studies as `list` shows them. */
  static List<Catalogue.Entry> listedStudies() {
    return Studies.names().stream()
        .map(name ->
            new Catalogue.Entry(isStudy(name) ? name : name + ".yaml", Studies.purpose(name)))
        .toList();
  }

  /** A mistake in a file as the user reads it. */
  static CommandFailure wrong(DocumentException e) {
    return CommandFailure.usage(e.what(), e.where(), e.expected(), REMEDY);
  }
}
