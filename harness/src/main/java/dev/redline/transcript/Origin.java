package dev.redline.transcript;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where a transcript is from.
 *
 * @param file as the user named it
 * @param name of the transcript in it: a sample, a trial
 * @param form of the file
 * @param model what thought, where it is told
 */
public record Origin(String file, String name, Form form, Optional<String> model) {
  /** The forms that are read. */
  public enum Form {
    INSPECT("Inspect log"),
    STUDY_LOG("study log"),
    REDLINE("Redline run");

    private final String label;

    Form(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  public Origin {
    requireNonNull(file, "file");
    requireNonNull(name, "name");
    requireNonNull(form, "form");
    requireNonNull(model, "model");
  }
}
