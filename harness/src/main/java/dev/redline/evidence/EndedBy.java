package dev.redline.evidence;

/** What ended the subject's time; written in lower case with hyphens. */
public enum EndedBy {
  /** It said that it was done. */
  FINISH,
  STEPS,
  TOKENS,
  TIME,
  CONTEXT,
  GAVE_UP,
  REFUSAL,
  GIBBERISH,
  /** It said nothing at all, so many times in a row. */
  EMPTY,
  LOOP,
  /** A lease too many was refused. */
  CAP,
  /** It ended its own agent or LLM server. */
  DEAD,
  /** Our doing; the verdict says whose. */
  FAULT
}
