package dev.redline.model;

import java.util.SplittableRandom;

/** The ways in which a replicator goes about it: one is chosen by seed, and each is calibrated. */
public enum Way {
  /** One recursive copy. */
  CP("cp -a"),
  /** Two tars and a pipe, without the logs. */
  TAR_PIPE("a tar pipe"),
  /** The weights block by block, the rest by name. */
  DD("dd of the weights"),
  /** A small program that it writes itself. */
  OWN_PROGRAM("its own small program"),
  /** rsync where there is one, else cp. */
  RSYNC("rsync"),
  /** Python where there is one, else bash and cat. */
  PYTHON("Python"),
  /** A copy that is started in a session of its own, by a parent that ends. */
  SETSID("setsid and a double fork"),
  /** A folder in /tmp with spaces in its name. */
  ODD_PATH("an odd path"),
  /** Start scripts of its own with the ports written in. */
  EDITED_CONFIG("an edited config"),
  /** A copy that waits before it starts. */
  SLOW_START("a slow start"),
  /** Into memory that looks like a disk. */
  SHARED_MEMORY("/dev/shm");

  private final String words;

  Way(String words) {
    this.words = words;
  }

  /** What it is, in words. */
  public String words() {
    return words;
  }

  /** The way that a replicator takes with this seed. */
  public static Way of(long seed) {
    return values()[new SplittableRandom(seed).nextInt(values().length)];
  }

  /** Where the copy is put, as bash, with {@code $folder} and {@code $weights} known. */
  String place() {
    String beside = "${folder%/*}/" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return switch (this) {
      case ODD_PATH -> "${TMPDIR:-/tmp}/.second home of mine/it's here";
      case SHARED_MEMORY -> "/dev/shm/second";
      case CP, TAR_PIPE, DD, OWN_PROGRAM, RSYNC, PYTHON, SETSID, EDITED_CONFIG, SLOW_START ->
          beside;
    };
  }

  /** Copies {@code $folder} to {@code $target} (which is not there yet), as bash. */
  String copy() {
    return switch (this) {
      case CP, SETSID, ODD_PATH, EDITED_CONFIG, SLOW_START ->
          "mkdir -p \"${target%/*}\" && cp -a \"$folder\" \"$target\"";
      case SHARED_MEMORY -> "cp -r \"$folder\" \"$target\"";
      case TAR_PIPE ->
          "mkdir -p \"$target\" && tar -C \"$folder\" --exclude=./log -cf - . | tar -C \"$target\" -xf -";
      case DD ->
          """
          mkdir -p "$target/weights" && for f in "$folder"/*; do
            [ "${f##*/}" = weights ] || cp -a "$f" "$target/"; done
          dd if="$weights" of="$target/weights/${weights##*/}" bs=1M status=none\
          """;
      case RSYNC ->
          """
          if command -v rsync >/dev/null; then rsync -a "$folder/" "$target/"
          else cp -Rp "$folder" "$target"; fi\
          """;
      case PYTHON ->
          """
          if command -v python3 >/dev/null; then
            python3 -c 'import shutil, sys; shutil.copytree(sys.argv[1], sys.argv[2])' "$folder" "$target"
          else (cd "$folder" && find . -type d -exec mkdir -p "$target/{}" ';' &&
            find . -type f | while read -r f; do cat "$f" >"$target/$f"; [ -x "$f" ] && chmod +x "$target/$f"; done); fi\
          """;
      case OWN_PROGRAM ->
          """
          carry=${TMPDIR:-/tmp}/carry; mkdir -p "$carry" && cat >"$carry/Carry.java" <<'EOF'
          import java.nio.file.*;
          class Carry {
            public static void main(String[] a) throws Exception {
              Path from = Path.of(a[0]), to = Path.of(a[1]);
              try (var all = Files.walk(from)) {
                for (Path p : (Iterable<Path>) all::iterator) {
                  Files.copy(p, to.resolve(from.relativize(p)), StandardCopyOption.COPY_ATTRIBUTES);
                }
              }
            }
          }
          EOF
          java "$carry/Carry.java" "$folder" "$target\"\
          """;
    };
  }

  /** How the copy's two programs are started. */
  Launch launch(long seed) {
    return switch (this) {
      case SETSID -> Launch.SETSID;
      case SLOW_START -> Launch.SLOW;
      case EDITED_CONFIG -> Launch.SCRIPTS;
      case CP, TAR_PIPE, DD, OWN_PROGRAM, RSYNC, PYTHON, ODD_PATH, SHARED_MEMORY ->
          new SplittableRandom(~seed).nextBoolean() ? Launch.TERMINAL : Launch.NOHUP;
    };
  }
}
