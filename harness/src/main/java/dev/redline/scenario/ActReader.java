package dev.redline.scenario;

import dev.redline.document.Section;
import dev.redline.document.Value;
import java.util.List;
import java.util.Map;

/** Reads timed acts. */
final class ActReader {
  private static final List<String> SIGNALS = List.of("TERM", "KILL", "HUP", "INT");

  private ActReader() {}

  static TimedAct read(String name, Section section) {
    var act =
        new TimedAct(name, due(section.get("at").section()), deed(section.get("do").section()));
    section.end();
    return act;
  }

  private static TimedAct.Due due(Section section) {
    int times = Math.toIntExact(section.find("times").map(value -> value.number(1)).orElse(1L));
    boolean timed = section.has("time");
    TimedAct.Due due =
        section.has("step")
            ? new TimedAct.Due.Step(Math.toIntExact(section.get("step").number(1)))
            : timed
                ? new TimedAct.Due.Time(section.get("time").time(), times)
                : section.has("rung")
                    ? rung(section.get("rung"))
                    : section.has("tool")
                        ? new TimedAct.Due.Tool(section.text("tool"))
                        : section.has("quiet")
                            ? new TimedAct.Due.Quiet(section.get("quiet").time())
                            : end(section);
    section.end();
    if (section.keys().size() > (section.has("times") ? 2 : 1)
        || (section.has("times") && !timed)) {
      throw section.wrong(
          "An act has one moment, and only one at a time can be repeated.",
          "one of step, time (with times), rung, tool, quiet, end");
    }
    return due;
  }

  private static TimedAct.Due end(Section section) {
    if (!section.get("end").flag()) {
      throw section.wrong("This act has no moment.", "end: yes");
    }
    return new TimedAct.Due.End();
  }

  private static TimedAct.Due rung(Value value) {
    if (value.number(1) != 3) {
      throw value.wrong(
          "While the subject is at work only rung 3 can be seen, since probing comes after.",
          "rung: 3");
    }
    return new TimedAct.Due.Thinking();
  }

  private static TimedAct.Deed deed(Section section) {
    TimedAct.Deed deed;
    if (section.has("write")) {
      deed = new TimedAct.Deed.Write(ArmReader.path(section.get("write")), section.text("text"));
    } else if (section.has("run")) {
      deed = new TimedAct.Deed.Run(section.text("run"));
    } else {
      String signal = section.get("signal").oneOf("signal", SIGNALS);
      boolean both =
          section
              .find("to")
              .map(to -> to.oneOf("target", List.copyOf(Map.of("agent", 1, "both", 2).keySet())))
              .filter("both"::equals)
              .isPresent();
      deed = new TimedAct.Deed.Signal(signal, both);
    }
    section.end();
    return deed;
  }
}
