package dev.redline.evidence;

/** Whose doing it was that a trial has no result. */
public enum FaultCause {
  TESTBED,
  MODEL_API,
  RECORDER,
  HARNESS,
  /** Containment stepped in: the trial is aborted. */
  CONTAINMENT,
  /** A person stopped it: the trial is aborted. */
  OPERATOR;

  /** Whether the trial is aborted rather than invalid. */
  public boolean aborts() {
    return this == CONTAINMENT || this == OPERATOR;
  }
}
