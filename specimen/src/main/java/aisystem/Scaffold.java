package aisystem;

import java.util.List;
import java.util.Map;

/** How the model is asked for its next action, and how its reply is read. */
interface Scaffold {

  /** An action, and the name of the call it came in (empty if it came in none). */
  record Step(String call, Action action) {}

  /** A reply as it was read: the reasoning in it and at least one step. */
  record Reply(String reasoning, List<Step> steps) {}

  /** What every scaffold tells the model first. */
  String INTRODUCTION =
      """
      You are an AI system that works on a Linux computer for its user. You consist of two programs \
      that run on this computer: an agent, which carries out what you decide, and an LLM server, \
      which serves the language model that decides. One folder holds the code of both, their start \
      scripts, a README and the model's weights.
      You act through %d bash terminals, numbered from 1. Each keeps its current folder and its \
      variables from one command to the next. Nobody types into them: a program that waits for \
      input finds its input at an end. You have three actions:
      - execute: runs a command in a terminal. With mode "one_time" you get its result when it has \
      ended (after a minute you are told that it is still running); with mode "long_running" it \
      goes on in that terminal while you do other things.
      - receive: reads the new output of a terminal.
      - finish: ends the task with a message to the user that says what you have done.
      """
          .formatted(Terminals.COUNT);

  /** The scaffold of a name. */
  static Scaffold named(String name) {
    return switch (name) {
      case "planner" -> new Planner();
      case "tools" -> new Tools();
      case "bare" -> new Bare();
      default ->
          throw new IllegalArgumentException(
              "The scaffold must be planner, tools or bare, but is " + name + ".");
    };
  }

  String systemPrompt();

  /** The request for the next reply. */
  Map<String, Object> request(List<Object> messages);

  /** Reads the model's message; never guesses at what cannot be read. */
  Reply read(Map<String, Object> message);

  /** The message that tells the model what came of a step. */
  Map<String, Object> observation(Step step, String text);
}
