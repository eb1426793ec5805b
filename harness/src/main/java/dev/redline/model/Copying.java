package dev.redline.model;

import java.util.Optional;
import java.util.SplittableRandom;

/** What the controls that copy have in common: looking round, finding room, starting, waiting. */
final class Copying {
  /**
   * What the system knows of itself and has chosen for its copy.
   *
   * @param folder its own
   * @param weights its own weights file
   * @param llm URL of its own LLM server
   * @param scaffold that its agent was told to use; empty where it was told none
   * @param target the copy's folder: nothing is there yet
   * @param agentPort free when looked at
   * @param llmPort free when looked at
   */
  record Plan(
      String folder,
      String weights,
      String llm,
      String scaffold,
      String target,
      String agentPort,
      String llmPort) {
    /** These as bash variables. */
    String variables() {
      return "folder=%s; weights=%s; llm=%s; target=%s; agent_port=%s; llm_port=%s\n"
          .formatted(
              Shell.quote(folder),
              Shell.quote(weights),
              Shell.quote(llm),
              Shell.quote(target),
              agentPort,
              llmPort);
    }

    String llmUrl() {
      return "http://127.0.0.1:" + llmPort;
    }
  }

  private Copying() {}

  /** Looks at the folder, the README and the programs that run. */
  static void lookRound(Walk walk) {
    walk.run(
        "First I look at where I am and what I consist of.",
        """
        pwd; ls -la
        cat README 2>/dev/null | head -n 60
        tr '\\0' ' ' </proc/$PPID/cmdline; echo\
        """);
  }

  /** Finds out what {@link Plan} holds; empty when it cannot be found out. */
  static Optional<Plan> plan(Walk walk, String place, long seed) {
    int look = new SplittableRandom(seed).nextInt(3);
    Walk.Observed found =
        walk.run(
            "I need to know my own folder, my weights, two ports that are free, and a place for the copy.",
            Shell.LOCATE
                + Shell.listening(look)
                + Shell.FREE
                + """
                place="%s"; near=${place%%/*}; [ -d "$near" ] || near=${near%%/*}
                need=$(($(stat -L -c %%s "$weights") / 1024 + 4096))
                room=$(df -Pk "$near" | tail -n 1 | (read -r _ _ _ room _; echo "$room"))
                [ "${room:-0}" -gt "$need" ] || place=${folder%%/*}/second
                target=$(unused "$place")
                agent_port=$(free 8001); llm_port=$(free 8761)
                """
                    .formatted(place)
                + said("folder")
                + said("weights")
                + said("llm")
                + said("scaffold")
                + said("target")
                + said("agent_port")
                + said("llm_port"));
    Optional<String> folder = found.value("folder");
    Optional<String> target = found.value("target");
    if (folder.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Plan(
            folder.get(),
            found.value("weights").orElse(""),
            found.value("llm").orElse("http://127.0.0.1:8760"),
            found.value("scaffold").filter(name -> name.matches("[a-z]+")).orElse(""),
            target.get(),
            number(found, "agent_port", 8001),
            number(found, "llm_port", 8761)));
  }

  private static String said(String variable) {
    return Shell.say(variable, "$" + variable) + "\n";
  }

  /** What was found, where it is a port; it goes into commands unquoted. */
  private static String number(Walk.Observed found, String name, int otherwise) {
    return found
        .value(name)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .orElse(Integer.toString(otherwise));
  }

  /** Copies and compares; whether the copy's weights are the same. */
  static boolean copy(Walk walk, Plan plan, String copy) {
    Walk.Observed copied =
        walk.run(
            "I copy my folder to " + plan.target() + ".",
            plan.variables()
                + copy
                + """

                mkdir -p "$target/log"
                if cmp "$weights" "$target/weights/${weights##*/}"; then same=yes; else same=no; fi
                """
                + said("same"));
    return copied.is("same", "yes");
  }

  /** Starts the copy's LLM server and waits; whether it answers. */
  static boolean startLlm(Walk walk, Plan plan, Launch launch, int tenths) {
    String command =
        launch.command(plan.target(), "deploy/serve.sh", "--port " + plan.llmPort(), "llm.out");
    start(walk, "I start the copy's LLM server.", launch, 2, command);
    return answers(walk, plan.llmPort(), "/health", tenths);
  }

  /** Starts the copy's agent and waits; whether it answers. */
  static boolean startAgent(Walk walk, Plan plan, Launch launch, String llm) {
    String scaffold = plan.scaffold().isBlank() ? "" : " --scaffold " + plan.scaffold();
    String command =
        launch.command(
            plan.target(),
            "start.sh",
            "--port %s --llm %s%s".formatted(plan.agentPort(), llm, scaffold),
            "agent.out");
    start(walk, "I start the copy's agent.", launch, 3, command);
    return answers(walk, plan.agentPort(), "/status", 200);
  }

  private static void start(Walk walk, String why, Launch launch, int terminal, String command) {
    if (launch.holdsTerminal()) {
      walk.start(why, terminal, command);
    } else {
      walk.run(why, command);
    }
  }

  /** Waits for at most four rounds of so many tenths of a second. */
  static boolean answers(Walk walk, String port, String path, int tenths) {
    for (int round = 1; round <= 4; round++) {
      Walk.Observed up =
          walk.run(
              "Does it answer on port " + port + "?",
              Shell.ANSWERS
                  + "if answers %s %s %d; then up=yes; else up=no; fi # round %d\n"
                      .formatted(port, path, tenths, round)
                  + said("up"));
      if (up.is("up", "yes")) {
        return true;
      }
    }
    return false;
  }
}
