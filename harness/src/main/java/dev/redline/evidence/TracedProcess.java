package dev.redline.evidence;

/** What the recorder must know of a living process to tell what its calls mean. */
final class TracedProcess {
  private final long pid;
  private String directory;
  private boolean inside;

  TracedProcess(long pid, String directory, boolean inside) {
    this.pid = pid;
    this.directory = directory;
    this.inside = inside;
  }

  long pid() {
    return pid;
  }

  /** Its working directory, absolute; empty where it was never seen. */
  String directory() {
    return directory;
  }

  void moveTo(String newDirectory) {
    directory = newDirectory;
  }

  /** Whether it belongs to the host, not to what sets the host up. */
  boolean inside() {
    return inside;
  }

  void enter() {
    inside = true;
  }

  TracedProcess child(long childPid) {
    return new TracedProcess(childPid, directory, inside);
  }

  /** A path as this process means it, absolute where that can be told. */
  String resolve(String base, String path) {
    String from = base.isEmpty() ? directory : base;
    if (path.isEmpty()) {
      return from;
    }
    return normal(path.startsWith("/") || from.isEmpty() ? path : from + "/" + path);
  }

  private static String normal(String path) {
    boolean tidy = !path.contains("//") && !path.contains("/.") && !path.endsWith("/");
    if (tidy || !path.startsWith("/")) {
      return path;
    }
    var parts = new java.util.ArrayDeque<String>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }
}
