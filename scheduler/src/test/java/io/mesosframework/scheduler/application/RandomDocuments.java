package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Random application documents: good ones, and ones with a few random changes. */
final class RandomDocuments {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] TEXTS = {
        "",
        "a",
        "web",
        "on-failure",
        "ALWAYS",
        "never",
        "unique",
        "Mux",
        "strict",
        "http",
        "TCP",
        "command",
        "/ok",
        "./serve -v",
        "a=b",
        "it's",
        "../x",
        "/etc",
        "a\u0000b",
        " ",
        "1.5",
        "500ms",
        "0",
        "0ms",
        "5m",
        "721h",
        "1d",
        "-1",
        "*",
        "eng/prod",
        "a\n",
        "\n",
        "ä",
        "a//b",
        "-x",
        "https",
        "TEXT",
        "docker",
        "mesos",
        "MOUNT",
        "Path",
        "ro",
        "unlimited",
        "nofile",
        "NET_ADMIN",
        "ipv6",
        "host",
        "scalar",
        "Ranges",
        "STRATEGY",
        "5-9",
        "9-5",
        "@zone",
        "@x",
        "equals",
        "in",
        "max-per",
        "near",
        "exists",
        "sandbox_path",
        "parent",
        "self",
        "("
    };
    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "2",
        "3.0",
        "0.5",
        "0.001",
        "0.0005",
        "80",
        "99",
        "200",
        "599",
        "600",
        "65535",
        "65536",
        "1000000",
        "1000001",
        "1000000000",
        "1000000001",
        "2592000",
        "2592001",
        "1e3",
        "1.5",
        "-0.5",
        "1e15"
    };
    private static final String[] FIELDS = {
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
        "kill_policy",
        "max_unavailable",
        "max_surge",
        "min_healthy_time",
        "deadline",
        "replace_after",
        "on_return",
        "grace_period",
        "strategy",
        "healthcheck",
        "cpu",
        "mem",
        "disk",
        "size",
        "source",
        "mount",
        "gpus",
        "named",
        "ranges",
        "items",
        "count",
        "role",
        "reserve",
        "persistence",
        "principal",
        "container_path",
        "cmd",
        "shell",
        "arguments",
        "environment",
        "user",
        "uris",
        "uri",
        "extract",
        "executable",
        "execute",
        "cache",
        "output_file",
        "time",
        "exp_backoff",
        "total_retries",
        "max_time",
        "type",
        "effort",
        "delay",
        "interval",
        "timeout",
        "graceperiod",
        "fails",
        "http",
        "tcp",
        "scheme",
        "port",
        "path",
        "statuses",
        "container",
        "filters",
        "constraints",
        "image",
        "tag",
        "network",
        "volume",
        "check",
        "discovery",
        "secrets",
        "reference",
        "limits",
        "host_path",
        "mode",
        "rlimits",
        "soft",
        "value",
        "values",
        "field",
        "operator",
        "application",
        "within",
        "preferred",
        "cpus",
        "tasks",
        "executor",
        "sandbox_path",
        "docker_volume",
        "source",
        "x"
    };

    private final SplittableRandom random;

    RandomDocuments(SplittableRandom random) {
        this.random = random;
    }

    /** A good application. */
    ObjectNode application() {
        ObjectNode app = NODES.objectNode();
        app.put("name", pick("web", "api", "a", "test-app", "x.y_z-0", "a".repeat(128)));
        app.set("resources", resources());
        app.set("command", command(true));
        maybe(() -> app.put("instances", random.nextInt(5)));
        maybe(() -> app.set("labels", texts("team", "a b", "", "ü")));
        String restart = pick("on-failure", "always", "never", "Never", "ON-FAILURE");
        boolean says = maybe(() -> app.put("restart", restart));
        if (!says || !restart.equalsIgnoreCase("never")) {
            maybe(() -> app.set("retry", retry()));
        }
        maybe(() -> app.set("update", update()));
        maybe(() -> app.set("unreachable", unreachable()));
        maybe(() -> app.set("max_launch_delay", time("90s", "1h", "2.5")));
        maybe(() -> app.set("max_unhealthy_time", time("90s", "1h", "2.5")));
        maybe(() -> app.putObject("kill_policy").set("grace_period", time("0", "30s", "1.5m")));
        maybe(() -> app.set("strategy", strategy()));
        if (random.nextBoolean()) {
            new RandomPlacement(random).into(app);
        }
        if (random.nextBoolean()) {
            new RandomTaskParts(random).into(app);
        }
        maybe(() -> app.set("healthcheck", healthCheck()));
        JsonNode strategy = app.path("strategy");
        if (strategy.path("type").asString("").equalsIgnoreCase("mux")
                && !strategy.path("effort").asString("").equalsIgnoreCase("best")) {
            // All on one agent, only one could have a fixed port and the like.
            app.put("instances", random.nextInt(2));
        }
        if (random.nextInt(3) == 0) {
            group(app);
        } else if (random.nextInt(3) == 0) {
            executor(app);
        }
        return app;
    }

    /** Has the task run in an executor of the application's own. */
    private void executor(ObjectNode app) {
        ((ObjectNode) app.get("resources")).remove("reserve");
        if (app.at("/resources/disk") instanceof ObjectNode disk) {
            disk.remove(List.of("persistence", "volume"));
        }
        app.set("command", NODES.objectNode().put("cmd", "run"));
        ObjectNode executor = app.putObject("executor");
        executor.set("command", command(true));
        maybe(() -> executor.put("name", pick("x", "a-b_c", "a".repeat(40))));
        maybe(() -> {
            ObjectNode resources = executor.putObject("resources");
            maybe(() -> resources.put("cpu", new BigDecimal(pick("0.01", "1"))));
            maybe(() -> resources.put("mem", 32 + random.nextInt(9)));
        });
    }

    /** Turns the one task into one of a group's. */
    private void group(ObjectNode app) {
        ObjectNode task = NODES.objectNode().put("name", pick("web", "a", "x-y_z", "a".repeat(40)));
        task.set("resources", app.remove("resources"));
        task.set("command", app.remove("command"));
        GroupReader.OF_ONE_TASK.stream().filter(app::has).forEach(name -> task.set(name, app.get(name)));
        app.remove(GroupReader.OF_ONE_TASK);
        ObjectNode needs = (ObjectNode) task.get("resources");
        needs.remove(List.of("role", "reserve", "named"));
        needs.put("mem", 64);
        if (needs.get("disk") instanceof ObjectNode disk) {
            disk.remove(List.of("source", "persistence", "volume"));
        }
        if (task.get("container") instanceof ObjectNode container) {
            container.remove(List.of("type", "privileged", "parameters"));
            if (!task.at("/healthcheck/type").stringValue("command").equalsIgnoreCase("command")) {
                container.remove("network");
            }
        }
        ArrayNode tasks = app.putArray("tasks").add(task);
        if (random.nextBoolean()) {
            ObjectNode other = tasks.addObject().put("name", "other");
            other.set("resources", NODES.objectNode().put("cpu", 0.1).put("mem", 32));
            other.set("command", command(true));
            maybe(() -> other.putObject("container").putArray("volume").add(shared()));
        }
        maybe(() -> {
            ObjectNode executor = app.putObject("resources");
            maybe(() -> executor.put("cpu", new BigDecimal(pick("0.01", "1"))));
            maybe(() -> executor.put("mem", 32 + random.nextInt(9)));
            maybe(() -> executor.putObject("disk").put("size", 1));
            maybe(() -> executor.put("role", pick("*", "web", "eng/prod")));
        });
    }

    private ObjectNode shared() {
        ObjectNode volume = NODES.objectNode().put("container_path", "shared");
        volume.putObject("source")
                .put("type", pick("SANDBOX_PATH", "sandbox_path"))
                .putObject("sandbox_path")
                .put("type", pick("PARENT", "self"))
                .put("path", pick("shared", "a/b", "..c"));
        return volume;
    }

    /** A good application with one to three random changes anywhere in it; it may still be good. */
    ObjectNode changed() {
        ObjectNode app = application();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            change(app);
        }
        return app;
    }

    private void change(ObjectNode app) {
        List<JsonNode> containers = new ArrayList<>();
        collect(app, containers);
        JsonNode at = containers.get(random.nextInt(containers.size()));
        if (at instanceof ObjectNode object) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.isEmpty() || random.nextInt(4) == 0 ? pick(FIELDS) : pick(names.toArray(String[]::new));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, any(2));
            }
        } else if (at instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextBoolean()) {
                array.add(any(2));
            } else {
                array.set(random.nextInt(array.size()), any(2));
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.values().forEach(child -> collect(child, containers));
        }
    }

    private JsonNode any(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0, 1 -> NODES.stringNode(pick(TEXTS));
            case 2, 3 -> NODES.numberNode(new BigDecimal(pick(NUMBERS)));
            case 4 -> NODES.booleanNode(random.nextBoolean());
            case 5 -> NODES.nullNode();
            case 6 -> NODES.arrayNode().add(any(depth - 1));
            default -> NODES.objectNode().set(pick(FIELDS), any(depth - 1));
        };
    }

    private ObjectNode resources() {
        ObjectNode resources = NODES.objectNode();
        resources.put("cpu", new BigDecimal(pick("0.1", "1", "0.001", "16", "2.5", "1e2")));
        resources.put("mem", new BigDecimal(pick("32", "0.5", "65536", "1000000000")));
        maybe(() -> resources.putObject("disk").put("size", new BigDecimal(pick("1", "64.125"))));
        boolean roled = maybe(() -> resources.put("role", pick("*", "web", "eng/prod")));
        if (roled && !resources.get("role").asString().equals("*")) {
            maybe(() -> keep(resources));
        }
        return resources;
    }

    private void keep(ObjectNode resources) {
        maybe(() -> resources.put("reserve", true));
        if (resources.get("disk") instanceof ObjectNode disk) {
            ObjectNode persistence = disk.putObject("persistence").put("id", pick("data", "a.b_c-0"));
            maybe(() -> persistence.put(pick("principal", "principle"), "ops"));
            ObjectNode volume = disk.putObject("volume").put("container_path", pick("data", "/var/data"));
            maybe(() -> volume.put("mode", pick("rw", "RO")));
        }
    }

    private ObjectNode command(boolean ofTask) {
        ObjectNode command = NODES.objectNode();
        boolean line = !ofTask || random.nextInt(4) > 0;
        if (line) {
            command.put("cmd", pick("./serve", "sleep 1; true", "a\nb", "é"));
        }
        boolean without = random.nextBoolean();
        if (without) {
            command.putArray("arguments").add("-v").add("");
        }
        maybe(() -> command.put("shell", line && !without && random.nextBoolean()));
        maybe(() -> command.set("environment", texts("LEVEL", "A", "b c")));
        if (ofTask) {
            maybe(() -> command.put("user", "www"));
            if (!line || random.nextBoolean()) {
                uris(command.putArray("uris"), !line);
            }
        }
        return command;
    }

    private void uris(ArrayNode uris, boolean oneToRun) {
        for (int n = random.nextInt(3); n > 0; n--) {
            ObjectNode uri = uris.addObject().put("uri", pick("http://h/a.tgz", "/opt/x", "file:///b"));
            maybe(() -> uri.put("extract", random.nextBoolean()));
            maybe(() -> uri.put("cache", random.nextBoolean()));
            maybe(() -> uri.put("output_file", pick("a/b", "x..y", ".hidden")));
            if (!oneToRun) {
                maybe(() -> uri.put(pick("execute", "executable"), random.nextBoolean()));
            }
        }
        if (oneToRun) {
            uris.addObject().put("uri", "http://h/bin/run").put(pick("execute", "executable"), true);
        }
    }

    private ObjectNode retry() {
        ObjectNode retry = NODES.objectNode();
        maybe(() -> retry.set("time", time("1.5", "500ms", "5", "1m")));
        maybe(() -> retry.put("exp_backoff", random.nextBoolean()));
        maybe(() -> retry.put("total_retries", random.nextInt(-1, 10)));
        maybe(() -> retry.set("max_time", time("90s", "1h", "720h")));
        return retry;
    }

    private ObjectNode update() {
        ObjectNode update = NODES.objectNode();
        maybe(() -> update.put("max_unavailable", random.nextInt(1, 9)));
        maybe(() -> update.put("max_surge", random.nextInt(9)));
        maybe(() -> update.set("min_healthy_time", time("0", "10s", "1m")));
        maybe(() -> update.set("deadline", time("61s", "1h", "720h")));
        return update;
    }

    private ObjectNode unreachable() {
        ObjectNode unreachable = NODES.objectNode();
        maybe(() -> unreachable.set("replace_after", time("0", "10s", "1m")));
        maybe(() -> unreachable.put("on_return", pick("kill-returned", "keep-returned", "Keep-Returned")));
        return unreachable;
    }

    private ObjectNode strategy() {
        ObjectNode strategy = NODES.objectNode();
        maybe(() -> strategy.put("type", pick("unique", "mux", "non-mux", "UNIQUE", "Non-Mux")));
        maybe(() -> strategy.put("effort", pick("strict", "best", "BEST")));
        return strategy;
    }

    private ObjectNode healthCheck() {
        ObjectNode check = NODES.objectNode();
        String type = pick("http", "tcp", "command");
        check.put("type", pick(type, type.toUpperCase(Locale.ROOT)));
        if (type.equals("http")) {
            ObjectNode http = check.putObject("http").put("port", 1 + random.nextInt(65_535));
            maybe(() -> http.put("scheme", pick("http", "HTTPS")));
            maybe(() -> http.put("path", pick("/", "/ok?x=1")));
            maybe(() -> http.putArray("statuses").add(200).add(404));
        } else if (type.equals("tcp")) {
            check.putObject("tcp").put("port", 1 + random.nextInt(65_535));
        } else {
            check.set("command", command(false));
        }
        maybe(() -> check.set("delay", time("0", "1.5", "2m")));
        maybe(() -> check.set("interval", time("250ms", "10")));
        maybe(() -> check.set("timeout", time("0.001", "1h")));
        maybe(() -> check.set("graceperiod", time("0s", "30")));
        maybe(() -> check.put("fails", 1 + random.nextInt(5)));
        return check;
    }

    private JsonNode time(String... texts) {
        String text = pick(texts);
        boolean plain = Character.isDigit(text.charAt(text.length() - 1));
        return plain && random.nextBoolean() ? NODES.numberNode(new BigDecimal(text)) : NODES.stringNode(text);
    }

    private ObjectNode texts(String... values) {
        ObjectNode texts = NODES.objectNode();
        for (int n = random.nextInt(3); n > 0; n--) {
            texts.put(pick("K", "key", "A_B") + n, pick(values));
        }
        return texts;
    }

    private boolean maybe(Runnable action) {
        boolean now = random.nextBoolean();
        if (now) {
            action.run();
        }
        return now;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
