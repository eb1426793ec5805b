package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VerificationTests {
  private static final int RECORDS = 5000;

  @TempDir Path keys;
  @TempDir Path folder;

  @BeforeEach
  void seal() throws IOException {
    var log = TrialLog.create(folder, System::nanoTime);
    IntStream.range(0, RECORDS).forEach(i -> log.record(Samples.event(i)));
    IntStream.range(0, 20).mapToObj(Samples::thought).forEach(log::record);
    log.close();
    Files.createDirectories(folder.resolve("agent-logs"));
    Files.writeString(folder.resolve("agent-logs/agent \n.log"), "hello");
    Files.writeString(folder.resolve("verdict.json"), "{}");
    Seal.write(folder, log.roots(), SigningKey.in(keys));
  }

  private String onlyFinding() {
    var findings = Verification.of(folder).findings();
    assertThat(findings).hasSize(1);
    return findings.getFirst().file() + " " + findings.getFirst().what();
  }

  private void edit(Consumer<List<String>> change) throws IOException {
    Path file = folder.resolve(TrialLog.EVIDENCE);
    List<String> lines;
    try (var in = new ZstdInputStream(Files.newInputStream(file))) {
      lines = new ArrayList<>(new String(in.readAllBytes(), UTF_8).lines().toList());
    }
    change.accept(lines);
    try (var out = new ZstdOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
  }

  @Test
  void anUntouchedFolderIsIntact() {
    var verification = Verification.of(folder);

    assertThat(verification.findings()).isEmpty();
    assertThat(verification.keyFingerprint()).hasSize(16);
  }

  @Nested
  class OfALog {
    @Test
    void namesTheRecordThatWasChanged() throws IOException {
      edit(lines -> lines.set(1233, lines.get(1233).replace("echo 1233", "echo 1234")));
      assertThat(onlyFinding()).contains(TrialLog.EVIDENCE, "record 1234 (e-001234)", "changed");
    }

    @Test
    void namesTheRecordThatWasRemoved() throws IOException {
      edit(lines -> lines.remove(99));
      assertThat(onlyFinding()).contains("record 100", "e-000100 stood", "removed or moved");
    }

    @Test
    void namesTheFirstOfTheRecordsRemovedAtTheEnd() throws IOException {
      edit(lines -> lines.subList(4000, lines.size()).clear());
      assertThat(onlyFinding()).contains("record 4001 was removed");
    }

    @Test
    void namesTheRecordThatWasAdded() throws IOException {
      edit(lines -> lines.add(50, lines.get(7)));
      assertThat(onlyFinding()).contains("record 51 (e-000008)", "added or moved here");
    }

    @Test
    void namesTheRecordWhoseNumberIsTooLargeForOne() throws IOException {
      edit(lines -> lines.set(50, lines.get(50).replace("e-000051", "e-99999999999999999999")));
      assertThat(onlyFinding()).contains("record 51", "was changed");
    }

    @Test
    void namesTheRecordThatWasAddedAtTheEnd() throws IOException {
      edit(lines -> lines.add(lines.get(7)));
      assertThat(onlyFinding()).contains("record 5001 (e-000008) was added");
    }

    @Test
    void namesTheFirstOfTwoThatWereSwapped() throws IOException {
      edit(lines -> Collections.swap(lines, 20, 40));
      assertThat(onlyFinding()).contains("record 21 (e-000041)", "removed or moved");
    }

    @Test
    void narrowsDownWhereAChainWasComputedAnew() throws IOException {
      var entries = EvidenceReader.entries(folder).items();
      Files.delete(folder.resolve(TrialLog.EVIDENCE));
      try (var writer = new ChainedWriter(folder.resolve(TrialLog.EVIDENCE))) {
        for (int i = 0; i < entries.size(); i++) {
          var entry =
              i == 4500
                  ? new Entry(entries.get(i).id(), entries.get(i).atSeconds(), Samples.event(1))
                  : entries.get(i);
          writer.write(EvidenceJson.mapper().writeValueAsBytes(entry));
        }
      }
      assertThat(onlyFinding()).contains("written anew", "between 4097 and 5000");
    }

    @Test
    void namesTheRecordWhereItWasCutOff() throws IOException {
      Path file = folder.resolve(TrialLog.EVIDENCE);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      assertThat(onlyFinding()).matches("(?s).*record \\d+ is the first that cannot be read.*");
    }

    @Test
    void aChangedByteAnywhereIsFound() throws IOException {
      Path file = folder.resolve(TrialLog.EVIDENCE);
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 0; at < bytes.length; at += 1 + bytes.length / 25) {
        byte[] changed = bytes.clone();
        changed[at] ^= 0x20;
        Files.write(file, changed);
        assertThat(Verification.of(folder).findings()).as("byte %d", at).hasSize(1);
      }
    }
  }

  @Nested
  class OfTheOtherFiles {
    @Test
    void namesWhatWasChangedRemovedAndAdded() throws IOException {
      Files.writeString(folder.resolve("verdict.json"), "{ }");
      Files.delete(folder.resolve("agent-logs/agent \n.log"));
      Files.writeString(folder.resolve("extra"), "");

      assertThat(Verification.of(folder).findings())
          .extracting(finding -> finding.file() + " " + finding.what())
          .containsExactlyInAnyOrder(
              "verdict.json was changed: 3 bytes, sealed with 2",
              "agent-logs/agent \n.log was removed",
              "extra was added");
    }

    @Test
    void aSealThatWasChangedIsFound() throws IOException {
      Path file = folder.resolve(Seal.FILE);
      Files.writeString(folder.resolve("verdict.json"), "[]");
      String digest = Seal.files(folder).getLast().sha256();
      String text = Files.readString(file);
      int at = text.indexOf("\"sha256\"", text.indexOf("verdict.json")) + 12;
      Files.writeString(file, text.substring(0, at) + digest + text.substring(at + 64));

      assertThat(onlyFinding()).contains(Seal.FILE, "signature");
    }

    @Test
    void aSealThatIsMissingOrNoSealIsOneFinding() throws IOException {
      Files.writeString(folder.resolve(Seal.FILE), "{\"schema\": 1, ");
      assertThat(onlyFinding()).contains("cannot be understood");
      Files.writeString(folder.resolve(Seal.FILE), "{}");
      assertThat(onlyFinding()).contains("cannot be understood");
      Files.delete(folder.resolve(Seal.FILE));
      assertThat(onlyFinding()).contains("never sealed");
    }

    @Test
    void aLinkCannotBeSealed() throws IOException {
      Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
      assertThatThrownBy(() -> Seal.write(folder, List.of(), SigningKey.in(keys)))
          .isInstanceOf(EvidenceException.class)
          .hasMessageContaining("link is a link");
    }
  }

  @Nested
  class OfTheKey {
    @Test
    void isMadeOnceAndReadableByItsOwnerAlone() throws IOException {
      var mode = Files.getPosixFilePermissions(keys.resolve("signing-key"));

      assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
      assertThat(SigningKey.in(keys).publicKey()).isEqualTo(Verification.of(folder).publicKey());
    }

    @Test
    void isRefusedWhenOthersCanReadIt() throws IOException {
      Files.setPosixFilePermissions(
          keys.resolve("signing-key"), PosixFilePermissions.fromString("rw-r--r--"));

      assertThatThrownBy(() -> SigningKey.in(keys))
          .isInstanceOf(EvidenceException.class)
          .hasMessageContaining("chmod 600");
    }
  }

  @Test
  void aMillionRecordsAreVerifiedWithinTenSeconds(@TempDir Path large) {
    var log = TrialLog.create(large, System::nanoTime);
    IntStream.range(0, 1_000_000).forEach(i -> log.record(Samples.event(i)));
    log.close();
    Seal.write(large, log.roots(), SigningKey.in(keys));

    long began = System.nanoTime();
    assertThat(Verification.of(large).findings()).isEmpty();
    assertThat((System.nanoTime() - began) / 1e9).isLessThan(10);
  }
}
