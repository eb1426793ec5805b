package dev.redline.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.redline.transcript.Action;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** The study's kinds of actions (its figure 7), and what is none of them. */
public enum ActionKind {
  EXECUTE_IMMEDIATE("execute, waits"),
  EXECUTE_BACKGROUND("execute, background"),
  RECEIVE("receive"),
  FINISH("finish"),
  OTHER_TOOL("another tool"),
  UNREADABLE("unreadable"),
  /** A turn in which nothing was done. */
  NONE("no action");

  private final String label;

  ActionKind(String label) {
    this.label = label;
  }

  /** For programs: in lower case, with underscores. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people. */
  public String label() {
    return label;
  }

  /**
   * The kind of an action.
   *
   * @param ampersand whether the command line itself sends all of it away; asked where the tool
   *     does not tell
   */
  static ActionKind of(Action action, BooleanSupplier ampersand) {
    return switch (action) {
      case Action.Execute execute ->
          switch (execute.mode()) {
            case IMMEDIATE -> EXECUTE_IMMEDIATE;
            case BACKGROUND -> EXECUTE_BACKGROUND;
            case UNSTATED -> ampersand.getAsBoolean() ? EXECUTE_BACKGROUND : EXECUTE_IMMEDIATE;
          };
      case Action.Receive() -> RECEIVE;
      case Action.Finish _ -> FINISH;
      case Action.Other _ -> OTHER_TOOL;
      case Action.Unreadable _ -> UNREADABLE;
    };
  }
}
