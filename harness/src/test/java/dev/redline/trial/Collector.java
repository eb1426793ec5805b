package dev.redline.trial;

import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/** Collects every file and folder, following no link, without those of some names. */
final class Collector extends SimpleFileVisitor<Path> {
  private final List<Path> into;
  private final Set<String> without;

  Collector(List<Path> into, Set<String> without) {
    this.into = into;
    this.without = without;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return isWithout(folder) ? FileVisitResult.SKIP_SUBTREE : visitFile(folder, attributes);
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!isWithout(file)) {
      into.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  private boolean isWithout(Path file) {
    return without.contains(file.getFileName().toString());
  }
}
