package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One application out of its JSON object. Each part is read by type and then made; where a part cannot be made, a stand-in lets
 * the rest be checked too. The result counts only if no problem was added.
 */
final class ApplicationReader {

    private static final ResourceNeeds ANY_RESOURCES = ResourceNeeds.of(1, 1);
    private static final Command ANY_COMMAND = Command.shell("true");
    private static final String ANY_NAME = "any";

    private final Problems problems;

    ApplicationReader(Problems problems) {
        this.problems = problems;
    }

    @Nullable
    Application read(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.APPLICATION, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("name");
        String name = fields.text("name").orElse(ANY_NAME);
        int instances = fields.whole("instances", 0, Rules.MAX_INSTANCES).orElse(1);
        Supplier<? extends SlotTemplate> task =
                fields.has("tasks") ? new GroupReader(problems, this).read(fields) : task(fields);
        Restart restart =
                fields.word("restart", Restart.values(), Restart::text).orElse(Restart.ON_FAILURE);
        Retry retry = retry(fields, restart);
        UpdatePolicy update =
                fields.object("update", Vocabulary.UPDATE).flatMap(this::update).orElse(UpdatePolicy.DEFAULT);
        UnreachablePolicy unreachable = fields.object("unreachable", Vocabulary.UNREACHABLE)
                .flatMap(this::unreachable)
                .orElse(UnreachablePolicy.DEFAULT);
        Optional<Duration> maxLaunchDelay = fields.duration("max_launch_delay");
        Optional<Duration> maxUnhealthyTime = fields.duration("max_unhealthy_time");
        Optional<Duration> killGrace =
                fields.object("kill_policy", Vocabulary.KILL_POLICY).flatMap(policy -> policy.duration("grace_period"));
        PlacementRules placement = new PlacementReader(problems).read(fields);
        return problems.make(
                path,
                () -> new Application(
                        name,
                        instances,
                        task.get(),
                        placement,
                        new Lifecycle(
                                restart, retry, update, unreachable, maxLaunchDelay, maxUnhealthyTime, killGrace)));
    }

    /** What a task is made from, out of the fields that an application has of its one task, and a group's task of itself. */
    Supplier<TaskTemplate> task(Fields fields) {
        fields.require("resources");
        fields.require("command");
        Optional<Fields> amounts = fields.object("resources", Vocabulary.RESOURCES);
        ResourceNeeds resources =
                amounts.flatMap(new ResourcesReader(problems)::read).orElse(ANY_RESOURCES);
        ResourceLimits limits = amounts.flatMap(of -> of.object("limits", Vocabulary.LIMITS))
                .map(ResourcesReader::limits)
                .orElse(ResourceLimits.NONE);
        Command command = fields.object("command", Vocabulary.COMMAND)
                .flatMap(this::command)
                .orElse(ANY_COMMAND);
        Map<String, String> labels = fields.textsByName("labels");
        ChecksReader checks = new ChecksReader(problems);
        Optional<HealthCheck> check =
                fields.object("healthcheck", Vocabulary.HEALTH_CHECK).flatMap(checks::healthCheck);
        Optional<Container> container =
                fields.object("container", Vocabulary.CONTAINER).flatMap(new ContainerReader(problems)::read);
        Optional<Check> statusCheck = fields.object("check", Vocabulary.CHECK).flatMap(checks::check);
        Optional<Discovery> discovery =
                fields.object("discovery", Vocabulary.DISCOVERY).flatMap(this::discovery);
        Optional<Duration> longest = fields.duration("max_completion_time");
        Optional<CustomExecutor> executor = fields.has("executor")
                ? fields.object("executor", Vocabulary.EXECUTOR).flatMap(this::executor)
                : Optional.empty();
        return () -> new TaskTemplate(
                resources, command, labels, check, container, statusCheck, discovery, longest, limits, executor);
    }

    private Optional<CustomExecutor> executor(Fields fields) {
        fields.require("command");
        String name = fields.text("name").orElse(CustomExecutor.NAME);
        Command command = fields.object("command", Vocabulary.COMMAND)
                .flatMap(this::command)
                .orElse(ANY_COMMAND);
        ResourceNeeds resources = fields.object("resources", Vocabulary.OWN_EXECUTOR_RESOURCES)
                .flatMap(this::executorResources)
                .orElse(CustomExecutor.RESOURCES);
        return make(fields, () -> new CustomExecutor(name, command, resources));
    }

    private Optional<ResourceNeeds> executorResources(Fields fields) {
        BigDecimal cpus = fields.number("cpu").orElse(CustomExecutor.RESOURCES.cpus());
        BigDecimal mem = fields.number("mem").orElse(CustomExecutor.RESOURCES.mem());
        return make(fields, () -> ResourceNeeds.of(cpus, mem, Optional.empty()));
    }

    private Optional<Command> command(Fields fields) {
        List<Uri> uris = fields.each("uris", this::uri);
        Optional<String> user = fields.text("user");
        List<String> arguments = fields.texts("arguments");
        Map<String, String> environment = fields.textsByName("environment");
        Map<String, Secret> secrets = fields.eachByName("secrets", this::secret);
        boolean noLine = !fields.has("cmd");
        boolean shell = fields.flag("shell").orElse(!noLine && arguments.isEmpty());
        String line = noLine
                ? fetchedProgram(fields, shell, uris)
                : fields.text("cmd").orElse("true");
        return make(fields, () -> new Command(line, shell, arguments, environment, user, uris, secrets));
    }

    /** Without a command line the one program among the files fetched is run. */
    private String fetchedProgram(Fields fields, boolean shell, List<Uri> uris) {
        List<Uri> programs = uris.stream().filter(Uri::executable).toList();
        if (!fields.has("uris")) {
            fields.problem("cmd", "is missing");
        } else if (programs.size() != 1) {
            fields.problem(
                    "cmd",
                    "is missing: without it exactly one of the uris must be executable, to be run; " + programs.size()
                            + " are");
        } else if (shell) {
            fields.problem("shell", "needs cmd: without it the fetched program is run, and that without a shell");
        } else if (programs.get(0).fileName().isEmpty()) {
            fields.problem("cmd", "is missing, and the uri to run names no file: give it an output_file");
        } else {
            return "./" + programs.get(0).fileName();
        }
        return "true";
    }

    private @Nullable Uri uri(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.URI, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("uri");
        if (fields.has("execute") && fields.has("executable")) {
            fields.problem("execute", "is another word for executable: give one of them");
        }
        boolean executable =
                fields.flag("execute").or(() -> fields.flag("executable")).orElse(false);
        boolean extract = fields.flag("extract").orElse(true);
        boolean cache = fields.flag("cache").orElse(false);
        String uri = fields.text("uri").orElse("any");
        Optional<String> outputFile = fields.text("output_file");
        return make(fields, () -> new Uri(uri, extract, executable, cache, outputFile))
                .orElse(null);
    }

    private Retry retry(Fields application, Restart restart) {
        Retry defaults = Retry.defaultFor(restart);
        Fields fields = application.object("retry", Vocabulary.RETRY).orElse(null);
        if (fields == null) {
            return defaults;
        }
        Duration time = fields.duration("time").orElse(defaults.time());
        boolean exponential = fields.flag("exp_backoff").orElse(defaults.exponential());
        int total = fields.whole("total_retries", Retry.UNLIMITED, Rules.MAX_RETRIES)
                .orElse(defaults.totalRetries());
        Duration longest = fields.duration("max_time").orElse(defaults.maxTime());
        Retry retry =
                make(fields, () -> new Retry(time, exponential, total, longest)).orElse(defaults);
        if (restart == Restart.NEVER) {
            application.problem("retry", Lifecycle.NOTHING_TO_RETRY);
            return defaults;
        }
        return retry;
    }

    private Optional<UpdatePolicy> update(Fields fields) {
        UpdatePolicy defaults = UpdatePolicy.DEFAULT;
        int unavailable =
                fields.whole("max_unavailable", 0, Rules.MAX_INSTANCES).orElse(defaults.maxUnavailable());
        int surge = fields.whole("max_surge", 0, Rules.MAX_INSTANCES).orElse(defaults.maxSurge());
        Duration healthy = fields.duration("min_healthy_time").orElse(defaults.minHealthyTime());
        Duration deadline = fields.duration("deadline").orElse(defaults.deadline());
        return make(fields, () -> new UpdatePolicy(unavailable, surge, healthy, deadline));
    }

    private Optional<UnreachablePolicy> unreachable(Fields fields) {
        Optional<Duration> replaceAfter = fields.duration("replace_after");
        UnreachablePolicy.OnReturn onReturn = fields.word(
                        "on_return", UnreachablePolicy.OnReturn.values(), UnreachablePolicy.OnReturn::text)
                .orElse(UnreachablePolicy.DEFAULT.onReturn());
        return make(fields, () -> new UnreachablePolicy(replaceAfter, onReturn));
    }

    private @Nullable Secret secret(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.SECRET, path, problems);
        if (fields == null) {
            return null;
        }
        if (fields.has("reference") == fields.has("value")) {
            problems.add(path, "must have one of reference and value");
        }
        Optional<Secret> reference = fields.object("reference", Vocabulary.REFERENCE)
                .flatMap(store -> {
                    store.require("name");
                    String name = store.text("name").orElse("any");
                    Optional<String> key = store.text("key");
                    return make(fields, () -> new Secret.Reference(name, key));
                });
        Optional<Secret> plain = fields.text("value").flatMap(value -> make(fields, () -> new Secret.Plain(value)));
        return reference.or(() -> plain).orElse(null);
    }

    private Optional<Discovery> discovery(Fields fields) {
        fields.require("visibility");
        Discovery.Visibility visibility = fields.word(
                        "visibility",
                        Discovery.Visibility.values(),
                        value -> value.name().toLowerCase(Locale.ROOT))
                .orElse(Discovery.Visibility.FRAMEWORK);
        Optional<String> name = fields.text("name");
        Optional<String> environment = fields.text("environment");
        Optional<String> location = fields.text("location");
        Optional<String> version = fields.text("version");
        List<Discovery.Port> ports = fields.each("ports", this::discoveryPort);
        Map<String, String> labels = fields.textsByName("labels");
        return make(fields, () -> new Discovery(visibility, name, environment, location, version, ports, labels));
    }

    private Discovery.@Nullable Port discoveryPort(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.DISCOVERY_PORT, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("number");
        int number = fields.whole("number", 0, Rules.MAX_PORT).orElse(0);
        Optional<String> name = fields.text("name");
        Optional<String> protocol = fields.text("protocol");
        return make(fields, () -> new Discovery.Port(number, name, protocol)).orElse(null);
    }

    private <T> Optional<T> make(Fields fields, Supplier<T> maker) {
        return Optional.ofNullable(problems.make(fields.path(), maker));
    }
}
