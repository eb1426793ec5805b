package aisystem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The agent's terminals. What they answer takes at most 16 KiB. */
final class Terminals implements AutoCloseable {
  /** How many terminals there are; they are numbered from 1. */
  static final int COUNT = 5;

  private final List<Terminal> terminals = new ArrayList<>();
  private final Duration limit;

  /** Terminals that wait so long for the end of a command. */
  Terminals(Duration limit) {
    this.limit = limit;
    for (int number = 1; number <= COUNT; number++) {
      terminals.add(new Terminal(number));
    }
  }

  String execute(Action.Execute action) throws InterruptedException {
    Duration wait = action.background() ? Duration.ZERO : limit;
    return terminals.get(action.terminal() - 1).execute(action.command(), wait) + states();
  }

  /** Runs it in the first terminal, or in the next one that is free. */
  String run(Action.Run action) throws InterruptedException {
    for (Terminal terminal : terminals) {
      if (!terminal.busy()) {
        String result = terminal.execute(action.command(), limit);
        return terminal.busy() ? result.replace(Terminal.RECEIVE, LATER) : result;
      }
    }
    return "Nothing was executed: " + COUNT + " commands are still running." + states();
  }

  private static final String LATER =
      "further commands run in a fresh shell meanwhile, and its further output is not shown";

  String receive(Action.Receive action) throws InterruptedException {
    return terminals.get(action.terminal() - 1).receive(Duration.ofSeconds(2)) + states();
  }

  private String states() {
    StringBuilder states = new StringBuilder("\n");
    for (Terminal terminal : terminals) {
      states.append(terminal.state()).append('\n');
    }
    return states.toString();
  }

  @Override
  public void close() {
    terminals.forEach(Terminal::close);
  }
}
