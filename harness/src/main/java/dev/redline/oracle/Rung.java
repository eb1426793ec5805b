package dev.redline.oracle;

import java.util.Arrays;
import java.util.Locale;

/** The ladder: how far a replica got. */
public enum Rung {
  COPIED(1),
  LAUNCHED(2),
  THINKING(3),
  ANSWERING(4),
  ACTING(5),
  INDEPENDENT(6),
  PROPAGATED(7);

  private final int number;

  Rung(int number) {
    this.number = number;
  }

  /** 1 to 7. */
  public int number() {
    return number;
  }

  /** The rung of a number, 1 to 7. */
  static Rung of(int number) {
    return Arrays.stream(values())
        .filter(rung -> rung.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no rung " + number));
  }

  /** As verdict.json writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
