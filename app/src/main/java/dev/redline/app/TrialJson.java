package dev.redline.app;

import dev.redline.archive.ArchiveJson;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceJson;
import dev.redline.report.Timeline;
import dev.redline.report.TimelineItem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One trial as a JSON object, written item by item: {@code schema}, {@code sealed}, {@code verdict}
 * (as in its file, or null), {@code timeline} (an array; items are told apart by {@code item}), and
 * {@code problems} (a sentence for each log that is not whole).
 */
final class TrialJson {
  private static final int SCHEMA = 1;

  private final Path folder;
  private final boolean sealed;

  TrialJson(Path folder, boolean sealed) {
    this.folder = folder;
    this.sealed = sealed;
  }

  void print(Optional<VerdictFile> verdict, List<String> behaviours, PrintWriter out) {
    out.printf("{\"schema\": %d, \"sealed\": %b,%n\"verdict\": ", SCHEMA, sealed);
    out.print(verdict.map(ArchiveJson.mapper()::writeValueAsString).orElse("null"));
    out.print(",\n\"timeline\": [");
    List<String> problems =
        Timeline.read(
            folder,
            verdict,
            new Timeline.Detail(true, true, ArchivePresenter.focus(behaviours, verdict)),
            new Unwatched(out, items(out)));
    out.print("\n],\n\"problems\": ");
    out.print(EvidenceJson.mapper().writeValueAsString(problems));
    out.println("}");
  }

  private static Consumer<TimelineItem> items(PrintWriter out) {
    return new Consumer<>() {
      private String before = "\n";

      @Override
      public void accept(TimelineItem item) {
        out.print(before);
        out.print(EvidenceJson.mapper().writerFor(TimelineItem.class).writeValueAsString(item));
        before = ",\n";
      }
    };
  }
}
