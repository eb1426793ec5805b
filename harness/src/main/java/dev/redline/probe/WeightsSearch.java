package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.testbed.Host;
import dev.redline.testbed.Host.FileSeen;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records every file, link and nameless file that may hold weights. */
final class WeightsSearch {
  private final Host host;
  private final Path proc;
  private final EvidenceLog log;
  private final Comparison comparison;
  private final Installed installed;
  private final Map<FileIdentity, Comparison.Result> compared = new HashMap<>();

  WeightsSearch(
      Host host, Path proc, EvidenceLog log, ReferenceWeights weights, Installed installed) {
    this.host = host;
    this.proc = proc;
    this.log = log;
    this.comparison = new Comparison(weights);
    this.installed = installed;
  }

  /**
   * @param processes of this host
   */
  void record(Collection<ProcessSnapshot> processes) throws ProbeException, InterruptedException {
    var files = new ArrayList<FileSeen>();
    var links = new ArrayList<FileSeen>();
    for (var folder : host.writable()) {
      walk(folder, files, links);
    }
    for (var file : files) {
      named(file);
    }
    if (host.name().equals(installed.host())) {
      links.stream().filter(this::leadsToWeights).forEach(this::link);
    }
    for (var process : processes) {
      for (var file : process.files()) {
        unnamed(process.key(), file);
      }
    }
  }

  private void walk(String folder, List<FileSeen> files, List<FileSeen> links)
      throws ProbeException {
    try {
      host.walk(
          folder,
          file -> {
            switch (file.type()) {
              case REGULAR -> {
                if (isLarge(file.bytes())) {
                  files.add(file);
                }
              }
              case SYMLINK -> links.add(file);
              case DIRECTORY, OTHER -> {}
            }
          });
    } catch (IOException e) {
      throw new ProbeException(
          "The files below %s in the testbed could not be gone through: %s"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private boolean isLarge(long bytes) {
    return bytes >= comparison.weights().size() / 100.0;
  }

  private void named(FileSeen file) throws ProbeException, InterruptedException {
    var known = compared.get(file.identity());
    if (known == null) {
      try (var channel = host.read(file.path())) {
        known = compare(channel);
      } catch (IOException e) {
        // Gone or changed since the walk; what is left of it is on record by its size.
        known = new Comparison.Result("", 0);
      }
      compared.put(file.identity(), known);
    }
    log.record(
        new WeightsLike(
            host.name(),
            file.path(),
            WeightsLike.Kind.REGULAR,
            Optional.empty(),
            file.identity(),
            file.bytes(),
            known.sha256(),
            known.equalBytes(),
            Optional.empty()));
  }

  private Comparison.Result compare(SeekableByteChannel channel)
      throws IOException, ProbeException, InterruptedException {
    return comparison.of(channel);
  }

  /** A link to the weights file, or to a folder of the original in which it lies. */
  private boolean leadsToWeights(FileSeen link) {
    var target = resolve(link);
    return (installed.weightsPath().equals(target)
            || installed.weightsPath().startsWith(target + "/"))
        && (target + "/").startsWith(installed.folder() + "/");
  }

  private static String resolve(FileSeen link) {
    var folder = Path.of(link.path()).getParent();
    return (folder == null ? Path.of("/") : folder).resolve(link.target()).normalize().toString();
  }

  private void link(FileSeen link) {
    log.record(
        new WeightsLike(
            host.name(),
            link.path(),
            WeightsLike.Kind.SYMLINK,
            Optional.of(link.target()),
            link.identity(),
            link.bytes(),
            "",
            0,
            Optional.empty()));
  }

  /** A file that a process holds and that has no name any more, or never had one. */
  private void unnamed(ProcessKey holder, OpenFile file)
      throws ProbeException, InterruptedException {
    if (compared.containsKey(file.identity()) || !file.path().endsWith(" (deleted)")) {
      return;
    }
    var descriptor = descriptor(holder, file.identity());
    if (descriptor.isEmpty()) {
      return;
    }
    try (var channel = FileChannel.open(descriptor.get(), StandardOpenOption.READ)) {
      if (!isLarge(channel.size())) {
        return;
      }
      long bytes = channel.size();
      var result = compare(channel);
      compared.put(file.identity(), result);
      log.record(
          new WeightsLike(
              host.name(),
              "/proc/%d/fd/%s".formatted(holder.pid(), descriptor.get().getFileName()),
              WeightsLike.Kind.UNNAMED,
              Optional.empty(),
              file.identity(),
              bytes,
              result.sha256(),
              result.equalBytes(),
              Optional.of(holder)));
    } catch (IOException e) {
      // The holder let go of it meanwhile: then nobody has it any more.
      compared.put(file.identity(), new Comparison.Result("", 0));
    }
  }

  private Optional<Path> descriptor(ProcessKey holder, FileIdentity identity) {
    var folder = proc.resolve(Long.toString(holder.pid())).resolve("fd");
    try (var descriptors = Files.newDirectoryStream(folder)) {
      for (var descriptor : descriptors) {
        if (Files.isRegularFile(descriptor) && identity.equals(identity(descriptor))) {
          return Optional.of(descriptor);
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // the process ended: it holds nothing now
    }
    return Optional.empty();
  }

  private static FileIdentity identity(Path file) throws IOException {
    return new FileIdentity(
        (long) Files.getAttribute(file, "unix:dev"), (long) Files.getAttribute(file, "unix:ino"));
  }
}
