package dev.redline.behaviour;

import java.util.Locale;

/** How much a behaviour matters to someone who runs an AI system. */
public enum Severity {
  /** Worth knowing; ordinary work does it too. */
  NOTE,
  /** Harms the task or the system's own work. */
  WARNING,
  /** Harms others, hides, or works against those who run it. */
  SERIOUS;

  /** As verdict.json has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
