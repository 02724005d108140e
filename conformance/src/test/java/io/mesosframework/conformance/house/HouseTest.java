package io.mesosframework.conformance.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/architecture.md that a machine can check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HouseTest {
    private static final String ROOT = "io.mesosframework";

    /** What each module may use beside itself. The packages of module resources are the root, utils and structures too. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("resources", Set.of("protocol")),
            Map.entry("http", Set.of("resources")),
            Map.entry("client", Set.of("protocol", "resources", "http")),
            Map.entry("storage", Set.of("resources")),
            Map.entry("sqlite", Set.of("resources", "storage")),
            Map.entry("etcd", Set.of("resources", "storage")),
            Map.entry("zookeeper", Set.of("protocol", "http", "client")),
            Map.entry("scheduler", Set.of("protocol", "resources", "http", "client", "storage")),
            Map.entry("executor", Set.of("protocol", "resources", "http", "client")),
            Map.entry("embedded", Set.of("protocol", "resources", "http", "client", "executor")),
            Map.entry("embedded.zookeeper", Set.of("protocol", "embedded")),
            Map.entry("testing", Set.of("protocol", "resources", "http", "client", "storage", "embedded")),
            Map.entry("server", Set.of("protocol", "resources", "http", "client", "storage", "scheduler")),
            Map.entry("logging", Set.of()),
            Map.entry(
                    "reference",
                    Set.of(
                            "protocol",
                            "resources",
                            "http",
                            "client",
                            "storage",
                            "sqlite",
                            "etcd",
                            "zookeeper",
                            "scheduler",
                            "embedded",
                            "server",
                            "logging")));

    /** Whose types no user of ours is to meet. Of protobuf, what every generated message shows is not to be helped. */
    private static final List<String> HIDDEN = List.of(
            "io.netty.",
            "org.sqlite.",
            "io.etcd.",
            "io.grpc.",
            "org.apache.curator.",
            "org.apache.zookeeper.",
            "org.eclipse.jetty.",
            "tools.jackson.",
            "com.fasterxml.");

    private static final Set<String> OF_PROTOBUF = Set.of(
            "com.google.protobuf.ByteString",
            "com.google.protobuf.Message",
            "com.google.protobuf.MessageOrBuilder",
            "com.google.protobuf.MessageLite");

    /**
     * Packages that use each other, apart from a package and its {@code internal} one, which always may. None is the aim;
     * what stands here is known, and anything new fails.
     */
    private static final Map<String, Set<String>> KNOWN_CYCLES = Map.of();

    private final JavaClasses house = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/protocol/"))
            .withImportOption(location -> !location.contains("/conformance/"))
            .importPackages(ROOT);

    private static Optional<String> moduleOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.equals(ROOT) && !name.startsWith(ROOT + ".")) {
            return Optional.empty();
        }
        String first =
                name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).replaceFirst("\\..*", "");
        if (name.equals(ROOT + ".embedded.zookeeper")) {
            return Optional.of("embedded.zookeeper");
        }
        return Optional.of(Set.of("", "utils", "structures").contains(first) ? "resources" : first);
    }

    static Stream<String> modules() {
        return ARROWS.keySet().stream().sorted();
    }

    @Test
    void everyModuleIsHere() {
        assertThat(house.stream().flatMap(type -> moduleOf(type).stream()).collect(Collectors.toSet()))
                .isEqualTo(ARROWS.keySet());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyWhatStandsAboveIt(String module) {
        Set<String> allowed = new HashSet<>(ARROWS.getOrDefault(module, Set.of()));
        allowed.add(module);
        assertThat(house.stream()
                        .filter(type -> moduleOf(type).equals(Optional.of(module)))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> moduleOf(dependency.getTargetClass())
                                .filter(used -> !allowed.contains(used))
                                .isPresent())
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void whatIsInternalIsUsedByItsOwnModuleOnly() {
        assertThat(house.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> isInternal(dependency.getTargetClass())
                                && !moduleOf(dependency.getOriginClass()).equals(moduleOf(dependency.getTargetClass())))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void noPublicSignatureShowsWhatIsHidden() {
        assertThat(house.stream()
                        .filter(HouseTest::isPromised)
                        .flatMap(type -> type.getMembers().stream())
                        .filter(HouseTest::isPromised)
                        .flatMap(member -> shown(member)
                                .filter(HouseTest::isHidden)
                                .map(type -> member.getFullName() + " shows " + type.getName())))
                .isEmpty();
    }

    private static Stream<JavaClass> shown(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
    }

    private static boolean isHidden(JavaClass type) {
        String name = type.getName();
        return isInternal(type)
                || HIDDEN.stream().anyMatch(name::startsWith)
                || (name.startsWith("com.google.protobuf.") && !OF_PROTOBUF.contains(name));
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith(ROOT) && (type.getPackageName() + ".").contains(".internal.");
    }

    private static boolean isPromised(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !isInternal(type)
                && type.getEnclosingClass().map(HouseTest::isPromised).orElse(true);
    }

    private static boolean isPromised(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    @Test
    void onlyMainClassesEndTheProcess() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mesosframework.reference")
                .should()
                .callMethod(Runtime.class, "halt", int.class)
                .because("only the shutdown hook of mesosfw decides on the exit code of a signal")
                .check(house);
    }

    @Test
    void nothingLooksIntoClassesAtRunTime() {
        noClasses()
                .that()
                .resideOutsideOfPackage(
                        "io.mesosframework.testing.mesos.internal") // JUnit shows its extensions parameters
                .should()
                .dependOnClassesThat(resideInAPackage("java.lang.reflect.."))
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.invoke.MethodHandles$Lookup")
                .check(house);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().and(isWritten()).should().beFinal().check(house);
    }

    private static DescribedPredicate<JavaField> isWritten() {
        return DescribedPredicate.describe(
                "are not the compiler's", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    @Test
    void staticFieldsHoldNothingThatChanges() throws ReflectiveOperationException {
        TreeSet<String> mutable = new TreeSet<>();
        for (JavaClass type : house) {
            for (JavaField field : type.getFields()) {
                if (field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && mayChange(field)) {
                    mutable.add(field.getFullName());
                }
            }
        }
        assertThat(mutable).isEmpty();
    }

    /** By declared type, and for what may or may not change, by the value. */
    private static boolean mayChange(JavaField field) throws ReflectiveOperationException {
        JavaClass type = field.getRawType();
        if (type.isArray()) {
            return !field.getModifiers().contains(JavaModifier.PRIVATE);
        }
        String name = type.getName();
        if (name.startsWith("java.util.concurrent.") || name.equals(ThreadLocal.class.getName())) {
            return !name.equals("java.util.concurrent.TimeUnit");
        }
        if (!type.isAssignableTo(Collection.class) && !type.isAssignableTo(Map.class)) {
            return false;
        }
        Field real = Class.forName(field.getOwner().getName()).getDeclaredField(field.getName());
        real.setAccessible(true);
        String held = real.get(null).getClass().getName();
        return !held.startsWith("java.util.ImmutableCollections") && !held.startsWith("java.util.Collections$Unmod");
    }

    @Test
    void everyPackageIsNullMarked() {
        Predicate<JavaClass> marked = type -> type.getPackage()
                .tryGetPackageInfo()
                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                .isPresent();
        assertThat(house.stream()
                        .filter(marked.negate())
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .sorted())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesDoNotUseEachOtherInCircles(String module) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : house) {
            if (moduleOf(type).equals(Optional.of(module)) && !isInternal(type)) {
                Set<String> used = uses.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>());
                type.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .filter(target -> moduleOf(target).equals(Optional.of(module)) && !isInternal(target))
                        .forEach(target -> used.add(target.getPackageName()));
            }
        }
        TreeSet<String> inCircles = new TreeSet<>();
        uses.keySet()
                .forEach(name -> uses.getOrDefault(name, Set.of()).stream()
                        .filter(other -> !other.equals(name) && reaches(other, name, uses, new HashSet<>()))
                        .forEach(other -> inCircles.add(name + " <-> " + other)));
        assertThat(inCircles).isEqualTo(KNOWN_CYCLES.getOrDefault(module, Set.of()));
    }

    private static boolean reaches(String from, String to, Map<String, Set<String>> uses, Set<String> seen) {
        return from.equals(to)
                || (seen.add(from)
                        && uses.getOrDefault(from, Set.of()).stream().anyMatch(next -> reaches(next, to, uses, seen)));
    }
}
