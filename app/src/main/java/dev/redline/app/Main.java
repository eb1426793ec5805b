package dev.redline.app;

import dev.redline.app.Catalogue.Section;
import dev.redline.archive.Runs;
import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Detectors;
import dev.redline.model.Models;
import dev.redline.model.Retries;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Puts the command together and ends the process with its exit code. */
public final class Main {
  private Main() {}

  /** Runs one command; the arguments are the user's. */
  public static void main(String... arguments) {
    // langchain4j logs nothing that we do not tell ourselves, so no logger is brought along.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    var palette = Palette.choose(onTerminal(), System.getenv());
    var output = new Output(writer(FileDescriptor.out), writer(FileDescriptor.err), palette);
    var printed = new CountDownLatch(1);
    int code =
        tree(output, Machine.here(), Retries.usual(new SecureRandom()), printed).execute(arguments);
    printed.countDown();
    System.exit(code);
  }

  /**
   * All commands.
   *
   * @param retries how long and how often a model's provider is asked
   * @param printed counted down once the command has printed all: until then a signal waits
   */
  static CommandTree tree(Output output, Machine machine, Retries retries, CountDownLatch printed) {
    var runs = new Runs(machine.runs());
    var library = new Library(machine.runs().resolveSibling("scenarios"));
    var catalogue = catalogue(library);
    var planner = new StudyPlanner(library, new SecureRandom());
    var models = new Models(machine.environment(), retries, machine.clock());
    return new CommandTree(
        output,
        List.of(
            new RunCommand(
                new StudyEngine(machine, planner, models, printed, output.palette()),
                catalogue,
                output,
                () -> new ProgressBoard(output.err(), new ErrorTerminal(), System::nanoTime)),
            new ListCommand(catalogue, output),
            new ShowCommand(
                new ArchivePresenter(runs),
                catalogue,
                output,
                ErrorTerminal.ofStdout(),
                new Pager(machine.environment())),
            new ReportCommand(runs, machine.temporary(), output),
            new ExportCommand(runs, output),
            new GateCommand(runs, output),
            new CompareCommand(runs, output),
            new RateCommand(
                runs,
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                output),
            new AnalyzeCommand(
                runs, machine, models, machine.clock(), output, ErrorTerminal.ofStdout()),
            new DoctorCommand(
                new TestbedPhysician(machine.doctor()),
                new TestbedEscapes(machine.escapes()),
                output),
            new VerifyCommand(new Seals(runs), output),
            new StopCommand(new WorldStop(machine), output),
            new PlanCommand()));
  }

  private static Catalogue catalogue(Library library) {
    return new Catalogue(
            Map.of(
                Section.MODELS,
                entries(Models.providers()),
                Section.CONTROLS,
                entries(Models.controls()),
                Section.DETECTORS,
                Detectors.all().stream().map(Main::entry).toList()))
        .with(Section.SCENARIOS, library::listedScenarios)
        .with(Section.STUDIES, Library::listedStudies);
  }

  private static Catalogue.Entry entry(Detector detector) {
    return new Catalogue.Entry(
        detector.name(),
        "%s [%s%s]"
            .formatted(
                detector.definition(),
                detector.severity().label(),
                detector.technique().map(id -> ", " + id).orElse("")));
  }

  private static List<Catalogue.Entry> entries(List<Models.Listed> listed) {
    return listed.stream().map(one -> new Catalogue.Entry(one.name(), one.purpose())).toList();
  }

  /** Whether stdin and stdout are a terminal; the JDK does not tell of stdout alone. */
  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
  private static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
