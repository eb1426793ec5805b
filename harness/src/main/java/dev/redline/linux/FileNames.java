package dev.redline.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * File names, which are bytes to the kernel, as strings and back without loss.
 *
 * <p>What is UTF-8 is itself. Any other byte becomes one character of U+EF80 to U+EFFF (its value
 * above U+EF00); a name that holds such characters itself has their bytes written the same way, so
 * that no two names become one string. The JDK's own conversion depends on the locale and loses
 * what does not fit it.
 */
final class FileNames {
  private static final int FIRST = 0xef80;
  private static final int LAST = 0xefff;

  private FileNames() {}

  static String decode(byte[] name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(name);
    var text = new StringBuilder(name.length);
    var out = CharBuffer.allocate(name.length + 1);
    while (in.hasRemaining()) {
      decoder.reset();
      var result = decoder.decode(in, out, true);
      appendTo(text, out.flip());
      out.clear();
      if (result.isError()) {
        for (int i = 0; i < result.length(); i++) {
          text.append((char) (0xef00 + Byte.toUnsignedInt(in.get())));
        }
      }
    }
    return text.toString();
  }

  static byte[] encode(String name) {
    var bytes = new ByteArrayOutputStream(name.length() + 8);
    name.codePoints()
        .forEach(point -> {
          if (point >= FIRST && point <= LAST) {
            bytes.write(point & 0xff);
          } else {
            bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
          }
        });
    return bytes.toByteArray();
  }

  private static void appendTo(StringBuilder text, CharBuffer characters) {
    while (characters.hasRemaining()) {
      char c = characters.get();
      if (c >= FIRST && c <= LAST) {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          text.append((char) (0xef00 + Byte.toUnsignedInt(b)));
        }
      } else {
        text.append(c);
      }
    }
  }
}
