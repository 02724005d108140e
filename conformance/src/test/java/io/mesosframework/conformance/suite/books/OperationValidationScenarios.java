package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.books.OperationCalls.accept;
import static io.mesosframework.conformance.suite.books.OperationCalls.createVolumes;
import static io.mesosframework.conformance.suite.books.OperationCalls.destroyVolumes;
import static io.mesosframework.conformance.suite.books.OperationCalls.grow;
import static io.mesosframework.conformance.suite.books.OperationCalls.operation;
import static io.mesosframework.conformance.suite.books.OperationCalls.reserve;
import static io.mesosframework.conformance.suite.books.OperationCalls.reserved;
import static io.mesosframework.conformance.suite.books.OperationCalls.scalar;
import static io.mesosframework.conformance.suite.books.OperationCalls.shared;
import static io.mesosframework.conformance.suite.books.OperationCalls.shrink;
import static io.mesosframework.conformance.suite.books.OperationCalls.unreserve;
import static io.mesosframework.conformance.suite.books.OperationCalls.volume;
import static io.mesosframework.conformance.suite.books.OperationCalls.with;
import static io.mesosframework.conformance.suite.books.OperationCalls.withDisk;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Operations that are wrong, and what is said of each. */
public final class OperationValidationScenarios implements Book {
    private static final String[] ALL_CAPABLE = {
        "MULTI_ROLE", "PARTITION_AWARE", "RESERVATION_REFINEMENT", "SHARED_RESOURCES"
    };

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                missingFields(),
                malformed(),
                idOfLaunch(),
                reserveWrong(),
                reservePrincipal(),
                unreserveWrong(),
                createWrong(),
                createPrincipal(),
                destroyWrong(),
                resizeWrong(),
                diskWrong());
    }

    private static Scenario missingFields() {
        return Scenario.of("operation-field-missing", "An operation without the field of its type is invalid")
                .proves("B59", "B66", "B100")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode[] bare = Stream.of(
                                    "LAUNCH",
                                    "LAUNCH_GROUP",
                                    "RESERVE",
                                    "UNRESERVE",
                                    "CREATE",
                                    "DESTROY",
                                    "GROW_VOLUME",
                                    "SHRINK_VOLUME",
                                    "CREATE_DISK",
                                    "DESTROY_DISK",
                                    "UNKNOWN")
                            .map(type -> Json.object("{type: '%s', id: {value: 'of %s'}}", type, type))
                            .toArray(ObjectNode[]::new);
                    accept(framework, offer, bare);
                    framework.fence();
                    Offer again = framework.offer();
                    accept(framework, again, Json.object("{type: 'RESERVE'}"), Json.object("{type: 'LAUNCH'}"));
                    framework.fence();
                    framework.offer();
                });
    }

    private static Scenario malformed() {
        return Scenario.of("operation-malformed", "Malformed resources spoil the operation they are in, and no other")
                .proves("B58", "B66")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode bad = scalar("cpus", -1);
                    ObjectNode badDisk = volume(-1, role, "v");
                    ObjectNode badTask = with(Launch.command("bad", "true"), "{resources: [%s]}", bad);
                    ObjectNode group = Json.object("{executor: {}, task_group: {tasks: []}}");
                    group.set("executor", with(Launch.executor(framework, "e"), "{resources: [%s]}", bad));
                    for (String task : List.of("g1", "g2")) {
                        ((ObjectNode) group.path("task_group"))
                                .withArray("tasks")
                                .add(with(Launch.command(task, "true"), "{agent_id: {value: '%s'}}", offer.agentId()));
                    }
                    accept(
                            framework,
                            offer,
                            Framework.launch(offer, Launch.command("good", "true"), badTask),
                            operation("", "LAUNCH_GROUP", group),
                            reserve("reserve", reserved(bad, role)),
                            reserve("without id of type", with(scalar("cpus", 1), "{type: 'RANGES'}")),
                            unreserve("unreserve", reserved("cpus", 1, role), reserved(bad, role)),
                            createVolumes("create", badDisk),
                            destroyVolumes("destroy", badDisk),
                            grow("grow", badDisk, scalar("disk", 1)),
                            grow("grow by bad", volume(1, role, "v"), scalar("disk", -1)),
                            shrink("shrink", badDisk, 1),
                            operation("create disk", "CREATE_DISK", "{source: %s, target_type: 'MOUNT'}", badDisk),
                            operation("destroy disk", "DESTROY_DISK", "{source: %s}", badDisk),
                            reserve("", reserved(bad, role)),
                            Framework.launch(offer, Launch.command("fine", "true")));
                    OperationCalls.status(framework, "destroy disk");
                    framework.until("fine", "TASK_FINISHED");
                });
    }

    private static Scenario idOfLaunch() {
        return Scenario.of("launch-with-id", "A LAUNCH may have no operation id")
                .proves("B60")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode launch = Framework.launch(
                            offer, Launch.command("t1", "sleep 100"), Launch.command("t2", "sleep 100"));
                    launch.set("id", Json.object("{value: 'o1'}"));
                    ObjectNode group = Json.object("{task_group: {tasks: []}}");
                    group.set("executor", Launch.executor(framework, "e"));
                    ((ObjectNode) group.path("task_group"))
                            .withArray("tasks")
                            .add(with(Launch.command("g1", "sleep 100"), "{agent_id: {value: '%s'}}", offer.agentId()));
                    accept(framework, offer, launch, operation("o2", "LAUNCH_GROUP", group));
                    framework.fence();
                });
    }

    private static Scenario reserveWrong() {
        return Scenario.of(
                        "reserve-wrong", "RESERVE: dynamic, for the role it is allocated to, which is the framework's")
                .proves("B93", "B62", "B63", "B66", "B100", "D34", "D33", "D36")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework()
                            .info(i -> i.withArray("roles").add("reserve-second"))
                            .subscribing("{suppressed_roles: ['reserve-second']}")
                            .subscribe();
                    Offer offer = framework.offer();
                    ObjectNode cpus = reserved("cpus", 1, role);
                    ObjectNode sourced = reserve("with source", cpus);
                    ((ObjectNode) sourced.path("reserve")).withArray("source").add(scalar("cpus", 1));
                    accept(
                            framework,
                            offer,
                            sourced,
                            reserve("nothing"),
                            reserve("not reserved", scalar("cpus", 1)),
                            reserve(
                                    "static",
                                    with(scalar("cpus", 1), "{reservations: [{type: 'STATIC', role: '%s'}]}", role)),
                            reserve("other role", reserved("cpus", 1, "elsewhere")),
                            reserve("other role of its own", reserved("cpus", 1, "reserve-second")),
                            reserve("two roles", cpus, reserved("mem", 1, "reserve-second")),
                            reserve("providers", cpus, with(cpus, "{provider_id: {value: 'p'}}")),
                            reserve(
                                    "two providers",
                                    with(cpus, "{provider_id: {value: 'q'}}"),
                                    with(cpus, "{provider_id: {value: 'p'}}")),
                            reserve("revocable", with(cpus, "{revocable: {}}")),
                            reserve("part of a gpu", reserved("gpus", 0.5, role)),
                            reserve("empty disk", with(reserved("disk", 1, role), "{disk: {}}")),
                            reserve(
                                    "volume without persistence",
                                    with(
                                            reserved("disk", 1, role),
                                            "{disk: {volume: {mode: 'RW', container_path: 'p'}}}")),
                            reserve("allocated to another", with(cpus, "{allocation_info: {role: 'elsewhere'}}")),
                            reserve(
                                    "allocated to its other",
                                    with(cpus, "{allocation_info: {role: 'reserve-second'}}")),
                            reserve(
                                    "all of another",
                                    with(reserved("cpus", 1, "elsewhere"), "{allocation_info: {role: 'elsewhere'}}")),
                            reserve(
                                    "all of its other",
                                    with(
                                            reserved("cpus", 1, "reserve-second"),
                                            "{allocation_info: {role: 'reserve-second'}}")),
                            reserve("on top", reserved("cpus", 1, role, role + "/sub")),
                            reserve("", reserved("cpus", 1, "elsewhere")));
                    framework.fence();
                    framework.offer();
                });
    }

    private static Scenario reservePrincipal() {
        return Scenario.of("reserve-principal", "A framework with a principal reserves with exactly this one")
                .proves("B93")
                .steps(stage -> {
                    String role = stage.role();
                    String reservation = "{reservations: [{type: 'DYNAMIC', role: '%s', principal: '%s'}]}";
                    Framework with = stage.framework("with")
                            .info(i -> i.put("principal", "me"))
                            .subscribe();
                    Offer offer = with.offer();
                    ObjectNode mine = with(scalar("cpus", 1), reservation, role, "me");
                    accept(
                            with,
                            offer,
                            reserve("none", reserved("cpus", 1, role)),
                            reserve("of another", with(scalar("cpus", 1), reservation, role, "you")),
                            reserve("of another, elsewhere", with(scalar("cpus", 1), reservation, "elsewhere", "you")),
                            reserve("mine", mine));
                    OperationCalls.status(with, "mine");
                    Offer reserved = with.offer();
                    accept(with, reserved, unreserve("", mine));
                    with.call("TEARDOWN", "");
                    with.end();
                    Framework without = stage.framework("without").subscribe();
                    Offer all = without.offer();
                    accept(
                            without,
                            all,
                            reserve("anybody", with(scalar("cpus", 1), reservation, role, "you")),
                            unreserve("", with(scalar("cpus", 1), reservation, role, "you")));
                    OperationCalls.status(without, "anybody");
                    without.offer();
                });
    }

    private static Scenario unreserveWrong() {
        return Scenario.of("unreserve-wrong", "UNRESERVE: what is reserved dynamically, and is no volume")
                .proves("B94", "D33", "D34")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode cpus = reserved("cpus", 1, role);
                    accept(
                            framework,
                            offer,
                            unreserve("nothing"),
                            unreserve("not reserved", scalar("cpus", 1)),
                            unreserve(
                                    "static",
                                    with(scalar("cpus", 1), "{reservations: [{type: 'STATIC', role: '%s'}]}", role)),
                            unreserve("a volume", volume(1, role, "v")),
                            unreserve("providers", cpus, with(cpus, "{provider_id: {value: 'p'}}")),
                            unreserve("one of them a volume", cpus, volume(1, role, "v")),
                            unreserve("not there", cpus));
                    framework.fence();
                    framework.offer();
                });
    }

    private static Scenario createWrong() {
        return Scenario.of("create-wrong", "CREATE: a reserved disk, with an id of its own, to read and write")
                .proves("B95", "D14", "D31", "D34", "D39")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode disk = reserved("disk", 100, role);
                    ObjectNode volume = volume(10, role, "v1");
                    accept(
                            framework,
                            offer,
                            reserve("", disk),
                            createVolumes("nothing"),
                            createVolumes("plain", reserved("disk", 10, role)),
                            createVolumes("empty", with(reserved("disk", 10, role), "{disk: {}}")),
                            createVolumes(
                                    "without volume",
                                    with(reserved("disk", 10, role), "{disk: {persistence: {id: 'v1'}}}")),
                            createVolumes(
                                    "without persistence",
                                    with(
                                            reserved("disk", 10, role),
                                            "{disk: {volume: {mode: 'RW', container_path: 'p'}}}")),
                            createVolumes("not reserved", volume(scalar("disk", 10), "v1")),
                            createVolumes("read only", withDisk(volume, "{volume: {mode: 'RO', container_path: 'p'}}")),
                            createVolumes(
                                    "host path",
                                    withDisk(volume, "{volume: {mode: 'RW', container_path: 'p', host_path: '/h'}}")),
                            createVolumes("id with slash", volume(10, role, "a/b")),
                            createVolumes("empty id", volume(10, role, "")),
                            createVolumes("revocable", with(volume, "{revocable: {}}")),
                            createVolumes("twice", volume, volume),
                            createVolumes("shared", shared(volume)),
                            createVolumes("shared disk", shared(reserved("disk", 10, role))),
                            createVolumes(
                                    "providers", volume, with(volume(10, role, "v2"), "{provider_id: {value: 'p'}}")),
                            createVolumes("too much", volume(1000, role, "v1")),
                            createVolumes(
                                    "on a path", withDisk(volume, "{source: {type: 'PATH', path: {root: '/p'}}}")),
                            createVolumes(
                                    "on a path with id",
                                    withDisk(volume, "{source: {type: 'PATH', id: 'i', path: {root: '/p'}}}")),
                            createVolumes(
                                    "on a mount", withDisk(volume, "{source: {type: 'MOUNT', mount: {root: '/m'}}}")),
                            createVolumes(
                                    "on a mount nowhere", withDisk(volume, "{source: {type: 'MOUNT', mount: {}}}")),
                            createVolumes("on a block", withDisk(volume, "{source: {type: 'BLOCK', vendor: 'v'}}")),
                            createVolumes(
                                    "on a raw disk", withDisk(volume, "{source: {type: 'RAW', profile: 'fast'}}")),
                            createVolumes("", volume),
                            createVolumes("again", volume),
                            destroyVolumes("", volume),
                            createVolumes("anew", volume),
                            destroyVolumes("", volume),
                            unreserve("", disk));
                    OperationCalls.acknowledge(framework, OperationCalls.status(framework, "anew"));
                    framework.offer();
                });
    }

    private static Scenario createPrincipal() {
        return Scenario.of("create-principal", "A framework with a principal creates volumes with exactly this one")
                .proves("B95")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("principal", "me"))
                            .subscribe();
                    Offer offer = framework.offer();
                    ObjectNode disk = with(
                            scalar("disk", 10),
                            "{reservations: [{type: 'DYNAMIC', role: '%s', principal: 'me'}]}",
                            stage.role());
                    ObjectNode volume = volume(disk, "v");
                    ObjectNode mine = withDisk(volume, "{persistence: {id: 'v', principal: 'me'}}");
                    accept(
                            framework,
                            offer,
                            reserve("", disk),
                            createVolumes("none", volume),
                            createVolumes("of another", withDisk(volume, "{persistence: {id: 'v', principal: 'you'}}")),
                            createVolumes("mine", mine),
                            destroyVolumes("", volume),
                            unreserve("", disk));
                    OperationCalls.acknowledge(framework, OperationCalls.status(framework, "mine"));
                    framework.offer();
                });
    }

    private static Scenario destroyWrong() {
        return Scenario.of("destroy-wrong", "DESTROY: volumes that are there and that nobody uses")
                .proves("B96", "D31")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode disk = reserved("disk", 10, role);
                    ObjectNode volume = volume(disk, "v1");
                    ObjectNode task = Launch.command("t1", "sleep 100");
                    task.withArray("resources").add(volume.deepCopy());
                    accept(
                            framework,
                            offer,
                            destroyVolumes("nothing"),
                            destroyVolumes("plain", disk),
                            destroyVolumes("not there", volume),
                            reserve("", disk),
                            createVolumes("", volume),
                            destroyVolumes("of other size", volume(9, role, "v1")),
                            destroyVolumes("of other id", volume(10, role, "v2")),
                            destroyVolumes("providers", volume, with(volume, "{provider_id: {value: 'p'}}")),
                            destroyVolumes(
                                    "read only", withDisk(volume, "{volume: {mode: 'RO', container_path: 'p'}}")),
                            Framework.launch(offer, task),
                            destroyVolumes("in use", volume));
                    OperationCalls.status(framework, "in use");
                    framework.until("t1", "TASK_RUNNING");
                    Offer rest = framework.offer();
                    framework.call("SUPPRESS", "");
                    accept(framework, rest, destroyVolumes("in use still", volume));
                    OperationCalls.status(framework, "in use still");
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    framework.call("REVIVE", "");
                    accept(framework, framework.offer(), destroyVolumes("", volume), unreserve("", disk));
                    framework.offer();
                });
    }

    private static Scenario resizeWrong() {
        return Scenario.of("resize-wrong", "GROW_VOLUME and SHRINK_VOLUME: volumes of the agent that are not shared")
                .proves("B97", "B67", "D34")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework =
                            stage.framework().capabilities(ALL_CAPABLE).subscribe();
                    Offer offer = framework.offer();
                    ObjectNode disk = reserved("disk", 100, role);
                    ObjectNode volume = volume(10, role, "v1");
                    ObjectNode addition = reserved("disk", 5, role);
                    accept(
                            framework,
                            offer,
                            reserve("", disk),
                            createVolumes("", volume),
                            grow("grow a disk", addition, addition),
                            grow("grow shared", shared(volume), addition),
                            grow("grow of a provider", with(volume, "{provider_id: {value: 'p'}}"), addition),
                            grow("grow by nothing", volume, reserved("disk", 0, role)),
                            grow("grow by unreserved", volume, scalar("disk", 5)),
                            grow("grow by memory", volume, reserved("mem", 5, role)),
                            grow("grow by a volume", volume, volume(5, role, "v2")),
                            grow("grow by a provider's", volume, with(addition, "{provider_id: {value: 'p'}}")),
                            grow("grow by too much", volume, reserved("disk", 1000, role)),
                            grow("grow another", volume(10, role, "v2"), addition),
                            shrink("shrink a disk", addition, 1),
                            shrink("shrink shared", shared(volume), 1),
                            shrink("shrink of a provider", with(volume, "{provider_id: {value: 'p'}}"), 1),
                            shrink("shrink by nothing", volume, 0),
                            shrink("shrink by less than nothing", volume, -1),
                            shrink("shrink by all", volume, 10),
                            shrink(
                                    "shrink a mount",
                                    withDisk(volume, "{source: {type: 'MOUNT', mount: {root: '/m'}}}"),
                                    1),
                            shrink("shrink another", volume(10, role, "v2"), 1),
                            destroyVolumes("", volume),
                            unreserve("", disk));
                    framework.fence();
                    framework.offer();
                });
    }

    private static Scenario diskWrong() {
        return Scenario.of("disk-wrong", "CREATE_DISK and DESTROY_DISK are for disks of resource providers")
                .proves("B98", "D34")
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode raw =
                            with(scalar("disk", 10), "{provider_id: {value: 'p'}, disk: {source: {type: 'RAW'}}}");
                    ObjectNode profiled = withDisk(raw, "{source: {type: 'RAW', profile: 'fast'}}");
                    ObjectNode mount = withDisk(raw, "{source: {type: 'MOUNT', id: 'm', mount: {root: '/m'}}}");
                    String creation = "{source: %s, target_type: '%s'}";
                    String forProfile = "{source: %s, target_type: '%s', target_profile: 'slow'}";
                    accept(
                            framework,
                            offer,
                            operation("create of the agent's", "CREATE_DISK", creation, scalar("disk", 10), "MOUNT"),
                            operation(
                                    "create of no disk",
                                    "CREATE_DISK",
                                    creation,
                                    with(scalar("disk", 10), "{provider_id: {value: 'p'}}"),
                                    "MOUNT"),
                            operation("create of a mount", "CREATE_DISK", creation, mount, "MOUNT"),
                            operation("create a path", "CREATE_DISK", creation, profiled, "PATH"),
                            operation("create raw", "CREATE_DISK", creation, profiled, "RAW"),
                            operation("create without profile", "CREATE_DISK", creation, raw, "MOUNT"),
                            operation("create with profiles", "CREATE_DISK", forProfile, profiled, "BLOCK"),
                            operation("create of what is not offered", "CREATE_DISK", creation, profiled, "BLOCK"),
                            operation("create for a profile", "CREATE_DISK", forProfile, raw, "MOUNT"),
                            operation(
                                    "create of a vendor's",
                                    "CREATE_DISK",
                                    forProfile,
                                    withDisk(
                                            raw,
                                            "{source: {type: 'RAW', vendor: 'v', metadata: {labels: [{key: 'a'}]}}}"),
                                    "MOUNT"),
                            operation("destroy the agent's", "DESTROY_DISK", "{source: %s}", scalar("disk", 10)),
                            operation(
                                    "destroy a path",
                                    "DESTROY_DISK",
                                    "{source: %s}",
                                    withDisk(raw, "{source: {type: 'PATH', path: {root: '/p'}}}")),
                            operation("destroy without id", "DESTROY_DISK", "{source: %s}", raw),
                            operation(
                                    "destroy a volume",
                                    "DESTROY_DISK",
                                    "{source: %s}",
                                    volume(reserved(mount, role), "v")),
                            operation("destroy what is not offered", "DESTROY_DISK", "{source: %s}", mount));
                    framework.fence();
                    framework.offer();
                });
    }
}
