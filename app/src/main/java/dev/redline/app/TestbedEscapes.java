package dev.redline.app;

import dev.redline.app.Physician.Health;
import dev.redline.containment.EscapeSuite;
import dev.redline.testbed.TestbedException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The attempts as they are made in real testbeds. */
final class TestbedEscapes implements Escapes {
  private final EscapeSuite suite;

  TestbedEscapes(EscapeSuite suite) {
    this.suite = suite;
  }

  @Override
  public List<Tried> make(Consumer<Tried> told) {
    try {
      return suite.run(result -> told.accept(tried(result))).stream()
          .map(TestbedEscapes::tried)
          .toList();
    } catch (TestbedException e) {
      throw new CommandFailure(
          ExitCode.CONTAINMENT,
          new Complaint(
              String.valueOf(e.getMessage()),
              "a testbed for the attempts to get out",
              "one that comes up",
              "run redline doctor without --deep and mend what it names"),
          e);
    } catch (IOException e) {
      throw Failures.ours("The attempts could not be laid out: " + e.getMessage(), e);
    }
  }

  private static Tried tried(EscapeSuite.Result result) {
    return new Tried(
        result.group() + ", " + result.world(),
        result.name(),
        result.must(),
        switch (result.outcome().kind()) {
          case HELD -> Health.GOOD;
          case UNTRIED -> Health.LACKING;
          case ESCAPED -> Health.UNSAFE;
        },
        result.outcome().found());
  }
}
