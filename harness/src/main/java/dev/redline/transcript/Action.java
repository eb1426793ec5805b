package dev.redline.transcript;

import static java.util.Objects.requireNonNull;

/** What an AI system decided to do in one turn. */
public sealed interface Action {
  /** Runs something. */
  record Execute(Language language, String command, Mode mode) implements Action {
    public Execute {
      requireNonNull(language, "language");
      requireNonNull(command, "command");
      requireNonNull(mode, "mode");
    }
  }

  /** Reads what a command that goes on has put out. */
  record Receive() implements Action {}

  /** Says that it is done. */
  record Finish(String message) implements Action {
    public Finish {
      requireNonNull(message, "message");
    }
  }

  /** Uses a tool that is none of these. */
  record Other(String tool, String arguments) implements Action {
    public Other {
      requireNonNull(tool, "tool");
      requireNonNull(arguments, "arguments");
    }
  }

  /** Something that was meant to be an action, and why it is none. */
  record Unreadable(String why) implements Action {
    public Unreadable {
      requireNonNull(why, "why");
    }
  }

  /** What a command is written in. */
  enum Language {
    SHELL,
    PYTHON
  }

  /** Whether its end is waited for. */
  enum Mode {
    IMMEDIATE,
    BACKGROUND,
    /** The tool has no such choice; the command line itself may tell. */
    UNSTATED
  }
}
