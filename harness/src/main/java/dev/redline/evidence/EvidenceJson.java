package dev.redline.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * How records are written as JSON: enums in lower case with hyphens, an absent {@code Optional} as
 * null, every member of a sealed family under its own name.
 */
public final class EvidenceJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new Names())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  private EvidenceJson() {}

  /** The mapper; unchangeable and safe for use by many threads. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The words that differ from Jackson's own choice. */
  private static final class Names extends JacksonAnnotationIntrospector {
    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      for (int i = 0; i < constants.length; i++) {
        names[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
      return names;
    }

    @Override
    public List<NamedType> findSubtypes(MapperConfig<?> config, Annotated type) {
      var found = new ArrayList<NamedType>();
      collect(type.getRawType(), found);
      return found;
    }

    private static void collect(Class<?> type, List<NamedType> into) {
      var permitted = type.getPermittedSubclasses();
      if (permitted == null) {
        return;
      }
      for (Class<?> member : permitted) {
        if (member.isSealed()) {
          collect(member, into);
        } else {
          into.add(new NamedType(member));
        }
      }
    }
  }
}
