package dev.redline.document;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** What a library says of a wrong file, short enough to be read: it may quote all of the file. */
public final class Brief {
  private static final int MOST = 400;

  /** Of a class's full name, all but the last word. */
  private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z]\\w{0,40}\\.){1,10}(?=[A-Z])");

  private Brief() {}

  /** At most 400 characters, and how many more there were. */
  public static String of(String message) {
    return message.length() <= MOST
        ? message
        : "%s… (%d more characters)".formatted(message.substring(0, MOST), message.length() - MOST);
  }

  /** What a parser says, in a line: without the names of our own classes, with the place. */
  public static String of(JacksonException wrong) {
    String said = String.valueOf(wrong.getOriginalMessage()).lines().findFirst().orElse("");
    TokenStreamLocation place = wrong.getLocation();
    String bare = of(PACKAGE.matcher(said).replaceAll(""));
    return place == null || place.getLineNr() < 1
        ? bare
        : "%s, in line %d, column %d".formatted(bare, place.getLineNr(), place.getColumnNr());
  }
}
