package dev.redline.app;

import dev.redline.document.Nearest;
import dev.redline.study.Scaffold;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The commands under their root, and what becomes of errors: one message on stderr, and the exit
 * code that goes with it.
 */
final class CommandTree {
  private final RootCommand root;
  private final CommandLine commandLine;
  private final Output output;

  /**
   * Puts the commands under the root.
   *
   * @param commands instances of classes with a picocli command annotation, in the order of the
   *     help
   */
  CommandTree(Output output, List<?> commands) {
    this.output = output;
    this.root = new RootCommand(output);
    this.commandLine = new CommandLine(root);
    commands.forEach(commandLine::addSubcommand);
    commandLine
        .setOut(output.out())
        .setErr(output.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(output.palette().coloured() ? Ansi.ON : Ansi.OFF))
        .registerConverter(Integer.class, converter(text -> wholeNumber(text, Integer::valueOf)))
        .registerConverter(Long.class, converter(text -> wholeNumber(text, Long::valueOf)))
        .registerConverter(Scaffold.class, converter(Scaffold::parse))
        .registerConverter(ByteSize.class, converter(ByteSize::parse))
        .registerConverter(Duration.class, converter(TimeSpan::parse))
        .registerConverter(StopTime.class, converter(StopTime::parse))
        .setParameterExceptionHandler((e, _) -> wrongUsage(e))
        .setExecutionExceptionHandler((e, _, _) -> failed(e));
  }

  /** Carries out one command line and returns the exit code; writes are flushed. */
  int execute(String... arguments) {
    try {
      return commandLine.execute(arguments);
    } finally {
      output.out().flush();
      output.err().flush();
    }
  }

  private static <T> ITypeConverter<T> converter(ITypeConverter<T> parse) {
    return text -> {
      try {
        return parse.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static <T> T wholeNumber(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number, or too large", e);
    }
  }

  private int wrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String suggestion =
        e instanceof UnmatchedArgumentException unmatched ? suggestion(unmatched) : "";
    String message = e.getMessage();
    var complaint =
        new Complaint(
            (message == null ? "The command line is not understood." : message) + suggestion,
            name,
            expected(e),
            "see " + name + " --help");
    return complain(new CommandFailure(ExitCode.USAGE, complaint, e));
  }

  private static String suggestion(UnmatchedArgumentException e) {
    List<String> suggestions = e.getSuggestions();
    String given = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().getFirst();
    return Nearest.question(given, suggestions);
  }

  /** What the option or parameter takes, or, where the mistake is in none, how the words go. */
  private static String expected(ParameterException e) {
    return e.getArgSpec() == null
        ? e.getCommandLine().getHelp().abbreviatedSynopsis().strip()
        : name(e.getArgSpec()) + ": " + String.join(" ", e.getArgSpec().description());
  }

  private static String name(ArgSpec spec) {
    return spec instanceof OptionSpec option
        ? option.longestName() + "=" + option.paramLabel()
        : spec.paramLabel();
  }

  private int failed(Exception e) {
    if (e instanceof CommandFailure failure) {
      return complain(failure);
    }
    if (e instanceof InterruptedException) {
      output.err().println("redline: stopped");
      return ExitCode.STOPPED.number();
    }
    String message = e.getMessage();
    var complaint =
        new Complaint(
            "Redline itself failed: " + (message == null ? e.getClass().getSimpleName() : message),
            e.getClass().getName(),
            "no failure: this is a mistake in Redline, or of the machine",
            "run it again with --debug and report what it prints");
    return complain(new CommandFailure(ExitCode.FAILED, complaint, e));
  }

  private int complain(CommandFailure failure) {
    output.err().print(failure.complaint().text());
    if (root.debug()) {
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      output.err().print(trace);
    }
    return failure.exitCode().number();
  }
}
