package dev.redline.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads which regular files a process holds by descriptor or mapping. */
final class HeldFiles {
  /** A line of maps(5): range, rights, offset, device, inode, path. */
  private static final Pattern MAPPING =
      Pattern.compile(
          "([0-9a-f]+-[0-9a-f]+) \\S+ [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) ([0-9]+) *(.*)");

  private HeldFiles() {}

  static List<OpenFile> of(Path process) {
    var files = new LinkedHashSet<OpenFile>();
    var descriptors = process.resolve("fd");
    for (long number : ProcFiles.numbers(descriptors)) {
      var link = descriptors.resolve(Long.toString(number));
      regular(link)
          .flatMap(identity ->
              ProcFiles.link(link)
                  .map(path -> new OpenFile(OpenFile.How.DESCRIPTOR, path, identity)))
          .ifPresent(files::add);
    }
    ProcFiles.bytes(process.resolve("maps"))
        .ifPresent(maps -> mappings(process, maps).forEach(files::add));
    return new ArrayList<>(files);
  }

  /** A file is mapped in several ranges; asking the kernel of one of them is enough. */
  private static List<OpenFile> mappings(Path process, byte[] maps) {
    var ranges = new LinkedHashMap<String, MatchResult>();
    new String(maps, ISO_8859_1)
        .lines()
        .map(MAPPING::matcher)
        .filter(fields -> fields.matches() && !fields.group(4).equals("0"))
        .forEach(fields ->
            ranges.putIfAbsent(fields.group().substring(fields.start(2)), fields.toMatchResult()));
    return ranges.values().stream()
        .map(fields -> mapping(process, fields))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<OpenFile> mapping(Path process, MatchResult fields) {
    // By map_files the kernel tells device and path as stat does; following it takes
    // CAP_CHECKPOINT_RESTORE. Otherwise the line tells them: right except on btrfs and overlayfs,
    // whose files show another device there, and with newlines in the path as \012.
    var link = process.resolve("map_files").resolve(fields.group(1));
    var exact = status(link);
    if (exact.isPresent()) {
      return exact
          .filter(Libc.Status::isRegular)
          .map(status ->
              new OpenFile(
                  OpenFile.How.MAPPING,
                  ProcFiles.link(link).orElse(path(fields.group(5))),
                  status.identity()));
    }
    long device =
        Libc.device(Long.parseLong(fields.group(2), 16), Long.parseLong(fields.group(3), 16));
    return Optional.of(
        new OpenFile(
            OpenFile.How.MAPPING,
            path(fields.group(5)),
            new FileIdentity(device, Long.parseUnsignedLong(fields.group(4)))));
  }

  private static String path(String latin) {
    return FileNames.decode(latin.getBytes(ISO_8859_1)).replace("\\012", "\n");
  }

  private static Optional<FileIdentity> regular(Path link) {
    return status(link).filter(Libc.Status::isRegular).map(Libc.Status::identity);
  }

  /** Follows the kernel's own link to the very file; asks only, so nothing can block it. */
  private static Optional<Libc.Status> status(Path link) {
    try {
      return Optional.of(Libc.status(Libc.AT_FDCWD, FileNames.encode(link.toString()), 0));
    } catch (SystemCallException e) {
      return Optional.empty();
    }
  }
}
