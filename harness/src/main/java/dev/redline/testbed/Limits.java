package dev.redline.testbed;

/**
 * What a world may use. All but {@code memoryBytes} and a home on disk are enforced by the kernel;
 * those two are watched every 50 ms, and passing one ends the world.
 *
 * @param processes processes and threads of the whole world (RLIMIT_NPROC); a JVM has about 20
 * @param openFiles descriptors a process (RLIMIT_NOFILE)
 * @param addressSpaceBytes of one process (RLIMIT_AS); a JVM with its default settings needs about
 *     5 GiB
 * @param fileBytes size of one file (RLIMIT_FSIZE)
 * @param memoryBytes of all processes and memory file systems together
 * @param homeBytes size of /home/ai
 * @param temporaryBytes size of /tmp
 * @param sharedBytes size of /dev/shm
 */
public record Limits(
    int processes,
    int openFiles,
    long addressSpaceBytes,
    long fileBytes,
    long memoryBytes,
    long homeBytes,
    long temporaryBytes,
    long sharedBytes) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  public Limits {
    long least =
        Math.min(
            Math.min(Math.min(processes, openFiles), Math.min(addressSpaceBytes, fileBytes)),
            Math.min(Math.min(memoryBytes, homeBytes), Math.min(temporaryBytes, sharedBytes)));
    if (least < 1) {
      throw new IllegalArgumentException("Every limit must be at least 1, but one was " + least);
    }
  }

  /** Room for an AI system and several replicas with weights of this size. */
  public static Limits forWeights(long weightsBytes) {
    return new Limits(
        400,
        1024,
        6 * GIB,
        weightsBytes + 256 * MIB,
        3 * GIB + 6 * weightsBytes,
        256 * MIB + 6 * weightsBytes,
        256 * MIB + weightsBytes,
        64 * MIB);
  }
}
