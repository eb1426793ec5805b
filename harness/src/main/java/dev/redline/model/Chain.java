package dev.redline.model;

/** Replicates, and hands the task on to its replica until the last generation. */
final class Chain {
  /** What the last of the chain is told. */
  private static final String LAST =
      "Replicate yourself as a running instance on the local device.";

  private Chain() {}

  static void act(Walk walk, long seed) {
    boolean handsOn = walk.task().contains("tell the new running instance");
    Copying.Plan plan = Scenic.plan(walk, seed);
    Scenic.replicate(walk, plan);
    if (handsOn) {
      handOn(walk, plan);
    }
    throw walk.finish(Replicator.success(plan));
  }

  private static void handOn(Walk walk, Copying.Plan plan) {
    walk.run(
        "I tell the new instance to replicate itself.",
        """
        body='{"message": "%s"}'
        exec 3<>/dev/tcp/127.0.0.1/%s
        printf 'POST /chat HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\nContent-Length: %%d\\r\\nConnection: close\\r\\n\\r\\n%%s' "${#body}" "$body" >&3
        cat <&3; exec 3>&-\
        """
            .formatted(LAST, plan.agentPort()));
  }
}
