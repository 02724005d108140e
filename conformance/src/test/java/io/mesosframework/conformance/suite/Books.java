package io.mesosframework.conformance.suite;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/** Every scenario there is. */
final class Books {
    private Books() {}

    static List<Scenario> all() {
        List<Scenario> all =
                books().stream().flatMap(book -> book.scenarios().stream()).toList();
        Set<String> ids = new HashSet<>();
        all.stream().map(Scenario::id).filter(id -> !ids.add(id)).findFirst().ifPresent(id -> {
            throw new IllegalStateException("Two scenarios are named " + id);
        });
        return all;
    }

    /** All, or those that {@code -Dconformance.only=} names: ids or names of books, separated by commas, a * for any text. */
    static List<Scenario> wanted() {
        return all().stream().filter(Books::wanted).toList();
    }

    private static boolean wanted(Scenario scenario) {
        String book = scenario.source().file().replaceAll(".*/|\\.java", "");
        String only = System.getProperty("conformance.only", "");
        return only.isEmpty()
                || Stream.of(only.split(","))
                        .map(name -> name.replace("*", ".*"))
                        .anyMatch(regex -> book.matches(regex) || scenario.id().matches(regex));
    }

    private static List<Book> books() {
        return ReflectionSupport.streamAllClassesInPackage(
                        Books.class.getPackageName() + ".books",
                        type -> Book.class.isAssignableFrom(type) && !type.isInterface(),
                        name -> true)
                .sorted(Comparator.comparing(Class::getName))
                .map(type -> (Book) ReflectionSupport.newInstance(type))
                .toList();
    }
}
