package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationJsonTest {

    private static final String SMALLEST = """
            {"name": "web", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "./serve"}}""";

    @Test
    void theSmallestDocumentHasEveryDefault() {
        assertThat(ApplicationJson.parse(SMALLEST, "a.json"))
                .containsExactly(Application.named("web")
                        .cpus(0.1)
                        .mem(32)
                        .command("./serve")
                        .build());
    }

    @Test
    void anArrayKeepsItsOrder() {
        String json = "[" + SMALLEST + "," + SMALLEST.replace("web", "api") + "]";

        assertThat(ApplicationJson.parse(json, "a.json"))
                .extracting(Application::name)
                .containsExactly("web", "api");
    }

    @Test
    void everyFieldIsRead() {
        Application app = only("""
                {"name": "thumbnailer", "instances": 2,
                 "resources": {"cpu": 0.25, "mem": 96, "disk": {"size": 64.5}, "role": "media"},
                 "command": {"cmd": "./serve", "shell": false, "arguments": ["--port", "9090"],
                             "environment": {"LEVEL": "warn", "A": ""}, "user": "www",
                             "uris": [{"uri": "http://files.example/serve", "execute": true, "extract": false,
                                       "cache": true, "output_file": "bin/serve"},
                                      {"uri": "/opt/data.tgz", "executable": false}]},
                 "labels": {"team": "media", "a b": "c"},
                 "restart": "always",
                 "retry": {"time": "3", "exp_backoff": false, "total_retries": 4, "max_time": "1h"},
                 "strategy": {"type": "unique", "effort": "best"},
                 "healthcheck": {"type": "http", "delay": 0, "interval": 20, "timeout": 1.5, "graceperiod": "1m", "fails": 5,
                                 "http": {"scheme": "https", "port": 9090, "path": "/ok", "statuses": [200, 204]}}}
                """);

        assertThat(app)
                .isEqualTo(new Application(
                        "thumbnailer",
                        2,
                        new TaskTemplate(
                                ResourceNeeds.of(0.25, 96).withDisk(64.5).withRole("media"),
                                new Command(
                                        "./serve",
                                        false,
                                        List.of("--port", "9090"),
                                        Map.of("LEVEL", "warn", "A", ""),
                                        Optional.of("www"),
                                        List.of(
                                                new Uri(
                                                        "http://files.example/serve",
                                                        false,
                                                        true,
                                                        true,
                                                        Optional.of("bin/serve")),
                                                Uri.of("/opt/data.tgz"))),
                                Map.of("team", "media", "a b", "c"),
                                Optional.of(HealthCheck.of(new HealthCheck.Http(
                                                HealthCheck.Scheme.HTTPS, 9090, "/ok", List.of(200, 204)))
                                        .withDelay(Duration.ZERO)
                                        .withInterval(Duration.ofSeconds(20))
                                        .withTimeout(Duration.ofMillis(1500))
                                        .withGracePeriod(Duration.ofMinutes(1))
                                        .withFails(5))),
                        new PlacementRules(
                                new Strategy(Strategy.Type.UNIQUE, Strategy.Effort.BEST), List.of(), List.of()),
                        new Lifecycle(
                                Restart.ALWAYS, new Retry(Duration.ofSeconds(3), false, 4, Duration.ofHours(1)))));
        assertThat(app.labels().keySet()).containsExactly("team", "a b");
        assertThat(app.command().environment().keySet()).containsExactly("LEVEL", "A");
    }

    @Test
    void aPersistentVolumeIsReadWhole() {
        ResourceNeeds needs = only("""
                {"name": "db", "command": {"cmd": "./serve"},
                 "resources": {"cpu": 1, "mem": 32, "role": "db", "disk": {
                   "size": 64, "persistence": {"id": "data", "principle": "ops"},
                   "volume": {"container_path": "/var/data", "mode": "RO"}}}}
                """).resources();

        assertThat(needs)
                .isEqualTo(ResourceNeeds.of(1, 32)
                        .withDisk(64)
                        .withRole("db")
                        .withReservation(Reservation.with(
                                new PersistentVolume("data", Optional.of("ops"), "/var/data", Volume.Mode.RO))));
        assertThat(needs.reservation().kept()).isTrue();
        assertThat(Application.named("db")
                        .cpus(1)
                        .mem(32)
                        .disk(64)
                        .role("db")
                        .reservation(Reservation.with(PersistentVolume.of("data", "data")))
                        .command("./serve")
                        .build()
                        .resources()
                        .reservation()
                        .volume())
                .contains(new PersistentVolume("data", Optional.empty(), "data", Volume.Mode.RW));
    }

    @Test
    void theLifeOfTasksIsReadWhole() {
        Application app = only(with("""
                "update": {"max_unavailable": 0, "max_surge": 2, "min_healthy_time": "30s", "deadline": "5m"},
                "unreachable": {"replace_after": "1m", "on_return": "keep-returned"},
                "max_launch_delay": "3m", "max_unhealthy_time": 90, "kill_policy": {"grace_period": "20s"}
                """));
        assertThat(app.lifecycle())
                .isEqualTo(new Lifecycle(
                        Restart.ON_FAILURE,
                        Retry.defaultFor(Restart.ON_FAILURE),
                        new UpdatePolicy(0, 2, Duration.ofSeconds(30), Duration.ofMinutes(5)),
                        new UnreachablePolicy(
                                Optional.of(Duration.ofMinutes(1)), UnreachablePolicy.OnReturn.KEEP_RETURNED),
                        Optional.of(Duration.ofMinutes(3)),
                        Optional.of(Duration.ofSeconds(90)),
                        Optional.of(Duration.ofSeconds(20))));
        assertThat(ApplicationJson.parse(ApplicationJson.write(app), "again")).containsExactly(app);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"1.5\"',1500",
        "'\"0.001\"',1",
        "'\"5\"',5000",
        "'\"500ms\"',500",
        "'\"5s\"',5000",
        "'\"90s\"',90000",
        "'\"1m\"',60000",
        "'\"1.5m\"',90000",
        "'\"0.001m\"',60",
        "'\"0.05h\"',180000",
        "2,2000",
        "0.25,250",
        "1e1,10000",
        "2.0,2000"
    })
    void timesAreSecondsOrHaveAUnit(String json, long millis) {
        Application app = only(SMALLEST.replace("}}", "}, \"retry\": {\"max_time\": \"1h\", \"time\": " + json + "}}"));
        assertThat(app.retry().time()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"on-failure,2", "always,-1", "ON-FAILURE,2", "Always,-1"})
    void aRetryWithoutANumberHasThatOfItsRestartPolicy(String restart, int retries) {
        Application app = only(with("\"restart\": \"" + restart + "\", \"retry\": {\"time\": \"2\"}"));
        assertThat(app.retry().totalRetries()).isEqualTo(retries);
        assertThat(app.retry().time()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "unique,UNIQUE",
        "UNIQUE,UNIQUE",
        "Mux,MUX",
        "mux,MUX",
        "non-mux,NON_MUX",
        "Non-Mux,NON_MUX",
        "NON-MUX,NON_MUX"
    })
    void strategiesAreReadInAnyCase(String text, Strategy.Type type) {
        assertThat(only(with("\"strategy\": {\"type\": \"" + text + "\"}")).strategy())
                .isEqualTo(new Strategy(type, Strategy.Effort.STRICT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "TCP", "Tcp"})
    void healthCheckTypesAreReadInAnyCase(String type) {
        assertThat(only(with("\"healthcheck\": {\"type\": \"" + type + "\", \"tcp\": {\"port\": 65535}}"))
                        .healthCheck())
                .contains(HealthCheck.tcp(65_535));
    }

    @ParameterizedTest
    @CsvSource({"http,HTTP", "HTTPS,HTTPS", "Http,HTTP"})
    void schemesAreReadInAnyCase(String text, HealthCheck.Scheme scheme) {
        String check = "\"healthcheck\": {\"type\": \"http\", \"http\": {\"port\": 1, \"scheme\": \"" + text + "\"}}";
        assertThat(only(with(check)).healthCheck())
                .contains(HealthCheck.of(new HealthCheck.Http(scheme, 1, "/", List.of())));
    }

    @Test
    void aCommandCheckHasItsOwnCommand() {
        String check = """
                "healthcheck": {"type": "command", "command": {"cmd": "test", "arguments": ["-f", "ok"], "environment": {"A": "b"}}}""";
        assertThat(only(with(check)).healthCheck())
                .contains(HealthCheck.of(
                        new HealthCheck.Run(Command.exec("test", "-f", "ok").withEnvironment("A", "b"))));
    }

    @Test
    void argumentsMeanThatThereIsNoShell() {
        assertThat(command("{\"cmd\": \"ls\", \"arguments\": [\"-l\"]}")).isEqualTo(Command.exec("ls", "-l"));
        assertThat(command("{\"cmd\": \"ls\", \"arguments\": []}")).isEqualTo(Command.shell("ls"));
        assertThat(command("{\"cmd\": \"ls\", \"shell\": false}")).isEqualTo(Command.exec("ls"));
        assertThat(command("{\"cmd\": \"ls\", \"shell\": true}")).isEqualTo(Command.shell("ls"));
    }

    @Test
    void withoutACommandLineTheFetchedProgramIsRun() {
        Command command = command("""
                {"uris": [{"uri": "http://h/data.tgz"}, {"uri": "http://h/bin/serve?v=1", "execute": true}], "arguments": ["-v"]}""");

        assertThat(command.cmd()).isEqualTo("./serve");
        assertThat(command.shell()).isFalse();
        assertThat(command.arguments()).containsExactly("-v");
        assertThat(command.uris()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"3", "3.0", "3e0", "0.3e1"})
    void wholeNumbersMayBeWrittenInAnyWay(String text) {
        assertThat(only(with("\"instances\": " + text)).instances()).isEqualTo(3);
    }

    @Test
    void quantitiesAreReadExactly() {
        String json = SMALLEST.replace("0.1", "0.100000000000000000000000000").replace("32", "3.2e1");
        assertThat(only(json).resources()).isEqualTo(ResourceNeeds.of(0.1, 32));
    }

    @Test
    void aByteOrderMarkAndBlanksAroundAreNoMatter() {
        byte[] bytes = ("\uFEFF\r\n\t " + SMALLEST + "\n\n").getBytes(StandardCharsets.UTF_8);
        assertThat(ApplicationJson.parse(bytes, "a.json")).hasSize(1);
    }

    @Test
    void textsKeepEveryCharacter() {
        Application app = only(with("\"labels\": {\"ü\\u00df\": \"\\ud83d\\ude00 \\\"\\n\"}"));
        assertThat(app.labels()).containsExactly(Map.entry("üß", "😀 \"\n"));
        assertThat(only(ApplicationJson.write(app))).isEqualTo(app);
    }

    @Test
    void documentsAreReadTogetherInTheirOrder() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b.json", SMALLEST.getBytes(StandardCharsets.UTF_8));
        files.put("a.json", ("[" + SMALLEST.replace("web", "api") + "]").getBytes(StandardCharsets.UTF_8));

        assertThat(ApplicationJson.parseAll(files))
                .extracting(Application::name)
                .containsExactly("web", "api");
        assertThat(ApplicationJson.parseAll(Map.of())).isEmpty();
    }

    @Test
    void aNameInTwoDocumentsIsRefusedTogetherWithAllElse() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.json", SMALLEST.getBytes(StandardCharsets.UTF_8));
        files.put("b.json", ("[" + SMALLEST.replace("0.1", "0") + "]").getBytes(StandardCharsets.UTF_8));
        files.put("c.json", "[".getBytes(StandardCharsets.UTF_8));

        InvalidApplicationsException e =
                catchThrowableOfType(InvalidApplicationsException.class, () -> ApplicationJson.parseAll(files));

        assertThat(e.problems())
                .extracting(Problem::source, Problem::path)
                .containsExactly(
                        tuple("b.json", "[0].resources.cpu"), tuple("b.json", "[0].name"), tuple("c.json", ""));
        assertThat(e)
                .hasMessageStartingWith("3 problems\n  b.json: [0].resources.cpu: must be above 0, is 0\n")
                .hasMessageContaining("b.json: [0].name: \"web\" is the name of another application too, in a.json\n")
                .hasMessageContaining("\n  c.json: line 1, column 2: is not JSON: ");
    }

    @Test
    void gpusAndNamedResourcesMeanTheSameInJsonAndCode() {
        Application app = only("""
                {"name": "x", "command": {"cmd": "run"},
                 "resources": {"cpu": 1, "mem": 32, "gpus": 2, "disk": {"size": 5, "source": {"type": "Path", "path": "/d"}}, "named": {
                   "licenses": 0.5, "ids": {"ranges": ["12", "5-9"]}, "devices": {"items": ["b", "a"]}, "any": {"count": 3}}}}
                """);

        assertThat(app)
                .isEqualTo(Application.named("x")
                        .command("run")
                        .cpus(1)
                        .mem(32)
                        .disk(5, DiskSource.path("/d"))
                        .gpus(2)
                        .named("any", NamedNeed.any(3))
                        .named("licenses", NamedNeed.amount(0.5))
                        .named("ids", NamedNeed.numbers("5", "6-9", "12"))
                        .named("devices", NamedNeed.items("b", "a"))
                        .build());
        assertThat(only(ApplicationJson.write(app))).isEqualTo(app);
    }

    @Test
    void whatIsWrittenSpellsOutEveryDefault() {
        assertThat(ApplicationJson.write(only(SMALLEST)))
                .isEqualTo("{\"name\":\"web\",\"instances\":1,\"resources\":{\"cpu\":0.1,\"mem\":32},"
                        + "\"command\":{\"cmd\":\"./serve\",\"shell\":true},\"restart\":\"on-failure\","
                        + "\"retry\":{\"time\":\"1s\",\"exp_backoff\":true,\"total_retries\":2,\"max_time\":\"5m\"},"
                        + "\"update\":{\"max_unavailable\":1,\"max_surge\":0,\"min_healthy_time\":\"0s\",\"deadline\":\"10m\"},"
                        + "\"unreachable\":{\"on_return\":\"kill-returned\"},"
                        + "\"strategy\":{\"type\":\"non-mux\",\"effort\":\"strict\"}}");
    }

    @Test
    void anotherWayToWriteTheSameIsEqual() {
        String spelledOut = """
                {"command": {"shell": true, "cmd": "./serve", "environment": {}, "arguments": [], "uris": []}, "labels": {},
                 "restart": "ON-FAILURE", "retry": {"max_time": 300, "time": "1000ms", "total_retries": 2.0, "exp_backoff": true},
                 "strategy": {"effort": "Strict", "type": "NON-MUX"}, "instances": 1e0,
                 "resources": {"mem": 32.000, "cpu": 1e-1}, "name": "web"}
                """;
        assertThat(only(spelledOut)).isEqualTo(only(SMALLEST)).hasSameHashCodeAs(only(SMALLEST));
        assertThat(ApplicationJson.write(only(spelledOut))).isEqualTo(ApplicationJson.write(only(SMALLEST)));
    }

    @Test
    void largeQuantitiesAreWrittenPlainly() {
        Application app = Application.named("a")
                .cpus(1e9)
                .mem(1e6)
                .disk(0.001)
                .command("x")
                .build();
        assertThat(ApplicationJson.write(app)).contains("\"cpu\":1000000000,\"mem\":1000000,\"disk\":{\"size\":0.001}");
        assertThat(app.resources().cpus()).isEqualTo(new BigDecimal("1000000000"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsReadBackEqual(long seed) {
        RandomDocuments documents = new RandomDocuments(new SplittableRandom(seed));
        for (int i = 0; i < 40; i++) {
            String json = documents.application().toString();
            Application app = only(json);
            String written = ApplicationJson.write(app);

            assertThat(only(written)).as("seed %d, document %s", seed, json).isEqualTo(app);
            assertThat(ApplicationJson.parse(ApplicationJson.writeBytes(app), "x"))
                    .containsExactly(app);
            assertThat(ApplicationJson.write(only(written))).isEqualTo(written);
        }
    }

    private static Command command(String json) {
        return only(SMALLEST.replace("{\"cmd\": \"./serve\"}", json)).command();
    }

    private static String with(String fields) {
        return SMALLEST.substring(0, SMALLEST.length() - 1) + ", " + fields + "}";
    }

    private static Application only(String json) {
        List<Application> all = ApplicationJson.parse(json, "test.json");
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
