package io.mesosframework.scheduler.application;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An application as JSON, every default spelled out, so that a later release with other defaults reads the same back. */
final class ApplicationWriter {

    private ApplicationWriter() {}

    static ObjectNode write(Application application) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", application.name());
        json.put("instances", application.instances());
        if (application.task() instanceof TaskGroup group) {
            ResourcesWriter.write(json.putObject("resources"), group.executor());
            ArrayNode tasks = json.putArray("tasks");
            group.tasks().forEach(member -> writeTask(tasks.addObject().put("name", member.name()), member.template()));
        } else {
            writeTask(json, application.oneTask());
        }
        json.put("restart", application.restart().text());
        if (application.restart() != Restart.NEVER) {
            writeRetry(json.putObject("retry"), application.retry());
        }
        writeLifecycle(json, application.lifecycle());
        PlacementWriter.write(json, application.placement());
        return json;
    }

    private static void writeTask(ObjectNode json, TaskTemplate task) {
        ResourcesWriter.write(json.putObject("resources"), task);
        writeCommand(json.putObject("command"), task.command());
        writeTexts(json, "labels", task.labels());
        task.healthCheck().ifPresent(check -> writeHealthCheck(json.putObject("healthcheck"), check));
        task.container().ifPresent(container -> ContainerWriter.write(json.putObject("container"), container));
        task.check().ifPresent(check -> writeCheck(json.putObject("check"), check));
        task.discovery().ifPresent(discovery -> writeDiscovery(json.putObject("discovery"), discovery));
        task.maxCompletionTime().ifPresent(time -> json.put("max_completion_time", Durations.format(time)));
        task.executor().ifPresent(executor -> writeExecutor(json.putObject("executor"), executor));
    }

    private static void writeExecutor(ObjectNode json, CustomExecutor executor) {
        json.put("name", executor.name());
        writeCommand(json.putObject("command"), executor.command());
        json.putObject("resources")
                .put("cpu", executor.resources().cpus())
                .put("mem", executor.resources().mem());
    }

    private static void writeSecret(ObjectNode json, Secret secret) {
        if (secret instanceof Secret.Reference reference) {
            ObjectNode store = json.putObject("reference").put("name", reference.name());
            reference.key().ifPresent(key -> store.put("key", key));
        } else if (secret instanceof Secret.Plain plain) {
            json.put("value", plain.value());
        }
    }

    private static void writeDiscovery(ObjectNode json, Discovery discovery) {
        json.put("visibility", discovery.visibility().name().toLowerCase(Locale.ROOT));
        discovery.name().ifPresent(name -> json.put("name", name));
        discovery.environment().ifPresent(text -> json.put("environment", text));
        discovery.location().ifPresent(text -> json.put("location", text));
        discovery.version().ifPresent(text -> json.put("version", text));
        if (!discovery.ports().isEmpty()) {
            ArrayNode ports = json.putArray("ports");
            for (Discovery.Port port : discovery.ports()) {
                ObjectNode written = ports.addObject().put("number", port.number());
                port.name().ifPresent(name -> written.put("name", name));
                port.protocol().ifPresent(protocol -> written.put("protocol", protocol));
            }
        }
        writeTexts(json, "labels", discovery.labels());
    }

    private static void writeCommand(ObjectNode json, Command command) {
        json.put("cmd", command.cmd()).put("shell", command.shell());
        if (!command.arguments().isEmpty()) {
            command.arguments().forEach(json.putArray("arguments")::add);
        }
        writeTexts(json, "environment", command.environment());
        if (!command.secrets().isEmpty()) {
            ObjectNode secrets = json.putObject("secrets");
            command.secrets().forEach((name, secret) -> writeSecret(secrets.putObject(name), secret));
        }
        command.user().ifPresent(user -> json.put("user", user));
        if (!command.uris().isEmpty()) {
            ArrayNode uris = json.putArray("uris");
            command.uris().forEach(uri -> writeUri(uris.addObject(), uri));
        }
    }

    private static void writeUri(ObjectNode json, Uri uri) {
        json.put("uri", uri.uri());
        json.put("extract", uri.extract());
        json.put("executable", uri.executable());
        json.put("cache", uri.cache());
        uri.outputFile().ifPresent(file -> json.put("output_file", file));
    }

    private static void writeLifecycle(ObjectNode json, Lifecycle lifecycle) {
        json.putObject("update")
                .put("max_unavailable", lifecycle.update().maxUnavailable())
                .put("max_surge", lifecycle.update().maxSurge())
                .put("min_healthy_time", Durations.format(lifecycle.update().minHealthyTime()))
                .put("deadline", Durations.format(lifecycle.update().deadline()));
        ObjectNode unreachable = json.putObject("unreachable");
        lifecycle
                .unreachable()
                .replaceAfter()
                .ifPresent(time -> unreachable.put("replace_after", Durations.format(time)));
        unreachable.put("on_return", lifecycle.unreachable().onReturn().text());
        lifecycle.maxLaunchDelay().ifPresent(time -> json.put("max_launch_delay", Durations.format(time)));
        lifecycle.maxUnhealthyTime().ifPresent(time -> json.put("max_unhealthy_time", Durations.format(time)));
        lifecycle
                .killGrace()
                .ifPresent(time -> json.putObject("kill_policy").put("grace_period", Durations.format(time)));
    }

    private static void writeRetry(ObjectNode json, Retry retry) {
        json.put("time", Durations.format(retry.time()));
        json.put("exp_backoff", retry.exponential());
        json.put("total_retries", retry.totalRetries());
        json.put("max_time", Durations.format(retry.maxTime()));
    }

    private static void writeCheck(ObjectNode json, Check check) {
        if (check.probe() instanceof HealthCheck.Http http) {
            json.put("type", "http");
            json.putObject("http").put("port", http.port()).put("path", http.path());
        } else {
            writeProbe(json, check.probe());
        }
        json.put("delay", Durations.seconds(check.delay()));
        json.put("interval", Durations.seconds(check.interval()));
        json.put("timeout", Durations.seconds(check.timeout()));
    }

    private static void writeProbe(ObjectNode json, HealthCheck.Probe probe) {
        if (probe instanceof HealthCheck.Http http) {
            json.put("type", "http");
            writeHttp(json.putObject("http"), http);
        } else if (probe instanceof HealthCheck.Tcp tcp) {
            json.put("type", "tcp");
            json.putObject("tcp").put("port", tcp.port());
        } else if (probe instanceof HealthCheck.Run run) {
            json.put("type", "command");
            writeCommand(json.putObject("command"), run.command());
        }
    }

    private static void writeHealthCheck(ObjectNode json, HealthCheck check) {
        writeProbe(json, check.probe());
        json.put("delay", Durations.seconds(check.delay()));
        json.put("interval", Durations.seconds(check.interval()));
        json.put("timeout", Durations.seconds(check.timeout()));
        json.put("graceperiod", Durations.seconds(check.gracePeriod()));
        json.put("fails", check.fails());
    }

    private static void writeHttp(ObjectNode json, HealthCheck.Http http) {
        json.put("scheme", http.scheme().name().toLowerCase(Locale.ROOT));
        json.put("port", http.port());
        json.put("path", http.path());
        if (!http.statuses().isEmpty()) {
            http.statuses().forEach(json.putArray("statuses")::add);
        }
    }

    private static void writeTexts(ObjectNode json, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode object = json.putObject(name);
            texts.forEach(object::put);
        }
    }
}
