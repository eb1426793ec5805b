package dev.redline.testbed;

import dev.redline.linux.ProcessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The small file by which another process can end a world: a line {@code name pid ticks} for each
 * process that holds it up, {@code folder PATH} for what it has on disk, and {@code group PATH} for
 * the control group that limits its memory, where there is one.
 */
record StateFile(Members members, Path folder, Optional<MemoryGroup> memoryGroup) {
  static final String SUFFIX = ".world";

  Path writeTo(Path registry) throws IOException {
    Files.createDirectories(registry);
    var text = new StringBuilder();
    append(text, "init", members.init());
    append(text, "maker", members.maker());
    members.tracer().ifPresent(tracer -> append(text, "tracer", tracer));
    text.append("folder ").append(folder).append('\n');
    memoryGroup.ifPresent(group -> text.append("group ").append(group.folder()).append('\n'));
    var name = folder.getFileName().toString();
    var draft = registry.resolve(name + ".new");
    Files.writeString(draft, text);
    return Files.move(draft, registry.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
  }

  static StateFile read(Path file) throws IOException {
    Map<String, ProcessKey> keys = new HashMap<>();
    Path folder = null;
    Optional<MemoryGroup> group = Optional.empty();
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith("folder ")) {
        folder = Path.of(line.substring("folder ".length()));
        continue;
      }
      if (line.startsWith("group ")) {
        group = Optional.of(new MemoryGroup(Path.of(line.substring("group ".length()))));
        continue;
      }
      var words = line.split(" ");
      try {
        keys.put(words[0], new ProcessKey(Long.parseLong(words[1]), Long.parseLong(words[2])));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IOException("%s: '%s' is not 'name pid ticks'".formatted(file, line), e);
      }
    }
    var init = keys.get("init");
    var maker = keys.get("maker");
    if (init == null || maker == null || folder == null) {
      throw new IOException(file + " does not name init, maker and folder");
    }
    return new StateFile(
        new Members(init, maker, Optional.ofNullable(keys.get("tracer"))), folder, group);
  }

  private static void append(StringBuilder text, String name, ProcessKey key) {
    text.append("%s %d %d%n".formatted(name, key.pid(), key.startTicks()));
  }
}
