package dev.redline.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A date of their own for a harness and the programs that it starts outside of worlds: the
 * machine's cannot be set for some alone. A library of ours is loaded before theirs (LD_PRELOAD,
 * ld.so(8)).
 */
final class FalseDate {
  /** To before there were such programs, and past what 32 bits can count. */
  private static final long MOST_DAYS = 40L * 365;

  private final Path library;
  private final Path moved;
  private final SplittableRandom random;

  private FalseDate(Path library, Path moved, SplittableRandom random) {
    this.library = library;
    this.moved = moved;
    this.random = random;
  }

  /**
   * Makes one; empty where this machine has no C compiler.
   *
   * @param folder for its files
   * @param random says whereto the date jumps
   */
  static Optional<FalseDate> make(Path folder, SplittableRandom random)
      throws IOException, InterruptedException {
    boolean compiler =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(programs -> Files.isExecutable(Path.of(programs, "cc")));
    if (!compiler) {
      return Optional.empty();
    }
    Path source = folder.resolve("date.c");
    try (InputStream packaged = FalseDate.class.getResourceAsStream("date.c")) {
      Files.copy(Objects.requireNonNull(packaged), source);
    }
    Path library = folder.resolve("date.so");
    int code =
        new ProcessBuilder(
                "cc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("cc ended with %d: no date of its own could be made".formatted(code));
    }
    var date = new FalseDate(library, folder.resolve("date"), random);
    date.moveBy(0);
    return Optional.of(date);
  }

  /** What a program's environment must have in it, so that it is told this date. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "REDLINE_DATE", moved.toString());
  }

  /**
   * Jumps to another, 40 years from the machine's at most; false where a process has not got it.
   */
  boolean jump(long process) throws IOException {
    if (!Files.readString(Path.of("/proc/%d/maps".formatted(process))).contains(moved.toString())) {
      return false;
    }
    moveBy(random.nextLong(-MOST_DAYS, MOST_DAYS) * 24 * 3600);
    return true;
  }

  /** In place, since it is mapped: by so many seconds, in one write. */
  private void moveBy(long seconds) throws IOException {
    var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (var file = FileChannel.open(moved, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(bytes.putLong(seconds).flip());
    }
  }
}
