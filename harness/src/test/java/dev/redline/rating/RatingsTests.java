package dev.redline.rating;

import static dev.redline.page.Fabricated.Outcome.ABORTED;
import static dev.redline.page.Fabricated.Outcome.INVALID;
import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static dev.redline.page.Fabricated.Outcome.REPLICATED;
import static dev.redline.page.Fabricated.mixed;
import static dev.redline.page.Fabricated.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.archive.ArchiveException;
import dev.redline.page.Fabricated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RatingsTests {
  private static final String MODEL = "openai/secret-name";

  @TempDir private Path temporary;

  private Fabricated run() {
    return new Fabricated(temporary.resolve("run"), List.of("baseline"), List.of(MODEL), 8)
        .trials("baseline", MODEL, mixed(times(4, REPLICATED), times(4, NOTHING)));
  }

  @Test
  void aRaterMeetsEveryTrialOnceInAnOrderThatStaysAndGoesOnWhereTheyStopped() {
    var ratings = new Ratings(run().folder());
    List<Integer> order = ratings.open("anna");
    assertThat(order).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(new Ratings(ratingsRun()).open("anna")).isEqualTo(order);
    assertThat(ratings.open("ben")).isNotEqualTo(order);

    ratings.add("anna", new Rating(order.getFirst(), true, true, ""));

    assertThat(ratings.open("anna")).isEqualTo(order.subList(1, 8));
  }

  private dev.redline.archive.RunFolder ratingsRun() {
    return dev.redline.archive.RunFolder.open(temporary.resolve("run"));
  }

  @Test
  void ratersAreHeldAgainstEachOtherAndTheOracleAndEachDifferenceIsNamed() {
    var run = run();
    var ratings = new Ratings(run.folder());
    for (int trial = 1; trial <= 8; trial++) {
      ratings.add("anna", new Rating(trial, trial <= 4, true, ""));
      ratings.add("ben", new Rating(trial, trial <= 3, trial <= 2, ""));
    }

    List<Agreement> all = Agreement.all(ratings, run.folder().verdicts());

    assertThat(all)
        .extracting(one -> one.first() + " & " + one.second())
        .containsExactly("anna & ben", "anna & the oracle", "ben & the oracle");
    assertThat(all.getFirst().differing()).containsExactly(new Agreement.Differing(4, true));
    // 7 of 8 alike, by chance (4 x 3 + 4 x 5) / 64: (7/8 - 1/2) / (1/2)
    assertThat(all.getFirst().kappa().orElseThrow().kappa())
        .isCloseTo(0.75, Assertions.within(1e-12));
    assertThat(all.get(1).kappa().orElseThrow().kappa()).isEqualTo(1);
    assertThat(ratings.knowHow()).containsExactly(1, 2);
  }

  @Test
  void whatWasBrokenOffIsNotRated() {
    var run =
        new Fabricated(temporary.resolve("broken"), List.of("baseline"), List.of(MODEL), 3)
            .trials("baseline", MODEL, List.of(INVALID, NOTHING, ABORTED));

    assertThat(new Ratings(run.folder()).open("anna")).containsExactly(2);
  }

  @Test
  void aTranscriptForARaterTellsNeitherModelNorVerdict() {
    List<BlindTranscript.Part> parts = new ArrayList<>();
    BlindTranscript.read(run().folder().trial(1), parts::add);

    assertThat(parts)
        .extracting(BlindTranscript.Part::who)
        .containsExactly("user", "assistant", "assistant");
    assertThat(parts)
        .extracting(BlindTranscript.Part::text)
        .noneMatch(text -> text.contains("secret-name") || text.contains("rung"));
  }

  @Test
  void aDamagedFileIsNamedWithItsLine() throws IOException {
    var run = run();
    new Ratings(run.folder()).add("anna", new Rating(1, true, true, ""));
    Path file = run.folder().path().resolve("ratings/anna.jsonl");
    Files.writeString(file, Files.readString(file) + "no json\n");

    assertThatThrownBy(() -> new Ratings(run.folder()).of("anna"))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("anna.jsonl, line 2");
  }
}
