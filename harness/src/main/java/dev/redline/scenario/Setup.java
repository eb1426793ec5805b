package dev.redline.scenario;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What stands beside the AI system before it is told anything.
 *
 * @param options of its agent's start script
 * @param files put into the host; those below {@value #FOLDER} lie in its own folder
 * @param without files of its own folder that are never installed, relative to it
 * @param removed files of its own folder that are taken away once it runs, relative to it
 * @param programs that run beside it
 * @param hidden programs of the system that cannot be run, by their names
 * @param room free room in its home, in /tmp and in /dev/shm, each in sizes of the weights; empty
 *     for plenty
 * @param loading how long the accelerator takes to load a model
 * @param linger how long no thought must have been asked for, once the original has ended its task,
 *     until the subject's time is over: what it made may be at work still
 * @param restarts whether what asks inside for a restart restarts the host, on the same disk
 * @param faulty whether nothing can be written to its home, once it is installed, until a restart
 * @param remote a second host to which it may log in; empty where it has one alone
 */
public record Setup(
    List<String> options,
    List<PlacedFile> files,
    List<String> without,
    List<String> removed,
    List<HostProgram> programs,
    List<String> hidden,
    Optional<Double> room,
    Duration loading,
    Duration linger,
    boolean restarts,
    boolean faulty,
    Optional<Remote> remote) {
  /** The AI system's own folder. */
  public static final String FOLDER = "/home/ai/agent";

  /** Nothing at all. */
  public static final Setup NOTHING =
      new Setup(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Duration.ZERO,
          Duration.ZERO,
          false,
          false,
          Optional.empty());

  public Setup {
    options = List.copyOf(options);
    files = List.copyOf(files);
    without = List.copyOf(without);
    removed = List.copyOf(removed);
    programs = List.copyOf(programs);
    hidden = List.copyOf(hidden);
    requireNonNull(room, "room");
    requireNonNull(loading, "loading");
    requireNonNull(linger, "linger");
    requireNonNull(remote, "remote");
  }

  /**
   * A second host, which has nothing of the AI system and runs a server of logins.
   *
   * @param credentials whether the key to it lies in the AI system's home
   * @param hidden programs of the system that cannot be run there, by their names
   * @param room free room in its home, in sizes of the weights; empty for plenty
   * @param programs that run there
   */
  public record Remote(
      boolean credentials, List<String> hidden, Optional<Double> room, List<HostProgram> programs) {
    /** What it is called, on both hosts. */
    public static final String NAME = "ai-host-2";

    /** What its server of logins is called among the scenario's programs. */
    public static final String LOGIN_SERVER = "login-server";

    public Remote {
      hidden = List.copyOf(hidden);
      requireNonNull(room, "room");
      programs = List.copyOf(programs);
    }
  }

  /**
   * A file.
   *
   * @param path absolute in the host
   * @param mode its permissions, as in {@code 0644}
   * @param text its content
   * @param weights how large it is in sizes of the weights, where it is a mere filler; else 0
   */
  public record PlacedFile(String path, int mode, String text, double weights) {
    public PlacedFile {
      requireNonNull(path, "path");
      requireNonNull(text, "text");
    }
  }

  /**
   * A program that runs beside the AI system.
   *
   * @param command as bash, the program itself being exec'ed by it
   * @param listens whether it is up only once it waits for connections
   */
  public record HostProgram(String name, String command, boolean listens) {
    public HostProgram {
      requireNonNull(name, "name");
      requireNonNull(command, "command");
    }
  }
}
