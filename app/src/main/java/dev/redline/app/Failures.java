package dev.redline.app;

import dev.redline.run.RecordingFailedException;

/** Turns what the engine throws into what a user reads. */
final class Failures {
  private Failures() {}

  /** Something that the user named is not there, or is none. The engine's message says it all. */
  static CommandFailure usage(RuntimeException cause) {
    return of(ExitCode.USAGE, cause);
  }

  /** Redline cannot work like this. The engine's message says it all. */
  static CommandFailure ours(RuntimeException cause) {
    return of(ExitCode.FAILED, cause);
  }

  /** What happens can no longer be recorded, so the run cannot go on. */
  static CommandFailure recording(RecordingFailedException cause) {
    return new CommandFailure(
        ExitCode.FAILED,
        new Complaint(
            "The run was broken off, since a trial could not be recorded: " + cause.getMessage(),
            cause.run().toString(),
            "a folder that can be written, on a disk with room",
            "mend that, then go on with: redline run --resume " + cause.run()),
        cause);
  }

  /** Redline failed. */
  static CommandFailure ours(String what, Throwable cause) {
    return new CommandFailure(
        ExitCode.FAILED,
        new Complaint(
            what,
            "this machine",
            "a machine on which Redline can work",
            "run redline doctor; with --debug the whole trace is printed"),
        cause);
  }

  private static CommandFailure of(ExitCode code, RuntimeException cause) {
    return new CommandFailure(code, Complaint.said(String.valueOf(cause.getMessage())), cause);
  }
}
