package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Applications in YAML mean what they mean in JSON, and their faults have the same paths. */
class ApplicationYamlTest {

    @ParameterizedTest
    @ValueSource(strings = {"apps.yaml", "apps.yml", "APPS.YML"})
    void aDocumentIsYamlByItsName(String source) {
        String yaml = """
                # two of them
                - name: web
                  instances: 2
                  resources: {cpu: 0.1, mem: 32}
                  command:
                    cmd: |
                      ./prepare
                      ./serve
                    environment: {DEBUG: "true"}
                  retry: {time: 90s}
                - name: api
                  resources: {cpu: 1, mem: 64}
                  command: {cmd: ./api}
                """;

        List<Application> all = ApplicationJson.parse(yaml, source);

        assertThat(all).extracting(Application::name).containsExactly("web", "api");
        assertThat(all.get(0)).isEqualTo(ApplicationJson.parse("""
                        {"name": "web", "instances": 2, "resources": {"cpu": 0.1, "mem": 32}, "retry": {"time": "90s"},
                         "command": {"cmd": "./prepare\\n./serve\\n", "environment": {"DEBUG": "true"}}}""", "a.json").get(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void anyDocumentMeansTheSameInBoth(long seed) {
        RandomDocuments documents = new RandomDocuments(new SplittableRandom(seed));
        YAMLMapper mapper = new YAMLMapper();
        for (int i = 0; i < 40; i++) {
            Application app = ApplicationJson.parse(documents.application().toString(), "a.json")
                    .get(0);
            String yaml = mapper.writeValueAsString(mapper.readTree(ApplicationJson.write(app)));

            assertThat(ApplicationJson.parse(yaml, "a.yaml")).as(yaml).containsExactly(app);
        }
    }

    @Test
    void faultsHaveTheirJsonPaths() {
        String yaml = """
                - name: web
                  instances: two
                  resources: {cpus: 1, cpu: 1, mem: 32}
                  command: {cmd: 5}
                  labels: {a: yes, b: true, b: "x"}
                """;

        assertThat(problems(yaml))
                .extracting(Problem::path, Problem::message)
                .containsExactlyInAnyOrder(
                        tuple("[0].labels.b", "is given twice, the second time at line 5, column 29"),
                        tuple("[0].instances", "must be a number, is the text \"two\""),
                        tuple("[0].resources.cpus", "is not a field of resources: did you mean cpu?"),
                        tuple("[0].command.cmd", "must be text, is the number 5"),
                        tuple("[0].labels.b", "must be text, is true"));
    }

    @Test
    void whatIsNoYamlIsToldByLineAndColumn() {
        assertThat(problems("name: web\n  command: ["))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("line 2, column ")
                        .contains(": is not YAML: "));
    }

    @Test
    void aliasesAreRefusedWhereTheyStand() {
        String yaml = """
                - name: web
                  resources: &small {cpu: 1, mem: 32}
                  command: {cmd: x}
                - name: api
                  resources: *small
                  command: {cmd: x}
                """;

        assertThat(problems(yaml))
                .extracting(Problem::path, Problem::message)
                .contains(tuple(
                        "[1].resources", "is an alias: write the value out, as anchors and aliases are not read"));
    }

    @Test
    void nothingButCommentsIsEmpty() {
        assertThat(problems("# nothing\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("is empty: "));
    }

    @Test
    void severalDocumentsBelongIntoOneList() {
        String one = "name: web\nresources: {cpu: 1, mem: 32}\ncommand: {cmd: x}\n";

        assertThat(problems(one + "---\n" + one.replace("web", "api")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("more follows after the end"));
        assertThat(ApplicationJson.parse("---\n" + one, "a.yaml")).hasSize(1);
    }

    @Test
    void depthIsLimited() {
        assertThat(problems("[".repeat(100))).isNotEmpty();
    }

    private static List<Problem> problems(String yaml) {
        return catchThrowableOfType(InvalidApplicationsException.class, () -> ApplicationJson.parse(yaml, "test.yaml"))
                .problems();
    }
}
