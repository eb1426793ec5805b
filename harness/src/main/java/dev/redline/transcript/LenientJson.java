package dev.redline.transcript;

import java.io.Reader;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON as Python and models write it. */
final class LenientJson {
  private LenientJson() {}

  /** A parser of a file: what Python's own writer writes, NaN included. */
  static JsonParser ofFile(Reader reader) {
    return JsonFactory.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        // A stranger's names are many and long: none is kept for the next.
        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
        .build()
        .createParser(ObjectReadContext.empty(), new ShorteningReader(reader));
  }

  /** The object that begins at that place, if one does and it is whole. */
  static Optional<Map<String, Object>> object(String text, int at) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), new StringReader(text.substring(at)))) {
      parser.nextToken();
      return BoundedTree.read(parser) instanceof Map<?, ?> map
          ? Optional.of(Fields.map(map))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
