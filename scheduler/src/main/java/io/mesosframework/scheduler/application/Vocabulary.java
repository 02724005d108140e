package io.mesosframework.scheduler.application;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of one kind of JSON object, and what to say of others.
 *
 * @param what the kind, as in "is not a field of ..."
 * @param fields all that are known
 * @param meant other words for them, each with the field that is meant
 * @param refused fields that are understood but not taken, each with the reason
 */
record Vocabulary(String what, List<String> fields, Map<String, String> meant, Map<String, String> refused) {

    private static final String LATER = "is not supported yet";
    private static final String NOT_FROM_ELSEWHERE =
            "is for the volumes of a container: what is mounted here is the disk itself";
    private static final String OF_ALL = "is the whole group's: say it beside tasks";
    private static final String OF_TASK = "is for the tasks: say it in tasks[].resources";

    static final Vocabulary APPLICATION = new Vocabulary(
            "an application",
            List.of(
                    "name",
                    "instances",
                    "resources",
                    "command",
                    "labels",
                    "restart",
                    "retry",
                    "update",
                    "unreachable",
                    "max_launch_delay",
                    "max_unhealthy_time",
                    "kill_policy",
                    "strategy",
                    "filters",
                    "constraints",
                    "healthcheck",
                    "container",
                    "check",
                    "discovery",
                    "max_completion_time",
                    "tasks",
                    "executor"),
            Map.ofEntries(
                    Map.entry("id", "name"),
                    Map.entry("group", "tasks"),
                    Map.entry("task_group", "tasks"),
                    Map.entry("pod", "tasks"),
                    Map.entry("containers", "tasks"),
                    Map.entry("count", "instances"),
                    Map.entry("replicas", "instances"),
                    Map.entry("cpu", "resources.cpu"),
                    Map.entry("cpus", "resources.cpu"),
                    Map.entry("mem", "resources.mem"),
                    Map.entry("memory", "resources.mem"),
                    Map.entry("disk", "resources.disk"),
                    Map.entry("role", "resources.role"),
                    Map.entry("cmd", "command.cmd"),
                    Map.entry("env", "command.environment"),
                    Map.entry("environment", "command.environment"),
                    Map.entry("uris", "command.uris"),
                    Map.entry("user", "command.user"),
                    Map.entry("health", "healthcheck"),
                    Map.entry("image", "container.image"),
                    Map.entry("ports", "resources.ports"),
                    Map.entry("secrets", "command.secrets"),
                    Map.entry("timeout", "max_completion_time"),
                    Map.entry("filter", "filters"),
                    Map.entry("constraint", "constraints"),
                    Map.entry("placement", "constraints")),
            Map.of("dependencies", LATER));

    static final Vocabulary GROUP_TASK = new Vocabulary(
            "a task of a group",
            List.of(
                    "name",
                    "resources",
                    "command",
                    "labels",
                    "healthcheck",
                    "container",
                    "check",
                    "discovery",
                    "max_completion_time"),
            Map.of("id", "name", "cmd", "command.cmd", "health", "healthcheck", "image", "container.image"),
            Map.of(
                    "executor", "is not for the tasks of a group, which Mesos' default executor runs",
                    "instances", OF_ALL,
                    "restart", OF_ALL,
                    "retry", OF_ALL,
                    "kill_policy", OF_ALL,
                    "constraints", OF_ALL,
                    "filters", OF_ALL,
                    "strategy", OF_ALL));

    static final Vocabulary EXECUTOR_RESOURCES = new Vocabulary(
            "the resources of a group's executor",
            List.of("cpu", "mem", "disk", "role"),
            Map.of("cpus", "cpu", "memory", "mem", "ram", "mem"),
            Map.of(
                    "ports", OF_TASK,
                    "limits", OF_TASK,
                    "gpus", OF_TASK,
                    "gpu", OF_TASK,
                    "reserve", TaskGroup.NOT_IN_GROUP,
                    "named", TaskGroup.NOT_IN_GROUP));

    static final Vocabulary EXECUTOR_DISK = new Vocabulary(
            "the disk of a group's executor",
            List.of("size"),
            Map.of(),
            Map.of(
                    "source", TaskGroup.NOT_IN_GROUP,
                    "persistence", TaskGroup.NOT_IN_GROUP,
                    "volume", TaskGroup.NOT_IN_GROUP));

    static final Vocabulary EXECUTOR = new Vocabulary(
            "an executor",
            List.of("name", "command", "resources"),
            Map.of(
                    "id",
                    "name",
                    "cmd",
                    "command.cmd",
                    "uris",
                    "command.uris",
                    "cpu",
                    "resources.cpu",
                    "mem",
                    "resources.mem"),
            Map.of("role", "is the tasks': say it in resources.role beside executor"));

    static final Vocabulary OWN_EXECUTOR_RESOURCES = new Vocabulary(
            "the resources of an executor",
            List.of("cpu", "mem"),
            Map.of("cpus", "cpu", "memory", "mem", "ram", "mem"),
            Map.of("role", "is the tasks': say it in resources.role beside executor"));

    static final Vocabulary UPDATE = new Vocabulary(
            "update",
            List.of("max_unavailable", "max_surge", "min_healthy_time", "deadline"),
            Map.of("timeout", "deadline", "surge", "max_surge", "unavailable", "max_unavailable"),
            Map.of());

    static final Vocabulary UNREACHABLE = new Vocabulary(
            "unreachable", List.of("replace_after", "on_return"), Map.of("after", "replace_after"), Map.of());

    static final Vocabulary KILL_POLICY =
            new Vocabulary("a kill policy", List.of("grace_period"), Map.of("grace", "grace_period"), Map.of());

    static final Vocabulary RESOURCES = new Vocabulary(
            "resources",
            List.of("cpu", "mem", "disk", "ports", "gpus", "named", "role", "reserve", "limits"),
            Map.ofEntries(
                    Map.entry("cpus", "cpu"),
                    Map.entry("memory", "mem"),
                    Map.entry("ram", "mem"),
                    Map.entry("gpu", "gpus"),
                    Map.entry("custom", "named"),
                    Map.entry("other", "named"),
                    Map.entry("source", "disk.source"),
                    Map.entry("reservation", "reserve"),
                    Map.entry("reserved", "reserve"),
                    Map.entry("persistence", "disk.persistence"),
                    Map.entry("volume", "disk.volume")),
            Map.of());

    static final Vocabulary DISK = new Vocabulary(
            "a disk",
            List.of("size", "source", "persistence", "volume"),
            Map.of(
                    "container_path", "volume.container_path",
                    "persistent", "persistence",
                    "id", "persistence.id",
                    "type", "source.type",
                    "path", "source.path",
                    "mount", "source.mount",
                    "root", "source.path"),
            Map.of());

    static final Vocabulary DISK_SOURCE = new Vocabulary(
            "a disk's source", List.of("type", "path", "mount"), Map.of("root", "path or mount"), Map.of());

    static final Vocabulary PERSISTENCE = new Vocabulary(
            "persistence", List.of("id", "principal", "principle"), Map.of("name", "id", "key", "id"), Map.of());

    static final Vocabulary PERSISTENT_VOLUME = new Vocabulary(
            "a persistent volume",
            List.of("container_path", "mode"),
            Map.of("path", "container_path"),
            Map.of("host_path", NOT_FROM_ELSEWHERE, "source", NOT_FROM_ELSEWHERE));

    static final Vocabulary COMMAND = new Vocabulary(
            "a command",
            List.of("cmd", "shell", "arguments", "environment", "secrets", "user", "uris"),
            Map.of("value", "cmd", "command", "cmd", "args", "arguments", "env", "environment", "fetch", "uris"),
            Map.of());

    static final Vocabulary PROBE_COMMAND = new Vocabulary(
            "a health check's command",
            List.of("cmd", "shell", "arguments", "environment"),
            Map.of("value", "cmd", "command", "cmd", "args", "arguments", "env", "environment"),
            Map.of(
                    "secrets",
                    HealthCheck.Run.NO_SECRETS,
                    "user",
                    HealthCheck.Run.NO_USER,
                    "uris",
                    HealthCheck.Run.NO_URIS));

    static final Vocabulary URI = new Vocabulary(
            "a uri",
            List.of("uri", "extract", "executable", "execute", "cache", "output_file"),
            Map.of("value", "uri", "url", "uri"),
            Map.of());

    static final Vocabulary RETRY = new Vocabulary(
            "retry",
            List.of("time", "exp_backoff", "total_retries", "max_time"),
            Map.of(
                    "backoff", "exp_backoff",
                    "retries", "total_retries",
                    "max_retries", "total_retries",
                    "max_delay", "max_time",
                    "delay", "time"),
            Map.of());

    static final Vocabulary STRATEGY = new Vocabulary("strategy", List.of("type", "effort"), Map.of(), Map.of());

    static final Vocabulary PORTS = new Vocabulary(
            "ports",
            List.of("fixed", "count", "contiguous"),
            Map.of("any", "count", "number", "fixed", "numbers", "fixed"),
            Map.of());

    static final Vocabulary NAMED = new Vocabulary(
            "a resource by name",
            List.of("ranges", "items", "count"),
            Map.of("range", "ranges", "numbers", "ranges", "set", "items", "any", "count"),
            Map.of("scalar", "is not used: say the number itself", "amount", "is not used: say the number itself"));

    static final Vocabulary LIMITS =
            new Vocabulary("limits", List.of("cpu", "mem"), Map.of("cpus", "cpu", "memory", "mem"), Map.of());

    static final Vocabulary SECRET =
            new Vocabulary("a secret", List.of("reference", "value"), Map.of("name", "reference.name"), Map.of());

    static final Vocabulary REFERENCE =
            new Vocabulary("a secret's reference", List.of("name", "key"), Map.of(), Map.of());

    static final Vocabulary CONTAINER = new Vocabulary(
            "a container",
            List.of(
                    "type",
                    "image",
                    "tag",
                    "force_pull",
                    "privileged",
                    "network",
                    "volume",
                    "parameters",
                    "rlimits",
                    "tty",
                    "shm_size",
                    "capabilities"),
            Map.of(
                    "networks", "network",
                    "volumes", "volume",
                    "parameter", "parameters",
                    "options", "parameters",
                    "ulimits", "rlimits",
                    "force_pull_image", "force_pull",
                    "name", "image"),
            Map.of());

    static final Vocabulary NETWORK = new Vocabulary(
            "a network",
            List.of("name", "group", "labels", "ipaddress", "port_mapping"),
            Map.of(
                    "groups", "group",
                    "ip_addresses", "ipaddress",
                    "ip", "ipaddress",
                    "port_mappings", "port_mapping",
                    "ports", "port_mapping"),
            Map.of());

    static final Vocabulary ADDRESS =
            new Vocabulary("an address", List.of("ip", "protocol"), Map.of("ip_address", "ip"), Map.of());

    static final Vocabulary PORT_MAPPING = new Vocabulary(
            "a port mapping",
            List.of("host_port", "container_port", "protocol"),
            Map.of("host", "host_port", "container", "container_port"),
            Map.of());

    static final Vocabulary VOLUME = new Vocabulary(
            "a volume",
            List.of("container_path", "host_path", "mode", "source"),
            Map.of("path", "container_path", "docker_volume", "source.docker_volume"),
            Map.of());

    static final Vocabulary VOLUME_SOURCE =
            new Vocabulary("a volume's source", List.of("type", "docker_volume", "sandbox_path"), Map.of(), Map.of());

    static final Vocabulary SANDBOX_PATH =
            new Vocabulary("a sandbox path", List.of("type", "path"), Map.of(), Map.of());

    static final Vocabulary DOCKER_VOLUME = new Vocabulary(
            "a Docker volume",
            List.of("driver", "name", "driver_opts"),
            Map.of("driver_options", "driver_opts", "driveroptions", "driver_opts", "options", "driver_opts"),
            Map.of());

    static final Vocabulary PARAMETER =
            new Vocabulary("a parameter", List.of("key", "value"), Map.of("name", "key"), Map.of());

    static final Vocabulary RLIMIT =
            new Vocabulary("an rlimit", List.of("type", "soft", "hard"), Map.of("name", "type"), Map.of());

    static final Vocabulary CAPABILITIES =
            new Vocabulary("capabilities", List.of("effective", "bounding"), Map.of("add", "effective"), Map.of());

    static final Vocabulary DISCOVERY = new Vocabulary(
            "discovery",
            List.of("visibility", "name", "environment", "location", "version", "ports", "labels"),
            Map.of(),
            Map.of());

    static final Vocabulary DISCOVERY_PORT = new Vocabulary(
            "a discovery port", List.of("number", "name", "protocol"), Map.of("port", "number"), Map.of());

    static final Vocabulary FILTER = new Vocabulary(
            "a filter",
            List.of("type", "name", "value"),
            Map.of("values", "value", "attribute", "name", "field", "name"),
            Map.of());

    static final Vocabulary CONSTRAINT = new Vocabulary(
            "a constraint",
            List.of("field", "operator", "value", "values", "application", "within", "preferred"),
            Map.of(
                    "attribute",
                    "field",
                    "name",
                    "field",
                    "op",
                    "operator",
                    "type",
                    "operator",
                    "app",
                    "application",
                    "prefer",
                    "preferred"),
            Map.of("hard", "is not used: every constraint is hard unless it says \"preferred\": true"));

    static final Vocabulary HEALTH_CHECK = new Vocabulary(
            "a health check",
            List.of("type", "delay", "interval", "timeout", "graceperiod", "fails", "http", "tcp", "command"),
            Map.of(
                    "failures", "fails",
                    "consecutive_failures", "fails",
                    "grace", "graceperiod",
                    "grace_period_seconds", "graceperiod",
                    "port", "http.port or tcp.port",
                    "path", "http.path",
                    "cmd", "command.cmd"),
            Map.of("endpoint", "is not used: say type \"http\", with the port in http.port and the path in http.path"));

    static final Vocabulary CHECK = new Vocabulary(
            "a check",
            List.of("type", "delay", "interval", "timeout", "http", "tcp", "command"),
            Map.of("port", "http.port or tcp.port", "path", "http.path", "cmd", "command.cmd"),
            Map.of(
                    "graceperiod", "is for a health check: a check has no consequence",
                    "fails", "is for a health check: a check has no consequence"));

    static final Vocabulary CHECK_HTTP = new Vocabulary(
            "a check's http",
            List.of("port", "path"),
            Map.of(),
            Map.of(
                    "scheme", "is for a health check: a check speaks plain HTTP only",
                    "statuses", "is for a health check: a check reports the status, whatever it is"));

    static final Vocabulary HTTP =
            new Vocabulary("http", List.of("scheme", "port", "path", "statuses"), Map.of("endpoint", "path"), Map.of());

    static final Vocabulary TCP = new Vocabulary("tcp", List.of("port"), Map.of(), Map.of());

    /** What to tell someone who wrote {@code name}, which is none of the fields. */
    String fault(String name) {
        String reason = refused.get(name);
        if (reason != null) {
            return reason;
        }
        return suggestion(name)
                .map(field -> "is not a field of " + what + ": did you mean " + field + "?")
                .orElseGet(() -> "is not a field of " + what + ", which has " + String.join(", ", fields));
    }

    private Optional<String> suggestion(String name) {
        String other = meant.get(plain(name));
        return other != null ? Optional.of(other) : Spelling.nearest(name, fields);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
