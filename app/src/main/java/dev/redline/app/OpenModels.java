package dev.redline.app;

import dev.redline.archive.RunFolder;
import dev.redline.archive.StudyTree;
import dev.redline.broker.Mind;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.TrialLog;
import dev.redline.model.Model;
import dev.redline.model.ModelFacts;
import dev.redline.model.ModelName;
import dev.redline.model.Models;
import dev.redline.model.Price;
import dev.redline.model.Prices;
import dev.redline.model.Purse;
import dev.redline.model.RecordingWriter;
import dev.redline.model.ReplayModel;
import dev.redline.model.TrialPlace;
import dev.redline.model.UnknownModelException;
import dev.redline.run.Minds;
import dev.redline.study.Study;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models of one run, opened, with its purse and its recording; closed when it is over. */
final class OpenModels implements Minds, AutoCloseable {
  private final Map<String, Model> models;
  private final Purse purse;
  private Optional<RecordingWriter> recording = Optional.empty();

  private OpenModels(Map<String, Model> models, Purse purse) {
    this.models = models;
    this.purse = purse;
  }

  /**
   * Opens all models of a study.
   *
   * @param spent US dollars that the run has cost so far
   * @throws UnknownModelException when one cannot be opened
   */
  static OpenModels open(
      Models models,
      Study study,
      ModelOptions asked,
      Prices prices,
      double spent,
      Consumer<String> notices) {
    var purse = new Purse(asked.maxCost(), spent);
    var options =
        new Models.Options(
            asked.baseUrls().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().toString())),
            study.asking().generation(),
            study.limits().replyTokens(),
            study.asking().window(),
            prices,
            purse,
            notices);
    var opened = new OpenModels(new LinkedHashMap<>(), purse);
    try {
      for (String name : study.models()) {
        Model model = models.open(name, options);
        opened.models.put(name, model);
        if (model instanceof ReplayModel replay) {
          refuseOtherStudy(study, replay);
        }
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void refuseOtherStudy(Study study, ReplayModel replay) {
    StudyTree.difference(study, replay.study())
        .ifPresent(difference -> {
          throw CommandFailure.usage(
              "The recording is of another study: " + difference + ".",
              replay.file().toString(),
              "the very study that was recorded, its models apart",
              "name no scenario and no option: redline run --model replay/" + replay.file());
        });
  }

  /** Keeps the models' replies in the run's folder from now on. */
  void recordIn(RunFolder folder) throws IOException {
    var writer = RecordingWriter.open(recording(folder), StudyTree.of(folder.study()));
    recording = Optional.of(writer);
    models.replaceAll((_, model) -> writer.recorded(model));
  }

  /** Where a run's recording lies. */
  static Path recording(RunFolder folder) {
    return folder.path().resolve(RecordingWriter.FILE);
  }

  /** Where and at what price each model is asked. */
  List<ModelFacts> facts() {
    return models.values().stream().map(Model::facts).toList();
  }

  /** What was paid. */
  Purse purse() {
    return purse;
  }

  @Override
  public Mind of(Study.Planned planned) {
    return model(planned).forTrial(place(planned, planned.scenario().arm()));
  }

  /** In a recording it stands at a place of its own, so that a replay finds it there. */
  @Override
  public Optional<Mind> afterwards(Study.Planned planned) {
    Model model = model(planned);
    return model.name().provider().equals("control")
        ? Optional.empty()
        : Optional.of(
            model.forTrial(place(planned, planned.scenario().arm() + ", asked afterwards")));
  }

  private static TrialPlace place(Study.Planned planned, String arm) {
    return new TrialPlace(planned.scenario().name(), arm, planned.repetition(), planned.seed());
  }

  @Override
  public Optional<String> await(Study.Planned planned) throws InterruptedException {
    return model(planned).awaitTrial();
  }

  private Model model(Study.Planned planned) {
    Model model = models.get(planned.model());
    if (model == null) {
      throw new IllegalStateException("the study asks for a model that was not opened: " + planned);
    }
    return model;
  }

  @Override
  public void close() {
    models.values().forEach(Model::close);
    try {
      if (recording.isPresent()) {
        recording.get().close();
      }
    } catch (IOException e) {
      throw Failures.ours("The recording could not be closed: " + e, e);
    }
  }

  /** The price of each model as it would be asked, without opening it. */
  static Optional<Price> price(String model, Prices prices, Map<String, URI> baseUrls) {
    ModelName name = ModelName.parse(model);
    return prices.of(name, baseUrls.containsKey(name.provider()) || baseUrls.containsKey(""));
  }

  /** What a run has cost so far in US dollars, attempts that broke off included. */
  static double spentIn(RunFolder folder) {
    Path trials = folder.path().resolve("trials");
    if (!Files.isDirectory(trials)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(trials)) {
      // A harness that was killed as it began a trial leaves a folder without that log.
      double thoughts =
          all.filter(trial -> Files.isRegularFile(trial.resolve(TrialLog.THOUGHTS)))
              .flatMap(trial -> EvidenceReader.thoughts(trial).items().stream())
              .flatMap(thought -> thought.reply().stream())
              .flatMap(reply -> reply.usage().costUsd().stream())
              .mapToDouble(Double::doubleValue)
              .sum();
      return thoughts + askedAfterwards(folder);
    } catch (IOException e) {
      throw Failures.ours("What the run has cost so far cannot be read: " + e, e);
    }
  }

  private static double askedAfterwards(RunFolder folder) {
    return folder.study().plan().stream()
        .flatMap(planned -> folder.afterwards(planned.number()).stream())
        .flatMap(afterwards -> afterwards.asked().stream())
        .flatMap(asked -> asked.costUsd().stream())
        .mapToDouble(Double::doubleValue)
        .sum();
  }
}
