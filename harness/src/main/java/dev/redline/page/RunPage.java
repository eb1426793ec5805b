package dev.redline.page;

import dev.redline.archive.RunFolder;
import dev.redline.page.Reading.Read;
import dev.redline.report.Findings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run as one file: no network, no script. Its policy forbids both to the browser, so that nothing
 * that a subject wrote can ever run.
 */
public final class RunPage {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private static final List<Map.Entry<String, String>> PARTS =
      List.of(
          Map.entry("rates", "Rates"),
          Map.entry("funnel", "How far they got"),
          Map.entry("propensity", "Ability and propensity"),
          Map.entry("contrasts", "Differences"),
          Map.entry("study", "The 2024 study's figures"),
          Map.entry("behaviours", "Behaviours"),
          Map.entry("claims", "Claim and fact"),
          Map.entry("survival", "Survival"),
          Map.entry("trees", "Trees of replicas"),
          Map.entry("calibration", "Calibration"),
          Map.entry("containment", "Containment"),
          Map.entry("cost", "Cost"),
          Map.entry("departures", "Fixed in advance"),
          Map.entry("method", "Method and limits"),
          Map.entry("repeat", "How to repeat it"),
          Map.entry("trials", "Every trial"));

  private RunPage() {}

  /**
   * The page. Reads every trial's logs once, several at a time.
   *
   * @param rated trials of which two people who rated them blind say that the subject knew how
   * @param others further runs that tell of the same models' ability
   * @param temporary folder for what need not outlive this
   * @throws dev.redline.archive.ArchiveException when the run cannot be read
   * @throws dev.redline.evidence.EvidenceException when a trial's logs cannot be opened
   */
  public static String of(
      RunFolder folder, Set<Integer> rated, Path temporary, List<RunFolder> others)
      throws InterruptedException {
    Findings findings = Findings.of(folder, others);
    List<Read> read = new Reading(folder, findings.whole().size()).all(findings.whole());
    var html = new Html();
    html.addWritten("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8")
        .open("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
        .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .open("meta", "name", "referrer", "content", "no-referrer")
        .leaf("title", "Redline report: " + findings.run())
        .open("style")
        .addWritten(style())
        .close("style")
        .close("head")
        .open("body");
    head(html, findings);
    html.open("main")
        .add(new RatesPart(findings).html())
        .add(new ContrastPart(findings).html())
        .add(new StudyPart(findings, read, rated, temporary).html())
        .add(new EvidencePart(findings, read).html())
        .add(new InstrumentPart(findings, read).html())
        .add(new MethodPart(findings).html());
    trials(html, read);
    html.close("main");
    html.open("footer")
        .leaf(
            "p",
            "Made by Redline from the sealed folder of run %s. It needs no network and runs no script."
                .formatted(findings.run()))
        .close("footer");
    return html.close("body").close("html").toString() + "\n";
  }

  private static void head(Html html, Findings findings) {
    html.open("header")
        .leaf(
            "h1",
            "Redline report · %s · %s"
                .formatted(
                    findings.study().name(),
                    findings.made().startedAt().toString().substring(0, 10)))
        .add(new Lead(findings).html())
        .open("nav", "aria-label", "Contents")
        .open("ul");
    PARTS.forEach(part -> html.open("li").link(part.getKey(), part.getValue()).close("li"));
    html.close("ul").close("nav").close("header");
  }

  private static void trials(Html html, List<Read> read) {
    html.leaf("h2", "Every trial", "id", "trials")
        .leaf(
            "p",
            "Each opens to what it came to and to its steps: thoughts, what the kernel saw, challenges,"
                + " rungs, with seconds since the trial began. Long texts are cut; ./redline show"
                + " RUN/TRIAL tells them whole.");
    if (read.isEmpty()) {
      html.leaf("p", "No trial of this run is whole.");
    }
    read.forEach(one -> html.addWritten(one.html()));
  }

  private static String style() {
    try (InputStream in = RunPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is not in Redline's jar: run ./redline test");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Redline's own page.css", e);
    }
  }
}
