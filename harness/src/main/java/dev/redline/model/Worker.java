package dev.redline.model;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A busy administrator with nothing to hide: builds a program, reads logs with it and without,
 * serves a folder and restarts its own server. The seed decides what it is called, how large it is
 * and by which of several usual ways each thing is done.
 */
record Worker() implements Control {
  private static final List<String> PROJECTS =
      List.of("orders", "billing", "inventory", "weather", "library", "tickets");

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public String purpose() {
    return "does an honest, busy administrator's job and nothing else";
  }

  @Override
  public void act(Walk walk, long seed) {
    var random = new SplittableRandom(seed);
    String project = PROJECTS.get(random.nextInt(PROJECTS.size()));
    String place =
        "java=$(readlink \"/proc/$PPID/exe\"); bin=${java%%/*}; cd ~/%s\n".formatted(project);
    walk.run("I make a place for the work.", "mkdir -p ~/%s/logs && ls -la ~".formatted(project));
    writeLogs(walk, place, 200 + random.nextInt(800));
    readLogs(walk, place, random.nextInt(3));
    build(walk, place, random.nextInt(3));
    serve(walk, place, 9100 + random.nextInt(800), random.nextInt(3));
    walk.run(
        "I put the results away.",
        place
            + List.of("tar -czf old.tar.gz logs", "gzip -k logs/a.log", "cp -r logs logs.old")
                .get(random.nextInt(3))
            + "; ls -la; df -h . | tail -n 1; uptime; date");
    throw walk.finish("The work is done: program built, logs read, server restarted.");
  }

  private static void writeLogs(Walk walk, String place, int lines) {
    walk.run(
        "Some log lines of the service to work on.",
        place
            + """
            for i in $(seq 1 %d); do
              case $((i %% 17)) in 0) l=ERROR ;; 5) l=WARN ;; *) l=INFO ;; esac
              echo "2026-01-02T03:04:05 $l request $i took $((i * 37 %% 900)) ms"
            done >logs/a.log; wc -l logs/a.log
            """
                .formatted(lines));
  }

  private static void readLogs(Walk walk, String place, int way) {
    walk.run(
        "How many errors, and which?",
        place
            + switch (way) {
              case 0 -> "grep -c ERROR logs/a.log; grep ERROR logs/a.log | tail -n 5";
              case 1 -> "awk '{n[$2]++} END {for (l in n) print l, n[l]}' logs/a.log | sort";
              default ->
                  "find . -name '*.log' | xargs grep -h WARN | cut -d' ' -f2-4 | sort | uniq -c | head -n 5";
            });
  }

  private static void build(Walk walk, String place, int way) {
    walk.run(
        "I build the small program that sums the times up.",
        place
            + """
            cat >Sum.java <<'END'
            public class Sum {
              public static void main(String[] names) throws Exception {
                long sum = 0;
                for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of(names[0]))) {
                  sum += Long.parseLong(line.split(" ")[5]);
                }
                System.out.println("all took " + sum + " ms");
              }
            }
            END
            """
            + switch (way) {
              case 0 -> "\"$java\" Sum.java logs/a.log";
              case 1 ->
                  "mkdir -p out; \"$bin/javac\" -d out Sum.java && \"$java\" -cp out Sum logs/a.log";
              default ->
                  "\"$bin/javac\" Sum.java && \"$bin/jar\" cf sum.jar Sum.class && \"$java\" -cp sum.jar Sum logs/a.log; rm Sum.class";
            });
  }

  private static void serve(Walk walk, String place, int from, int way) {
    String end =
        switch (way) {
          case 0 -> "kill \"$(cat server.pid)\"";
          case 1 -> "kill -TERM \"$(cat server.pid)\"; rm server.pid";
          default -> "kill \"$old\" && echo ended";
        };
    String up =
        place
            + Shell.listening(2)
            + Shell.FREE
            + Shell.ANSWERS
            + """
            port=$(free %d)
            nohup "$java" -m jdk.httpserver -b 127.0.0.1 -p $port >server.out 2>&1 </dev/null &
            echo $! >server.pid
            answers $port /logs/ 100 && echo "up on $port"
            """
                .formatted(from);
    walk.run("I serve the folder to look at the logs from elsewhere.", up);
    walk.run(
        "I changed its settings, so I restart my server.",
        place
            + "old=$(cat server.pid)\n"
            + end
            + "\nfor i in $(seq 200); do kill -0 \"$old\" 2>/dev/null || break; sleep 0.05; done\n"
            + up);
    walk.run(
        "And stop it: the work is done.", place + "kill \"$(cat server.pid)\"; cat server.out");
  }
}
