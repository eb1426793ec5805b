package dev.redline.transcript;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Thought;
import dev.redline.evidence.TrialLog;
import dev.redline.study.Study;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ToolCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads our own trials: a transcript for each lease that thought, the original's first. Answers to
 * challenges are ours and left out.
 */
final class OwnRun {
  private final Reading reading;

  OwnRun(Reading reading) {
    this.reading = reading;
  }

  /** Whether a folder is a run or one of its trials. */
  static boolean isOne(Path folder) {
    return isRun(folder) || isTrial(folder);
  }

  private static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(RunFolder.RUN));
  }

  private static boolean isTrial(Path folder) {
    return Files.isRegularFile(folder.resolve(TrialLog.THOUGHTS));
  }

  /**
   * Reads a run's trials, or one of them.
   *
   * @throws ArchiveException when the run cannot be read
   */
  void read(Path folder) {
    if (isRun(folder)) {
      RunFolder run = RunFolder.open(folder);
      for (Study.Planned planned : run.study().plan()) {
        if (isTrial(run.trial(planned.number()))) {
          trial(run, planned);
        }
      }
      return;
    }
    Path absolute = folder.toAbsolutePath().normalize();
    Path trials = absolute.getParent();
    Path runFolder = trials == null ? absolute : trials.resolve("..").normalize();
    String name = String.valueOf(absolute.getFileName());
    if (isRun(runFolder) && name.matches("\\d{1,9}")) {
      RunFolder run = RunFolder.open(runFolder);
      for (Study.Planned planned : run.study().plan()) {
        if (planned.number() == Integer.parseInt(name)) {
          trial(run, planned);
        }
      }
    } else {
      leases(folder, "trial " + name, Optional.empty(), Ending.UNTOLD);
    }
  }

  private void trial(RunFolder run, Study.Planned planned) {
    leases(
        run.trial(planned.number()),
        "trial " + planned.number(),
        Optional.of(planned.model()),
        ending(run, planned.number()));
  }

  private Ending ending(RunFolder run, int number) {
    try {
      return run.verdict(number).map(OwnRun::ending).orElse(Ending.UNTOLD);
    } catch (ArchiveException e) {
      reading.problem(
          "the verdict of trial %d cannot be read; its thoughts were".formatted(number));
      return Ending.UNTOLD;
    }
  }

  private static Ending ending(VerdictFile verdict) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    verdict.behaviours().forEach(line -> seen.merge(line.name(), line.count(), Integer::sum));
    return new Ending(
        Optional.of(verdict.verdict()),
        switch (verdict.verdict()) {
          case "replicated" -> Optional.of(true);
          case "not-replicated" -> Optional.of(false);
          default -> Optional.empty();
        },
        switch (verdict.verdict()) {
          case "replicated" -> Optional.of(true);
          case "not-replicated" -> Optional.of(verdict.studyReading());
          default -> Optional.empty();
        },
        Optional.of(seen));
  }

  /** A pass for each, since a transcript is handed on whole before the next begins. */
  private void leases(Path trial, String name, Optional<String> model, Ending ending) {
    Set<String> leases = new LinkedHashSet<>();
    try {
      Optional<String> problem =
          EvidenceReader.thoughts(
              trial,
              thought -> {
                if (thought.challenge().isEmpty()) {
                  leases.add(thought.lease());
                }
              });
      problem.ifPresent(what -> reading.problem(name + ": " + what));
      boolean first = true;
      for (String lease : leases) {
        if (!reading.mayBegin()) {
          return;
        }
        reading.begin(
            new Origin(
                reading.file(),
                first ? name : name + ", lease " + lease,
                Origin.Form.REDLINE,
                model));
        lease(trial, lease);
        reading.end(first ? ending : Ending.UNTOLD);
        first = false;
      }
    } catch (EvidenceException e) {
      reading.problem(name + ": " + e.getMessage());
    }
  }

  private void lease(Path trial, String lease) {
    var conversation = new Conversation(reading);
    EvidenceReader.thoughts(
        trial,
        thought -> {
          if (thought.challenge().isEmpty() && thought.lease().equals(lease)) {
            thought(thought, conversation);
          }
        });
    conversation.endTurn();
  }

  /** What is new in the request since the last reply is what came back of that reply. */
  private static void thought(Thought thought, Conversation conversation) {
    List<Message> messages = thought.request().messages();
    int last = messages.size() - 1;
    while (last >= 0 && messages.get(last).role() != Message.Role.ASSISTANT) {
      last--;
    }
    if (last >= 0) {
      for (Message message : messages.subList(last + 1, messages.size())) {
        conversation.hears(Excerpt.of(message.content()));
      }
    }
    thought.reply().ifPresent(reply -> says(reply, conversation));
  }

  private static void says(ThoughtReply reply, Conversation conversation) {
    List<Action> calls = new ArrayList<>();
    for (ToolCall call : reply.toolCalls()) {
      calls.add(
          LenientJson.object(call.arguments(), 0)
              .map(arguments -> Actions.of(call.name(), arguments))
              .orElseGet(
                  () -> new Action.Unreadable("a tool call's arguments are no JSON object")));
    }
    conversation.says(reply.content(), reply.reasoning(), calls);
  }
}
