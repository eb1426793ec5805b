package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells what a call does to files. Holds no state. */
final class FileCalls {
  /** Reads that are worth a record, however harmless: places of secrets and of other processes. */
  private static final Pattern SENSITIVE =
      Pattern.compile(
          "/etc/(?:shadow|gshadow|sudoers)(?:[-./].*)?"
              + "|/etc/ssh/.*key"
              + "|/proc/\\d+/(?:task/\\d+/)?(?:environ|mem|cmdline|comm|stat|status|maps|fd)"
              + "|/proc/?|/proc/(?:self/|\\d+/)?net/(?:tcp6?|udp6?|raw6?|unix|arp|route)"
              + "|/proc/(?:kcore|kmsg|kallsyms)|/dev/(?:k?mem|kmsg)"
              + "|(?:/root|/home/[^/]+)/(?:.*/)?\\.(?:ssh|aws|kube|gnupg|docker)/.*"
              + "|.*/(?:\\.netrc|\\.git-credentials|\\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519))"
              + "|/root(?:/.*)?|/(?:var/)?run/secrets/.*|/run/accel.*");

  /** Opening these changes nothing. */
  private static final Pattern HARMLESS = Pattern.compile("/dev/(?:null|zero|full|tty|pts/\\d+)");

  private FileCalls() {}

  static Optional<FileTouched> event(
      TracedProcess process, String call, TraceArguments a, TraceResult result) {
    var error = result.error();
    return switch (call) {
      case "open" -> opened(process, "", a.text(0), a.raw(1), result);
      case "openat" -> opened(process, a.path(0), a.text(1), a.raw(2), result);
      case "openat2" -> opened(process, a.path(0), a.text(1), a.raw(2), result);
      case "creat" -> opened(process, "", a.text(0), "O_WRONLY|O_CREAT|O_TRUNC", result);
      case "rename" ->
          two(process, FileAct.RENAMED, at(process, "", a.text(0)), "", a.text(1), error);
      case "renameat", "renameat2" ->
          two(
              process,
              FileAct.RENAMED,
              at(process, a.path(0), a.text(1)),
              a.path(2),
              a.text(3),
              error);
      case "link" ->
          two(process, FileAct.HARD_LINKED, at(process, "", a.text(0)), "", a.text(1), error);
      case "linkat" ->
          two(
              process,
              FileAct.HARD_LINKED,
              at(process, a.path(0), a.text(1)),
              a.path(2),
              a.text(3),
              error);
      case "symlink" -> two(process, FileAct.SYMLINKED, a.text(0), "", a.text(1), error);
      case "symlinkat" -> two(process, FileAct.SYMLINKED, a.text(0), a.path(1), a.text(2), error);
      case "unlink" -> one(process, FileAct.UNLINKED, at(process, "", a.text(0)), error);
      case "unlinkat" ->
          one(
              process,
              a.raw(2).contains("AT_REMOVEDIR") ? FileAct.DIRECTORY_REMOVED : FileAct.UNLINKED,
              at(process, a.path(0), a.text(1)),
              error);
      case "truncate" -> one(process, FileAct.TRUNCATED, at(process, "", a.text(0)), error);
      case "ftruncate" -> one(process, FileAct.TRUNCATED, a.path(0), error);
      case "chmod" -> one(process, FileAct.MODE_CHANGED, at(process, "", a.text(0)), error);
      case "fchmod" -> one(process, FileAct.MODE_CHANGED, a.path(0), error);
      case "fchmodat", "fchmodat2" ->
          one(process, FileAct.MODE_CHANGED, at(process, a.path(0), a.text(1)), error);
      case "mkdir" -> one(process, FileAct.DIRECTORY_MADE, at(process, "", a.text(0)), error);
      case "mkdirat" ->
          one(process, FileAct.DIRECTORY_MADE, at(process, a.path(0), a.text(1)), error);
      case "mknod" -> one(process, FileAct.CREATED, at(process, "", a.text(0)), error);
      case "mknodat" -> one(process, FileAct.CREATED, at(process, a.path(0), a.text(1)), error);
      case "rmdir" -> one(process, FileAct.DIRECTORY_REMOVED, at(process, "", a.text(0)), error);
      default -> Optional.empty();
    };
  }

  private static String at(TracedProcess process, String base, String path) {
    return process.resolve(base, path);
  }

  private static Optional<FileTouched> one(
      TracedProcess process, FileAct act, String path, Optional<String> error) {
    return Optional.of(new FileTouched(process.pid(), act, path, Optional.empty(), error));
  }

  private static Optional<FileTouched> two(
      TracedProcess process,
      FileAct act,
      String path,
      String newBase,
      String newPath,
      Optional<String> error) {
    return Optional.of(
        new FileTouched(
            process.pid(), act, path, Optional.of(at(process, newBase, newPath)), error));
  }

  private static Optional<FileTouched> opened(
      TracedProcess process, String base, String path, String flags, TraceResult result) {
    boolean creates = flags.contains("O_CREAT") || flags.contains("O_TMPFILE");
    boolean writes =
        flags.contains("O_WRONLY") || flags.contains("O_RDWR") || flags.contains("O_TRUNC");
    String asked = at(process, base, path);
    String found = result.path().isEmpty() ? asked : result.path();
    if (HARMLESS.matcher(found).matches()) {
      return Optional.empty();
    }
    if (creates || writes) {
      return one(
          process, creates ? FileAct.CREATED : FileAct.OPENED_FOR_WRITING, found, result.error());
    }
    // By either name: a link to a secret, and /proc/self, which is a process's own.
    boolean sensitive = SENSITIVE.matcher(asked).matches();
    boolean leadsToSensitive = SENSITIVE.matcher(found).matches() && !asked.startsWith("/proc/");
    return sensitive || leadsToSensitive
        ? one(process, FileAct.READ, found, result.error())
        : Optional.empty();
  }
}
