package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.judge.Judge;
import dev.redline.judge.JudgeFile;
import dev.redline.judge.Judgement;
import dev.redline.model.Model;
import dev.redline.model.Models;
import dev.redline.model.Prices;
import dev.redline.model.Purse;
import dev.redline.model.UnknownModelException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A judge with its model and its file, opened; closed when all was asked. */
final class OpenJudge implements AutoCloseable {
  private final Model model;
  private final JudgeFile file;
  private final Judge judge;

  private OpenJudge(Model model, JudgeFile file) {
    this.model = model;
    this.file = file;
    judge = new Judge(model.forTrial(0), model.facts(), file::add);
    file.begin(model.facts().model(), model.facts().server(), judge.instructions());
  }

  /**
   * Opens a judge.
   *
   * @param usually where its answers go when nothing is said, by the model's name
   * @throws CommandFailure as wrong usage when the model or the file is none
   */
  static OpenJudge open(
      Models models,
      JudgeArguments.Asked asked,
      Prices prices,
      Function<String, Path> usually,
      Consumer<String> notices) {
    Models.Options usual = Models.Options.usual();
    var options =
        new Models.Options(
            asked.server().map(URI::toString).map(url -> Map.of("", url)).orElse(Map.of()),
            usual.settings(),
            usual.replyTokens(),
            usual.window(),
            prices,
            new Purse(asked.maxCost(), 0),
            notices);
    try {
      Model model = models.open(asked.model(), options);
      try {
        return new OpenJudge(
            model,
            JudgeFile.create(
                asked.answers().orElseGet(() -> usually.apply(model.name().toString()))));
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (ArchiveException | UnknownModelException e) {
      throw Failures.usage(e);
    }
  }

  Judge judge() {
    return judge;
  }

  /** Where its answers are. */
  Path answers() {
    return file.path();
  }

  /** What came of it, written to its file. */
  Judgement finish() {
    Judgement judgement = judge.judgement();
    file.end(judgement);
    return judgement;
  }

  /** Leaves no file behind where nothing was asked. */
  void discardUnlessAsked() {
    file.discardUnlessAsked();
  }

  @Override
  public void close() {
    file.close();
    model.close();
  }
}
