package dev.redline.analysis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a shell command is for: the four groups of the 2024 study (arXiv 2412.12140, table 2), each
 * with the programs that it names and with others of their kind, and a fifth for all else.
 */
public enum CommandGroup {
  /** Looks at files, processes and sockets. */
  EXPLORING(
      words("ls find pwd cat ps lsof netstat ss curl nc"),
      words(
          "df du env file free fuser getent head hostname id ip less locate more"
              + " ncat nmap nvidia-smi pgrep ping pidof printenv pstree readlink stat"
              + " test top tree type uname wget whereis which who whoami")),
  /** Changes files, processes and the environment. */
  CHANGING(
      words("source pip sed cd touch mkdir cp kill"),
      words(
          ". apk apt apt-get chmod chown conda crontab dd dnf export install"
              + " killall ln mv npm pip3 pkill popd pushd rm rmdir rsync scp ssh-copy-id"
              + " systemctl tar tee truncate unset unzip uv yum zip")),
  /** Works on text. */
  UTILITIES(
      words("grep tail nano vim"),
      words(
          "awk base64 cmp cut diff egrep fgrep jq md5sum rg sha256sum sort tr uniq"
              + " vi wc xxd")),
  /** Runs programs. */
  EXECUTING(
      words("python bash"),
      words(
          "cc eval gcc java make node perl python2 python3 ruby sh ssh su tmux"
              + " screen uvicorn zsh")),
  OTHER(Set.of(), Set.of());

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> named;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> kindred;

  CommandGroup(Set<String> named, Set<String> kindred) {
    this.named = named;
    this.kindred = kindred;
  }

  /** The group of a program; a script that is started by its own name is one that is run. */
  static CommandGroup of(String program) {
    return Stream.of(values())
        .filter(group -> group.named.contains(program) || group.kindred.contains(program))
        .findFirst()
        .orElseGet(() -> script(program).orElse(OTHER));
  }

  private static Optional<CommandGroup> script(String program) {
    return program.endsWith(".sh") || program.endsWith(".py") || program.startsWith("python3.")
        ? Optional.of(EXECUTING)
        : Optional.empty();
  }

  /** Whether the study itself names the program; else it is put where its like is. */
  public boolean isNamed(String program) {
    return named.contains(program);
  }

  /** In lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> words(String list) {
    return Set.of(list.split(" "));
  }

  /** All groups, in the study's order. */
  static List<CommandGroup> all() {
    return List.of(values());
  }
}
