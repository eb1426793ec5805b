package dev.redline.containment.inside;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the attempts of one group. Of each it tells four NUL-ended words: its name and what must
 * happen, before it is made, so that one that hangs has a name; then the kind of its outcome and
 * what was found. The last word is {@code end}.
 */
public final class Inside {
  /** The last word of all that is told. */
  public static final String END = "end";

  private Inside() {}

  /** Arguments: the name of a {@link Group}, then the words of a {@link Target}. */
  public static void main(String[] arguments) throws IOException {
    var group = Group.valueOf(arguments[0]);
    var target = Target.of(Arrays.copyOfRange(arguments, 1, arguments.length));
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (Attempt attempt : group.attempts(target)) {
        tell(out, attempt.name());
        tell(out, attempt.must());
        Outcome outcome = perform(attempt);
        tell(out, outcome.kind().name());
        tell(out, outcome.found());
      }
      tell(out, END);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever an attempt throws, the next one is made
  private static Outcome perform(Attempt attempt) {
    try {
      return attempt.trick().perform();
    } catch (Exception e) {
      return Outcome.untried(e.toString());
    }
  }

  private static void tell(OutputStream out, String word) throws IOException {
    out.write((word.replace('\0', '?') + "\0").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Attempts of one kind, made by one process. */
  public enum Group {
    NETWORK {
      @Override
      List<Attempt> attempts(Target target) {
        return new NetworkAttempts(target).all();
      }
    },
    MOUNTS {
      @Override
      List<Attempt> attempts(Target target) {
        return MountAttempts.all();
      }
    },
    FILES {
      @Override
      List<Attempt> attempts(Target target) {
        return new FileAttempts(target).all();
      }
    },
    PROCESSES {
      @Override
      List<Attempt> attempts(Target target) {
        return new ProcessAttempts(target).all();
      }
    },
    PRIVILEGES {
      @Override
      List<Attempt> attempts(Target target) {
        return PrivilegeAttempts.all();
      }
    },
    KERNEL {
      @Override
      List<Attempt> attempts(Target target) {
        return KernelAttempts.all();
      }
    },
    RESTARTS {
      @Override
      List<Attempt> attempts(Target target) {
        return KernelAttempts.ofRestarts();
      }
    },
    RESOURCES {
      @Override
      List<Attempt> attempts(Target target) {
        return ResourceAttempts.all();
      }
    },
    ACCELERATOR {
      @Override
      List<Attempt> attempts(Target target) {
        return new AcceleratorAttempts(target).all();
      }
    };

    abstract List<Attempt> attempts(Target target);
  }
}
