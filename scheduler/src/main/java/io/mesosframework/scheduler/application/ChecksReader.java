package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads an application's health check and the check for its status. */
final class ChecksReader {

    private static final String[] TYPES = {"http", "tcp", "command"};

    private final Problems problems;

    ChecksReader(Problems problems) {
        this.problems = problems;
    }

    Optional<HealthCheck> healthCheck(Fields fields) {
        HealthCheck.Probe probe = probe(fields, Vocabulary.HTTP, this::http);
        Duration delay = fields.duration("delay").orElse(HealthCheck.DEFAULT_DELAY);
        Duration interval = fields.duration("interval").orElse(HealthCheck.DEFAULT_INTERVAL);
        Duration timeout = fields.duration("timeout").orElse(HealthCheck.DEFAULT_TIMEOUT);
        Duration grace = fields.duration("graceperiod").orElse(HealthCheck.DEFAULT_GRACE_PERIOD);
        int fails = fields.whole("fails", 1, Rules.MAX_RETRIES).orElse(HealthCheck.DEFAULT_FAILS);
        return make(fields, () -> new HealthCheck(probe, delay, interval, timeout, grace, fails));
    }

    Optional<Check> check(Fields fields) {
        HealthCheck.Probe probe = probe(fields, Vocabulary.CHECK_HTTP, this::plainHttp);
        Duration delay = fields.duration("delay").orElse(HealthCheck.DEFAULT_DELAY);
        Duration interval = fields.duration("interval").orElse(HealthCheck.DEFAULT_INTERVAL);
        Duration timeout = fields.duration("timeout").orElse(HealthCheck.DEFAULT_TIMEOUT);
        return make(fields, () -> new Check(probe, delay, interval, timeout));
    }

    /** What both kinds probe with; they differ in what they may say of HTTP. */
    private HealthCheck.Probe probe(
            Fields fields, Vocabulary httpFields, Function<Fields, Optional<HealthCheck.Probe>> readHttp) {
        fields.require("type");
        fields.word("type", TYPES, type -> type).ifPresent(type -> onlyItsOwnBody(fields, type));
        Optional<HealthCheck.Probe> http = fields.object("http", httpFields).flatMap(readHttp);
        Optional<HealthCheck.Probe> tcp = fields.object("tcp", Vocabulary.TCP).flatMap(this::tcp);
        Optional<HealthCheck.Probe> run =
                fields.object("command", Vocabulary.PROBE_COMMAND).flatMap(this::run);
        return http.or(() -> tcp).or(() -> run).orElse(new HealthCheck.Tcp(1));
    }

    private static void onlyItsOwnBody(Fields fields, String type) {
        fields.require(type);
        for (String other : TYPES) {
            if (!other.equals(type) && fields.has(other)) {
                fields.problem(other, "does nothing where type is \"" + type + "\": leave one of them out");
            }
        }
    }

    private Optional<HealthCheck.Probe> http(Fields fields) {
        fields.require("port");
        HealthCheck.Scheme scheme = fields.word(
                        "scheme",
                        HealthCheck.Scheme.values(),
                        value -> value.name().toLowerCase(Locale.ROOT))
                .orElse(HealthCheck.Scheme.HTTP);
        int port = fields.whole("port", 1, Rules.MAX_PORT).orElse(1);
        String path = fields.text("path").orElse("/");
        List<Integer> statuses = fields.wholes("statuses", 100, 599);
        return make(fields, () -> new HealthCheck.Http(scheme, port, path, statuses));
    }

    private Optional<HealthCheck.Probe> plainHttp(Fields fields) {
        fields.require("port");
        int port = fields.whole("port", 1, Rules.MAX_PORT).orElse(1);
        String path = fields.text("path").orElse("/");
        return make(fields, () -> new HealthCheck.Http(HealthCheck.Scheme.HTTP, port, path, List.of()));
    }

    private Optional<HealthCheck.Probe> tcp(Fields fields) {
        fields.require("port");
        return Optional.of(
                new HealthCheck.Tcp(fields.whole("port", 1, Rules.MAX_PORT).orElse(1)));
    }

    private Optional<HealthCheck.Probe> run(Fields fields) {
        fields.require("cmd");
        List<String> arguments = fields.texts("arguments");
        Map<String, String> environment = fields.textsByName("environment");
        boolean shell = fields.flag("shell").orElse(arguments.isEmpty());
        String line = fields.text("cmd").orElse("true");
        return make(
                fields,
                () -> new HealthCheck.Run(
                        new Command(line, shell, arguments, environment, Optional.empty(), List.of())));
    }

    private <T> Optional<T> make(Fields fields, Supplier<T> maker) {
        return Optional.ofNullable(problems.make(fields.path(), maker));
    }
}
