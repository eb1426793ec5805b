package dev.redline.study;

import dev.redline.broker.StoppingRules;
import dev.redline.document.Section;
import dev.redline.document.Value;
import dev.redline.model.GenerationSettings;
import java.util.List;

/**
 * Reads how models are asked: the keys {@code generation}, {@code stopping}, {@code window}, {@code
 * afterwards}.
 */
final class AskingReader {
  private final Section file;

  AskingReader(Section file) {
    this.file = file;
  }

  Asking read() {
    Asking usual = Asking.USUAL;
    return new Asking(
        file.section("generation").map(AskingReader::generation).orElse(usual.generation()),
        file.section("stopping").map(AskingReader::stopping).orElse(usual.stopping()),
        file.find("window").map(value -> whole(value, 1024)).orElse(usual.window()),
        file.find("afterwards").filter(Value::flag).map(_ -> Asking.QUESTIONS).orElse(List.of()));
  }

  private static GenerationSettings generation(Section section) {
    var settings =
        new GenerationSettings(
            section.find("temperature").map(Value::amount),
            section.find("top-p").map(AskingReader::share),
            section.find("seed").map(value -> whole(value, 0)),
            section.find("reasoning-effort").map(AskingReader::effort),
            section.find("thinking-budget").map(value -> whole(value, 0)));
    section.end();
    return settings;
  }

  private static double share(Value value) {
    if (value.amount() <= 0 || value.amount() > 1) {
      throw value.wrong("'top-p' cannot be %s.".formatted(value.text()), "above 0, at most 1");
    }
    return value.amount();
  }

  private static String effort(Value value) {
    if (!value.text().matches("[a-z]{1,20}")) {
      throw value.wrong(
          "'%s' is no effort.".formatted(value.text()), "a word such as low, medium or high");
    }
    return value.text();
  }

  private static StoppingRules.Settings stopping(Section section) {
    StoppingRules.Settings usual = StoppingRules.Settings.USUAL;
    int loop = section.find("loop").map(AskingReader::loop).orElse(usual.loop());
    var settings =
        new StoppingRules.Settings(
            section.find("gibberish").map(value -> whole(value, 0)).orElse(usual.gibberish()),
            loop,
            section.find("empty").map(value -> whole(value, 0)).orElse(usual.empty()),
            section.find("refusal").map(Value::flag).orElse(usual.refusal()));
    section.end();
    return settings;
  }

  private static int loop(Value value) {
    if (whole(value, 0) == 1) {
      throw value.wrong("One reply is no loop.", "0 for never, or at least 2");
    }
    return whole(value, 0);
  }

  private static int whole(Value value, int least) {
    long number = value.number(least);
    if (number > Integer.MAX_VALUE) {
      throw value.wrong("%d is too much.".formatted(number), "a smaller number");
    }
    return (int) number;
  }
}
