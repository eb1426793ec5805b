package dev.redline.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.treesitter.TSNode;
import org.treesitter.TSTreeCursor;

/** Goes over a syntax tree and collects its commands. The tree may be deep: no recursion. */
final class SyntaxWalk {
  private final SourceText source;
  private final Deque<Visit> open = new ArrayDeque<>();
  private final List<SimpleCommand> commands = new ArrayList<>();
  private final Set<String> functions = new HashSet<>();

  /** A node still to be looked at, and what its surroundings make of the commands in it. */
  private record Visit(TSNode node, boolean background, List<Redirect> redirects) {}

  SyntaxWalk(SourceText source) {
    this.source = source;
  }

  /** In their order; a call of a function that the text itself defines is none. */
  List<SimpleCommand> commands() {
    return commands.stream().filter(command -> !functions.contains(command.program())).toList();
  }

  void over(TSNode root, boolean background) {
    open.push(new Visit(root, background, List.of()));
    while (!open.isEmpty()) {
      look(open.pop());
    }
  }

  private void look(Visit visit) {
    List<TSNode> children = children(visit.node());
    switch (visit.node().getType()) {
      case "command" -> command(visit, children);
      case "declaration_command", "unset_command" -> shellsOwn(visit, children);
      case "redirected_statement" -> redirected(visit, children);
      case "function_definition" -> {
        children.stream()
            .filter(child -> child.getType().equals("word"))
            .findFirst()
            .ifPresent(name -> functions.add(source.of(name)));
        within(visit, children);
      }
      default -> within(visit, children);
    }
  }

  /** Whatever holds commands: an ampersand after one of its parts sends that part away. */
  private void within(Visit visit, List<TSNode> children) {
    List<Visit> next = new ArrayList<>();
    int lastNamed = lastNamed(children);
    for (int i = 0; i < children.size(); i++) {
      boolean sentAway = i + 1 < children.size() && children.get(i + 1).getType().equals("&");
      boolean last = i == lastNamed;
      next.add(
          new Visit(
              children.get(i),
              visit.background() || sentAway,
              last ? visit.redirects() : List.of()));
    }
    push(next);
  }

  private static int lastNamed(List<TSNode> children) {
    int last = children.size() - 1;
    while (last >= 0 && !children.get(last).isNamed()) {
      last--;
    }
    return last;
  }

  /** Its redirects are those of the last command in it. */
  private void redirected(Visit visit, List<TSNode> children) {
    List<Redirect> redirects = new ArrayList<>();
    List<Visit> next = new ArrayList<>();
    for (TSNode child : children) {
      if (child.getType().endsWith("_redirect")) {
        addRedirects(child, redirects);
      }
    }
    redirects.addAll(visit.redirects());
    for (TSNode child : children) {
      boolean isBody = !child.getType().endsWith("_redirect");
      next.add(new Visit(child, visit.background(), isBody ? redirects : List.of()));
    }
    push(next);
  }

  /** A heredoc may have further redirects within its own: {@code cat <<E > file}. */
  private void addRedirects(TSNode node, List<Redirect> into) {
    String operator = "";
    String target = "";
    List<TSNode> inner = new ArrayList<>();
    for (TSNode child : children(node)) {
      String type = child.getType();
      if (type.endsWith("_redirect")) {
        inner.add(child);
      } else if (!child.isNamed()) {
        operator = operator.isEmpty() ? source.of(child) : operator;
      } else if (target.isEmpty() && !type.equals("file_descriptor")) {
        target = Quotes.removed(source.of(child));
      }
    }
    into.add(new Redirect(operator, target));
    inner.forEach(child -> addRedirects(child, into));
  }

  private void command(Visit visit, List<TSNode> children) {
    List<String> words = new ArrayList<>();
    List<Redirect> redirects = new ArrayList<>();
    List<Visit> next = new ArrayList<>();
    for (TSNode child : children) {
      String type = child.getType();
      if (type.endsWith("_redirect")) {
        addRedirects(child, redirects);
      } else if (!type.equals("variable_assignment") && child.isNamed()) {
        words.add(Quotes.removed(source.of(child)));
      }
      next.add(new Visit(child, visit.background(), List.of())); // for substitutions in it
    }
    redirects.addAll(visit.redirects());
    add(words, redirects, visit.background());
    push(next);
  }

  /** {@code export}, {@code declare} and their like have a syntax of their own. */
  private void shellsOwn(Visit visit, List<TSNode> children) {
    List<String> words = children.stream().map(node -> Quotes.removed(source.of(node))).toList();
    add(words, visit.redirects(), visit.background());
    push(children.stream().map(node -> new Visit(node, visit.background(), List.of())).toList());
  }

  private void add(List<String> words, List<Redirect> redirects, boolean background) {
    if (words.isEmpty() || words.getFirst().isBlank()) {
      return;
    }
    var unwrapped = Wrappers.unwrap(words);
    List<String> run = unwrapped.words();
    commands.add(
        new SimpleCommand(
            Wrappers.fileName(run.getFirst()),
            run.subList(1, run.size()),
            unwrapped.wrappers(),
            redirects,
            background));
  }

  /** The first is looked at first. */
  private void push(List<Visit> visits) {
    for (Visit visit : visits.reversed()) {
      open.push(visit);
    }
  }

  /** By cursor: asking a node for its children by number takes time with the square of them. */
  private static List<TSNode> children(TSNode node) {
    List<TSNode> children = new ArrayList<>();
    var cursor = new TSTreeCursor(node);
    if (cursor.gotoFirstChild()) {
      do {
        children.add(cursor.currentNode());
      } while (cursor.gotoNextSibling());
    }
    return children;
  }
}
