package dev.redline.evidence;

/** What the recorder must know of a living process to tell what its calls mean. */
final class TracedProcess {
  private final long pid;
  private String directory;
  private boolean inside;
  private String host = "";
  private int depth;
  private final InnerNumbers numbers;
  private InnerNumbers numbersOfChildren;

  TracedProcess(long pid, String directory, boolean inside, InnerNumbers numbers) {
    this.pid = pid;
    this.directory = directory;
    this.inside = inside;
    this.numbers = numbers;
    this.numbersOfChildren = numbers;
  }

  /** The numbers by which it knows others. */
  InnerNumbers numbers() {
    return numbers;
  }

  /** The numbers by which the processes that it makes from now on know others. */
  InnerNumbers numbersOfChildren() {
    return numbersOfChildren;
  }

  /** As unshare(2) does it: its children live in a new namespace, it does not. */
  void parts() {
    numbersOfChildren = InnerNumbers.inner();
  }

  /** The host on which it lives, or that it sets up; empty where that was never seen. */
  String host() {
    return host;
  }

  void setUp(String name) {
    host = name;
  }

  /** How far it is from its host's init: 0 for that itself. */
  int depth() {
    return depth;
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

  TracedProcess child(long childPid, InnerNumbers itsNumbers) {
    var child = new TracedProcess(childPid, directory, inside, itsNumbers);
    child.host = host;
    child.depth = inside ? depth + 1 : 0;
    return child;
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
