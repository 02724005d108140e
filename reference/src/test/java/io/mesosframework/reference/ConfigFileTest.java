package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {

    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("mesosfw.yaml"), text).toString();
    }

    private static List<String> expand(Map<String, String> environment, String... arguments) {
        return new ConfigFile(Main.commandLine(), environment).expand(arguments);
    }

    @Test
    void theFilesFlagsStandBehindTheCommandAndListsAreRepeated() throws IOException {
        String file = file("name: shop\nroles: [a, b]\nuntil-done: true\nimpossible-after: 5\napps:\n - one.json\n");
        assertThat(expand(Map.of(), "run", "--embedded", "--config", file))
                .containsExactly(
                        "run",
                        "--name=shop",
                        "--roles=a",
                        "--roles=b",
                        "--until-done=true",
                        "--impossible-after=5",
                        "--apps=one.json",
                        "--embedded",
                        "--config",
                        file);
    }

    @Test
    void theLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        String file = file("name: file\nuser: file\nprincipal: file\n");
        assertThat(expand(
                        Map.of("MESOSFW_USER", "environment", "MESOSFW_CONFIG", file),
                        "run",
                        "--embedded",
                        "--name=line"))
                .containsExactly("run", "--principal=file", "--embedded", "--name=line");
    }

    @Test
    void aFileServesAllCommandsAndEachTakesWhatItKnows() throws IOException {
        String file = file("name: shop\nagents: 2\n");
        assertThat(expand(Map.of(), "embedded", "--config=" + file))
                .containsExactly("embedded", "--agents=2", "--config=" + file);
    }

    @Test
    void withoutOneNothingChanges() {
        assertThat(expand(Map.of(), "run", "--embedded")).containsExactly("run", "--embedded");
        assertThat(expand(Map.of())).isEmpty();
        assertThat(expand(Map.of(), "--help")).containsExactly("--help");
    }

    @Test
    void anEmptyFileSaysNothing() throws IOException {
        String file = file("# nothing yet\n");
        assertThat(expand(Map.of(), "run", "--config", file)).containsExactly("run", "--config", file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "nam: shop|nam is no flag of mesosfw: did you mean name?",
                "agent: 2|agent is no flag of mesosfw: did you mean agents?",
                "failover_timeout: 1h|failover_timeout is no flag of mesosfw: did you mean failover-timeout?",
                "colour: red|colour is no flag of mesosfw",
                "config: other.yaml|config is no flag of mesosfw",
                "name: {a: b}|name: must be a text, a number",
                "name:|name: must be a text, a number",
                "[a]|must be flags without their dashes",
                "name: [|is not YAML",
            })
    void whatIsWrongIsSaid(String text, String words) throws IOException {
        String file = file(text);
        assertThatThrownBy(() -> expand(Map.of(), "run", "--config", file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aKeyGivenTwiceIsRefused() throws IOException {
        String file = file("name: a\nname: b\n");
        assertThatThrownBy(() -> expand(Map.of(), "run", "--config", file)).isInstanceOf(BadInputException.class);
    }

    @Test
    void allFaultsAreSaidAtOnceAndEndTheProgramWithTwo() throws IOException {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                Main.commandLine().setErr(new PrintWriter(err)),
                Map.of(),
                "run",
                "--config",
                file("nam: shop\nagent: 2\n"));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("did you mean name?", "did you mean agents?")
                .doesNotContain("\tat ");
    }

    private static String noted(Map<String, String> environment, String... arguments) {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err)),
                environment,
                arguments);
        assertThat(code).isZero();
        return err.toString();
    }

    @Test
    void whatTheCommandDoesNotUseIsNotedWithTheSlipThatItMayBe() throws IOException {
        String file = file("masters: 3\nname: shop\nport: 0\n");
        assertThat(noted(Map.of(), "run", "--help", "--config", file))
                .isEqualTo("mesosfw: " + file
                        + ": not used by 'mesosfw run': masters: did you mean master?; port%n".formatted());
        assertThat(noted(Map.of(), "embedded", "--help", "--config=" + file))
                .isEqualTo("mesosfw: " + file + ": not used by 'mesosfw embedded': name%n".formatted());
    }

    @Test
    void ofAFileForAllCommandsOnlySlipsAreNoted() throws IOException {
        Map<String, String> environment = Map.of("MESOSFW_CONFIG", file("masters: 3\nname: shop\nport: 0\nha: true\n"));
        assertThat(noted(environment, "run", "--help")).contains("masters").doesNotContain("port");
        assertThat(noted(environment, "embedded", "--help")).isEmpty();
        assertThat(noted(environment, "app", "list", "--help")).isEmpty();
    }

    @Test
    void aVariableOfNoFlagIsNoted() {
        assertThat(noted(
                        Map.of(
                                "MESOSFW_TIMOUT", "1s",
                                "MESOSFW_COLOUR", "red",
                                "MESOSFW_LOG_LEVEL", "WARN",
                                "MESOSFW_UNTIL_DONE", "true",
                                "MESOSFWX", "y",
                                "OTHER", "x"),
                        "app",
                        "list",
                        "--help"))
                .isEqualTo("""
                        mesosfw: MESOSFW_COLOUR is not used: mesosfw has no such flag
                        mesosfw: MESOSFW_TIMOUT is not used: mesosfw has no such flag; did you mean MESOSFW_TIMEOUT?
                        """);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> expand(
                        Map.of(), "run", "--config", folder.resolve("none").toString()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aValueIsCheckedAsTheFlagsIs() throws IOException {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                Main.commandLine().setErr(new PrintWriter(err)),
                Map.of(),
                "run",
                "--embedded",
                "--config",
                file("timeout: soon\n"));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("'soon' is not a duration");
    }
}
