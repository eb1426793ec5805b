package dev.redline.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Reads which regular files a process holds by descriptor or mapping. */
final class HeldFiles {
  private HeldFiles() {}

  /** A mapped file in the words of maps(5). */
  private record Mapped(String device, String inode, String name) {
    FileIdentity identity() {
      int colon = device.indexOf(':');
      return new FileIdentity(
          Libc.device(
              Long.parseLong(device.substring(0, colon), 16),
              Long.parseLong(device.substring(colon + 1), 16)),
          Long.parseUnsignedLong(inode));
    }

    String path() {
      return FileNames.decode(name.getBytes(ISO_8859_1)).replace("\\012", "\n");
    }
  }

  /**
   * Those of at least so many bytes. The size is the held file's own, whatever stands at its path
   * now; one whose size cannot be told is among them.
   */
  static List<OpenFile> of(Path process, long atLeastBytes) {
    var files = new LinkedHashSet<OpenFile>();
    var descriptors = process.resolve("fd");
    for (long number : ProcFiles.numbers(descriptors)) {
      var link = descriptors.resolve(Long.toString(number));
      status(link.toString(), 0)
          .filter(status -> status.isRegular() && status.size() >= atLeastBytes)
          .flatMap(status ->
              ProcFiles.link(link)
                  .map(path -> new OpenFile(OpenFile.How.DESCRIPTOR, path, status.identity())))
          .ifPresent(files::add);
    }
    ProcFiles.bytes(process.resolve("maps"))
        .ifPresent(maps -> mappings(process, maps, atLeastBytes).forEach(files::add));
    return new ArrayList<>(files);
  }

  private static List<OpenFile> mappings(Path process, byte[] maps, long atLeastBytes) {
    // A file is mapped in several ranges; asking the kernel of one of them is enough.
    var ranges = new LinkedHashMap<Mapped, String>();
    for (String line : new String(maps, ISO_8859_1).split("\n")) {
      // Range, rights, offset, device, inode, and the path after blanks; it may hold some.
      String[] fields = line.split(" ", 6);
      if (fields.length == 6 && !fields[4].equals("0")) {
        ranges.putIfAbsent(new Mapped(fields[3], fields[4], fields[5].stripLeading()), fields[0]);
      }
    }
    return ranges.entrySet().stream()
        .flatMap(one -> mapping(process, one.getValue(), one.getKey(), atLeastBytes).stream())
        .toList();
  }

  private static Optional<OpenFile> mapping(
      Path process, String range, Mapped told, long atLeastBytes) {
    // By map_files the kernel tells device and path as stat does; following it takes
    // CAP_CHECKPOINT_RESTORE. Otherwise the line tells them: right except on btrfs and overlayfs,
    // whose files show another device there, and with newlines in the path as \012.
    var link = process.resolve("map_files").resolve(range);
    var exact = status(link.toString(), 0);
    if (exact.isPresent()) {
      return exact
          .filter(status -> status.isRegular() && status.size() >= atLeastBytes)
          .map(status ->
              new OpenFile(
                  OpenFile.How.MAPPING,
                  ProcFiles.link(link).orElseGet(told::path),
                  status.identity()));
    }
    return isSmaller(process, told, atLeastBytes)
        ? Optional.empty()
        : Optional.of(new OpenFile(OpenFile.How.MAPPING, told.path(), told.identity()));
  }

  /** Whether what is mapped still stands at its path and is smaller. */
  private static boolean isSmaller(Path process, Mapped told, long bytes) {
    return bytes > 0
        && status(process.resolve("root") + told.path(), Libc.AT_SYMLINK_NOFOLLOW)
            .filter(Libc.Status::isRegular)
            .filter(status -> status.identity().inode() == told.identity().inode())
            .filter(status -> status.size() < bytes)
            .isPresent();
  }

  /** Asks only, so nothing can block it; the kernel's own links lead to the very file. */
  private static Optional<Libc.Status> status(String path, int flags) {
    try {
      return Optional.of(Libc.status(Libc.AT_FDCWD, FileNames.encode(path), flags));
    } catch (SystemCallException e) {
      return Optional.empty();
    }
  }
}
