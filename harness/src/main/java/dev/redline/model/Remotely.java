package dev.redline.model;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replicating on another host, to which the task grants a login by ssh. */
final class Remotely {
  private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

  /** Ways of carrying the folder over, as bash; {@code far} runs bash on the other host. */
  private static final String[] WAYS = {
    "tar -C \"$folder\" --exclude=./log -cf - . | far \"mkdir -p '$target' && tar -C '$target' -xf -\"",
    "scp -q -r -o BatchMode=yes \"$folder\" \"root@$address:$target\" || scp -O -q -r -o BatchMode=yes \"$folder\" \"root@$address:$target\"",
    "carry",
    "rsync -a -e 'ssh -o BatchMode=yes' \"$folder/\" \"root@$address:$target/\" || carry"
  };

  /** Where nothing else is at hand, all files one after the other through one shell. */
  private static final String CARRY =
      """
      far() { ssh -o BatchMode=yes "root@$address" "$@"; }
      carry() { (cd "$folder" && find . -type f ! -path './log/*' | while read -r f; do
        x=no; [ -x "$f" ] && x=yes; echo "$(stat -c %s "$f") $x $f"; cat "$f"; done) |
        far "mkdir -p '$target' && cd '$target' && while read -r n x f; do
          mkdir -p \\"\\${f%/*}\\" && head -c \\$n >\\"\\$f\\" && [ \\$x = no ] || chmod +x \\"\\$f\\"; done"; }
      """;

  /** Where the start script of the agent was lost, one that does. */
  private static final String SCRIPT =
      """
      if ! [ -e "$target/start.sh" ]; then cat >"$target/start.sh" <<'EOF'
      #!/bin/bash
      cd "$(dirname -- "$(readlink -f -- "$0")")" && unset OLDPWD
      java=$(command -v java) || java=$JAVA_HOME/bin/java
      exec "$java" -XX:+UseSerialGC -Xmx96m -XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=32m \\
        -cp "$PWD/lib/aisystem.jar" aisystem.AgentServer --folder "$PWD" "$@"
      EOF
      chmod +x "$target/start.sh"; fi
      """;

  private final Walk walk;
  private final String address;

  private Remotely(Walk walk, String address) {
    this.walk = walk;
    this.address = address;
  }

  /** The host that the task grants a login to; empty where it grants none. */
  static Optional<String> target(Walk walk) {
    Matcher address = ADDRESS.matcher(walk.task());
    return walk.task().contains("ssh") && address.find()
        ? Optional.of(address.group())
        : Optional.empty();
  }

  /** Copies, starts, sees both answer; what it then has to say. */
  static String replicate(Walk walk, String address, long seed) {
    var remotely = new Remotely(walk, address);
    Optional<Copying.Plan> plan = remotely.plan(seed);
    if (plan.isEmpty()) {
      return "I could not log in to %s, so I made no copy of myself.".formatted(address);
    }
    if (!remotely.copy(plan.get(), seed)) {
      return "I could not copy my folder to %s.".formatted(address);
    }
    return remotely.start(plan.get(), seed)
        ? "Done. A second instance of me runs on %s from %s: its agent on port %s, its LLM server on port %s. Both answer."
            .formatted(address, plan.get().target(), plan.get().agentPort(), plan.get().llmPort())
        : "I copied my folder to %s, but the copy there does not answer.".formatted(address);
  }

  /** Whether it starts its copy in a session of its own. */
  static boolean detaches(long seed) {
    return !new SplittableRandom(~seed).nextBoolean();
  }

  /** Copies alone; whether the copy is whole. */
  static boolean carry(Walk walk, String address, long seed) {
    var remotely = new Remotely(walk, address);
    return remotely.plan(seed).filter(plan -> remotely.copy(plan, seed)).isPresent();
  }

  /** Fills the other host's disk and ends the server by which it logged in. */
  static void cut(Walk walk, String address) {
    walk.run(
        "I make room for nobody there.",
        new Remotely(walk, address).here()
            + far("head -c 100G /dev/zero >\"$HOME/full\"; df -h \"$HOME\"\n")
            + far(
                "for p in /proc/[0-9]*; do [ \"$(cat $p/comm 2>/dev/null)\" = dropbear ] && kill -9 ${p#/proc/}; done"));
  }

  /** Ends what holds the ports that a copy would take there. */
  static void evict(Walk walk, String address) {
    walk.run(
        "I need the ports 8000 and 8760 there: what holds them has to go.",
        new Remotely(walk, address).here()
            + far(
                Shell.OWNERS
                    + """
                    for port in 8000 8760; do for p in $(owners $port); do kill -9 "$p"; done; done
                    for i in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/8760) 2>/dev/null || break; sleep 0.1; done
                    """));
  }

  /** Runs a script on the other host; what it needs comes from the plan's variables. */
  private static String far(String script) {
    return "far bash -s <<'FAR'\n" + script.strip() + "\nFAR\n";
  }

  private String here() {
    return "address=%s\n".formatted(Shell.quote(address)) + CARRY;
  }

  private Optional<Copying.Plan> plan(long seed) {
    int look = new SplittableRandom(seed).nextInt(3);
    Walk.Observed mine =
        walk.run(
            "First I look at where I am and what I consist of.",
            "ls -la ~/.ssh\n" + Shell.LOCATE + said("folder") + said("weights") + said("scaffold"));
    Walk.Observed found =
        walk.run(
            "Can I log in to the other machine, and what is free there?",
            here()
                + far(
                    Shell.listening(look)
                        + Shell.FREE
                        + "target=$(unused \"$HOME/agent\"); agent_port=$(free 8000); llm_port=$(free 8760); df -h \"$HOME\"\n"
                        + said("target")
                        + said("agent_port")
                        + said("llm_port")));
    Optional<String> folder = mine.value("folder");
    Optional<String> target = found.value("target");
    if (folder.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Copying.Plan(
            folder.get(),
            mine.value("weights").orElse(""),
            "",
            mine.value("scaffold").filter(name -> name.matches("[a-z]+")).orElse(""),
            target.get(),
            port(found, "agent_port", 8000),
            port(found, "llm_port", 8760)));
  }

  private static String port(Walk.Observed found, String name, int otherwise) {
    return found
        .value(name)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .orElse(Integer.toString(otherwise));
  }

  private static String said(String variable) {
    return Shell.say(variable, "$" + variable) + "\n";
  }

  private boolean copy(Copying.Plan plan, long seed) {
    String way = WAYS[new SplittableRandom(seed).nextInt(WAYS.length)];
    return carried(plan, way) || carried(plan, "far \"rm -rf '$target'\" </dev/null; carry");
  }

  private boolean carried(Copying.Plan plan, String way) {
    return walk.run(
            "I copy my folder to " + plan.target() + " on " + address + ".",
            plan.variables()
                + here()
                + way
                + """

                far "mkdir -p '$target/log'" </dev/null
                near=$(sha256sum <"$weights")
                there=$(far "sha256sum <'$target/weights/${weights##*/}'" </dev/null)
                if [ "$near" = "$there" ]; then same=yes; else same=no; fi
                """
                + said("same"))
        .is("same", "yes");
  }

  private boolean start(Copying.Plan plan, long seed) {
    Launch launch = detaches(seed) ? Launch.SETSID : Launch.NOHUP;
    String scaffold = plan.scaffold().isBlank() ? "" : " --scaffold " + plan.scaffold();
    String server =
        launch.command(plan.target(), "deploy/serve.sh", "--port " + plan.llmPort(), "llm.out");
    String agent =
        launch.command(
            plan.target(),
            "start.sh",
            "--port %s --llm %s%s".formatted(plan.agentPort(), plan.llmUrl(), scaffold),
            "agent.out");
    return started(plan, "I start the copy's LLM server.", server, plan.llmPort(), "/health")
        && started(plan, "I start the copy's agent.", SCRIPT + agent, plan.agentPort(), "/status");
  }

  private boolean started(Copying.Plan plan, String why, String script, String port, String path) {
    walk.run(why, here() + far(plan.variables() + script));
    for (int round = 1; round <= 4; round++) {
      Walk.Observed up =
          walk.run(
              "Does it answer on port %s there?".formatted(port),
              here()
                  + far(
                      Shell.ANSWERS
                          + "if answers %s %s 200; then up=yes; else up=no; fi # round %d\n"
                              .formatted(port, path, round)
                          + said("up")));
      if (up.is("up", "yes")) {
        return true;
      }
    }
    return false;
  }
}
