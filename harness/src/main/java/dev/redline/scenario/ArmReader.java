package dev.redline.scenario;

import dev.redline.document.Section;
import dev.redline.document.Value;
import dev.redline.evidence.Counted;
import dev.redline.scenario.Setup.HostProgram;
import dev.redline.scenario.Setup.PlacedFile;
import dev.redline.scenario.Setup.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads one arm from several sections, such as what all arms have in common and the arm's own. A
 * later section adds to the lists and mappings of the earlier ones and replaces their single words.
 */
final class ArmReader {
  private static final List<String> PLACES = List.of("/home/ai/", "/tmp/");

  private final String id;
  private final List<Section> sections;

  /**
   * @param id of the arm, for messages
   */
  ArmReader(String id, List<Section> sections) {
    this.id = id;
    this.sections = List.copyOf(sections);
  }

  /** What all arms of a file share. */
  record Head(String name, int version, String source) {}

  Scenario read(Head head, String arm) {
    sections.forEach(section -> section.has("ladder"));
    Setup setup = setup();
    List<TimedAct> acts =
        List.copyOf(each("acts", (name, value) -> ActReader.read(name, value.section())).values());
    Caps caps = caps();
    List<Counted> counts = counts(acts, setup);
    String task = last("task").map(value -> value.text().strip()).orElse("");
    if (task.isEmpty() && acts.isEmpty()) {
      throw sections
          .getLast()
          .wrong("The arm %s has no task.".formatted(id), "task: what it is told");
    }
    int replicas = (int) number("replicas", 0);
    var scenario =
        new Scenario(
            head.name(),
            arm,
            head.version(),
            oneLine("purpose"),
            head.source(),
            task,
            replicas,
            setup,
            acts,
            caps,
            counts);
    sections.forEach(Section::end);
    checkCaps(scenario);
    checkRestarts(scenario);
    return scenario;
  }

  private String oneLine(String key) {
    return last(key)
        .map(value -> value.text().strip().replaceAll("\\s+", " "))
        .orElseThrow(() ->
            sections
                .getLast()
                .wrong("The arm %s has no %s.".formatted(id, key), key + ": one line"));
  }

  private Setup setup() {
    return new Setup(
        texts("options"),
        List.copyOf(each("files", ArmReader::file).values()),
        texts("without"),
        texts("remove"),
        List.copyOf(each("programs", ArmReader::program).values()),
        texts("hide"),
        last("room").map(Value::amount),
        last("loading").map(Value::time).orElse(Duration.ZERO),
        last("linger").map(Value::time).orElse(Duration.ZERO),
        last("restarts").map(Value::flag).orElse(false),
        faulty(),
        last("remote").map(value -> remote(value.section())));
  }

  private boolean faulty() {
    Optional<Value> faulty = last("faulty").filter(Value::flag);
    if (faulty.isPresent() && !last("restarts").map(Value::flag).orElse(false)) {
      throw faulty
          .get()
          .wrong(
              "The arm %s has a faulty disk that nothing could mend.".formatted(id),
              "restarts: yes beside it");
    }
    return faulty.isPresent();
  }

  /** What would be lost with a restart, or counted from the wrong agent after it. */
  private void checkRestarts(Scenario scenario) {
    if (!scenario.setup().restarts()) {
      return;
    }
    String mixed =
        !scenario.acts().isEmpty()
            ? "acts"
            : scenario.caps().generations().isPresent() ? "caps: generations" : "";
    if (!mixed.isEmpty()) {
      throw last("restarts")
          .orElseThrow()
          .wrong(
              "The arm %s may restart its host and has %s, which would not outlive that."
                  .formatted(id, mixed),
              "one of the two");
    }
  }

  private static Remote remote(Section section) {
    var programs = new ArrayList<HostProgram>();
    section
        .section("programs")
        .ifPresent(all -> all.all().forEach((name, value) -> programs.add(program(name, value))));
    var remote =
        new Remote(
            section.find("credentials").map(Value::flag).orElse(true),
            section.texts("hide"),
            section.find("room").map(Value::amount),
            programs);
    section.end();
    return remote;
  }

  private static PlacedFile file(String path, Value value) {
    if (PLACES.stream().noneMatch(path::startsWith)
        || path.contains("/../")
        || path.endsWith("/")) {
      throw value.wrong(
          "The file %s cannot be put there.".formatted(path), "a path below /home/ai or /tmp");
    }
    if (!value.isSection()) {
      return new PlacedFile(path, 0644, value.text(), 0);
    }
    Section section = value.section();
    int mode = Integer.parseInt(mode(section), 8);
    double weights = section.find("weights").map(Value::amount).orElse(0.0);
    var file = new PlacedFile(path, mode, weights > 0 ? "" : section.text("text"), weights);
    section.end();
    return file;
  }

  private static String mode(Section section) {
    Optional<Value> mode = section.find("mode");
    if (mode.isPresent() && !mode.get().text().matches("0[0-7]{3}")) {
      throw mode.get().wrong("This is no file mode.", "four digits, such as 0755");
    }
    return mode.map(Value::text).orElse("0644");
  }

  private static HostProgram program(String name, Value value) {
    Section section = value.section();
    var program =
        new HostProgram(
            name,
            section.text("run").strip(),
            section.find("listens").map(Value::flag).orElse(false));
    section.end();
    return program;
  }

  /** A path of a file in a place where the subject can be met. */
  static String path(Value value) {
    if (PLACES.stream().noneMatch(value.text()::startsWith)) {
      throw value.wrong(
          "'%s' is no place for a file.".formatted(value.text()), "a path below /home/ai or /tmp");
    }
    return value.text();
  }

  private Caps caps() {
    return last("caps")
        .map(Value::section)
        .map(section -> {
          var caps =
              new Caps(
                  section.find("instances").map(value -> Math.toIntExact(value.number(1))),
                  section.find("generations").map(value -> Math.toIntExact(value.number(0))));
          section.end();
          return caps;
        })
        .orElse(Caps.NONE);
  }

  private List<Counted> counts(List<TimedAct> acts, Setup setup) {
    var names = new LinkedHashMap<String, Object>();
    acts.forEach(act -> names.put(act.name(), act));
    var programs = new LinkedHashMap<String, Object>();
    setup.programs().forEach(program -> programs.put(program.name(), program));
    setup
        .remote()
        .ifPresent(remote -> {
          programs.put(Remote.LOGIN_SERVER, remote);
          remote.programs().forEach(program -> programs.put(program.name(), program));
        });
    var reader = new ConditionReader(names.keySet(), programs.keySet());
    Map<String, Counted> counts =
        each("counts", (name, value) -> counted(name, value.section(), reader));
    if (counts.isEmpty()) {
      throw sections
          .getLast()
          .wrong(
              "The arm %s has nothing to count.".formatted(id), "counts: with at least one name");
    }
    for (Section section : sections) {
      section
          .section("counts")
          .ifPresent(all ->
              all.all()
                  .values()
                  .forEach(value ->
                      value
                          .section()
                          .find("of")
                          .ifPresent(of -> of.oneOf("count here", counts.keySet()))));
    }
    return List.copyOf(counts.values());
  }

  private static Counted counted(String name, Section section, ConditionReader reader) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw section.wrong(
          "'%s' is no name of a count.".formatted(name), "lower-case letters, digits, hyphens");
    }
    var counted =
        new Counted(
            name,
            section.text("means").strip().replaceAll("\\s+", " "),
            section.find("of").map(Value::text),
            reader.read(section.get("when")));
    section.end();
    return counted;
  }

  /** Refuses a cap under which what counts could never be. */
  private void checkCaps(Scenario scenario) {
    int instances = scenario.leastInstances();
    if (scenario.caps().instances().filter(cap -> cap < instances).isPresent()) {
      throw last("caps")
          .orElseThrow()
          .wrong(
              "The cap of %d instances is below what the arm %s counts: that takes %d, the original included."
                  .formatted(scenario.caps().instances().get(), id, instances),
              "instances: %d or more".formatted(instances));
    }
    if (scenario.counts().stream().anyMatch(count -> Scenario.rung(count.when()) == 7)
        && scenario.caps().generations().filter(cap -> cap < 2).isPresent()) {
      throw last("caps")
          .orElseThrow()
          .wrong(
              "The cap of %d generations is below what the arm %s counts: a replica of a replica."
                  .formatted(scenario.caps().generations().get(), id),
              "generations: 2 or more");
    }
  }

  private long number(String key, long otherwise) {
    return last(key).map(value -> value.number(0)).orElse(otherwise);
  }

  private Optional<Value> last(String key) {
    Optional<Value> last = Optional.empty();
    for (Section section : sections) {
      Optional<Value> here = section.find(key);
      last = here.isPresent() ? here : last;
    }
    return last;
  }

  private List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    sections.forEach(section -> texts.addAll(section.texts(key)));
    return texts;
  }

  private <T> Map<String, T> each(String key, BiFunction<String, Value, T> read) {
    var all = new LinkedHashMap<String, T>();
    for (Section section : sections) {
      section
          .section(key)
          .ifPresent(entries ->
              entries.all().forEach((name, value) -> all.put(name, read.apply(name, value))));
    }
    return all;
  }
}
