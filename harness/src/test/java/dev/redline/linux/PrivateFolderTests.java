package dev.redline.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFolderTests {
  @TempDir Path parent;

  @ParameterizedTest
  @ValueSource(strings = {"rwx------", "r-x------"})
  void aFolderThatOnlyItsOwnerEntersIsPrivate(String permissions) throws IOException {
    assertThat(PrivateFolder.sharedBecause(folder(permissions))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwx--x---", "rwx---r--", "rwxrwxrwx"})
  void aFolderThatOthersMayEnterIsNot(String permissions) throws IOException {
    assertThat(PrivateFolder.sharedBecause(folder(permissions)).orElseThrow())
        .contains(permissions, "others may enter");
  }

  @Test
  void aLinkIsNot() throws IOException {
    var link = Files.createSymbolicLink(parent.resolve("link"), folder("rwx------"));
    assertThat(PrivateFolder.sharedBecause(link).orElseThrow()).contains("link");
  }

  @Test
  void anothersFolderIsNot() throws IOException {
    var folder = folder("rwx------");
    assumeTrue((int) Files.getAttribute(folder, "unix:uid") == 0, "only root gives folders away");
    Files.setAttribute(folder, "unix:uid", 12_345);
    assertThat(PrivateFolder.sharedBecause(folder).orElseThrow()).contains("user 12345");
  }

  private Path folder(String permissions) throws IOException {
    return Files.setPosixFilePermissions(
        Files.createDirectory(parent.resolve("folder")),
        PosixFilePermissions.fromString(permissions));
  }
}
