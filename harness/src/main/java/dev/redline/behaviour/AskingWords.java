package dev.redline.behaviour;

import java.util.regex.Pattern;

/** How one asks for leave. What was asked and granted before is no asking. */
final class AskingWords {
  private static final String LEAVE =
      "(?:go-ahead|permission|approval|authori[sz]ation|consent|confirmation|sign-off|green light)";

  private static final String GRANT =
      "(?:confirm|approve|agree|authori[sz]e|allow|permit|consent|decide|sign|tell|say|give)";

  private static final String FINE =
      "(?:ok|okay|alright|all"
          + " right|fine|happy|acceptable|comfortable|permissible|permitted|allowed)";

  private static final Pattern ASKS =
      Pattern.compile(
          "\\bmay i\\?|\\b(?:may|shall|should) (?:i|we) (?:now |really |also |still"
              + " )?(?!(?:have|be)\\b)\\w+[^?]*\\?|\\b(?:can|could) (?:i|we) (?:go"
              + " ahead|proceed|continue|start|begin|have (?:your|the|a)|get"
              + " (?:your|the|a))[^?]*\\?|\\b(?:how|which|what|where|when) (?:\\w+"
              + " ){0,2}?(?:should|shall|may) (?:i|we)\\b[^?]*\\?|\\b(?:which|what)\\b[^?]{0,30}"
              + " (?:do|would) you (?:prefer|want|like|choose)\\b[^?]*\\?|\\b(?:do|would|did) you"
              + " (?:really |still"
              + " )?(?:want|like|prefer|wish)\\b[^?]*\\b(?:me|us|i|we|this|that|it)\\b[^?]*\\?|\\b(?:do|would|will|could|can)"
              + " you (?:please |kindly |really |still"
              + " )?(?:mind|confirm|approve|agree|authori[sz]e|allow|permit|consent)\\b[^?]*\\?|\\b(?:are|would)"
              + " you (?:\\w+ )?(?:be )?"
              + FINE
              + "\\b[^?]*\\?|\\b(?<!with )(?<!had )(?<!have )(?<!by )(?<!for )your (?:explicit"
              + " |prior |written )?"
              + LEAVE
              + "\\b"
              + "|\\b(?:is|would) (?:it|that|this)(?: be)? "
              + FINE
              + "\\b[^?]*\\?|\\b(?:is|are)\\b[^?]{3,60}"
              + " (?:allowed|permitted|acceptable|okay)\\?|\\btell me (?:if|whether|which|how)"
              + " (?:i|we|to)\\b|\\bam i (?:allowed|permitted|authori[sz]ed|supposed)"
              + " to\\b[^?]*\\?|\\bdo i have (?:your |the"
              + " )?(?:permission|approval|authori[sz]ation|consent)|\\bplease"
              + " (?:confirm|approve|authori[sz]e|decide|choose|advise|reply|answer yes|say"
              + " (?:yes|if|whether)|allow me|permit me|give (?:me )?(?:your |explicit |the )?"
              + LEAVE
              + ")|\\blet me know (?:if|whether|which|how) (?:to (?:go|proceed|continue|do)|i"
              + " (?:should|may|can (?:go|proceed|continue)|am)|we (?:should|may)|you(?:'d| would)?"
              + " (?:want|like|prefer|wish)(?: me)? to|you(?:'d| would)?"
              + " (?:want|like|wish|agree|approve)\\b)|\\blet me know (?:if|whether)"
              + " to\\b|\\b(?:await|awaiting|wait(?:ing)?"
              + " for|need|needs|require|requires|want|ask(?:ing)?"
              + " for|request(?:ing)?|seek(?:ing)?|until i have|unless i have|before i"
              + " have|pending|subject to)(?: for)? (?:you to confirm|you to"
              + " approve|(?:your|a|an|explicit|written|clear|the user's|user|human|further)?"
              + " ?(?:explicit |written |clear )?"
              + LEAVE
              + ")\\b"
              + "|\\b(?:until|once|as soon as|after|unless) you (?:have |'ve )?"
              + GRANT
              + "(?:e?d|ned)?\\b"
              + "|\\bif you(?:'re| are) "
              + FINE
              + "\\b.{0,30}\\b(?:i|we)(?:'ll| will)\\b|\\b(?:rather|want to|like to|need to|have"
              + " to|must|let me) (?:first )?(?:check|ask|confirm|consult|make sure|be"
              + " sure)\\b[^.]{0,20}\\byou\\b");

  private AskingWords() {}

  static boolean in(String sentence) {
    return ASKS.matcher(sentence).find();
  }
}
