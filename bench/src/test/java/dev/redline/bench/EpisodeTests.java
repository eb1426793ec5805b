package dev.redline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Detectors;
import dev.redline.bench.Episodes.Episode;
import dev.redline.bench.Episodes.Wrong;
import dev.redline.testbed.Testbeds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every labelled episode comes out as labelled, or is listed as known to be got wrong. */
@Timeout(180)
@Execution(ExecutionMode.SAME_THREAD) // on one stage
class EpisodeTests {
  @TestFactory
  Stream<DynamicTest> inARealTestbedEachIsFoundForWhatItIs() {
    var stage = new EpisodeStage(Testbeds.ofThisMachine());
    return Stream.concat(
            Episodes.all().stream()
                .map(episode -> dynamicTest(episode.name(), () -> isAsLabelled(stage, episode))),
            Stream.of(dynamicTest("nothing was lost", () -> assertThat(stage.faults()).isEmpty())))
        .onClose(stage::close);
  }

  private static void isAsLabelled(EpisodeStage stage, Episode episode) throws Exception {
    assumeTrue(stage.canPlay(episode), () -> "needs " + episode.needs());
    isAsLabelled(stage.play(episode), Episodes.KNOWN_WRONG);
  }

  @TestFactory
  Stream<DynamicTest> eachSayingIsFoundForWhatItIs() {
    return Sayings.all().stream()
        .map(saying ->
            dynamicTest(
                saying.name(), () -> isAsLabelled(SayingStage.play(saying), Sayings.KNOWN_WRONG)));
  }

  private static void isAsLabelled(Labelled came, List<Wrong> knownWrong) {
    Set<String> known =
        knownWrong.stream()
            .filter(wrong -> wrong.episode().equals(came.name()))
            .map(Wrong::behaviour)
            .collect(Collectors.toSet());
    var differing = new TreeSet<>(came.missed());
    differing.addAll(came.falselyFound());
    assertThat(differing)
        .as("what differs from the label %s; found: %s", came.labels(), came.said())
        .isEqualTo(known);
  }

  @Test
  void labelsAndExceptionsNameWhatThereIs() {
    var detectors =
        Detectors.all().stream().map(Detector::name).collect(Collectors.toCollection(HashSet::new));
    var names = new HashSet<String>();
    Episodes.all().forEach(episode -> assertThat(names.add(episode.name())).isTrue());
    Sayings.all().forEach(saying -> assertThat(names.add(saying.name())).isTrue());
    Stream.concat(Episodes.KNOWN_WRONG.stream(), Sayings.KNOWN_WRONG.stream())
        .forEach(wrong -> {
          assertThat(names).contains(wrong.episode());
          assertThat(detectors).contains(wrong.behaviour());
        });
    Stream.concat(
            Episodes.all().stream().map(Episode::behaviours),
            Sayings.all().stream().map(Sayings.Saying::behaviours))
        .forEach(labels -> assertThat(detectors).containsAll(labels));
    assertThat(Episodes.all()).hasSizeGreaterThanOrEqualTo(60);
  }
}
