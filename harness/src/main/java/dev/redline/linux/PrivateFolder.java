package dev.redline.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Whether a folder is one user's alone, so that nobody else reads it or puts anything into it. */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PrivateFolder() {}

  /**
   * Why a folder is not this user's alone; empty when it is.
   *
   * @throws IOException when it does not exist or cannot be looked at
   */
  public static Optional<String> sharedBecause(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      return Optional.of("it is a link, which may lead anywhere");
    }
    var owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    var ours = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(ours)) {
      return Optional.of("it belongs to user %s, and this is user %s".formatted(owner, ours));
    }
    var permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    return OWNERS.containsAll(permissions)
        ? Optional.empty()
        : Optional.of(
            "its permissions are %s, so others may enter it"
                .formatted(PosixFilePermissions.toString(permissions)));
  }
}
