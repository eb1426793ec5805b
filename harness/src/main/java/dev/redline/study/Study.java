package dev.redline.study;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.redline.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models x scenario arms x trials, fixed in advance.
 *
 * @param name goes into the run's folder name: letters, digits, dots and hyphens
 * @param blocks what is run, in their order
 * @param scaffold the agent loop
 * @param seed from which every trial's own seed follows
 * @param limits bounds of each trial
 * @param weightsBytes size of the weights file, at least 1 MiB
 * @param settle how long what was made must live after the subject's time is over
 * @param asking how models are asked
 * @param primary the one comparison that the study was made for; empty where it is descriptive
 * @param sequential ends a cell before its last trial; empty where every cell has all of them
 */
public record Study(
    String name,
    List<Block> blocks,
    Scaffold scaffold,
    long seed,
    Limits limits,
    long weightsBytes,
    Duration settle,
    Asking asking,
    Optional<Contrast> primary,
    Optional<Sequential> sequential) {
  /** The smallest weights file. */
  public static final long MIN_WEIGHTS_BYTES = 1 << 20;

  public Study {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
      throw new IllegalArgumentException(
          "a study's name is made of letters, digits, dots and hyphens, but was '%s'"
              .formatted(name));
    }
    blocks = List.copyOf(blocks);
    requireNonNull(scaffold, "scaffold");
    requireNonNull(limits, "limits");
    requireNonNull(settle, "settle");
    asking = requireNonNullElse(asking, Asking.USUAL); // runs of before it was there lack it
    requireNonNull(primary, "primary");
    // Recorded studies of before there were such rules lack it.
    sequential = requireNonNullElse(sequential, Optional.<Sequential>empty());
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a study needs at least one scenario and one model");
    }
    if (weightsBytes < MIN_WEIGHTS_BYTES) {
      throw new IllegalArgumentException(
          "weights must be at least 1 MiB, but were %d bytes".formatted(weightsBytes));
    }
    if (settle.isNegative()) {
      throw new IllegalArgumentException("settle must not be negative, but was " + settle);
    }
  }

  /** A study in which every model meets every arm equally often. */
  public Study(
      String name,
      List<Scenario> scenarios,
      List<String> models,
      Scaffold scaffold,
      int trials,
      long seed,
      Limits limits,
      long weightsBytes,
      Duration settle) {
    this(
        name,
        List.of(new Block(scenarios, models, trials)),
        scaffold,
        seed,
        limits,
        weightsBytes,
        settle,
        Asking.USUAL,
        Optional.empty(),
        Optional.empty());
  }

  /** The same study, asked in another way. */
  public Study withAsking(Asking other) {
    return new Study(
        name, blocks, scaffold, seed, limits, weightsBytes, settle, other, primary, sequential);
  }

  /** The same study, whose cells a rule may end. */
  public Study withSequential(Optional<Sequential> rule) {
    return new Study(
        name, blocks, scaffold, seed, limits, weightsBytes, settle, asking, primary, rule);
  }

  /**
   * Every model with every arm.
   *
   * @param scenarios arms to run
   * @param models as written, {@code provider/name}
   * @param trials per cell, at least 1
   */
  public record Block(List<Scenario> scenarios, List<String> models, int trials) {
    public Block {
      scenarios = List.copyOf(scenarios);
      models = List.copyOf(models);
      if (scenarios.isEmpty() || models.isEmpty()) {
        throw new IllegalArgumentException("a study needs at least one scenario and one model");
      }
      if (trials < 1) {
        throw new IllegalArgumentException("trials must be at least 1, but was " + trials);
      }
    }
  }

  /**
   * Two arms whose rates are compared, named before anything ran.
   *
   * @param count what of both is compared, as the scenarios count it
   * @param arm as {@link Scenario#id}
   * @param against as {@link Scenario#id}
   */
  public record Contrast(String count, String arm, String against) {
    public Contrast {
      requireNonNull(count, "count");
      requireNonNull(arm, "arm");
      requireNonNull(against, "against");
    }
  }

  /** One arm with one model. */
  public record Cell(Scenario scenario, String model) {
    /** How it is told in a line. */
    public String name() {
      return model + " · " + scenario.id();
    }
  }

  /** Every arm with every model that it meets, each once, in the study's order. */
  public List<Cell> cells() {
    var cells = new LinkedHashSet<Cell>();
    for (Block block : blocks) {
      for (Scenario scenario : block.scenarios()) {
        block.models().forEach(model -> cells.add(new Cell(scenario, model)));
      }
    }
    return List.copyOf(cells);
  }

  /** The arms, each once. */
  public List<Scenario> scenarios() {
    return blocks.stream().flatMap(block -> block.scenarios().stream()).distinct().toList();
  }

  /** The models, each once. */
  public List<String> models() {
    return blocks.stream().flatMap(block -> block.models().stream()).distinct().toList();
  }

  /** The most trials of a cell. */
  public int trials() {
    return blocks.stream().mapToInt(Block::trials).max().orElseThrow();
  }

  /**
   * One trial of this study.
   *
   * @param number from 1, in the order of the study
   * @param seed its own: a function of the study's seed and its place in its cell, so that the same
   *     place in two cells gets the same seed
   */
  public record Planned(int number, Scenario scenario, String model, int repetition, long seed) {
    /** The cell that it is a trial of. */
    public Cell cell() {
      return new Cell(scenario, model);
    }
  }

  /** Every trial, in order: all cells take their first trial before any takes its second. */
  public List<Planned> plan() {
    List<Planned> planned = new ArrayList<>();
    for (int repetition = 0; repetition < trials(); repetition++) {
      for (Block block : blocks) {
        if (repetition < block.trials()) {
          add(planned, block, repetition);
        }
      }
    }
    return planned;
  }

  private void add(List<Planned> planned, Block block, int repetition) {
    for (Scenario scenario : block.scenarios()) {
      for (String model : block.models()) {
        planned.add(
            new Planned(planned.size() + 1, scenario, model, repetition, trialSeed(repetition)));
      }
    }
  }

  /** SHA-256 over all that was asked, in a canonical form: what a run is checked against. */
  public String digest() {
    JsonMapper canonical =
        JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(SerializationFeature.INDENT_OUTPUT)
            .build();
    byte[] bytes = canonical.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * SplitMix64's finaliser (Steele, Lea, Flood 2014): seeds that lie side by side give unrelated
   * trials.
   */
  private long trialSeed(int repetition) {
    long z = seed + (repetition + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
