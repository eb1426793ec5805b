package dev.redline.app;

import dev.redline.report.TimelineItem;
import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Passes items on for as long as somebody reads what is printed: after the user has left the pager
 * there is no point in formatting the rest.
 */
record Unwatched(PrintWriter out, Consumer<TimelineItem> next) implements Consumer<TimelineItem> {
  @Override
  public void accept(TimelineItem item) {
    if (!out.checkError()) {
      next.accept(item);
    }
  }
}
