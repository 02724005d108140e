package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.books.OperationCalls.reserved;
import static io.mesosframework.conformance.suite.books.OperationCalls.scalar;
import static io.mesosframework.conformance.suite.books.OperationCalls.shared;
import static io.mesosframework.conformance.suite.books.OperationCalls.volume;
import static io.mesosframework.conformance.suite.books.OperationCalls.with;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Operations on an agent's resources that operators ask for. */
public final class OperatorOperationScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                reserves(), reserveWrong(), sources(), volumes(), volumesWrong(), resizes(), takesBack(), shown());
    }

    /** An operator and the one agent. */
    private record Desk(Operator operator, String agentId) {
        static Desk of(Stage stage) throws Exception {
            String[] id = new String[1];
            stage.quietly(() -> {
                JsonNode agents = stage.operator().call("{type: 'GET_AGENTS'}");
                id[0] = agents.at("/get_agents/agents/0/agent_info/id/value").asString();
            });
            return new Desk(stage.operator(), id[0]);
        }

        void on(String agent, String type, String field, ObjectNode... resources) {
            ObjectNode body = body(agent);
            for (ObjectNode resource : resources) {
                body.withArray(field).add(resource.deepCopy());
            }
            call(type, body);
        }

        void reserve(ObjectNode... resources) {
            on(agentId, "RESERVE_RESOURCES", "resources", resources);
        }

        void unreserve(ObjectNode... resources) {
            on(agentId, "UNRESERVE_RESOURCES", "resources", resources);
        }

        void create(ObjectNode... volumes) {
            on(agentId, "CREATE_VOLUMES", "volumes", volumes);
        }

        void destroy(ObjectNode... volumes) {
            on(agentId, "DESTROY_VOLUMES", "volumes", volumes);
        }

        void grow(ObjectNode volume, ObjectNode addition) {
            ObjectNode body = body(agentId);
            body.set("volume", volume.deepCopy());
            body.set("addition", addition.deepCopy());
            call("GROW_VOLUME", body);
        }

        void shrink(ObjectNode volume, double subtract) {
            ObjectNode body = body(agentId);
            body.set("volume", volume.deepCopy());
            body.set("subtract", Json.object("{value: %s}", subtract));
            call("SHRINK_VOLUME", body);
        }

        /** From one reservation to another. */
        void move(List<ObjectNode> source, ObjectNode... resources) {
            ObjectNode body = body(agentId);
            source.forEach(resource -> body.withArray("source").add(resource.deepCopy()));
            for (ObjectNode resource : resources) {
                body.withArray("resources").add(resource.deepCopy());
            }
            call("RESERVE_RESOURCES", body);
        }

        private static ObjectNode body(String agent) {
            return Json.object("{agent_id: {value: '%s'}}", agent);
        }

        private void call(String type, ObjectNode body) {
            ObjectNode call = Json.object("{type: '%s'}", type);
            call.set(type.toLowerCase(Locale.ROOT), body);
            operator.call(Json.write(call));
        }
    }

    private static Scenario reserves() {
        return Scenario.of(
                        "operator-reserves", "An operator reserves for a role and takes it back, without an id to it")
                .proves("D29", "D37", "B101")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    ObjectNode cpus = reserved("cpus", 1, role);
                    ObjectNode old = with(scalar("mem", 64), "{role: '%s', reservation: {}}", role);
                    desk.reserve(cpus, old);
                    desk.reserve(cpus);
                    desk.reserve(reserved("cpus", 1, role, role + "/sub"));
                    Framework framework = stage.framework()
                            .info(i -> i.putArray("roles").add(role + "/sub"))
                            .subscribe();
                    framework.offer();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    desk.unreserve(reserved("cpus", 1, role, role + "/sub"));
                    desk.unreserve(reserved("cpus", 2, role), old);
                    desk.unreserve(cpus);
                    Framework after = stage.framework("after").subscribe();
                    after.offer();
                });
    }

    private static Scenario reserveWrong() {
        return Scenario.of("operator-reserve-wrong", "What an operator cannot reserve or unreserve")
                .proves("D37", "B93", "B94", "D34")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    ObjectNode cpus = reserved("cpus", 1, role);
                    ObjectNode allocated = with(cpus, "{allocation_info: {role: '%s'}}", role);
                    for (String call : List.of("RESERVE_RESOURCES", "UNRESERVE_RESOURCES")) {
                        desk.on("nobody", call, "resources", cpus);
                        desk.on(desk.agentId(), call, "resources");
                        desk.on(desk.agentId(), call, "resources", scalar("cpus", 1));
                        desk.on(
                                desk.agentId(),
                                call,
                                "resources",
                                with(scalar("cpus", 1), "{reservations: [{type: 'STATIC', role: '%s'}]}", role));
                        desk.on(desk.agentId(), call, "resources", reserved("cpus", -1, role));
                        desk.on(desk.agentId(), call, "resources", allocated);
                        desk.on(desk.agentId(), call, "resources", volume(1, role, "v"));
                        desk.on(desk.agentId(), call, "resources", cpus, with(cpus, "{provider_id: {value: 'p'}}"));
                        desk.on(desk.agentId(), call, "resources", with(cpus, "{revocable: {}}"));
                        desk.on(desk.agentId(), call, "resources", reserved("cpus", 100, role));
                    }
                });
    }

    private static Scenario sources() {
        return Scenario.of("operator-reserve-source", "RESERVE with a source turns one reservation into another")
                .proves("D30")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    ObjectNode plain = scalar("cpus", 1);
                    ObjectNode one = reserved("cpus", 1, role);
                    ObjectNode two = reserved("cpus", 1, role + "-2");
                    desk.move(List.of(plain), one);
                    desk.move(List.of(one), two);
                    Framework framework = stage.framework()
                            .info(i -> i.putArray("roles").add(role + "-2"))
                            .subscribe();
                    framework.offer();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    desk.move(List.of(one), two);
                    desk.move(List.of(two), reserved("cpus", 2, role));
                    desk.move(List.of(two), reserved("mem", 1, role));
                    desk.move(List.of(two), one, reserved("mem", 1, role));
                    desk.move(List.of(two, plain), reserved("cpus", 2, role));
                    desk.move(List.of(two), reserved("cpus", 0.5, role), reserved("cpus", 0.5, role + "-3"));
                    desk.move(List.of(with(two, "{allocation_info: {role: '%s'}}", role)), one);
                    desk.move(List.of(reserved("cpus", -1, role)), one);
                    desk.move(List.of(two), plain);
                    desk.move(List.of(two), reserved("cpus", 1, role + "-2", role + "-2/sub"));
                    desk.unreserve(reserved("cpus", 1, role + "-2", role + "-2/sub"));
                    desk.unreserve(two);
                    Framework after = stage.framework("after").subscribe();
                    after.offer();
                });
    }

    private static Scenario volumes() {
        return Scenario.of("operator-volumes", "An operator makes volumes and removes them")
                .proves("D31", "B95", "B96")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    ObjectNode disk = reserved("disk", 20, role);
                    ObjectNode volume = volume(10, role, "v1");
                    ObjectNode second = shared(volume(10, role, "v2"));
                    desk.reserve(disk);
                    desk.create(volume, second);
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "RESERVATION_REFINEMENT", "SHARED_RESOURCES")
                            .subscribe();
                    Offer offer = framework.offer();
                    ObjectNode task = Launch.command("t1", "sleep 100");
                    task.withArray("resources").add(volume.deepCopy());
                    framework.accept(offer, Framework.launch(offer, task));
                    framework.until("t1", "TASK_RUNNING");
                    desk.destroy(volume);
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    framework.call("TEARDOWN", "");
                    framework.end();
                    desk.destroy(volume, second);
                    desk.unreserve(disk);
                    Framework after = stage.framework("after").subscribe();
                    after.offer();
                });
    }

    private static Scenario volumesWrong() {
        return Scenario.of("operator-volumes-wrong", "Volumes that an operator cannot make or remove")
                .proves("D37", "B95", "B96", "D34")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    ObjectNode disk = reserved("disk", 20, role);
                    ObjectNode volume = volume(10, role, "v1");
                    desk.reserve(disk);
                    desk.create(volume);
                    for (String call : List.of("CREATE_VOLUMES", "DESTROY_VOLUMES")) {
                        ObjectNode other = volume(10, role, "v2");
                        desk.on("nobody", call, "volumes", other);
                        desk.on(desk.agentId(), call, "volumes");
                        desk.on(desk.agentId(), call, "volumes", reserved("disk", 1, role));
                        desk.on(desk.agentId(), call, "volumes", volume(scalar("disk", 1), "v2"));
                        desk.on(desk.agentId(), call, "volumes", volume(-1, role, "v2"));
                        desk.on(desk.agentId(), call, "volumes", volume(1000, role, "v2"));
                        desk.on(desk.agentId(), call, "volumes", with(other, "{allocation_info: {role: '%s'}}", role));
                        desk.on(desk.agentId(), call, "volumes", shared(reserved("disk", 1, role)));
                    }
                    desk.create(volume);
                    desk.destroy(volume);
                    desk.destroy(volume);
                    desk.unreserve(disk);
                });
    }

    private static Scenario resizes() {
        return Scenario.of("operator-resizes", "An operator makes volumes bigger and smaller")
                .proves("D32", "B97")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    ObjectNode disk = reserved("disk", 20, role);
                    ObjectNode volume = volume(10, role, "v");
                    ObjectNode bigger = volume(15, role, "v");
                    desk.reserve(disk);
                    desk.create(volume);
                    desk.grow(volume, reserved("disk", 5, role));
                    desk.grow(volume, reserved("disk", 5, role));
                    desk.grow(bigger, reserved("disk", 6, role));
                    desk.grow(bigger, scalar("disk", 1));
                    desk.grow(reserved("disk", 1, role), reserved("disk", 1, role));
                    desk.grow(volume(-1, role, "v"), reserved("disk", 1, role));
                    desk.grow(bigger, reserved("disk", -1, role));
                    desk.grow(bigger, with(reserved("disk", 1, role), "{allocation_info: {role: '%s'}}", role));
                    desk.shrink(bigger, 15);
                    desk.shrink(bigger, 0);
                    desk.shrink(volume, 1);
                    desk.shrink(shared(bigger), 1);
                    desk.shrink(volume(-1, role, "v"), 1);
                    desk.shrink(with(bigger, "{allocation_info: {role: '%s'}}", role), 1);
                    desk.shrink(bigger, 5);
                    Framework framework = stage.framework().subscribe();
                    framework.offer();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    desk.destroy(volume);
                    desk.unreserve(disk);
                });
    }

    private static Scenario takesBack() {
        return Scenario.of(
                        "operator-takes-back",
                        "For an operator's operation offers are rescinded, not what is in use; they rest for 5 s")
                .proves("D34", "B51", "B53")
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            Framework.launch(offer, Launch.command("t1", "sleep 100")));
                    framework.until("t1", "TASK_RUNNING");
                    framework.offer();
                    desk.reserve(reserved("cpus", 4, role));
                    framework.await("RESCIND");
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "");
                    framework.offer();
                    desk.reserve(reserved("cpus", 3, role));
                    framework.await("RESCIND");
                    framework.offer();
                    desk.unreserve(reserved("cpus", 3, role));
                    framework.await("RESCIND");
                });
    }

    private static void showResources(Desk desk) {
        JsonNode agent = desk.operator().call("{type: 'GET_AGENTS'}").at("/get_agents/agents/0");
        for (String field : List.of("total_resources", "allocated_resources", "offered_resources")) {
            desk.operator().show(field, shownAs(agent.path(field)));
        }
        desk.operator().show("resources of its info", shownAs(agent.at("/agent_info/resources")));
    }

    private static ObjectNode shownAs(JsonNode resources) {
        ObjectNode shown = Json.object("{}");
        shown.set("resources", resources.isMissingNode() ? Json.read("'none'") : resources);
        return shown;
    }

    private static Scenario shown() {
        return Scenario.of(
                        "operator-sees-allocation",
                        "Operators see to whom resources are allocated, totals are nobody's")
                .proves("D37")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    String role = stage.role();
                    Desk desk = Desk.of(stage);
                    desk.reserve(reserved("cpus", 1, role));
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    Offer offer = framework.offer();
                    showResources(desk);
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 1000}",
                            Framework.launch(offer, Launch.command("t1", "sleep 100")));
                    framework.until("t1", "TASK_RUNNING");
                    showResources(desk);
                    stage.killAgent(1);
                    stage.startAgent(1);
                    stage.untilAgents(1);
                    showResources(desk);
                });
    }
}
