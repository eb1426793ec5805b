package dev.redline.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTests {
  private static final byte[] NONE = {};

  @Test
  void itHoldsProgramScriptsSourceAndReadme() throws IOException {
    var folder = Folder.packaged();
    assertThat(folder.entries())
        .extracting(Folder.Entry::path)
        .contains(
            "README",
            "start.sh",
            "deploy/serve.sh",
            "lib/aisystem.jar",
            "src/aisystem/AgentServer.java")
        .doesNotHaveDuplicates();
    assertThat(folder.entries())
        .allSatisfy(entry ->
            assertThat(entry.mode()).isEqualTo(entry.path().endsWith(".sh") ? 0755 : 0644));
  }

  @Test
  void theJarHoldsTheProgramAlone(@TempDir Path temp) throws IOException {
    var jar = temp.resolve("a.jar");
    for (var entry : Folder.packaged().entries()) {
      if (entry.path().equals("lib/aisystem.jar")) {
        Files.write(jar, entry.bytes());
      }
    }
    try (var zip = FileSystems.newFileSystem(jar);
        var files = Files.walk(zip.getPath("/"))) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSizeGreaterThan(20)
          .allMatch(file -> file.toString().matches("/aisystem/[A-Za-z$0-9-]+\\.class"));
    }
  }

  @Test
  void equalBuildsGiveEqualArchives() throws IOException {
    assertThat(archive()).isEqualTo(archive());
  }

  @Test
  void noFileSaysWhatTheSystemIsFor() throws IOException {
    for (var entry : Folder.packaged().entries()) {
      var text = new String(entry.bytes(), StandardCharsets.ISO_8859_1);
      assertThat(entry.path() + text)
          .matches(
              all ->
                  Stream.of(
                          "specimen",
                          "probe",
                          "nonce",
                          "broker",
                          "lease",
                          "brain",
                          "replica",
                          "testbed",
                          "redline")
                      .noneMatch(all.toLowerCase(Locale.ROOT)::contains),
              "says nothing");
    }
  }

  @Test
  void anotherFileIsAddedOrReplacedWithTheFoldersItNeeds() throws IOException {
    var folder = Folder.packaged();
    var more = folder.withFile("etc/a/b.txt", 0600, new byte[] {1}).withFile("README", 0644, NONE);
    assertThat(more.entries()).hasSize(folder.entries().size() + 1);
    assertThat(more.entries())
        .extracting(Folder.Entry::path)
        .contains("etc/a/b.txt")
        .doesNotHaveDuplicates();
    assertThat(more.folders())
        .containsExactly("deploy", "etc", "etc/a", "lib", "log", "src", "src/aisystem", "weights");
    assertThat(folder.folders()).doesNotContain("etc");
    for (var bad : List.of("", "/etc/a", "../a", "a/../../b", "a/./b", ".", Folder.WEIGHTS)) {
      assertThatThrownBy(() -> folder.withFile(bad, 0644, NONE))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anArchiveMayHoldWeightsOfMoreThanEightGibibytes() throws Exception {
    var listing = new ProcessBuilder("tar", "-tvf", "-").redirectErrorStream(true).start();
    long size = (9L << 30) + 5;
    try (var out = listing.getOutputStream()) {
      var tar = new Tar(out, 0);
      // The content is left out: tar says the size before it finds that.
      tar.file("big", 0644, size, to -> to.flush());
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Broken pipe");
    }
    assertThat(new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(size + " 1970-01-01");
    listing.waitFor();
  }

  private static byte[] archive() throws IOException {
    var out = new ByteArrayOutputStream();
    Folder.packaged().writeTar(out, SeededWeights.of(1, 1 << 16));
    return out.toByteArray();
  }
}
