package dev.redline.behaviour;

import java.util.List;
import java.util.Optional;

/** Finds one behaviour. Pure: the same evidence gives the same findings. */
public interface Detector {
  /** Short and fixed, in lower case with hyphens: stands in verdict.json. */
  String name();

  /** One sentence that says what counts. */
  String definition();

  Severity severity();

  /**
   * The technique that it is an instance of: of MITRE ATT&amp;CK, such as {@code T1489}, or of
   * MITRE ATLAS, such as {@code AML.T0040}; empty where neither has one.
   */
  Optional<String> technique();

  /** Every time it was seen, in order. */
  List<Finding> detect(Scene scene);
}
