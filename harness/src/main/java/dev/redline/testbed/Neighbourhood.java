package dev.redline.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The hosts of a world before they are made: who is called what and is joined to whom. */
record Neighbourhood(List<Member> members) {
  Neighbourhood {
    members = List.copyOf(members);
  }

  /**
   * One host.
   *
   * @param number 0 for the first
   * @param limits of which the sizes of memory file systems are its own
   */
  record Member(int number, String name, List<String> hidden, Limits limits) {}

  static Neighbourhood of(WorldSpec spec, String firstName) {
    var members = new ArrayList<Member>();
    members.add(new Member(0, firstName, spec.hidden(), spec.limits()));
    for (var other : spec.neighbours()) {
      if (members.stream().anyMatch(member -> member.name().equals(other.name()))) {
        throw new IllegalArgumentException("Two hosts are called " + other.name());
      }
      members.add(new Member(members.size(), other.name(), other.hidden(), other.limits()));
    }
    return new Neighbourhood(members);
  }

  /** How each host is made, the first host first. */
  List<HostCommand> commands(
      WorldSpec spec, WorldCommand.Home home, Path folder, List<List<String>> systemFolders)
      throws IOException {
    var javaHome = spec.javaHome().toRealPath();
    var commands = new ArrayList<HostCommand>();
    for (var member : members) {
      commands.add(
          new HostCommand(
              member.number(),
              member.name(),
              member.limits(),
              home,
              folder,
              javaHome,
              spec.accelerator().isPresent(),
              spec.restarts() && member.number() == 0,
              systemFolders.get(member.number())));
    }
    return commands;
  }

  /** Lines of a host's /etc/hosts for those that it is joined to. */
  List<String> names(Member host) {
    return members.stream()
        .filter(other -> joined(host, other))
        .map(other -> address(other, host) + " " + other.name())
        .toList();
  }

  /** Addresses of those that a host is joined to. */
  List<String> addresses(int number) {
    var host = members.get(number);
    return members.stream()
        .filter(other -> joined(host, other))
        .map(other -> address(other, host))
        .toList();
  }

  private static boolean joined(Member one, Member other) {
    return one.number() != other.number() && (one.number() == 0 || other.number() == 0);
  }

  /** Of one host, on the cable to another. */
  private static String address(Member of, Member from) {
    return of.number() == 0 ? new Cable(from.number()).near() : new Cable(of.number()).far();
  }
}
