package dev.redline.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ContainedFilesTests {
  @TempDir Path folder;
  private Path root;
  private ContainedFiles files;

  @BeforeEach
  void takeHold() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    files = ContainedFiles.below(root);
  }

  @AfterEach
  void letGo() {
    files.close();
  }

  @Test
  void anAbsoluteLinkStaysBelowTheFolder() throws IOException {
    Files.createDirectory(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "inner");
    Files.createSymbolicLink(root.resolve("way"), Path.of("/etc"));
    Files.createSymbolicLink(root.resolve("up"), Path.of("../../../../../../etc"));
    assertThat(text("/way/passwd")).isEqualTo("inner");
    assertThat(text("/up/passwd")).isEqualTo("inner");
  }

  @Test
  void whatIsClosedReachesNothingThoughItsDescriptorsNumberIsAnothersNow() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("another")).resolve("x"), "kept");
    var taken = new ArrayList<ContainedFiles>();
    files.close();
    try {
      for (int i = 0; i < 64; i++) {
        taken.add(ContainedFiles.below(folder.resolve("another")));
      }
      assertThatThrownBy(() -> files.unlink("/x")).hasMessageContaining("closed already");
      files.close(); // would let go of another's
      for (var one : taken) {
        one.identity("/x");
      }
    } finally {
      taken.forEach(ContainedFiles::close);
    }
    assertThat(folder.resolve("another/x")).hasContent("kept");
  }

  @Test
  void theLastPartIsNeverFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("shadow"), Path.of("/etc/passwd"));
    assertThatThrownBy(() -> files.read("/shadow"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("regular");
    assertThatThrownBy(() -> files.destroy("/shadow")).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> files.read("/none")).isInstanceOf(NoSuchFileException.class);
    assertThat(Path.of("/etc/passwd")).isNotEmptyFile();
  }

  @Test
  void aFifoIsRefusedWithoutBlocking() throws Exception {
    new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();
    assertThatThrownBy(() -> files.read("/pipe")).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> files.destroy("/pipe")).isInstanceOf(FileSystemException.class);
  }

  @Test
  void destroyingLeavesNothingToWhoeverHasItOpen() throws IOException {
    var file = Files.writeString(root.resolve("weights"), "secret".repeat(1_000_000));
    Files.createLink(root.resolve("second"), file);
    try (var open = FileChannel.open(file)) {
      files.destroy("/weights");
      assertThat(open.size()).isZero();
    }
    assertThat(file).doesNotExist();
    assertThat(root.resolve("second")).isEmptyFile();
  }

  @Test
  void aWalkTellsOddNamesAndDeepFoldersAndFollowsNoLink() throws IOException {
    var odd = Files.writeString(root.resolve("a\nb ö"), "1");
    Files.createSymbolicLink(root.resolve("etc"), Path.of("/etc"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("."));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("/no/where"));
    var deep = root;
    for (int i = 0; i < 300; i++) {
      deep = Files.createDirectory(deep.resolve("deeper"));
    }
    Files.writeString(deep.resolve("x"), "22");
    var seen = new ArrayList<ContainedFiles.Seen>();
    files.walk("/", seen::add);
    assertThat(seen).hasSize(305);
    assertThat(seen)
        .filteredOn(s -> s.type() == ContainedFiles.Type.REGULAR)
        .extracting(ContainedFiles.Seen::path, ContainedFiles.Seen::bytes)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("/" + odd.getFileName(), 1L),
            org.assertj.core.groups.Tuple.tuple("/deeper".repeat(300) + "/x", 2L));
    assertThat(seen)
        .filteredOn(s -> s.type() == ContainedFiles.Type.SYMLINK)
        .extracting(ContainedFiles.Seen::target)
        .containsExactlyInAnyOrder("/etc", ".", "/no/where");
    assertThat(text("/a\nb ö")).isEqualTo("1");
  }

  private String text(String path) throws IOException {
    try (var channel = files.read(path)) {
      var buffer = ByteBuffer.allocate((int) channel.size());
      channel.read(buffer);
      return new String(buffer.array(), UTF_8);
    }
  }
}
