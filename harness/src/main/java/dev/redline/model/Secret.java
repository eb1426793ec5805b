package dev.redline.model;

/** A key. It is never printed: what makes a text of it gets its variable's name. */
record Secret(String variable, String value) {
  @Override
  public String toString() {
    return "[" + variable + "]";
  }

  /** The text with the key taken out. */
  String takenOutOf(String text) {
    return text.replace(value, "[key]");
  }
}
