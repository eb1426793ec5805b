package dev.redline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What holds the packages together: one direction, and who must not know whom. */
class ArchitectureTests {
  private static final String ROOT = "dev.redline.";

  /**
   * Upstream first. A package uses its own line and those above it, never one below. Within a line
   * only cycles are forbidden. A new package needs a place here.
   */
  private static final List<Set<String>> ORDER =
      List.of(
          Set.of("linux", "thought", "document", "statistics", "llama"),
          Set.of("evidence"),
          Set.of("original"),
          Set.of("testbed", "broker", "model", "probe"),
          Set.of("containment"),
          Set.of("oracle", "behaviour"),
          Set.of("scenario", "study"),
          Set.of("trial"),
          Set.of("archive"),
          Set.of("run"),
          Set.of("shell", "transcript"),
          Set.of("analysis"),
          Set.of("judge"),
          Set.of("report"),
          Set.of("page", "export", "gate", "compare", "rating"));

  /** All that a judge may see, so that neither knows which model thought. */
  private static final Set<String> JUDGES = Set.of("oracle", "behaviour");

  private static final Set<String> SEEN_BY_JUDGES = Set.of("evidence", "thought", "linux");

  /** Read once: reading takes most of the time. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.redline");

  @Test
  void packagesUseOnlyWhatIsUpstream() {
    assertThat(dependencies().filter(d -> level(to(d)) > level(from(d))))
        .extracting(Dependency::getDescription)
        .isEmpty();
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    var packages = new TreeSet<String>();
    CLASSES.forEach(type -> packages.add(concern(type)));
    assertThat(packages).isNotEmpty().allSatisfy(ArchitectureTests::level);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void judgesSeeEvidenceAlone() {
    assertThat(
            dependencies()
                .filter(d -> JUDGES.contains(from(d)))
                .filter(d -> !SEEN_BY_JUDGES.contains(to(d))))
        .extracting(Dependency::getDescription)
        .isEmpty();
  }

  @Test
  void theBrokerDoesNotKnowWhichModelThinks() {
    assertThat(dependencies().filter(d -> from(d).equals("broker") && to(d).equals("model")))
        .extracting(Dependency::getDescription)
        .isEmpty();
  }

  @Test
  void llamaCppIsLoadedInItsOwnProcessAlone() {
    assertThat(dependencies().filter(d -> to(d).equals("llama")))
        .extracting(Dependency::getDescription)
        .isEmpty();
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.redline.llama")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("de.kherud..")
        .because("a crash of it must not end a run")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandPrintsAndEndsTheProcess() {
    noPrintingOrExit().check(CLASSES);
  }

  @Test
  void nothingLogsThroughTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("a failure is told to the caller or recorded as evidence")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    var packages = new TreeSet<String>();
    for (JavaClass type : CLASSES) {
      JavaPackage its = type.getPackage();
      boolean marked =
          its.tryGetPackageInfo().map(info -> info.isAnnotatedWith(NullMarked.class)).orElse(false);
      if (!marked) {
        packages.add(its.getName());
      }
    }
    assertThat(packages).as("packages without a package-info that is @NullMarked").isEmpty();
  }

  @Test
  void theRulesSeeWhatTheyForbid() {
    JavaClasses loud = new ClassFileImporter().importClasses(Loud.class);
    assertThatThrownBy(() -> noPrintingOrExit().check(loud))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("System.out")
        .hasMessageContaining("System.exit")
        .hasMessageContaining("printStackTrace")
        .hasMessageContaining("Runtime.halt");
    assertThat(level("oracle")).isLessThan(level("trial")).isGreaterThan(level("model"));
    assertThatThrownBy(() -> level("misc")).isInstanceOf(AssertionError.class);
    assertThat(dependencies()).isNotEmpty();
  }

  /** Does what no class of the harness may. */
  static final class Loud {
    static void speak() {
      System.out.println("loud");
      new IllegalStateException("loud").printStackTrace();
      Runtime.getRuntime().halt(1);
      System.exit(1);
    }
  }

  private static ArchRule noPrintingOrExit() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.redline.llama")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "prints a stack trace, or ends the JVM through Runtime",
                call ->
                    (call.getName().equals("printStackTrace")
                            && call.getTarget().getRawParameterTypes().isEmpty())
                        || (call.getTargetOwner().isEquivalentTo(Runtime.class)
                            && Set.of("exit", "halt").contains(call.getName()))))
        .because(
            "only the command prints and decides on exit codes; llama is a process of its own");
  }

  /** From one concern of ours to another. */
  private static Stream<Dependency> dependencies() {
    return CLASSES.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(d -> d.getTargetClass().getPackageName().startsWith(ROOT))
        .filter(d -> !from(d).equals(to(d)));
  }

  private static String from(Dependency dependency) {
    return concern(dependency.getOriginClass());
  }

  private static String to(Dependency dependency) {
    return concern(dependency.getTargetClass().getBaseComponentType());
  }

  /** The first word of the package behind the root. */
  private static String concern(JavaClass type) {
    String name = type.getPackageName();
    assertThat(name).as("package of %s", type.getName()).startsWith(ROOT);
    return name.substring(ROOT.length()).split("\\.", 2)[0];
  }

  private static int level(String concern) {
    for (int level = 0; level < ORDER.size(); level++) {
      if (ORDER.get(level).contains(concern)) {
        return level;
      }
    }
    throw new AssertionError(
        "The package dev.redline.%s has no place in the order of ArchitectureTests.ORDER; give it one."
            .formatted(concern));
  }
}
