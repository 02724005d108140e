package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.Framework.operation;
import static io.mesosframework.conformance.suite.books.LaunchCalls.group;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the master looks at before it lets a task through, and its words where it does not: PROTOCOL B69-B92, B127. */
public final class TaskValidationScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                ids(),
                executorIds(),
                order(),
                idsInUse(),
                unreachableId(),
                resources(),
                roles(),
                volumesOnce(),
                limits(),
                limitsOfRoles(),
                shareCgroups(),
                executorOrCommand(),
                executors(),
                executorsAgain(),
                smallExecutors(),
                groupExecutors(),
                groupTasks(),
                groupCgroups(),
                healthChecks(),
                checks(),
                environment(),
                volumes(),
                others(),
                staging(),
                stateNumbers(),
                reasons());
    }

    /** Sends them with one offer, in one LAUNCH, and records what each is told. */
    static void refused(Framework framework, ObjectNode... tasks) {
        Offer offer = framework.offer();
        framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, tasks));
        for (int i = 0; i < tasks.length; i++) {
            framework.await("UPDATE");
        }
    }

    private static ObjectNode task(String id, Consumer<ObjectNode> change) {
        ObjectNode task = Launch.command(id, "true");
        change.accept(task);
        return task;
    }

    /** A task with one more field, as JSON. */
    private static ObjectNode with(String id, String field, String json, Object... values) {
        return task(id, task -> task.set(field, Json.object(json, values)));
    }

    private static ObjectNode resources(String id, String... resources) {
        return task(id, task -> task.set("resources", Json.read("[" + String.join(",", resources) + "]")));
    }

    /** So that two agents' offers have an order. */
    private static final String UNLIKE = "cpus:%d;mem:512;disk:100;ports:[31000-31009]";

    private static final String CPU = Launch.scalar("cpus", 0.1);
    private static final String MEM = Launch.scalar("mem", 32);

    private static ObjectNode named(String id) {
        ObjectNode task = Launch.command("t", "true");
        task.withObject("task_id").put("value", id);
        return task;
    }

    private static Scenario ids() {
        return Scenario.of("task-ids", "Which ids a task may have")
                .proves("B77", "B69")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refused(
                            framework,
                            named(""),
                            named("."),
                            named(".."),
                            named("a/b"),
                            named("a\\b"),
                            named("a\tb"),
                            named("a\nb"),
                            named("a\u007fb"),
                            named("x".repeat(256)),
                            named("\u00fc".repeat(128)));
                    for (String id : List.of("a b", "...", "x".repeat(255), "a:b*?", "\u00fc\u4e2d", "a\u0085b")) {
                        stage.quietly(() -> framework.launch(named(id)));
                        framework.until(id, "TASK_FINISHED");
                    }
                });
    }

    private static ObjectNode withExecutor(String id, Framework framework, Consumer<ObjectNode> change) {
        ObjectNode task = Launch.withExecutor(id, framework, "e-" + id);
        change.accept((ObjectNode) task.path("executor"));
        return task;
    }

    private static Scenario executorIds() {
        return Scenario.of("executor-ids", "Which ids an executor may have")
                .proves("B77")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refused(
                            framework,
                            Stream.of("", ".", "..", "a/b", "a\\b", "a\tb", "x".repeat(256))
                                    .map(id -> withExecutor(
                                            "t" + id.length(),
                                            framework,
                                            e -> e.withObject("executor_id").put("value", id)))
                                    .toArray(ObjectNode[]::new));
                });
    }

    private static Scenario order() {
        return Scenario.of("task-order", "Of all that is wrong with a task the first is told, in this order")
                .proves("B76")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(Launch.command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    ObjectNode all = Json.object("{name: 'all', task_id: {value: 'a/b'}, agent_id: {value: 'no-agent'},"
                            + " kill_policy: {grace_period: {nanoseconds: -1}},"
                            + " max_completion_time: {nanoseconds: -1}, check: {}, health_check: {}, resources: [],"
                            + " limits: {gpus: {value: 1}},"
                            + " command: {value: 'true', environment: {variables: [{name: 'A', type: 'VALUE'}]}},"
                            + " container: {type: 'MESOS', linux_info: {share_cgroups: false},"
                            + " volumes: [{mode: 'RW', container_path: 'v'}]}}");
                    all.set("executor", Launch.executor(framework, ".."));
                    List<Consumer<ObjectNode>> repairs = List.of(
                            task -> task.withObject("task_id").put("value", "t1"),
                            task -> task.withObject("task_id").put("value", "t2"),
                            task -> task.withObject("agent_id").put("value", offer.agentId()),
                            task -> task.remove("kill_policy"),
                            task -> task.remove("max_completion_time"),
                            task -> task.remove("check"),
                            task -> task.remove("health_check"),
                            task -> task.set("resources", Json.read("[" + Launch.scalar("cpus", 9) + "]")),
                            task -> task.withObject("command").remove("environment"),
                            task -> task.withObject("container").remove("volumes"),
                            task -> task.remove("limits"),
                            task -> task.remove("command"),
                            task -> task.withObject("executor").set("executor_id", Json.object("{value: 'e1'}")),
                            task -> task.set("resources", Json.read("[" + Launch.scalar("cpus", 1) + "]")));
                    List<ObjectNode> tasks = new ArrayList<>(List.of(all));
                    for (Consumer<ObjectNode> repair : repairs) {
                        ObjectNode next = tasks.get(tasks.size() - 1).deepCopy();
                        repair.accept(next);
                        tasks.add(next);
                    }
                    Offer next = framework.offer();
                    ObjectNode operation = operation("LAUNCH", "{task_infos: []}");
                    tasks.forEach(task -> ((ObjectNode) operation.path("launch"))
                            .withArray("task_infos")
                            .add(task));
                    framework.accept(List.of(next.id()), "{refuse_seconds: 0}", operation);
                    for (int i = 0; i < tasks.size(); i++) {
                        framework.await("UPDATE");
                    }
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                });
    }

    private static Scenario idsInUse() {
        return Scenario.of("task-ids-in-use", "An id is taken until its last update is acknowledged, on any agent")
                .proves("B74", "B78")
                .on(Needs.oneAgent().agents(2).resources(UNLIKE))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    List<Offer> offers = framework.offers(2);
                    Offer first = of(stage.agent(1), offers);
                    Offer second = of(stage.agent(2), offers);
                    framework.accept(
                            first, launch(first, Launch.withExecutor("t1", framework, "e1"), Launch.task("t1")));
                    framework.await("UPDATE");
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.accept(second, launch(second, Launch.command("t1", "true")));
                    framework.update("t1");
                    executor.update("t1", "TASK_FINISHED");
                    Stage.Seen last = framework.update("t1");
                    framework.forgetOffers();
                    framework.call("REVIVE", "");
                    Offer again = framework.offer(offer -> offer.agentId().equals(second.agentId()));
                    framework.accept(again, launch(again, Launch.command("t1", "true")));
                    framework.update("t1");
                    framework.acknowledge(last);
                    framework.fence();
                    framework.call("REVIVE", "");
                    Offer third = framework.offer(offer -> offer.agentId().equals(second.agentId()));
                    framework.accept(third, launch(third, Launch.command("t1", "true")));
                    framework.until("t1", "TASK_FINISHED");
                });
    }

    private static Scenario unreachableId() {
        return Scenario.of("task-id-unreachable", "The id of an unreachable task is taken")
                .proves("B78")
                .on(Needs.oneAgent()
                        .agents(2)
                        .resources(UNLIKE)
                        .masterFlag("agent_ping_timeout", "1secs")
                        .masterFlag("max_agent_ping_timeouts", "2")
                        .alone())
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    List<Offer> offers = framework.offers(2);
                    Offer first = of(stage.agent(1), offers);
                    framework.accept(first, launch(first, Launch.command("t1", "sleep 100")));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killAgent(1);
                    framework.until("t1", "TASK_UNREACHABLE");
                    Offer other = of(stage.agent(2), offers);
                    framework.accept(other, launch(other, Launch.command("t1", "true")));
                    framework.awaitAll("UPDATE t1", "FAILURE");
                });
    }

    private static Offer of(String agent, List<Offer> offers) {
        return offers.stream()
                .filter(offer -> offer.agentAddress().equals(agent))
                .findFirst()
                .orElseThrow();
    }

    private static String reserved(String role, String resource) {
        return reserved(role, resource, "");
    }

    private static String reserved(String role, String resource, String more) {
        ObjectNode json = Json.object(resource);
        json.set("reservations", Json.read("[{type: 'DYNAMIC', role: '" + role + "'" + more + "}]"));
        return Json.write(json);
    }

    private static String volume(String role, String id, String volume) {
        ObjectNode json = Json.object(reserved(role, Launch.scalar("disk", 10)));
        json.set("disk", Json.object("{persistence: {id: '%s'}%s}", id, volume));
        return Json.write(json);
    }

    private static final String VOLUME = ", volume: {mode: 'RW', container_path: 'v'}";

    private static String revocable(String resource) {
        return Json.write(Json.object(resource).set("revocable", Json.object("{}")));
    }

    private static String allocated(String role, String resource) {
        return Json.write(Json.object(resource).set("allocation_info", Json.object("{role: '%s'}", role)));
    }

    private static Scenario resources() {
        return Scenario.of("task-resources", "A task uses some resources, and sound ones")
                .proves("B79", "B80", "B76")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String role = stage.role();
                    refused(
                            framework,
                            resources("none"),
                            resources("half-a-gpu", CPU, Launch.scalar("gpus", 0.5)),
                            resources("thousandth", CPU, Launch.scalar("gpus", 1.001)),
                            resources("both", CPU, revocable(CPU), MEM),
                            resources("both-zero", Launch.scalar("cpus", 0), revocable(CPU), MEM),
                            resources("revocable", revocable(CPU), MEM),
                            resources("of-revocable", reserved(role, revocable(CPU)), MEM),
                            resources("same-volume", CPU, volume(role, "v", VOLUME), volume(role, "v", VOLUME)),
                            resources("revocable-volume", CPU, revocable(volume(role, "v", VOLUME))),
                            resources("no-volume", CPU, volume(role, "v", "")),
                            resources(
                                    "host-path",
                                    CPU,
                                    volume(role, "v", ", volume: {mode: 'RW', container_path: 'v', host_path: '/'}")),
                            resources("volume-id", CPU, volume(role, "a/b", VOLUME)),
                            resources(
                                    "unreserved",
                                    CPU,
                                    Json.write(Json.object(Launch.scalar("disk", 1))
                                            .set("disk", Json.object("{persistence: {id: 'v'}%s}", VOLUME)))),
                            resources(
                                    "empty-disk",
                                    CPU,
                                    Json.write(Json.object(Launch.scalar("disk", 1))
                                            .set("disk", Json.object("{}")))),
                            resources(
                                    "only-volume",
                                    CPU,
                                    Json.write(Json.object(Launch.scalar("disk", 1))
                                            .set("disk", Json.object("{volume: {mode: 'RW', container_path: 'v'}}")))),
                            resources("too-much", CPU, Launch.scalar("mem", 5000)),
                            resources("unknown", CPU, MEM, Launch.scalar("bananas", 1)),
                            resources("reserved", reserved(role, CPU), MEM));
                    framework.launch(resources("zero", Launch.scalar("cpus", 0)));
                    framework.until("zero", "TASK_FINISHED");
                    framework.launch(resources("small", Launch.scalar("cpus", 0.001), Launch.scalar("mem", 0.001)));
                    framework.until("small", "TASK_FINISHED");
                });
    }

    private static Scenario roles() {
        return Scenario.of("task-roles", "The resources of a task and its executor are allocated to one role")
                .proves("B80", "D35")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode elsewhere = withExecutor(
                            "executor-elsewhere",
                            framework,
                            e -> e.set(
                                    "resources",
                                    Json.read("[" + allocated("nobody", CPU) + "," + allocated("nobody", MEM) + "]")));
                    ObjectNode mixed = withExecutor(
                            "executor-mixed",
                            framework,
                            e -> e.set("resources", Json.read("[" + allocated("nobody", CPU) + "," + MEM + "]")));
                    refused(
                            framework,
                            resources("two-roles", allocated("nobody", CPU), allocated("somebody", MEM)),
                            resources("not-its", allocated("nobody", CPU), allocated("nobody", MEM)),
                            elsewhere,
                            mixed);
                });
    }

    private static Scenario volumesOnce() {
        return Scenario.of("volumes-once", "A task and its executor do not share a volume, a port or an item by halves")
                .proves("B80")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String role = stage.role();
                    ObjectNode volumes = withExecutor(
                            "volume",
                            framework,
                            e -> e.set("resources", Json.read("[" + CPU + "," + volume(role, "v", VOLUME) + "]")));
                    volumes.set("resources", Json.read("[" + CPU + "," + volume(role, "v", VOLUME) + "]"));
                    ObjectNode ports = withExecutor(
                            "ports",
                            framework,
                            e -> e.set("resources", Json.read("[" + CPU + "," + ports(31000, 31009) + "]")));
                    ports.set("resources", Json.read("[" + CPU + "," + ports(31005, 31010) + "]"));
                    ObjectNode revocable = withExecutor(
                            "revocable",
                            framework,
                            e -> e.set("resources", Json.read("[" + revocable(CPU) + "," + MEM + "]")));
                    ObjectNode twice = withExecutor(
                            "executor-twice",
                            framework,
                            e -> e.set(
                                    "resources",
                                    Json.read("[" + CPU + "," + volume(role, "v", VOLUME) + ","
                                            + volume(role, "v", VOLUME) + "]")));
                    ObjectNode both = withExecutor(
                            "executor-both",
                            framework,
                            e -> e.set("resources", Json.read("[" + CPU + "," + revocable(CPU) + "]")));
                    ObjectNode gpus = withExecutor(
                            "gpus",
                            framework,
                            e -> e.set("resources", Json.read("[" + CPU + "," + Launch.scalar("gpus", 0.5) + "]")));
                    refused(framework, volumes, ports, revocable, twice, both, gpus);
                });
    }

    static String ports(long begin, long end) {
        return "{\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":%s,\"end\":%s}]}}"
                .formatted(begin, end);
    }

    private static ObjectNode limited(String id, String limits, String... resources) {
        return resources(id, resources).set("limits", Json.object(limits));
    }

    private static Scenario limits() {
        return Scenario.of("task-limits", "Limits are for cpus and mem, and not below what is asked for")
                .proves("B81", "D1", "D26")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refused(
                            framework,
                            limited("gpus", "{gpus: {value: 1}}", CPU, MEM),
                            limited("cpus-and-disk", "{cpus: {value: 1}, disk: {value: 1}}", CPU, MEM),
                            limited("no-cpus", "{cpus: {value: 1}}", MEM),
                            limited("no-mem", "{mem: {value: 64}}", CPU),
                            limited("less-cpus", "{cpus: {value: 0.05}}", CPU, MEM),
                            limited("negative", "{cpus: {value: -1}}", CPU, MEM),
                            limited("hardly-less", "{cpus: {value: 0.0996}}", CPU, MEM),
                            limited("zero-cpus", "{cpus: {value: 1}}", Launch.scalar("cpus", 0), MEM),
                            limited("less-mem", "{mem: {value: 31}}", CPU, MEM),
                            limited("a-fraction-less", "{mem: {value: 31.9}}", CPU, MEM),
                            limited("cpus-first", "{cpus: {value: 0.01}, mem: {value: 1}}", CPU, MEM));
                    String many = Launch.scalar("cpus", 9);
                    refused(
                            framework,
                            limited("same", "{cpus: {value: 9}, mem: {value: 32}}", many, MEM),
                            limited("hardly-less-again", "{cpus: {value: 8.9996}, mem: {value: 32}}", many, MEM),
                            limited("infinite", "{cpus: {value: 'Infinity'}, mem: {value: 'Infinity'}}", many, MEM),
                            limited("whole-megabytes", "{mem: {value: 32.2}}", many, Launch.scalar("mem", 32.9)));
                });
    }

    private static Scenario limitsOfRoles() {
        return Scenario.of("task-limits-of-roles", "What is asked for counts over all reservations")
                .proves("B81", "D26")
                .on(
                        Needs.oneAgent()
                                .resources(
                                        "cpus:2;mem:512;cpus(task-limits-of-roles):1;mem(task-limits-of-roles):256;disk:100;ports:[31000-31009]"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String both = Launch.scalar("cpus", 0.5);
                    String reserved = Json.write(Json.object(both)
                            .set("reservations", Json.read("[{type: 'STATIC', role: '" + stage.role() + "'}]")));
                    String many = Launch.scalar("mem", 5000);
                    refused(
                            framework,
                            limited("less", "{cpus: {value: 0.9}}", both, reserved, many),
                            limited("same", "{cpus: {value: 1}}", both, reserved, many));
                });
    }

    private static Scenario shareCgroups() {
        return Scenario.of("task-cgroups", "A task of a LAUNCH shares the cgroups of its executor")
                .proves("B82", "B76")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String own = "{type: 'MESOS', linux_info: {share_cgroups: false}}";
                    ObjectNode tooMuch = resources("too-much", Launch.scalar("cpus", 9));
                    tooMuch.set("container", Json.object(own));
                    refused(
                            framework,
                            with("own", "container", own),
                            task("own-and-limit", task -> {
                                task.set("container", Json.object(own));
                                task.set("limits", Json.object("{cpus: {value: 1}}"));
                            }),
                            tooMuch);
                    framework.launch(with("shared", "container", "{type: 'MESOS', linux_info: {share_cgroups: true}}"));
                    framework.until("shared", "TASK_FINISHED");
                });
    }

    private static Scenario executorOrCommand() {
        return Scenario.of("executor-or-command", "A task of a LAUNCH has a command or an executor")
                .proves("B83")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode both = Launch.withExecutor("both", framework, "e1");
                    both.set("command", Json.object("{value: 'true'}"));
                    refused(framework, Launch.task("neither"), both);
                });
    }

    private static Scenario executors() {
        return Scenario.of("launch-executors", "What a LAUNCH asks of an executor")
                .proves("B84", "B86")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refused(
                            framework,
                            withExecutor(
                                    "default",
                                    framework,
                                    e -> e.put("type", "DEFAULT").remove("command")),
                            withExecutor("default-with-command", framework, e -> e.put("type", "DEFAULT")),
                            withExecutor(
                                    "default-docker",
                                    framework,
                                    e -> e.put("type", "DEFAULT")
                                            .set("container", Json.object("{type: 'DOCKER', docker: {image: 'i'}}"))
                                            .remove("command")),
                            withExecutor("unknown", framework, e -> e.put("type", "UNKNOWN")),
                            withExecutor(
                                    "unknown-bare",
                                    framework,
                                    e -> e.put("type", "UNKNOWN").remove("command")),
                            withExecutor("no-command", framework, e -> e.remove("command")),
                            withExecutor("no-type", framework, e -> {
                                e.remove("type");
                                e.remove("command");
                            }),
                            withExecutor(
                                    "other-framework",
                                    framework,
                                    e -> e.withObject("framework_id").put("value", "somebody")),
                            withExecutor(
                                    "grace",
                                    framework,
                                    e -> e.set("shutdown_grace_period", Json.object("{nanoseconds: -1}"))),
                            withExecutor(
                                    "environment",
                                    framework,
                                    e -> e.withObject("command")
                                            .set("environment", Json.object("{variables: [{name: 'A'}]}"))),
                            withExecutor(
                                    "container",
                                    framework,
                                    e -> e.set(
                                            "container",
                                            Json.object(
                                                    "{type: 'MESOS', volumes: [{mode: 'RW', container_path: 'v'}]}"))),
                            withExecutor(
                                    "cgroups",
                                    framework,
                                    e -> e.set(
                                            "container",
                                            Json.object("{type: 'MESOS', linux_info: {share_cgroups: true}}"))),
                            withExecutor(
                                    "shared",
                                    framework,
                                    e -> e.set(
                                            "resources",
                                            Json.read("["
                                                    + Json.write(Json.object(volume(stage.role(), "v", VOLUME))
                                                            .set("shared", Json.object("{}")))
                                                    + "]"))),
                            withExecutor(
                                    "all-of-it",
                                    framework,
                                    e -> e.set(
                                            "resources", Json.read("[" + Launch.scalar("cpus", 4) + "," + MEM + "]"))),
                            withExecutor("id-and-framework", framework, e -> {
                                e.withObject("framework_id").put("value", "somebody");
                                e.withObject("executor_id").put("value", "..");
                            }),
                            withExecutor("grace-and-command", framework, e -> {
                                e.set("shutdown_grace_period", Json.object("{nanoseconds: -1}"));
                                e.withObject("command").set("environment", Json.object("{variables: [{name: 'A'}]}"));
                            }),
                            withExecutor("command-and-framework", framework, e -> {
                                e.withObject("framework_id").put("value", "somebody");
                                e.withObject("command").set("environment", Json.object("{variables: [{name: 'A'}]}"));
                            }));
                });
    }

    private static Scenario executorsAgain() {
        return Scenario.of("executor-again", "An executor that runs costs nothing more, if it is described as before")
                .proves("B85", "B86", "D8", "D24")
                .on(Needs.oneAgent().resources("cpus:1;mem:512;colours:{red,green,blue};disk:100;ports:[31000-31009]"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String set = "{\"name\":\"colours\",\"type\":\"SET\",\"set\":{\"item\":[%s]}}";
                    ObjectNode first = withExecutor("t1", framework, e -> {
                        e.withObject("executor_id").put("value", "e1");
                        e.set(
                                "resources",
                                Json.read("[" + Launch.scalar("cpus", 0.5) + "," + MEM + ","
                                        + set.formatted("\"red\",\"blue\"") + "]"));
                    });
                    framework.launch(first);
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    stage.hide("(?s)(?<=with same ExecutorID\\.).*(?=\")", "both descriptions");
                    ObjectNode again = first.deepCopy();
                    again.withObject("task_id").put("value", "t2");
                    ObjectNode sources = again.deepCopy();
                    sources.withObject("executor").put("source", "elsewhere");
                    ObjectNode named = again.deepCopy();
                    named.withObject("executor").put("name", "another");
                    ObjectNode less = again.deepCopy();
                    less.withObject("executor").set("resources", Json.read("[" + MEM + "]"));
                    refused(framework, sources, named, less);
                    ObjectNode same = again.deepCopy();
                    ObjectNode description = same.withObject("executor");
                    description.set("labels", Json.object("{labels: [{key: 'a', value: 'b'}]}"));
                    description.set("shutdown_grace_period", Json.object("{nanoseconds: 5}"));
                    description.set(
                            "resources",
                            Json.read("[" + MEM + "," + set.formatted("\"blue\",\"red\"") + ","
                                    + Launch.scalar("cpus", 0.5) + "]"));
                    same.set("resources", Json.read("[" + Launch.scalar("cpus", 0.4) + "," + MEM + "]"));
                    framework.launch(same);
                    executor.await("LAUNCH");
                    framework.offer();
                });
    }

    private static Scenario smallExecutors() {
        return Scenario.of("small-executors", "A custom executor may have next to nothing, a group's may not")
                .proves("B87", "B88")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, e -> {
                        e.withObject("executor_id").put("value", "e1");
                        e.set("resources", Json.read("[" + Launch.scalar("cpus", 0.001) + "]"));
                    }));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    String cpus = Launch.scalar("cpus", 0.1);
                    String disk = Launch.scalar("disk", 1);
                    groupsRefused(
                            framework,
                            groupExecutor("e2", disk),
                            groupExecutor("e2", Launch.scalar("cpus", 0.009), MEM, disk),
                            groupExecutor("e2", Launch.scalar("cpus", 0), MEM, disk),
                            groupExecutor("e2", cpus, disk),
                            groupExecutor("e2", cpus, Launch.scalar("mem", 31), disk),
                            groupExecutor("e2", cpus, Launch.scalar("mem", 31.9), disk),
                            groupExecutor("e2", cpus, Launch.scalar("mem", 0.5), disk),
                            groupExecutor("e2", cpus, MEM),
                            groupExecutor("e2", cpus, MEM, Launch.scalar("disk", 0)));
                });
    }

    private static ObjectNode groupExecutor(String id, String... resources) {
        ObjectNode executor = Json.object("{type: 'DEFAULT', executor_id: {value: '%s'}}", id);
        executor.set("resources", Json.read("[" + String.join(",", resources) + "]"));
        return executor;
    }

    /** Sends each with a group of one task, all in one ACCEPT, and records what their tasks are told. */
    private static void groupsRefused(Framework framework, ObjectNode... executors) {
        Offer offer = framework.offer();
        ObjectNode[] operations = Stream.of(executors)
                .map(executor -> {
                    executor.set("framework_id", Json.object("{value: '%s'}", framework.id()));
                    return group(offer, executor, Launch.command("t", "true"));
                })
                .toArray(ObjectNode[]::new);
        framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", operations);
        for (int i = 0; i < executors.length; i++) {
            framework.await("UPDATE");
        }
    }

    private static ObjectNode changed(Consumer<ObjectNode> change) {
        ObjectNode executor = groupExecutor("e1", CPU, MEM, Launch.scalar("disk", 1));
        change.accept(executor);
        return executor;
    }

    private static Scenario groupExecutors() {
        return Scenario.of("group-executors", "What a LAUNCH_GROUP asks of its executor")
                .proves("B88", "B127")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    groupsRefused(
                            framework,
                            changed(e -> e.remove("type")),
                            changed(e -> e.put("type", "UNKNOWN")),
                            changed(e -> e.put("type", "CUSTOM")),
                            changed(e -> e.set("command", Json.object("{value: 'true'}"))),
                            changed(e -> e.set("container", Json.object("{type: 'DOCKER', docker: {image: 'i'}}"))),
                            changed(e -> e.put("type", "CUSTOM")
                                    .set("command", Json.object("{value: 'true'}"))
                                    .set("container", Json.object("{type: 'DOCKER', docker: {image: 'i'}}"))),
                            changed(e -> e.set(
                                    "container",
                                    Json.object(
                                            "{type: 'MESOS', mesos: {image: {type: 'DOCKER', docker: {name: 'i'}}}}"))),
                            changed(e -> e.set(
                                    "container", Json.object("{type: 'MESOS', linux_info: {share_cgroups: true}}"))),
                            changed(e -> e.withObject("executor_id").put("value", "a/b")),
                            changed(e -> e.set("shutdown_grace_period", Json.object("{nanoseconds: -1}"))),
                            changed(e -> e.set(
                                    "resources",
                                    Json.read("[" + Launch.scalar("cpus", 4) + "," + MEM + ","
                                            + Launch.scalar("disk", 1) + "]"))));
                    Offer offer = framework.offer();
                    ObjectNode foreign = changed(e -> e.set("framework_id", Json.object("{value: 'somebody'}")));
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            group(offer, changed(e -> {}), Launch.command("t1", "true")),
                            group(offer, foreign, Launch.command("t2", "true")),
                            group(offer, foreign));
                    framework.await("UPDATE");
                    framework.await("UPDATE");
                    framework.fence();
                });
    }

    private static Scenario groupTasks() {
        return Scenario.of("group-tasks", "What a LAUNCH_GROUP asks of its tasks; the first bad one takes all with it")
                .proves("B89", "B69", "B127")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode executor =
                            changed(e -> e.set("framework_id", Json.object("{value: '%s'}", framework.id())));
                    Offer offer = framework.offer();
                    ObjectNode other = executor.deepCopy();
                    other.withObject("executor_id").put("value", "e2");
                    List<ObjectNode> bad = List.of(
                            with("docker", "container", "{type: 'DOCKER', docker: {image: 'i'}}"),
                            task("executor", task -> task.set("executor", other)),
                            task("network", task -> {
                                task.set("container", Json.object("{type: 'MESOS', network_infos: [{}]}"));
                                task.set("health_check", Json.object("{type: 'TCP', tcp: {port: 80}}"));
                            }),
                            task("network-docker", task -> {
                                task.set(
                                        "container",
                                        Json.object("{type: 'DOCKER', docker: {image: 'i'}, network_infos: [{}]}"));
                                task.set("health_check", Json.object("{type: 'HTTP', http: {port: 80}}"));
                            }),
                            limited("limited", "{cpus: {value: 1}}", CPU, MEM),
                            task("limited-shared", task -> {
                                task.set("limits", Json.object("{cpus: {value: 1}}"));
                                task.set(
                                        "container", Json.object("{type: 'MESOS', linux_info: {share_cgroups: true}}"));
                            }),
                            resources("nothing"),
                            named(".."),
                            resources("too-much", Launch.scalar("cpus", 4)),
                            resources("revocable", revocable(CPU)));
                    ObjectNode[] operations = bad.stream()
                            .map(task -> group(
                                    offer,
                                    executor,
                                    Launch.command("good-one", "true"),
                                    task,
                                    Launch.command("t3", "true")))
                            .toArray(ObjectNode[]::new);
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", operations);
                    for (int i = 0; i < 3 * operations.length; i++) {
                        framework.await("UPDATE");
                    }
                    Offer next = framework.offer();
                    framework.accept(
                            List.of(next.id()),
                            "{refuse_seconds: 0}",
                            group(
                                    next,
                                    executor,
                                    resources("a", CPU, ports(31000, 31001)),
                                    resources("b", CPU, ports(31001, 31002))),
                            group(
                                    next,
                                    executor,
                                    resources("c", CPU, volume(stage.role(), "v", VOLUME)),
                                    resources("d", CPU, volume(stage.role(), "v", VOLUME))));
                    for (int i = 0; i < 4; i++) {
                        framework.await("UPDATE");
                    }
                });
    }

    private static Scenario groupCgroups() {
        return Scenario.of("group-cgroups", "All tasks of an executor share its cgroups, or none does")
                .proves("B89", "B81")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode executor = LaunchCalls.withDisk(Launch.executor(framework, "e1"));
                    String own = "{type: 'MESOS', linux_info: {share_cgroups: false}}";
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            group(offer, executor, Launch.command("a", "true"), with("b", "container", own)),
                            group(offer, executor, Launch.command("c", "true")),
                            group(offer, executor, with("d", "container", own)));
                    framework.update("a");
                    framework.update("b");
                    framework.update("d");
                });
    }

    private static ObjectNode healthy(String id, String check) {
        return with(id, "health_check", check);
    }

    private static Scenario healthChecks() {
        return Scenario.of("health-checks", "Which health checks are not complete")
                .proves("B90")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String tcp = "{type: 'TCP', tcp: {port: 80}, ";
                    refused(
                            framework,
                            healthy("no-type", "{}"),
                            healthy("no-type-tcp", "{tcp: {port: 80}}"),
                            healthy("unknown", "{type: 'UNKNOWN'}"),
                            healthy("command", "{type: 'COMMAND'}"),
                            healthy("command-tcp", "{type: 'COMMAND', tcp: {port: 80}}"),
                            healthy("shell", "{type: 'COMMAND', command: {}}"),
                            healthy("shell-no-type", "{command: {}}"),
                            healthy("executable", "{type: 'COMMAND', command: {shell: false}}"),
                            healthy(
                                    "environment",
                                    "{type: 'COMMAND', command: {value: 'true', environment: {variables: [{name: 'A'}]}}}"),
                            healthy("http", "{type: 'HTTP'}"),
                            healthy("scheme", "{type: 'HTTP', http: {port: 80, scheme: 'ftp'}}"),
                            healthy("scheme-case", "{type: 'HTTP', http: {port: 80, scheme: 'HTTP'}}"),
                            healthy("path", "{type: 'HTTP', http: {port: 80, path: 'a'}}"),
                            healthy("path-no-type", "{http: {port: 80, path: 'a'}}"),
                            healthy("empty-path", "{type: 'HTTP', http: {port: 80, path: ''}}"),
                            healthy("tcp", "{type: 'TCP'}"),
                            healthy("delay", tcp + "delay_seconds: -1, grace_period_seconds: -1}"),
                            healthy("grace", tcp + "grace_period_seconds: -0.1, interval_seconds: -1}"),
                            healthy("interval", tcp + "interval_seconds: -1, timeout_seconds: -1}"),
                            healthy("timeout", tcp + "timeout_seconds: -1}"));
                });
    }

    private static Scenario checks() {
        return Scenario.of("checks", "Which checks are not complete")
                .proves("B90")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String tcp = "{type: 'TCP', tcp: {port: 80}, ";
                    refused(
                            framework,
                            with("no-type", "check", "{}"),
                            with("no-type-tcp", "check", "{tcp: {port: 80}}"),
                            with("unknown", "check", "{type: 'UNKNOWN'}"),
                            with("command", "check", "{type: 'COMMAND'}"),
                            with("shell", "check", "{type: 'COMMAND', command: {command: {}}}"),
                            with("executable", "check", "{type: 'COMMAND', command: {command: {shell: false}}}"),
                            with(
                                    "environment",
                                    "check",
                                    "{type: 'COMMAND', command: {command: {value: 'true', environment: {variables: [{name: 'A'}]}}}}"),
                            with("http", "check", "{type: 'HTTP'}"),
                            with("path", "check", "{type: 'HTTP', http: {port: 80, path: 'a'}}"),
                            with("tcp", "check", "{type: 'TCP'}"),
                            with("delay", "check", tcp + "delay_seconds: -1, interval_seconds: -1}"),
                            with("interval", "check", tcp + "interval_seconds: -1, timeout_seconds: -1}"),
                            with("timeout", "check", tcp + "timeout_seconds: -1}"));
                });
    }

    private static ObjectNode variable(String id, String variable) {
        return task(
                id,
                task -> task.withObject("command")
                        .set("environment", Json.object("{variables: [{name: 'GOOD', value: ''}, %s]}", variable)));
    }

    private static Scenario environment() {
        return Scenario.of("environment-variables", "A variable has a value or a secret, as its type says")
                .proves("B91")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String reference = "type: 'REFERENCE', reference: {name: 'r'}";
                    String value = "type: 'VALUE', value: {data: 'YQ=='}";
                    refused(
                            framework,
                            variable("no-value", "{name: 'A'}"),
                            variable("no-value-typed", "{name: 'A', type: 'VALUE'}"),
                            variable("value-and-secret", "{name: 'A', value: 'b', secret: {" + value + "}}"),
                            variable("unknown", "{name: 'A', type: 'UNKNOWN', value: 'b'}"),
                            variable("no-secret", "{name: 'A', type: 'SECRET'}"),
                            variable("no-secret-value", "{name: 'A', type: 'SECRET', value: 'b'}"),
                            variable(
                                    "secret-and-value",
                                    "{name: 'A', type: 'SECRET', value: 'b', secret: {" + value + "}}"),
                            variable("reference", "{name: 'A', type: 'SECRET', secret: {type: 'REFERENCE'}}"),
                            variable(
                                    "reference-value",
                                    "{name: 'A', type: 'SECRET', secret: {" + reference + ", value: {data: 'YQ=='}}}"),
                            variable("value", "{name: 'A', type: 'SECRET', secret: {type: 'VALUE'}}"),
                            variable(
                                    "value-reference",
                                    "{name: 'A', type: 'SECRET', secret: {" + value + ", reference: {name: 'r'}}}"),
                            variable(
                                    "nul",
                                    "{name: 'A', type: 'SECRET', secret: {type: 'VALUE', value: {data: 'YQBi'}}}"),
                            variable(
                                    "nul-unknown",
                                    "{name: 'A', type: 'SECRET', secret: {type: 'UNKNOWN', value: {data: 'YQBi'}}}"));
                });
    }

    private static ObjectNode volumed(String id, String volume) {
        return with(
                id,
                "container",
                "{type: 'MESOS', volumes: [{mode: 'RW', container_path: 'good', host_path: '/'}, "
                        + "{mode: 'RW', container_path: 'v' %s}]}",
                volume.isEmpty() ? "" : ", " + volume);
    }

    private static Scenario volumes() {
        return Scenario.of("volumes", "A volume has one source, and what that needs; DOCKER has its image")
                .proves("B92")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refused(
                            framework,
                            volumed("nothing", ""),
                            volumed("two", "host_path: '/', source: {type: 'HOST_PATH', host_path: {path: '/'}}"),
                            volumed("two-image", "host_path: '/', image: {type: 'DOCKER', docker: {name: 'i'}}"),
                            volumed("no-type", "source: {}"),
                            volumed("unknown", "source: {type: 'UNKNOWN'}"),
                            volumed("docker", "source: {type: 'DOCKER_VOLUME'}"),
                            volumed("host", "source: {type: 'HOST_PATH'}"),
                            volumed("sandbox", "source: {type: 'SANDBOX_PATH'}"),
                            volumed("secret", "source: {type: 'SECRET'}"),
                            volumed("csi", "source: {type: 'CSI_VOLUME'}"),
                            volumed("csi-dynamic", "source: {type: 'CSI_VOLUME', csi_volume: {plugin_name: 'p'}}"),
                            volumed("other", "source: {type: 'HOST_PATH', sandbox_path: {type: 'SELF', path: 'p'}}"),
                            with("no-docker", "container", "{type: 'DOCKER'}"),
                            with("no-docker-mesos", "container", "{type: 'DOCKER', mesos: {}}"),
                            with(
                                    "docker-name",
                                    "container",
                                    "{type: 'DOCKER', docker: {image: 'i', parameters: [{key: 'a', value: 'b'},"
                                            + " {key: 'name', value: 'b'}]}}"),
                            with(
                                    "docker-volume",
                                    "container",
                                    "{type: 'DOCKER', volumes: [{mode: 'RW', container_path: 'v'}]}"));
                    framework.launch(with("union", "container", "{type: 'MESOS', docker: {image: 'i'}}"));
                    framework.until("union", "TASK_FINISHED");
                });
    }

    private static Scenario others() {
        return Scenario.of("bad-among-good", "A bad task of a LAUNCH falls alone")
                .proves("B69", "B127")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.command("t1", "true"), resources("t2"), Launch.command("t3", "true"));
                    framework.awaitAll("UPDATE t1", "UPDATE t2", "UPDATE t3");
                });
    }

    private static Scenario staging() {
        return Scenario.of("task-staging", "A task is staging without a word, until its executor speaks")
                .proves("B73")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.silence(Duration.ofMillis(300));
                    JsonNode tasks = stage.operator().call("{type: 'GET_TASKS'}");
                    for (JsonNode task : tasks.at("/get_tasks/tasks")) {
                        if (task.at("/framework_id/value").asString().equals(framework.id())) {
                            framework.show("the task", task);
                        }
                    }
                    executor.update("t1", "TASK_RUNNING");
                    framework.update("t1");
                });
    }

    private static final List<String> STATES = List.of(
            "TASK_STARTING",
            "TASK_RUNNING",
            "TASK_FINISHED",
            "TASK_FAILED",
            "TASK_KILLED",
            "TASK_LOST",
            "TASK_ERROR",
            "TASK_KILLING",
            "TASK_DROPPED",
            "TASK_UNREACHABLE",
            "TASK_GONE",
            "TASK_GONE_BY_OPERATOR",
            "TASK_UNKNOWN");

    private static Scenario stateNumbers() {
        return Scenario.of("task-state-numbers", "The states of tasks as numbers, for who reads protobuf")
                .proves("B119")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    List<ObjectNode> tasks = new ArrayList<>();
                    tasks.add(Launch.withExecutor("TASK_STAGING", framework, "e1"));
                    STATES.forEach(state -> tasks.add(Launch.withExecutor(state, framework, "e1")));
                    framework.launch(tasks.toArray(ObjectNode[]::new));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    stage.quietly(() -> {
                        for (int i = 0; i < tasks.size(); i++) {
                            executor.await("LAUNCH");
                        }
                        for (String state : STATES) {
                            executor.update(state, state);
                            framework.update(state);
                        }
                    });
                    framework.disconnect();
                    Web web = stage.web();
                    ObjectNode info = framework.info().deepCopy();
                    info.set("id", Json.object("{value: '%s'}", framework.id()));
                    Web.Stream stream = web
                            .post("/api/v1/scheduler")
                            .header("Accept: application/x-protobuf")
                            .json(
                                    "{type: 'SUBSCRIBE', framework_id: {value: '%s'}, subscribe: {framework_info: %s}}",
                                    framework.id(), Json.write(info))
                            .stream();
                    String id = stream.header("Mesos-Stream-Id").orElseThrow();
                    web.post("/api/v1/scheduler")
                            .header("Mesos-Stream-Id: " + id)
                            .json("{type: 'RECONCILE', framework_id: {value: '%s'}, reconcile: {}}", framework.id())
                            .ask();
                    stage.until(
                            "all states", () -> Protobuf.states(stream.chunks()).size() == tasks.size());
                    Protobuf.states(stream.chunks()).forEach((state, number) -> stage.note(state + " is " + number));
                    web.post("/api/v1/scheduler")
                            .header("Mesos-Stream-Id: " + id)
                            .json("{type: 'TEARDOWN', framework_id: {value: '%s'}}", framework.id())
                            .ask();
                });
    }

    private static Scenario reasons() {
        return Scenario.of("drop-reasons", "An offer that is none drops, by the name that the framework knows")
                .proves("B127")
                .steps(stage -> {
                    Framework aware = stage.framework("aware").subscribe();
                    Offer offer = aware.offer();
                    aware.decline(offer, 0);
                    aware.accept(
                            offer,
                            launch(offer, Launch.command("t1", "true")),
                            group(offer, changed(e -> {}), Launch.command("t2", "true")));
                    aware.update("t1");
                    aware.update("t2");
                    aware.call("TEARDOWN", "");
                    Framework old =
                            stage.framework("old").capabilities("MULTI_ROLE").subscribe();
                    Offer second = old.offer();
                    old.decline(second, 0);
                    old.accept(
                            second,
                            launch(second, Launch.command("t1", "true"), resources("t2")),
                            group(second, changed(e -> {}), Launch.command("t3", "true")));
                    old.update("t1");
                    old.update("t2");
                    old.update("t3");
                });
    }
}
