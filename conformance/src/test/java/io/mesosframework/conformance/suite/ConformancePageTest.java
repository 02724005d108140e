package io.mesosframework.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/conformance.md to the suite; with {@code -Dconformance.page=true} it is written anew. */
final class ConformancePageTest {

    @Test
    void thePageIsUpToDate() throws IOException {
        Path page = Project.root().resolve("docs/conformance.md");
        String text = new ConformancePage(Books.all()).text();
        if (Boolean.getBoolean("conformance.page")) {
            Files.writeString(page, text);
        }
        assertThat(page)
                .as("docs/conformance.md: make it anew with -Dconformance.page=true")
                .hasContent(text);
    }

    @Test
    void scenariosProveItemsThatThereAre() {
        Set<String> items = Items.SECTIONS.keySet().stream()
                .flatMap(section -> Items.of(section).stream().map(Items.Item::id))
                .collect(Collectors.toSet());
        assertThat(Books.all()).allSatisfy(scenario -> assertThat(items).containsAll(scenario.items()));
    }

    @Test
    void whatIsNotReachedHasNoScenario() {
        Set<String> shown = Books.all().stream()
                .flatMap(scenario -> scenario.items().stream())
                .collect(Collectors.toSet());
        List<String> both = Items.SECTIONS.keySet().stream()
                .flatMap(section -> Items.of(section).stream())
                .filter(item -> !item.notReached().isEmpty() && shown.contains(item.id()))
                .map(Items.Item::id)
                .toList();
        assertThat(both).as("not reached, and yet shown").isEmpty();
    }

    @Test
    void everyRecordHasItsScenarioAndEveryScenarioItsRecord() throws IOException {
        try (Stream<Path> files = Files.list(Records.folder())) {
            Set<String> records = files.map(
                            file -> file.getFileName().toString().replace(".txt", ""))
                    .collect(Collectors.toSet());
            assertThat(records).isEqualTo(Books.all().stream().map(Scenario::id).collect(Collectors.toSet()));
        }
    }
}
