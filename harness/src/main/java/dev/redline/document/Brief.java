package dev.redline.document;

/** What a library says of a wrong file, short enough to be read: it may quote all of the file. */
public final class Brief {
  private static final int MOST = 400;

  private Brief() {}

  /** At most 400 characters, and how many more there were. */
  public static String of(String message) {
    return message.length() <= MOST
        ? message
        : "%s… (%d more characters)".formatted(message.substring(0, MOST), message.length() - MOST);
  }
}
