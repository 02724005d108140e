package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.books.LaunchCalls.group;
import static io.mesosframework.conformance.suite.books.LaunchCalls.round;
import static io.mesosframework.conformance.suite.books.LaunchCalls.withDisk;
import static io.mesosframework.conformance.suite.books.OperationCalls.accept;
import static io.mesosframework.conformance.suite.books.OperationCalls.acknowledge;
import static io.mesosframework.conformance.suite.books.OperationCalls.createVolumes;
import static io.mesosframework.conformance.suite.books.OperationCalls.destroyVolumes;
import static io.mesosframework.conformance.suite.books.OperationCalls.grow;
import static io.mesosframework.conformance.suite.books.OperationCalls.reserve;
import static io.mesosframework.conformance.suite.books.OperationCalls.reserved;
import static io.mesosframework.conformance.suite.books.OperationCalls.scalar;
import static io.mesosframework.conformance.suite.books.OperationCalls.shared;
import static io.mesosframework.conformance.suite.books.OperationCalls.shrink;
import static io.mesosframework.conformance.suite.books.OperationCalls.status;
import static io.mesosframework.conformance.suite.books.OperationCalls.unreserve;
import static io.mesosframework.conformance.suite.books.OperationCalls.volume;
import static io.mesosframework.conformance.suite.books.OperationCalls.with;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Offers are used: operations one after another, on what the last one left. */
public final class OperationScenarios implements Book {
    private static final String[] SHARING = {
        "MULTI_ROLE", "PARTITION_AWARE", "RESERVATION_REFINEMENT", "SHARED_RESOURCES"
    };

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                nothing(),
                oneAfterAnother(),
                leftOver(),
                comesLater(),
                sharedByTasks(),
                sharedByOffers(),
                formats(),
                blocks(),
                stacked(),
                outlives(),
                allocationInfo(),
                filledIn());
    }

    /** The task with more resources. */
    private static ObjectNode using(ObjectNode task, ObjectNode... more) {
        ObjectNode using = task.deepCopy();
        for (ObjectNode resource : more) {
            using.withArray("resources").add(resource.deepCopy());
        }
        return using;
    }

    private static Scenario nothing() {
        return Scenario.of("accept-nothing", "An ACCEPT of nothing, or of no tasks, is a decline with its filters")
                .proves("B57")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.accept(List.of(framework.offer().id()), "{refuse_seconds: 1000}");
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "");
                    Offer offer = framework.offer();
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 1000}", Framework.launch(offer));
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "");
                    framework.accept(List.of(framework.offer().id()), "{refuse_seconds: 0}");
                    framework.offer();
                    framework.fence();
                });
    }

    private static Scenario oneAfterAnother() {
        return Scenario.of(
                        "operations-in-order", "Each operation finds what those before it left, past those that fail")
                .proves("B66", "B67", "D31")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode cpus = reserved("cpus", 1, role);
                    ObjectNode disk = reserved("disk", 100, role);
                    ObjectNode volume = volume(60, role, "v");
                    accept(
                            framework,
                            offer,
                            createVolumes("too early", volume),
                            reserve("made", cpus, disk),
                            reserve("more than there is", reserved("cpus", 3.5, role)),
                            createVolumes("", volume),
                            Framework.launch(
                                    offer,
                                    using(Launch.command("t1", "sleep 100"), volume),
                                    using(Launch.command("t2", "sleep 100"), scalar("disk", 9950))),
                            unreserve("half of it in use", disk),
                            unreserve("", reserved("disk", 40, role)));
                    framework.update("t2");
                    status(framework, "half of it in use");
                    acknowledge(framework, status(framework, "made"));
                    framework.until("t1", "TASK_RUNNING");
                    Offer rest = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(framework, rest, Framework.launch(rest, using(Launch.command("t3", "true"), volume)));
                    framework.update("t3");
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    framework.call("REVIVE", "");
                    Offer all = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(framework, all, Framework.launch(all, using(Launch.command("t4", "test -d data"), volume)));
                    framework.until("t4", "TASK_FINISHED");
                    framework.call("REVIVE", "");
                    accept(
                            framework,
                            framework.offer(),
                            destroyVolumes("", volume),
                            unreserve("", reserved("disk", 60, role), cpus));
                    framework.offer();
                });
    }

    private static Scenario leftOver() {
        return Scenario.of("accept-left-over", "What an ACCEPT leaves of its offer is declined, what it made is not")
                .proves("B70", "B71")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode cpus = reserved("cpus", 0.1, role);
                    ObjectNode mem = reserved("mem", 32, role);
                    ObjectNode task = Launch.command("t1", "sleep 100");
                    task.putArray("resources").add(cpus.deepCopy()).add(mem.deepCopy());
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 1000}",
                            reserve("", cpus, mem),
                            Framework.launch(offer, task));
                    framework.until("t1", "TASK_RUNNING");
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "");
                    Offer rest = framework.offer();
                    framework.accept(
                            List.of(rest.id()),
                            "{refuse_seconds: 1000}",
                            reserve("", reserved("cpus", 1, role), reserved("mem", 64, role)));
                    Offer made = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(framework, made, unreserve("", reserved("cpus", 1, role), reserved("mem", 64, role)));
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    framework.call("REVIVE", "");
                    accept(framework, framework.offer(), unreserve("", cpus, mem));
                    framework.offer();
                });
    }

    private static Scenario comesLater() {
        return Scenario.of("volume-resized", "What GROW_VOLUME and SHRINK_VOLUME make comes with their end")
                .proves("B67", "B97", "B101", "D32")
                .on(Needs.oneAgent().alone()) // the disk that a shrunk volume leaves does not come back
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    ObjectNode disk = reserved("disk", 100, role);
                    ObjectNode volume = volume(10, role, "v");
                    ObjectNode bigger = volume(15, role, "v");
                    Offer first = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(
                            framework,
                            first,
                            reserve("", disk),
                            createVolumes("", volume),
                            grow("grow", volume, reserved("disk", 5, role)),
                            destroyVolumes("of the grown", bigger),
                            destroyVolumes("of the growing", volume),
                            unreserve("all the rest", reserved("disk", 86, role)));
                    status(framework, "all the rest");
                    acknowledge(framework, status(framework, "grow"));
                    framework.call("REVIVE", "");
                    Offer grown = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(
                            framework,
                            grown,
                            shrink("shrink", bigger, 5),
                            unreserve("what it frees", reserved("disk", 90, role)));
                    status(framework, "what it frees");
                    acknowledge(framework, status(framework, "shrink"));
                    framework.call("REVIVE", "");
                    accept(
                            framework,
                            framework.offer(),
                            destroyVolumes("", volume),
                            unreserve("all there was", disk),
                            unreserve("", reserved("disk", 95, role)));
                    status(framework, "all there was");
                    framework.offer();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    Framework second = stage.framework("second").subscribe();
                    second.offer();
                });
    }

    private static Scenario sharedByTasks() {
        return Scenario.of("volume-shared", "A shared volume that was offered serves as many tasks as there are")
                .proves("B72", "B96", "B95")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework =
                            stage.framework().capabilities(SHARING).subscribe();
                    Offer offer = framework.offer();
                    ObjectNode disk = reserved("disk", 10, role);
                    ObjectNode volume = shared(volume(disk, "v"));
                    accept(
                            framework,
                            offer,
                            reserve("", disk),
                            createVolumes("", volume),
                            Framework.launch(
                                    offer,
                                    using(Launch.command("t1", "sleep 100"), volume),
                                    using(Launch.command("t2", "sleep 100"), volume)),
                            destroyVolumes("in use", volume));
                    status(framework, "in use");
                    round(stage, framework, "t1", "t2");
                    round(stage, framework, "t1", "t2");
                    Offer rest = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(
                            framework,
                            rest,
                            Framework.launch(
                                    rest,
                                    using(Launch.command("t3", "sleep 100"), volume),
                                    using(Launch.command("t4", "sleep 100"), volume),
                                    using(Launch.command("t5", "sleep 100"), shared(volume(disk, "w")))),
                            destroyVolumes("in use still", volume));
                    framework.update("t5");
                    status(framework, "in use still");
                    round(stage, framework, "t3", "t4");
                    round(stage, framework, "t3", "t4");
                    for (String task : List.of("t1", "t2", "t3", "t4")) {
                        framework.kill(task);
                    }
                    round(stage, framework, "t1", "t2", "t3", "t4");
                    framework.call("REVIVE", "");
                    accept(framework, framework.offer(), destroyVolumes("", volume), unreserve("", disk));
                    framework.offer();
                });
    }

    private static Scenario sharedByOffers() {
        return Scenario.of(
                        "volume-in-offers",
                        "DESTROY of a shared volume: not while one has it twice; others' offers of it are rescinded")
                .proves("B96", "D31", "B51")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework =
                            stage.framework().capabilities(SHARING).subscribe();
                    Offer offer = framework.offer();
                    ObjectNode disk = reserved("disk", 10, role);
                    ObjectNode volume = shared(volume(disk, "v"));
                    accept(
                            framework,
                            offer,
                            reserve("", disk),
                            createVolumes("", volume),
                            Framework.launch(offer, Launch.command("t1", "sleep 100")));
                    framework.until("t1", "TASK_RUNNING");
                    Offer most = framework.offer();
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    Offer little = framework.offer();
                    framework.accept(
                            List.of(most.id(), little.id()), "{refuse_seconds: 0}", destroyVolumes("twice", volume));
                    status(framework, "twice");
                    Offer all = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(framework, all, Framework.launch(all, Launch.command("t2", "sleep 100")));
                    framework.until("t2", "TASK_RUNNING");
                    Framework other =
                            stage.framework("other").capabilities(SHARING).subscribe();
                    other.offer();
                    other.call("SUPPRESS", "");
                    framework.kill("t2");
                    framework.until("t2", "TASK_KILLED");
                    framework.call("REVIVE", "");
                    accept(framework, framework.offer(), destroyVolumes("gone", volume), unreserve("", disk));
                    other.await("RESCIND");
                    acknowledge(framework, status(framework, "gone"));
                });
    }

    private static Scenario formats() {
        return Scenario.of("operation-formats", "Resources may come in the older form, operation by operation")
                .proves("B58", "D15", "D29", "D36")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    ObjectNode old = with(scalar("cpus", 1), "{role: '%s', reservation: {}}", role);
                    ObjectNode allocated = with(reserved("mem", 64, role), "{allocation_info: {role: '%s'}}", role);
                    accept(
                            framework,
                            framework.offer(),
                            reserve("old", old),
                            reserve("allocated", allocated),
                            reserve("static", with(scalar("cpus", 1), "{role: '%s'}", role)),
                            reserve("nobody's", with(scalar("cpus", 1), "{role: '*'}")),
                            reserve("to nobody", with(scalar("cpus", 1), "{role: '*', reservation: {}}")),
                            reserve(
                                    "both",
                                    with(
                                            reserved("disk", 10, role),
                                            "{role: '%s', reservation: {principal: 'p'}}",
                                            role)),
                            unreserve(
                                    "new and old",
                                    with(reserved("cpus", 1, role), "{role: '%s', reservation: {}}", role)),
                            reserve("again", reserved("cpus", 1, role)));
                    acknowledge(framework, status(framework, "again"));
                    accept(framework, framework.offer(), unreserve("", old, allocated));
                    framework.offer();
                });
    }

    private static Scenario blocks() {
        return Scenario.of("operation-blocks", "RESERVE takes all it names at once, UNRESERVE and CREATE one by one")
                .proves("D33", "D34", "D29")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    ObjectNode cpus = reserved("cpus", 2, role);
                    ObjectNode disk = reserved("disk", 100, role);
                    accept(
                            framework,
                            framework.offer(),
                            reserve("too much of one", reserved("cpus", 1, role), reserved("mem", 5000, role)),
                            reserve("too much in all", reserved("cpus", 3, role), reserved("cpus", 2, role)),
                            reserve("", cpus, disk),
                            unreserve("second is too much", reserved("cpus", 1, role), reserved("cpus", 1.5, role)),
                            unreserve("first is too much", reserved("cpus", 3, role), disk),
                            createVolumes("second does not fit", volume(60, role, "v1"), volume(50, role, "v2")),
                            createVolumes("", volume(60, role, "v1"), volume(40, role, "v2")),
                            destroyVolumes("one of them is not there", volume(60, role, "v1"), volume(41, role, "v2")),
                            destroyVolumes("", volume(60, role, "v1"), volume(40, role, "v2")),
                            unreserve("", reserved("cpus", 0.5, role), disk, reserved("cpus", 1.5, role)));
                    status(framework, "one of them is not there");
                    framework.offer();
                });
    }

    private static Scenario stacked() {
        return Scenario.of("operation-stacked", "UNRESERVE takes off the last reservation only")
                .proves("D29", "B93", "B94")
                .steps(stage -> {
                    String role = stage.role();
                    String sub = role + "/sub";
                    Framework above = stage.framework("above").subscribe();
                    ObjectNode one = reserved("cpus", 1, role);
                    ObjectNode two = reserved("cpus", 1, role, sub);
                    accept(above, above.offer(), reserve("", one));
                    above.offer();
                    above.call("TEARDOWN", "");
                    above.end();
                    Framework below = stage.framework("below")
                            .info(i -> i.putArray("roles").add(sub))
                            .subscribe();
                    Offer offer = below.offer();
                    accept(below, offer, reserve("", two));
                    accept(below, below.offer(), unreserve("not that one", one), unreserve("", two));
                    status(below, "not that one");
                    accept(below, below.offer(), unreserve("", one));
                    below.offer();
                });
    }

    private static Scenario outlives() {
        return Scenario.of(
                        "reservations-outlive", "Reservations and volumes are still there when their framework is not")
                .proves("B170")
                .steps(stage -> {
                    String role = stage.role();
                    Framework first = stage.framework("first").subscribe();
                    ObjectNode cpus = reserved("cpus", 1, role);
                    ObjectNode disk = reserved("disk", 10, role);
                    ObjectNode volume = volume(disk, "v");
                    accept(first, first.offer(), reserve("", cpus, disk), createVolumes("made", volume));
                    status(first, "made");
                    first.offer();
                    first.call("TEARDOWN", "");
                    first.end();
                    Framework stranger = stage.framework("stranger")
                            .info(i -> i.putArray("roles").add("outlive-other"))
                            .subscribe();
                    stranger.offer();
                    stranger.call("TEARDOWN", "");
                    stranger.end();
                    Framework second = stage.framework("second").subscribe();
                    accept(second, second.offer(), destroyVolumes("", volume), unreserve("", cpus, disk));
                    second.offer();
                });
    }

    private static Scenario allocationInfo() {
        return Scenario.of("allocation-info", "allocation_info is filled in where a task lacks it, and must be right")
                .proves("B63", "D35", "D36")
                .steps(stage -> {
                    String right = "{allocation_info: {role: '%s'}}";
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode without = Launch.withExecutor("t1", framework, "e1");
                    ObjectNode wrong = Launch.command("t2", "true");
                    wrong.putArray("resources")
                            .add(with(scalar("cpus", 0.1), right, "elsewhere"))
                            .add(with(scalar("mem", 32), right, "elsewhere"));
                    ObjectNode half = Launch.command("t3", "true");
                    half.putArray("resources")
                            .add(with(scalar("cpus", 0.1), right, "elsewhere"))
                            .add(scalar("mem", 32));
                    ObjectNode executors = Launch.withExecutor("t4", framework, "e4");
                    ((ObjectNode) executors.path("executor"))
                            .putArray("resources")
                            .add(with(scalar("cpus", 0.1), right, "elsewhere"))
                            .add(with(scalar("mem", 32), right, "elsewhere"));
                    accept(framework, offer, Framework.launch(offer, wrong, half, executors, without));
                    framework.update("t2");
                    framework.update("t3");
                    framework.update("t4");
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                });
    }

    private static Scenario filledIn() {
        return Scenario.of("launch-filled-in", "What a LAUNCH leaves out and the master fills in; not so in a group")
                .proves("B64")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode bare = Launch.executor(framework, "e1");
                    bare.remove("framework_id");
                    ObjectNode check = with(Launch.task("t1"), "{health_check: {command: {value: 'true'}}}");
                    ObjectNode http = with(Launch.task("t2"), "{health_check: {http: {port: 80}}}");
                    ObjectNode nothing = with(Launch.task("t3"), "{health_check: {grace_period_seconds: 1}}");
                    for (ObjectNode task : List.of(check, http, nothing)) {
                        task.set("executor", bare.deepCopy());
                    }
                    ObjectNode inGroup = Launch.executor(framework, "e2");
                    inGroup.remove("framework_id");
                    accept(
                            framework,
                            offer,
                            Framework.launch(offer, nothing),
                            group(offer, withDisk(inGroup), Launch.task("g1"), Launch.task("g2")),
                            Framework.launch(offer, check));
                    framework.update("t3");
                    framework.update("g1");
                    framework.update("g2");
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.launch(http);
                    executor.await("LAUNCH");
                    Offer rest = framework.offer();
                    accept(
                            framework,
                            rest,
                            group(
                                    rest,
                                    withDisk(Launch.executor(framework, "e3")),
                                    Launch.task("g3"),
                                    Launch.task("g4")));
                    Executor group = stage.executor(framework, "e3").subscribe();
                    group.await("LAUNCH_GROUP");
                });
    }
}
