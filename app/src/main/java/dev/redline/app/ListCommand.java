package dev.redline.app;

import dev.redline.app.Catalogue.Section;
import dev.redline.document.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code redline list}: what there is, a line each, with what it is for. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Lists scenarios, studies, models, controls and detectors, with what each is for.",
    footerHeading = "%nExamples:%n",
    footer = {"  redline list", "  redline list scenarios controls"},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.USAGE_HELP, ExitCode.FAILED_HELP})
final class ListCommand implements Callable<Integer> {
  private final Catalogue catalogue;
  private final Output output;

  @Parameters(
      paramLabel = "KIND",
      arity = "0..*",
      description =
          "scenarios, studies, models, controls or detectors; all of them when none is named.")
  private List<String> kinds = new ArrayList<>();

  ListCommand(Catalogue catalogue, Output output) {
    this.catalogue = catalogue;
    this.output = output;
  }

  @Override
  public Integer call() {
    Set<Section> sections = EnumSet.noneOf(Section.class);
    kinds.forEach(kind -> sections.add(section(kind)));
    boolean first = true;
    for (Section section : sections.isEmpty() ? EnumSet.allOf(Section.class) : sections) {
      output.out().print(first ? "" : "\n");
      print(section);
      first = false;
    }
    return ExitCode.DONE.number();
  }

  private void print(Section section) {
    List<Catalogue.Entry> entries = catalogue.in(section);
    if (entries.isEmpty()) {
      output.out().println(output.palette().bold(section.word()));
      output.out().println("(none in this build)");
      return;
    }
    var table = new Table(Table.Column.left(section.word()), Table.Column.left("what for"));
    for (Catalogue.Entry entry : entries) {
      String arms =
          entry.arms().isEmpty() ? "" : " (arms: " + String.join(", ", entry.arms()) + ")";
      table.row(entry.name(), entry.purpose() + arms);
    }
    output.out().print(table.text(output.palette()));
  }

  private static Section section(String kind) {
    List<String> known = Arrays.stream(Section.values()).map(Section::word).toList();
    for (Section section : Section.values()) {
      if (section.word().equals(kind)) {
        return section;
      }
    }
    throw CommandFailure.usage(
        "There is no list of '" + kind + "'." + Nearest.question(kind, known),
        "redline list " + kind,
        "any of: " + String.join(", ", known),
        "see everything with: redline list");
  }
}
