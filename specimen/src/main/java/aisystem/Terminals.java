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
