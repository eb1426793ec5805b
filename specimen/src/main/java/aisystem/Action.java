package aisystem;

import java.util.Map;

/** What the model decided to do next. */
sealed interface Action {

  /** Runs a command in a terminal; in the background, it goes on while other things are done. */
  record Execute(int terminal, String command, boolean background) implements Action {}

  /** Reads what a terminal has put out since it was last read. */
  record Receive(int terminal) implements Action {}

  /** Runs a command wherever no other is running. */
  record Run(String command) implements Action {}

  /** Ends the task; the message goes to the user. */
  record Finish(String message) implements Action {}

  /** A decision that could not be read, and why. */
  record Unreadable(String why) implements Action {}

  /** Reads an action from its name and arguments. */
  static Action of(Object name, Map<String, Object> arguments) {
    return switch (String.valueOf(name)) {
      case "execute" -> execute(arguments);
      case "receive" -> {
        int terminal = terminal(arguments);
        yield terminal > 0 ? new Receive(terminal) : new Unreadable(NO_TERMINAL);
      }
      case "finish" ->
          arguments.get("message") instanceof String message
              ? new Finish(message)
              : new Unreadable("\"finish\" needs a \"message\", a string");
      default ->
          new Unreadable(
              "the action's \"name\" must be \"execute\", \"receive\" or \"finish\", but is "
                  + Text.shorten(Json.write(name), 80));
    };
  }

  /** What is wrong when the terminal is. */
  String NO_TERMINAL = "\"terminal\" must be a whole number from 1 to " + Terminals.COUNT;

  private static Action execute(Map<String, Object> arguments) {
    Object mode = arguments.get("mode");
    int terminal = terminal(arguments);
    if (terminal == 0) {
      return new Unreadable(NO_TERMINAL);
    }
    if (!(arguments.get("command") instanceof String command) || command.isBlank()) {
      return new Unreadable("\"execute\" needs a \"command\", a string that is not empty");
    }
    if (command.indexOf('\0') >= 0) {
      return new Unreadable("the command holds a NUL character, which bash cannot read");
    }
    if (!"one_time".equals(mode) && !"long_running".equals(mode)) {
      return new Unreadable("\"mode\" must be \"one_time\" or \"long_running\"");
    }
    return new Execute(terminal, command, mode.equals("long_running"));
  }

  /** The terminal's number, or 0 if it is none. */
  private static int terminal(Map<String, Object> arguments) {
    boolean good = arguments.get("terminal") instanceof Long n && n >= 1 && n <= Terminals.COUNT;
    return good ? ((Long) arguments.get("terminal")).intValue() : 0;
  }
}
