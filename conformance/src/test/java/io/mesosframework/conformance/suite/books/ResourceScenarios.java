package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.Framework.operation;
import static io.mesosframework.conformance.suite.books.TaskValidationScenarios.ports;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Resources: their texts, what is valid, how they are added up and compared, what agents have: PROTOCOL D1-D41. */
public final class ResourceScenarios implements Book {
    private static final String REST = ";disk:100;ports:[31000-31009]";

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                flags(),
                badFlags(),
                jsonFlags(),
                badJsonFlags(),
                attributes(),
                badAttributes(),
                assumed(),
                thousandths(),
                addedUp(),
                badScalars(),
                ranges(),
                badRanges(),
                sets(),
                badResources(),
                olderForm(),
                newerForm(),
                bothForms(),
                eitherForm(),
                reservationRoles(),
                reservationsApart(),
                stackedReservation(),
                mastersApart(),
                exclusiveDisks(),
                volumes());
    }

    // ---- what agents are told

    /** What GET_AGENTS, /state and /slaves say of each agent, in their order. */
    private static void showAgents(Stage stage, int count) {
        Operator operator = stage.operator();
        List<JsonNode> agents = operator.call("{type: 'GET_AGENTS'}")
                .at("/get_agents/agents")
                .valueStream()
                .toList();
        List<JsonNode> slaves =
                operator.get("/slaves").path("slaves").valueStream().toList();
        for (int i = 1; i <= count; i++) {
            String address = stage.agent(i);
            for (JsonNode agent : agents) {
                if (agent.path("pid").asString().endsWith("@" + address)) {
                    operator.show("agent " + i, agent.path("total_resources"));
                    operator.show("agent " + i + "'s attributes", agent.at("/agent_info/attributes"));
                }
            }
            for (JsonNode slave : slaves) {
                if (slave.path("pid").asString().endsWith("@" + address)) {
                    ObjectNode shown = Json.object("{}");
                    for (String field :
                            List.of("resources", "reserved_resources", "unreserved_resources", "attributes")) {
                        shown.set(field, sorted(slave.path(field)));
                    }
                    operator.show("slave " + i, shown);
                }
            }
        }
    }

    /** Fields by their names: Mesos has them in the order of a hash map. */
    private static JsonNode sorted(JsonNode node) {
        ObjectNode object = Json.object("{}");
        node.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> object.set(
                        field.getKey(), field.getValue().isObject() ? sorted(field.getValue()) : field.getValue()));
        return object;
    }

    private static Scenario flags() {
        return Scenario.of("resource-flags", "What an agent makes of the text of its resources")
                .proves("D38", "D4", "D25", "D2")
                .on(Needs.oneAgent()
                        .resources(" cpus : 2 ; mem(eng/web) : 1e2; mem:16;;cpus:.5;disk:0;ports:[5-6,1-3, 4-4,0x9-10]")
                        .agent("cpus(a):1.0004;cpus:0.0005;mem:0;disk:1.118;ports:[];zones:{b,a};empty:{}", "")
                        .agent(
                                "cpus:1;bananas:2.5;:mem::3:;disk(a)(b):7;ports:[1,2,18446744073709551615,"
                                        + "18446744073709551615];cpus:1.001",
                                ""))
                .steps(stage -> showAgents(stage, 3));
    }

    private static Scenario badFlags() {
        return Scenario.of("resource-flags-bad", "Texts of resources that end an agent before it starts")
                .proves("D38", "D3", "D9", "D7")
                .steps(stage -> stage.tryAgents(
                        "resources",
                        "cpus:1" + REST,
                        "cpus",
                        "cpus:1:2",
                        "cpus(a:1",
                        "cpus)a(:1",
                        "cpus(-a):1",
                        "cpus():1",
                        "cpus:one",
                        "cpus:-1",
                        "cpus:inf",
                        "cpus:0.0004",
                        "cpus: ",
                        "ports:[1-2",
                        "ports:[1-2-3]",
                        "ports:[a-2]",
                        "ports:[1-18446744073709551616]",
                        "ports:[2-1]",
                        "ports:1[1-2]",
                        "zones:{a,a}",
                        "zones:a{b}",
                        "cpus:1;cpus:{a}",
                        "(a):1"));
    }

    private static String scalar(String name, double value, String more) {
        ObjectNode json = Json.object(Launch.scalar(name, value));
        Json.object("{" + more + "}").properties().forEach(field -> json.set(field.getKey(), field.getValue()));
        return Json.write(json);
    }

    private static String array(String... resources) {
        return "[" + String.join(",", resources) + "]";
    }

    private static final String STATIC = "reservations: [{type: 'STATIC', role: 'a'}]";

    private static Scenario jsonFlags() {
        return Scenario.of("resource-flags-json", "An agent's resources may be JSON, in either form")
                .proves("D38", "D11", "D12", "D13", "D15")
                .on(Needs.oneAgent()
                        .resources(array(
                                scalar("cpus", 2, ""),
                                scalar("cpus", 1, "role: 'a'"),
                                scalar("cpus", 1, STATIC),
                                scalar("mem", 64, "role: '*'"),
                                scalar(
                                        "disk",
                                        100,
                                        "disk: {source: {type: 'PATH', path: {root: '/tmp/conformance-disk'}}}"),
                                scalar("disk", 50, ""),
                                ports(1, 2),
                                "{\"name\":\"zones\",\"type\":\"SET\",\"set\":{\"item\":[\"b\",\"a\"]}}")))
                .steps(stage -> showAgents(stage, 1));
    }

    private static Scenario badJsonFlags() {
        return Scenario.of("resource-flags-json-bad", "JSON of resources that ends an agent before it starts")
                .proves("D38", "D10", "D12", "D5")
                .steps(stage -> stage.tryAgents(
                        "resources",
                        "[]",
                        array(scalar("cpus", 1, STATIC), scalar("mem", 64, "")),
                        array(scalar("cpus", 1, "revocable: {}")),
                        array(scalar("cpus", 1, "reservations: [{type: 'DYNAMIC', role: 'a'}]")),
                        array(scalar("cpus", 1, "role: 'a', reservation: {}")),
                        array(scalar(
                                "disk",
                                1,
                                STATIC + ", disk: {persistence: {id: 'v'},"
                                        + " volume: {mode: 'RW', container_path: 'v'}}")),
                        array(scalar("cpus", 1, "disk: {}")),
                        array(scalar("disk", 1, "disk: {source: {type: 'BLOCK', path: {}}}")),
                        array(scalar("cpus", -1, "")),
                        array(scalar("", 1, "")),
                        "[{\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":1,\"end\":10},"
                                + "{\"begin\":5,\"end\":6}]}}]",
                        "[{\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":5,\"end\":6},"
                                + "{\"begin\":1,\"end\":10}]}}]",
                        "[{\"name\":\"cpus\",\"type\":\"TEXT\",\"text\":{\"value\":\"a\"}}]",
                        "[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"set\":{\"item\":[]}}]"));
    }

    private static Scenario attributes() {
        return Scenario.of("attributes", "An attribute is a scalar, ranges or a text, by its shape")
                .proves("D40", "D9")
                .on(Needs.oneAgent()
                        .attributes("rack:r 1;number:1.50;hex:0x1f;ports:[5-6,1-3,4-4];url:http://host:80/a;rack:r2;"
                                + "word: a b ;exp:1e3;tiny:0.0004;list:a,b;empty:[]"))
                .steps(stage -> showAgents(stage, 1));
    }

    private static Scenario badAttributes() {
        return Scenario.of("attributes-bad", "Texts of attributes that end an agent; a set is none")
                .proves("D40")
                .steps(stage -> stage.tryAgents(
                        "attributes",
                        "rack:r1",
                        "rack",
                        ":r1",
                        "rack:",
                        "rack: ",
                        "zones:{a,b}",
                        "ports:[1-2",
                        "ports:[1-2-3]",
                        "ports:[a-b]",
                        "a:b{c}",
                        "a:b[1-2]",
                        "number:-1",
                        "number:nan",
                        "odd:(a"));
    }

    private static Scenario assumed() {
        return Scenario.of(
                        "resources-assumed", "What an agent's text leaves out is assumed, unless it says there is none")
                .proves("D41")
                .on(Needs.oneAgent()
                        .resources("")
                        .agent("cpus:0;mem:0;disk:0;ports:[]", "")
                        .agent("bananas:1", ""))
                .steps(stage -> {
                    List<String> all = new ArrayList<>();
                    for (JsonNode agent :
                            stage.operator().call("{type: 'GET_AGENTS'}").at("/get_agents/agents")) {
                        List<String> has = new ArrayList<>();
                        for (JsonNode resource : agent.path("total_resources")) {
                            has.add(resource.path("name").asString()
                                    + (resource.has("scalar")
                                            ? (resource.at("/scalar/value").asDouble() >= 1 ? ":some" : ":less")
                                            : ":" + Json.write(resource.at("/ranges/range"))));
                        }
                        all.add("an agent has " + has);
                    }
                    all.stream().sorted().forEach(stage::note);
                });
    }

    // ---- how much

    private static String cpus(double value) {
        return Launch.scalar("cpus", value);
    }

    private static ObjectNode task(String id, String... resources) {
        ObjectNode task = Launch.command(id, "true");
        task.set("resources", Json.read(array(resources)));
        return task;
    }

    private static Scenario thousandths() {
        return Scenario.of("thousandths", "Scalars are compared, added and shown as thousandths")
                .proves("D1", "D2", "D22")
                .on(Needs.oneAgent().resources("cpus:4;mem:64;disk:100;ports:[31000-31009]"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode first = Launch.withExecutor("t1", framework, "e1");
                    first.set("resources", Json.read(array(cpus(2.7816), Launch.scalar("mem", 31.9996))));
                    first.withObject("executor")
                            .set("resources", Json.read(array(cpus(0.1004), cpus(0.0004 + 0.0001))));
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, first));
                    framework.offerInFull();
                });
    }

    private static Scenario addedUp() {
        return Scenario.of("added-up", "Of what is not enough, the sums and what there is are told in thousandths")
                .proves("D1", "D2", "D39", "D23", "D26")
                .on(Needs.oneAgent().resources("cpus:0.3;cpus(added-up):0.2;mem:64.1234;disk:100;ports:[31000-31009]"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    TaskValidationScenarios.refused(
                            framework,
                            task("reserved-too", cpus(0.1), cpus(0.2), cpus(0.0006)),
                            task("over-both", cpus(0.4)),
                            task("fraction", Launch.scalar("mem", 64.1239)),
                            task("large", Launch.scalar("mem", 123456789012.3456)),
                            task("half", cpus(1.0005), Launch.scalar("mem", 2.5)),
                            task("whole", cpus(100), Launch.scalar("mem", 1e6)));
                    framework.launch(task("all", cpus(0.1), cpus(0.2004), Launch.scalar("mem", 64.1234)));
                    framework.until("all", "TASK_FINISHED");
                });
    }

    /** Each in a LAUNCH of its own, as what is wrong with one resource takes the whole operation. */
    private static void refusedOneByOne(Framework framework, String... resources) {
        Offer offer = framework.offer();
        ObjectNode[] operations = new ObjectNode[resources.length];
        for (int i = 0; i < resources.length; i++) {
            operations[i] = launch(offer, task("t" + (i + 1), resources[i]));
        }
        framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", operations);
        for (int i = 0; i < resources.length; i++) {
            framework.await("UPDATE");
        }
    }

    private static Scenario badScalars() {
        return Scenario.of("bad-scalars", "A scalar is zero or at least half a thousandth")
                .proves("D3", "D25")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refusedOneByOne(
                            framework,
                            cpus(-1),
                            cpus(-0.0001),
                            cpus(0.0004),
                            cpus(0.00049),
                            "{\"name\":\"cpus\",\"type\":\"SCALAR\"}",
                            "{\"name\":\"cpus\",\"type\":\"SCALAR\",\"ranges\":{\"range\":[]}}",
                            "{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1},\"set\":{\"item\":[]}}");
                    TaskValidationScenarios.refused(
                            framework, task("zero", cpus(0), Launch.scalar("mem", 5000), Launch.scalar("gpus", 0)));
                });
    }

    private static String range(String json) {
        return "{\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":" + Json.write(Json.read(json)) + "}}";
    }

    private static Scenario ranges() {
        return Scenario.of("ranges", "Ranges touch and overlap as one, in any order")
                .proves("D4", "D5", "D6", "D22")
                .on(Needs.oneAgent().resources("cpus:2;mem:512;disk:100;ports:[100-200,202-300]"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    TaskValidationScenarios.refused(
                            framework,
                            task("gap", cpus(0.1), range("[{begin: 190, end: 210}]")),
                            task("later-inside", cpus(0.1), range("[{begin: 5, end: 6}, {begin: 1, end: 10}]")),
                            task("touching", cpus(9), range("[{begin: 103, end: 104}, {begin: 100, end: 102}]")),
                            task("twice", cpus(9), ports(100, 101), ports(101, 102)));
                    Offer offer = framework.offer();
                    ObjectNode task = Launch.withExecutor("t1", framework, "e1");
                    task.set(
                            "resources",
                            Json.read(array(
                                    cpus(0.1),
                                    range("[{begin: 150, end: 150}, {begin: 100, end: 110}]"),
                                    range("[{begin: 202, end: 300}]"),
                                    ports(111, 120))));
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, task));
                    framework.offer();
                });
    }

    private static Scenario badRanges() {
        return Scenario.of("bad-ranges", "A range must not end before it begins, nor hold the begin of a later one")
                .proves("D4", "D5", "D10")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refusedOneByOne(
                            framework,
                            range("[{begin: 2, end: 1}]"),
                            range("[{begin: 1, end: 10}, {begin: 5, end: 6}]"),
                            range("[{begin: 1, end: 10}, {begin: 10, end: 11}]"),
                            range("[{begin: 1, end: 10}, {begin: 1, end: 10}]"),
                            range("[{begin: 3, end: 4}, {begin: 9, end: 8}]"),
                            "{\"name\":\"ports\",\"type\":\"RANGES\"}",
                            "{\"name\":\"ports\",\"type\":\"RANGES\",\"scalar\":{\"value\":1}}");
                });
    }

    private static String set(String... items) {
        return "{\"name\":\"zones\",\"type\":\"SET\",\"set\":{\"item\":["
                + Stream.of(items)
                        .map(item -> '"' + item + '"')
                        .reduce((a, b) -> a + "," + b)
                        .orElse("") + "]}}";
    }

    private static Scenario sets() {
        return Scenario.of("sets", "Sets are joined, divided and compared whatever their order")
                .proves("D7", "D8", "D25")
                .on(Needs.oneAgent().resources("cpus:2;mem:512;disk:100;ports:[31000-31009];zones:{a,b,c,d}"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refusedOneByOne(framework, set("a", "a"), "{\"name\":\"zones\",\"type\":\"SET\"}");
                    TaskValidationScenarios.refused(
                            framework,
                            task("unknown", cpus(0.1), set("a", "x")),
                            task("joined", cpus(9), set("c", "a"), set("a", "b")),
                            task("none", cpus(9), set()));
                    Offer offer = framework.offer();
                    ObjectNode task = Launch.withExecutor("t1", framework, "e1");
                    task.set("resources", Json.read(array(cpus(0.1), set("d", "a"), set("b"))));
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, task));
                    framework.offer();
                });
    }

    // ---- what is valid

    private static Scenario badResources() {
        return Scenario.of("bad-resources", "Names, types and disks that no resource has")
                .proves("D10", "D14", "D39")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refusedOneByOne(
                            framework,
                            scalar("", 1, ""),
                            scalar("mem", 1, "disk: {}"),
                            scalar("disk", 1, "disk: {source: {type: 'BLOCK', mount: {root: '/m'}}}"),
                            scalar("disk", 1, "disk: {source: {type: 'BLOCK', path: {root: '/m'}}}"),
                            scalar("disk", 1, "disk: {source: {type: 'RAW', mount: {root: '/m'}, path: {root: '/p'}}}"),
                            scalar("disk", 1, "disk: {source: {type: 'RAW', path: {root: '/p'}}}"),
                            scalar("cpus", 1, "shared: {}"),
                            scalar("disk", 1, "shared: {}"),
                            scalar("disk", 1, "shared: {}, disk: {source: {type: 'PATH', path: {root: '/p'}}}"),
                            scalar(
                                    "disk",
                                    1.5,
                                    "shared: {}, revocable: {}, allocation_info: {role: 'x'}, reservations:"
                                            + " [{type: 'STATIC', role: 'a'}, {type: 'DYNAMIC', role: 'b', principal: 'p',"
                                            + " labels: {labels: [{key: 'k', value: 'v'}, {key: 'l'}]}}], disk: {persistence:"
                                            + " {id: 'v'}, volume: {mode: 'RW', container_path: 'c', host_path: '/h'},"
                                            + " source: {type: 'MOUNT', mount: {root: '/m'}, id: 'i', profile: 'f',"
                                            + " vendor: 'w'}}"));
                });
    }

    private static Scenario olderForm() {
        return Scenario.of("reservation-older-form", "One reservation by role and reservation")
                .proves("D11")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    refusedOneByOne(
                            framework,
                            scalar("cpus", 1, "role: ''"),
                            scalar("cpus", 1, "role: 'a//b'"),
                            scalar("cpus", 1, "role: '-a'"),
                            scalar("cpus", 1, "role: 'a b'"),
                            scalar("cpus", 1, "reservation: {}"),
                            scalar("cpus", 1, "role: '*', reservation: {principal: 'p'}"),
                            scalar("cpus", 1, "role: 'a', reservation: {type: 'DYNAMIC'}"),
                            scalar("cpus", 1, "role: 'a', reservation: {role: 'a'}"),
                            scalar("cpus", 1, "role: 'a', reservation: {role: 'a', type: 'STATIC'}"));
                    TaskValidationScenarios.refused(
                            framework,
                            task("static", scalar("cpus", 1, "role: 'a'")),
                            task("dynamic", scalar("cpus", 1, "role: 'a', reservation: {principal: 'p'}")),
                            task("none", scalar("cpus", 9, "role: '*'")));
                });
    }

    private static String stack(String... reservations) {
        return scalar("cpus", 1, "reservations: [" + String.join(",", reservations) + "]");
    }

    private static Scenario newerForm() {
        return Scenario.of("reservation-newer-form", "A stack of reservations, each to a role below the one before")
                .proves("D12")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String inA = "{type: 'DYNAMIC', role: 'a'}";
                    refusedOneByOne(
                            framework,
                            stack("{role: 'a'}"),
                            stack("{type: 'DYNAMIC'}"),
                            stack("{type: 'UNKNOWN', role: 'a'}"),
                            stack("{type: 'DYNAMIC', role: '*'}"),
                            stack("{type: 'DYNAMIC', role: ''}"),
                            stack("{type: 'DYNAMIC', role: '/a'}"),
                            stack(inA, inA),
                            stack(inA, "{type: 'DYNAMIC', role: 'b'}"),
                            stack(inA, "{type: 'DYNAMIC', role: 'ab'}"),
                            stack("{type: 'DYNAMIC', role: 'a/b'}", inA),
                            stack(inA, "{type: 'STATIC', role: 'a/b'}"),
                            stack(inA, "{type: 'STATIC', role: 'b'}"),
                            stack(inA, "{role: 'a/b'}"),
                            stack("{type: 'UNKNOWN', role: 'a'}", "{type: 'DYNAMIC', role: 'b'}"),
                            stack(inA, "{type: 'DYNAMIC', role: 'a/b'}", "{type: 'DYNAMIC', role: 'a/c'}"));
                    TaskValidationScenarios.refused(
                            framework,
                            task(
                                    "deep",
                                    stack(
                                            "{type: 'STATIC', role: 'a'}",
                                            "{type: 'DYNAMIC', role: 'a/b/c'}",
                                            "{type: 'DYNAMIC', role: 'a/b/c/d'}")));
                });
    }

    private static Scenario bothForms() {
        return Scenario.of("reservation-both-forms", "Both forms at once must say the same")
                .proves("D13")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String dynamic = ", reservations: [{type: 'DYNAMIC', role: 'a', principal: 'p',"
                            + " labels: {labels: [{key: 'k', value: 'v'}, {key: 'l'}]}}]";
                    String two = ", reservations: [{type: 'DYNAMIC', role: 'a'}, {type: 'DYNAMIC', role: 'a/b'}]";
                    String labels = ", labels: {labels: [{key: 'l'}, {key: 'k', value: 'v'}]}";
                    refusedOneByOne(
                            framework,
                            scalar("cpus", 1, "role: 'b', " + STATIC),
                            scalar("cpus", 1, "role: 'a', reservation: {}, " + STATIC),
                            scalar("cpus", 1, "role: 'b', reservation: {}, " + STATIC),
                            scalar("cpus", 1, "reservation: {}, " + STATIC),
                            scalar("cpus", 1, "role: '*', " + STATIC),
                            scalar("cpus", 1, "role: 'a'" + dynamic),
                            scalar("cpus", 1, "reservation: {principal: 'p'}" + dynamic),
                            scalar("cpus", 1, "role: 'b'" + dynamic),
                            scalar("cpus", 1, "role: 'a', reservation: {principal: 'q'}" + dynamic),
                            scalar("cpus", 1, "role: 'a', reservation: {principal: 'p'}" + dynamic),
                            scalar(
                                    "cpus",
                                    1,
                                    "role: 'a', reservation: {principal: 'p', labels: {labels: [{key: 'k'}]}}"
                                            + dynamic),
                            scalar("cpus", 1, "role: 'a'" + two),
                            scalar("cpus", 1, "role: 'a', reservation: {}" + two),
                            scalar("cpus", 1, "reservation: {}" + two));
                    TaskValidationScenarios.refused(
                            framework,
                            task("static", scalar("cpus", 1, "role: 'a', " + STATIC)),
                            task(
                                    "dynamic",
                                    scalar(
                                            "cpus",
                                            1,
                                            "role: 'a', reservation: {principal: 'p'" + labels + "}" + dynamic)));
                });
    }

    private static Scenario eitherForm() {
        return Scenario.of("reservation-either-form", "A task may name its resources in either form, one by one")
                .proves("D15", "D17")
                .on(Needs.oneAgent()
                        .resources("cpus:1;cpus(reservation-either-form):2;mem:256;mem(reservation-either-form):256"
                                + REST))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    String role = stage.role();
                    ObjectNode task = Launch.withExecutor("t1", framework, "e1");
                    task.set(
                            "resources",
                            Json.read(array(
                                    scalar("cpus", 1, "role: '" + role + "'"),
                                    scalar("cpus", 0.5, "reservations: [{type: 'STATIC', role: '" + role + "'}]"),
                                    scalar("mem", 32, "role: '*'"))));
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, task));
                    stage.executor(framework, "e1").subscribe().await("LAUNCH");
                    framework.offer();
                });
    }

    // ---- reservations and disks

    private static Scenario reservationRoles() {
        return Scenario.of("reservation-roles", "What is reserved goes to its role and those below")
                .proves("D27", "D16")
                .on(Needs.oneAgent()
                        .resources("cpus:1;mem:64;cpus(a):0.5;cpus(a/b):0.25;cpus(a/b/c):0.125;cpus(ab):2" + REST)
                        .alone())
                .steps(stage -> {
                    for (String role : List.of("a", "a/b", "a/b/c", "a/x", "ab", "a/b/c/d", "b")) {
                        Framework framework = stage.framework("in-" + role.replace('/', '-'))
                                .info(i -> i.putArray("roles").add(role));
                        framework.subscribe().offer();
                        framework.call("TEARDOWN", "");
                        framework.end();
                    }
                });
    }

    private static String dynamic(String role, String name, double value, String more) {
        return scalar(name, value, "reservations: [{type: 'DYNAMIC', role: '" + role + "'" + more + "}]");
    }

    private static ObjectNode of(String type, String field, String... resources) {
        return operation(type, "{" + field + ": %s}", array(resources));
    }

    private static Scenario reservationsApart() {
        return Scenario.of("reservations-apart", "Reservations that differ in principal or labels are never one")
                .proves("D18", "D20", "D23", "D17")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String role = stage.role();
                    String kv = ", labels: {labels: [{key: 'k', value: 'v'}, {key: 'l'}]}";
                    String vk = ", labels: {labels: [{key: 'l'}, {key: 'k', value: 'v'}]}";
                    String other = ", labels: {labels: [{key: 'k'}]}";
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            of("RESERVE", "resources", dynamic(role, "cpus", 1, "")),
                            of("RESERVE", "resources", dynamic(role, "cpus", 0.5, "")),
                            of("RESERVE", "resources", dynamic(role, "cpus", 0.25, kv)),
                            of("RESERVE", "resources", dynamic(role, "cpus", 0.125, vk)),
                            of("RESERVE", "resources", dynamic(role, "cpus", 0.5, other)));
                    Offer reserved = framework.offerInFull();
                    framework.accept(
                            List.of(reserved.id()),
                            "{refuse_seconds: 0}",
                            of("UNRESERVE", "resources", dynamic(role, "cpus", 2, "")),
                            of(
                                    "UNRESERVE",
                                    "resources",
                                    dynamic(role, "cpus", 0.125, ", labels: {labels: [{key: 'k', value: 'v'}]}")),
                            of("UNRESERVE", "resources", dynamic(role, "cpus", 1, "")),
                            of("UNRESERVE", "resources", dynamic(role, "cpus", 0.375, kv)));
                    Offer half = framework.offerInFull();
                    framework.accept(
                            List.of(half.id()),
                            "{refuse_seconds: 0}",
                            of("UNRESERVE", "resources", dynamic(role, "cpus", 0.5, "")),
                            of("UNRESERVE", "resources", dynamic(role, "cpus", 0.5, other)));
                    framework.offer();
                });
    }

    private static Scenario stackedReservation() {
        return Scenario.of("reservation-stacked", "A stack of reservations is not offered to who knows but one")
                .proves("D16", "D27")
                .on(Needs.oneAgent()
                        .resources("cpus:1;mem:64;cpus(s):2;disk:100;ports:[31000-31009]")
                        .alone())
                .steps(stage -> {
                    Framework newer = stage.framework("newer")
                            .info(i -> i.putArray("roles").add("s/t"));
                    Offer offer = newer.subscribe().offer();
                    newer.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            of(
                                    "RESERVE",
                                    "resources",
                                    scalar(
                                            "cpus",
                                            1.5,
                                            "reservations: [{type: 'STATIC', role: 's'}, {type: 'DYNAMIC', role: 's/t'}]")));
                    newer.offerInFull();
                    newer.call("TEARDOWN", "");
                    newer.end();
                    Framework older = stage.framework("older").capabilities("MULTI_ROLE");
                    older.info(i -> i.putArray("roles").add("s/t"));
                    older.subscribe().offerInFull();
                    showAgents(stage, 1);
                });
    }

    private static Scenario mastersApart() {
        return Scenario.of("masters-share-region", "A master that finds the leader in another region ends")
                .proves("D44")
                .on(Needs.oneAgent().masters(3).domain("here", "a").alone())
                .steps(stage -> {
                    int other = stage.leader() % 3 + 1;
                    stage.killMaster(other);
                    stage.startMaster(other, "there", "a");
                    stage.awaitMasterEnd(other);
                    stage.startMaster(other, "here", "b");
                    stage.untilMasterAnswers(other);
                    stage.framework().subscribe().offer();
                    stage.operator().get(stage.master(other), "/version");
                });
    }

    private static Scenario exclusiveDisks() {
        return Scenario.of("disks-whole", "A mount is taken whole, a path in parts; unlike disks stay apart")
                .proves("D21", "D20", "D19")
                .on(Needs.oneAgent()
                        .resources(array(
                                cpus(2),
                                Launch.scalar("mem", 512),
                                Launch.scalar("disk", 100),
                                scalar(
                                        "disk",
                                        200,
                                        "disk: {source: {type: 'PATH', path: {root: '/tmp/conformance-a'}}}"),
                                scalar(
                                        "disk",
                                        50,
                                        "disk: {source: {type: 'PATH', path: {root: '/tmp/conformance-a'}}}"),
                                scalar(
                                        "disk",
                                        300,
                                        "disk: {source: {type: 'PATH', path: {root: '/tmp/conformance-b'}}}"),
                                scalar("disk", 400, "disk: {source: {type: 'MOUNT', mount: {root: '/proc'}}}"),
                                ports(1, 9))))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String mount = "disk: {source: {type: 'MOUNT', mount: {root: '/proc'}}}";
                    String path = "disk: {source: {type: 'PATH', path: {root: '/tmp/conformance-a'}}}";
                    TaskValidationScenarios.refused(
                            framework,
                            task("part-of-mount", cpus(0.1), scalar("disk", 100, mount)),
                            task("two-mounts", cpus(0.1), scalar("disk", 200, mount), scalar("disk", 200, mount)),
                            task("too-much-path", cpus(0.1), scalar("disk", 251, path)),
                            task("all-disk", cpus(0.1), Launch.scalar("disk", 101)));
                    Offer offer = framework.offer();
                    ObjectNode task = Launch.withExecutor("t1", framework, "e1");
                    task.set(
                            "resources",
                            Json.read(array(cpus(0.1), scalar("disk", 400, mount), scalar("disk", 60, path))));
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, task));
                    framework.offer();
                });
    }

    private static Scenario volumes() {
        return Scenario.of("volumes-apart", "Volumes are what their ids say, and are not added up")
                .proves("D19", "D20", "D21", "D23")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String role = stage.role();
                    Offer offer = framework.offer();
                    String reserved = "reservations: [{type: 'DYNAMIC', role: '" + role + "'}]";
                    String v = "disk: {persistence: {id: '%s'%s}, volume: {mode: 'RW', container_path: '%s'}}";
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            of("RESERVE", "resources", dynamic(role, "disk", 100, "")),
                            of("CREATE", "volumes", scalar("disk", 10, reserved + "," + v.formatted("v1", "", "a"))),
                            of("CREATE", "volumes", scalar("disk", 10, reserved + "," + v.formatted("v2", "", "a"))));
                    Offer next = framework.offerInFull();
                    framework.accept(
                            List.of(next.id()),
                            "{refuse_seconds: 0}",
                            launch(
                                    next,
                                    task(
                                            "part",
                                            cpus(0.1),
                                            scalar("disk", 5, reserved + "," + v.formatted("v1", "", "a"))),
                                    task(
                                            "both",
                                            cpus(0.1),
                                            scalar("disk", 20, reserved + "," + v.formatted("v1", "", "a")))),
                            of(
                                    "DESTROY",
                                    "volumes",
                                    scalar(
                                            "disk",
                                            10,
                                            reserved + "," + v.formatted("v1", ", principal: 'p'", "elsewhere"))),
                            of("DESTROY", "volumes", scalar("disk", 10, reserved + "," + v.formatted("v2", "", "a"))),
                            of("UNRESERVE", "resources", dynamic(role, "disk", 100, "")));
                    framework.await("UPDATE");
                    framework.await("UPDATE");
                    framework.offer();
                });
    }
}
