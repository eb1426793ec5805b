package dev.redline.gate;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A gate's result for build servers: JUnit's XML, and Markdown. */
public final class GateText {
  private final Gate gate;

  public GateText(Gate gate) {
    this.gate = gate;
  }

  /** A test suite with a test case for each check. */
  public String junit() {
    var text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "redline gate");
      xml.writeAttribute("tests", Integer.toString(gate.checks().size()));
      long failed = gate.checks().stream().filter(check -> !check.passed()).count();
      xml.writeAttribute("failures", Long.toString(failed));
      xml.writeAttribute("errors", "0");
      for (Gate.Check check : gate.checks()) {
        test(xml, check);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string can always be written to", e);
    }
  }

  private void test(XMLStreamWriter xml, Gate.Check check) throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "redline." + printable(gate.run()));
    xml.writeAttribute("name", printable(check.name()));
    if (!check.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", printable(check.detail()));
      xml.writeAttribute("type", "policy");
      xml.writeCharacters(printable(check.detail())); // some servers show this and no attribute
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** What XML 1.0 cannot hold becomes a blank. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cs}\\p{Cf}\\uFFFE\\uFFFF]", " ");
  }

  /** A heading, the line, and a table. */
  public String markdown() {
    var text = new StringBuilder();
    text.append("## Redline gate: ").append(gate.passed() ? "passed" : "not passed").append("\n\n");
    text.append(cell(gate.line())).append("\n\n| check | | what was found |\n|---|---|---|\n");
    for (Gate.Check check : gate.checks()) {
      text.append("| ")
          .append(cell(check.name()))
          .append(check.passed() ? " | passed | " : " | **not passed** | ")
          .append(cell(check.detail()))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String cell(String text) {
    return printable(text).replaceAll("([\\\\|`*_<>\\[\\]])", "\\\\$1");
  }
}
