package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationTest {

    @Test
    void whatIsNotSaidHasItsDefault() {
        Application web = web().build();

        assertThat(web.instances()).isEqualTo(1);
        assertThat(web.restart()).isEqualTo(Restart.ON_FAILURE);
        assertThat(web.retry()).isEqualTo(new Retry(Duration.ofSeconds(1), true, 2, Duration.ofMinutes(5)));
        assertThat(web.strategy()).isEqualTo(new Strategy(Strategy.Type.NON_MUX, Strategy.Effort.STRICT));
        assertThat(web.healthCheck()).isEmpty();
        assertThat(web.labels()).isEmpty();
        assertThat(web.resources()).isEqualTo(ResourceNeeds.of(0.1, 32));
        assertThat(web.command().shell()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ON_FAILURE,2", "ALWAYS,-1", "NEVER,0"})
    void theNumberOfRetriesFollowsTheRestartPolicy(Restart restart, int retries) {
        assertThat(web().restart(restart).build().retry().totalRetries()).isEqualTo(retries);
    }

    @Test
    void everyFaultIsNamedAtOnceByItsPath() {
        InvalidApplicationsException e = catchThrowableOfType(
                InvalidApplicationsException.class,
                () -> Application.named("Web!")
                        .instances(-1)
                        .cpus(0)
                        .mem(Double.NaN)
                        .disk(-3)
                        .role("../up")
                        .command(" ")
                        .environment("A=B", "x")
                        .label("", "x")
                        .build());

        assertThat(e.problems())
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "resources.mem",
                        "resources.cpu",
                        "resources.disk.size",
                        "resources.role",
                        "command.cmd",
                        "command.environment[\"A=B\"]",
                        "name",
                        "instances",
                        "labels[\"\"]");
        assertThat(e)
                .hasMessageStartingWith("9 problems\n  ")
                .hasMessageContaining("\n  resources.cpu: must be above 0, is 0");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Application.named("web").build())
                .isInstanceOfSatisfying(
                        InvalidApplicationsException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        new Problem("resources.cpu", "is missing"),
                                        new Problem("resources.mem", "is missing"),
                                        new Problem("command", "is missing")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "web", "test-app", "a.b_c-d9", "a--b", "0.0"})
    void goodNamesAreTaken(String name) {
        assertThat(Application.named(name).cpus(1).mem(1).command("x").build().name())
                .isEqualTo(name);
    }

    @Test
    void aNameOf128CharactersIsTakenAndOneMoreIsNot() {
        assertThat(Rules.name("a".repeat(128))).isNull();
        assertThat(Rules.name("a".repeat(129))).contains("1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-a", "a-", ".a", "a.", "_a", "A", "wEb", "a b", "a/b", "ä", "a\n", "a\u0000b", "a:b", "٣"})
    void badNamesAreRefused(String name) {
        assertThat(problems(() ->
                        Application.named(name).cpus(1).mem(1).command("x").build()))
                .singleElement()
                .extracting(Problem::path)
                .isEqualTo("name");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1,100",
        "1,1000",
        "0.001,1",
        "32,32000",
        "1e3,1000000",
        "2.500,2500",
        "1000000000,1000000000000",
        "0.3,300"
    })
    void quantitiesAreExact(double value, long millis) {
        ResourceNeeds needs = ResourceNeeds.of(value, value).withDisk(value);

        assertThat(needs.cpusMillis()).isEqualTo(millis);
        assertThat(needs.memMillis()).isEqualTo(millis);
        assertThat(needs.rootDiskMillis()).isEqualTo(millis);
        assertThat(needs.cpus()).isEqualByComparingTo(BigDecimal.valueOf(value));
        assertThat(needs.mem()).isEqualTo(needs.disk().size());
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                -1,
                0.0001,
                0.1234,
                1.0005,
                1e9 + 1,
                1e300,
                Double.MIN_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY
            })
    void quantitiesThatMesosCouldNotCountAreRefused(double value) {
        assertThat(problems(() -> ResourceNeeds.of(value, 1)))
                .extracting(Problem::path)
                .containsExactly("cpu");
        assertThat(problems(() -> ResourceNeeds.of(1, value)))
                .extracting(Problem::path)
                .containsExactly("mem");
        assertThat(problems(() -> ResourceNeeds.of(1, 1).withDisk(value)))
                .extracting(Problem::path)
                .containsExactly("disk.size");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE})
    void quantitiesInThousandthsHaveTheSameLimits(long millis) {
        assertThat(problems(() -> new ResourceNeeds(
                        millis,
                        millis,
                        DiskNeed.NONE,
                        PortNeeds.NONE,
                        -1,
                        Map.of(),
                        Optional.of("a b"),
                        Reservation.NONE)))
                .extracting(Problem::path)
                .containsExactly("cpu", "mem", "gpus", "role");
        assertThat(problems(() -> new DiskNeed(millis, Optional.empty())))
                .extracting(Problem::path)
                .containsExactly("size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "web", "eng/prod", "a.b", "Ä", "a*"})
    void goodRolesAreTaken(String role) {
        assertThat(web().role(role).build().resources().role()).contains(role);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-a", "a/", "/a", "a//b", "a/..", "a/-b", "*/a", "a b", "a\tb", "a\u007f"})
    void badRolesAreRefused(String role) {
        assertThat(problems(() -> web().role(role).build()))
                .extracting(Problem::path)
                .containsExactly("resources.role");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000_000})
    void instancesMayBeNoneToAMillion(int instances) {
        assertThat(web().instances(instances).build().instances()).isEqualTo(instances);
        assertThat(web().build().withInstances(instances).instances()).isEqualTo(instances);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void instancesOutOfRangeAreRefused(int instances) {
        assertThat(problems(() -> web().instances(instances).build()))
                .containsExactly(new Problem("instances", "must be 0 to 1000000, is " + instances));
    }

    @Test
    void whatOnlyOneSlotOnAnAgentCanHaveStandsAgainstAllOnOne() {
        ApplicationBuilder together = web().strategy(new Strategy(Strategy.Type.MUX, Strategy.Effort.STRICT))
                .ports(PortNeeds.fixed(80))
                .disk(1, DiskSource.mount("/m"))
                .named("ids", NamedNeed.numbers("5"))
                .named("any", NamedNeed.any(2));
        Application alone = together.build();

        assertThat(problems(() -> alone.withInstances(2)))
                .extracting(Problem::toString)
                .containsExactly(
                        "resources.ports.fixed: contradicts strategy mux: of the slots on one agent only one can have them",
                        "resources.named.ids: contradicts strategy mux: of the slots on one agent only one can have them",
                        "resources.disk.source.mount: contradicts strategy mux: of the slots on one agent only one can have it");
        assertThat(problems(() -> web().instances(2)
                        .ports(PortNeeds.fixed(80))
                        .constraint(new Constraint.Cluster(AgentField.AGENT, false))
                        .build()))
                .extracting(Problem::toString)
                .containsExactly(
                        "resources.ports.fixed: contradicts constraints[0]: of the slots on one agent only one can have them");
        together.strategy(new Strategy(Strategy.Type.MUX, Strategy.Effort.BEST))
                .instances(2)
                .build();
    }

    @Test
    void argumentsNeedAProgramWithoutAShell() {
        assertThat(Command.exec("/bin/echo", "a", "b").arguments()).containsExactly("a", "b");
        assertThat(problems(() -> new Command("echo", true, List.of("a"), Map.of(), Optional.empty(), List.of())))
                .extracting(Problem::path)
                .containsExactly("arguments");
    }

    @Test
    void everyPartOfACommandIsChecked() {
        assertThat(problems(() -> new Command(
                        "", false, List.of("a", "b\0"), Map.of("", "x", "OK", "\0"), Optional.of(""), List.of())))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("cmd", "arguments[1]", "environment[\"\"]", "environment.OK", "user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\b", "it's", "a\0"})
    void addressesThatTheFetcherRefusesAreRefused(String uri) {
        assertThat(problems(() -> Uri.of(uri))).extracting(Problem::path).containsExactly("uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../a", "a/../../b", "a/..", "a'b"})
    void outputFilesStayInTheSandbox(String file) {
        assertThat(problems(() -> new Uri("http://h/a", true, false, false, Optional.of(file))))
                .extracting(Problem::path)
                .containsExactly("output_file");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/a/serve,serve",
        "http://h:1/serve?x=/y,serve",
        "https://h/a#b,a",
        "/opt/serve,serve",
        "file:///a/b.tgz,b.tgz",
        "http://host,''",
        "serve,serve"
    })
    void aFetchedFileIsNamedAsTheLastPartOfItsAddress(String uri, String file) {
        assertThat(Uri.of(uri).fileName()).isEqualTo(file);
        assertThat(new Uri(uri, true, false, false, Optional.of("bin/x")).fileName())
                .isEqualTo("bin/x");
    }

    @Test
    void aHealthChecksValuesHaveLimits() {
        Duration negative = Duration.ofSeconds(-1);
        assertThat(problems(() -> new HealthCheck(
                        new HealthCheck.Tcp(1), negative, Duration.ZERO, Duration.ofDays(31), Duration.ofNanos(1), 0)))
                .extracting(Problem::path)
                .containsExactly("delay", "interval", "timeout", "graceperiod", "fails");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8080, 65_534, 65_535})
    void everyPortCanBeChecked(int port) {
        assertThat(HealthCheck.tcp(port).probe()).isEqualTo(new HealthCheck.Tcp(port));
        assertThat(HealthCheck.http(port, "/").probe())
                .isEqualTo(new HealthCheck.Http(HealthCheck.Scheme.HTTP, port, "/", List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void whatIsNoPortIsRefused(int port) {
        assertThat(problems(() -> HealthCheck.tcp(port)))
                .extracting(Problem::path)
                .containsExactly("port");
        assertThat(problems(() -> HealthCheck.http(port, "x")))
                .extracting(Problem::path)
                .containsExactly("port", "path");
    }

    @Test
    void statusesAreChecked() {
        assertThat(problems(() -> new HealthCheck.Http(HealthCheck.Scheme.HTTPS, 1, "/", List.of(99, 200, 200, 600))))
                .extracting(Problem::path)
                .containsExactly("statuses[0]", "statuses[3]", "statuses");
    }

    @Test
    void aHealthChecksCommandHasNoUserAndNothingToFetch() {
        Command command = Command.shell("true").withUser("me").withUri(Uri.of("http://h/a"));
        assertThat(problems(() -> new HealthCheck.Run(command)))
                .extracting(Problem::path)
                .containsExactly("user", "uris");
    }

    @ParameterizedTest
    @EnumSource(Restart.class)
    void onlyNeverRefusesARetry(Restart restart) {
        Retry retry = Retry.defaultFor(Restart.ON_FAILURE).withTotalRetries(7);
        if (restart == Restart.NEVER) {
            assertThat(problems(() -> web().restart(restart).retry(retry).build()))
                    .extracting(Problem::path)
                    .containsExactly("retry");
        } else {
            assertThat(web().restart(restart).retry(retry).build().retry()).isEqualTo(retry);
        }
    }

    @Test
    void aRetrysValuesHaveLimits() {
        assertThat(problems(() -> new Retry(Duration.ZERO, true, -2, Duration.ofDays(31))))
                .extracting(Problem::path)
                .containsExactly("max_time", "time", "total_retries");
        assertThat(problems(() -> new Retry(Duration.ofMinutes(6), true, 0, Duration.ofMinutes(5))))
                .containsExactly(new Problem("time", "must not be longer than max_time (5m when absent), is 6m"));
        assertThat(new Retry(Duration.ofMillis(1), false, Retry.UNLIMITED, Duration.ofDays(30)).isUnlimited())
                .isTrue();
    }

    @Test
    void theOrderOfLabelsAndVariablesIsKeptButDoesNotCount() {
        Application one = web().label("b", "1")
                .label("a", "2")
                .environment("X", "1")
                .environment("B", "2")
                .build();
        Application other = web().label("a", "2")
                .label("b", "1")
                .environment("B", "2")
                .environment("X", "1")
                .build();

        assertThat(one.labels().keySet()).containsExactly("b", "a");
        assertThat(one.command().environment().keySet()).containsExactly("X", "B");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Test
    void anApplicationCannotBeChangedThroughWhatItWasMadeOf() {
        Map<String, String> labels = new LinkedHashMap<>(Map.of("a", "1"));
        Application web = web().build();
        Application labelled = new Application(
                "web",
                1,
                new TaskTemplate(web.resources(), web.command(), labels, web.healthCheck()),
                web.placement(),
                web.lifecycle());
        labels.put("b", "2");

        assertThat(labelled.labels()).containsOnlyKeys("a");
        assertThatThrownBy(() -> labelled.labels().put("c", "3")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> web.command().environment().put("c", "3"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aWholeCommandMayBeGivenAndItsEnvironmentAddedTo() {
        Application web = web().environment("B", "2")
                .command(Command.exec("./serve", "-v").withEnvironment("A", "1").withUser("www"))
                .build();

        assertThat(web.command())
                .isEqualTo(new Command(
                        "./serve", false, List.of("-v"), Map.of("A", "1", "B", "2"), Optional.of("www"), List.of()));
    }

    @Test
    void oneProblemIsToldOnOneLineAndControlCharactersAreShown() {
        assertThatThrownBy(() ->
                        Application.named("a\nb").cpus(1).mem(1).command("x").build())
                .hasMessageStartingWith("name: must be 1 to 128 characters")
                .hasMessageEndingWith("is \"a\\u000ab\"");
    }

    private static ApplicationBuilder web() {
        return Application.named("web").cpus(0.1).mem(32).command("./serve");
    }

    private static List<Problem> problems(Runnable made) {
        return catchThrowableOfType(InvalidApplicationsException.class, made::run)
                .problems();
    }
}
