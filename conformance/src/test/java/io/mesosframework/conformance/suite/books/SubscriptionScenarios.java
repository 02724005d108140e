package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;

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
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** SUBSCRIBE and UPDATE_FRAMEWORK: what is refused, what changes and what stays. */
public final class SubscriptionScenarios implements Book {
    static final Needs AUTHENTICATED =
            Needs.oneAgent().credential("me", "secret").credential("you", "secret");

    private static final Needs LISTED_ROLES = Needs.oneAgent().masterFlag("roles", "known,other");

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                orderOfChecks(),
                roleOrRoles(),
                roleNames(),
                frameworkIds(),
                offerFilters(),
                rolesOfTheFlag(),
                suppressedRoles(),
                rootForbidden(),
                removedFramework(),
                failoverTimeouts(),
                givenIds(),
                unknownId(),
                immutableFields(),
                changedBySubscribing(),
                roleLeft(),
                suppressedAnew(),
                updateFramework(),
                updateRefused(),
                updateClears(),
                offersStay(),
                capabilitiesTakenBack(),
                fiftyCompleted());
    }

    /** What the master's /state says of the framework, of that field. */
    static void showFramework(Stage stage, Framework framework, String... fields) {
        Operator operator = stage.operator();
        JsonNode state = operator.get("/state");
        state.path("frameworks")
                .valueStream()
                .filter(f -> f.path("id").asString().equals(framework.id()))
                .forEach(f -> {
                    ObjectNode some = Json.object("{}");
                    for (String field : fields) {
                        some.set(field, f.path(field).deepCopy());
                    }
                    operator.show("framework", some);
                });
    }

    static boolean isConnected(Stage stage, Framework framework) {
        return stage.operator()
                .get("/state")
                .path("frameworks")
                .valueStream()
                .anyMatch(f -> f.path("id").asString().equals(framework.id())
                        && f.path("connected").asBoolean());
    }

    /** The body of an UPDATE_FRAMEWORK with a changed FrameworkInfo. */
    static ObjectNode update(Framework framework, Consumer<ObjectNode> change) {
        ObjectNode info = framework.info().deepCopy();
        info.set("id", Json.object("{value: '%s'}", framework.id()));
        change.accept(info);
        ObjectNode body = Json.object("{}");
        body.set("framework_info", info);
        return body;
    }

    /** Subscribes once with that change and records the ERROR and the end. */
    private static void refused(Stage stage, String name, Consumer<ObjectNode> change) {
        stage.framework(name).info(change).subscribe().end();
    }

    private static Scenario orderOfChecks() {
        return Scenario.of(
                        "order-of-checks", "Of several wrongs in a SUBSCRIBE the first in the master's order is told")
                .proves("B10")
                .steps(stage -> {
                    String constraints = "offer_constraints: {role_constraints: {a: {groups: []}}}";
                    String filters = "{a: {min_allocatable_resources: {quantities: [{}]}}}";
                    Consumer<ObjectNode> all = i -> {
                        i.putArray("roles").add("/a");
                        i.set("offer_filters", Json.object(filters));
                        i.put("failover_timeout", 1e300);
                    };
                    Framework framework = stage.framework()
                            .subscribing("{suppressed_roles: ['b'], " + constraints + "}")
                            .id("bad/id")
                            .info(all);
                    framework.subscribe().end();
                    framework.info(i -> i.putArray("roles").add("a"));
                    framework.subscribe().end();
                    framework.id("").subscribe().end();
                    framework.info(i -> i.remove("offer_filters"));
                    framework.subscribe().end();
                    framework.subscribing("{" + constraints + "}").subscribe().end();
                    framework.info(i -> i.remove("failover_timeout"));
                    framework.subscribe().end();
                });
    }

    private static Scenario roleOrRoles() {
        return Scenario.of(
                        "role-or-roles",
                        "With MULTI_ROLE there are roles, maybe none; without it one role, * by default")
                .proves("B11", "B179")
                .steps(stage -> {
                    stage.framework("both")
                            .info(i -> i.put("role", "x"))
                            .subscribe()
                            .end();
                    stage.framework("plural").capabilities().subscribe().end();
                    Framework none = stage.framework("none")
                            .info(i -> i.putArray("roles"))
                            .subscribe();
                    none.noOffer(Duration.ofMillis(500));
                    Framework old = stage.framework("old").capabilities();
                    old.info(i -> i.remove("roles"));
                    old.subscribe().offer();
                    showFramework(stage, old, "role", "capabilities");
                });
    }

    private static Scenario roleNames() {
        return Scenario.of("role-names", "Which names of roles are valid")
                .proves("B12", "B13")
                .steps(stage -> {
                    for (String role : List.of(
                            "",
                            "/a",
                            "a/",
                            "a//b",
                            ".",
                            "..",
                            "a/./b",
                            "a/..",
                            "a/*",
                            "-a",
                            "a/-b",
                            "a b",
                            "a\tb",
                            "a\nb",
                            "a\u007fb")) {
                        refused(stage, "framework", i -> i.putArray("roles").add(role));
                    }
                    refused(stage, "one-role", i -> {
                        i.remove("roles");
                        i.putArray("capabilities");
                        i.put("role", "a//b");
                    });
                    refused(
                            stage,
                            "twice",
                            i -> i.putArray("roles").add("b").add("a").add("b"));
                    Framework good = stage.framework("good")
                            .info(i -> i.putArray("roles")
                                    .add("a/b")
                                    .add("a.b")
                                    .add("b-")
                                    .add("\u00e4")
                                    .add("*"));
                    good.subscribe();
                });
    }

    private static Scenario frameworkIds() {
        return Scenario.of("framework-ids", "Which framework ids are valid")
                .proves("B14")
                .steps(stage -> {
                    for (String id : List.of(".", "..", "a/b", "a\\\\b", "a\\u0001b", "x".repeat(256))) {
                        stage.framework()
                                .id(Json.object("{id: '%s'}", id).path("id").asString())
                                .subscribe()
                                .end();
                    }
                    stage.framework("spaces").id("an id").subscribe();
                });
    }

    private static Scenario offerFilters() {
        return Scenario.of("offer-filters", "offer_filters hold sensible quantities")
                .proves("B15")
                .steps(stage -> {
                    for (String quantities : List.of(
                            "[{}]",
                            "[{quantities: {}}]",
                            "[{quantities: {cpus: {value: -1}}}]",
                            "[{quantities: {cpus: {value: 'Infinity'}}}]",
                            "[{quantities: {cpus: {value: 1e-310}}}]",
                            "[{quantities: {cpus: {value: 1}}}, {quantities: {mem: {value: -0.5}}}]")) {
                        refused(
                                stage,
                                "framework",
                                i -> i.set(
                                        "offer_filters",
                                        Json.object("{r: {min_allocatable_resources: {quantities: %s}}}", quantities)));
                    }
                    stage.framework("good")
                            .info(
                                    i -> i.set(
                                            "offer_filters",
                                            Json.object(
                                                    "{any: {min_allocatable_resources: {quantities: [{quantities: {cpus: {value: 0}}}]}}}")))
                            .subscribe();
                });
    }

    private static Scenario rolesOfTheFlag() {
        return Scenario.of("listed-roles", "With a list of roles at the master there are no others")
                .proves("B16")
                .on(LISTED_ROLES)
                .steps(stage -> {
                    refused(
                            stage,
                            "unknown",
                            i -> i.putArray("roles").add("known").add("z").add("unknown"));
                    refused(stage, "one-role", i -> {
                        i.remove("roles");
                        i.putArray("capabilities");
                        i.put("role", "unknown");
                    });
                    stage.framework("known")
                            .info(i -> i.putArray("roles").add("known").add("*"))
                            .subscribe();
                });
    }

    private static Scenario suppressedRoles() {
        return Scenario.of("suppressed-roles", "Suppressed roles are roles of the framework, and get no offers")
                .proves("B17")
                .steps(stage -> {
                    stage.framework("wrong")
                            .subscribing("{suppressed_roles: ['nobodys', 'nor-this']}")
                            .subscribe()
                            .end();
                    Framework framework = stage.framework()
                            .subscribing("{suppressed_roles: ['%s']}", stage.role())
                            .subscribe();
                    framework.noOffer(Duration.ofMillis(500));
                    framework.call("REVIVE", "{}");
                    framework.offer();
                });
    }

    private static Scenario rootForbidden() {
        return Scenario.of("root-forbidden", "Frameworks of root may be forbidden")
                .proves("B18")
                .on(Needs.oneAgent().masterFlag("root_submissions", "false"))
                .steps(stage -> {
                    refused(stage, "root", i -> i.put("user", "root"));
                    stage.framework("other").info(i -> i.put("user", "nobody")).subscribe();
                });
    }

    private static Scenario removedFramework() {
        return Scenario.of("removed-framework", "The id of a framework that was torn down is refused")
                .proves("B19", "A68")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    framework.subscribe().end();
                    framework.call("REVIVE", "");
                    Framework vanishing = stage.framework("vanishing").subscribe();
                    vanishing.disconnect();
                    awaitCompleted(stage, vanishing);
                    vanishing.subscribe().end();
                });
    }

    private static void awaitCompleted(Stage stage, Framework framework) throws Exception {
        stage.quietly(() -> {
            Operator operator = stage.operator();
            stage.until(
                    "a removed framework",
                    () -> operator.get("/state")
                            .path("completed_frameworks")
                            .valueStream()
                            .anyMatch(f -> f.path("id").asString().equals(framework.id())));
        });
    }

    private static Scenario failoverTimeouts() {
        return Scenario.of(
                        "failover-timeouts",
                        "A failover timeout that no duration holds is refused; with a negative one it is never removed")
                .proves("B20")
                .steps(stage -> {
                    for (double timeout : List.of(1e300, 1e10, -1e10)) {
                        refused(stage, "framework", i -> i.put("failover_timeout", timeout));
                    }
                    stage.framework("long")
                            .info(i -> i.put("failover_timeout", 9.2e9))
                            .subscribe();
                    Framework negative = stage.framework("negative")
                            .info(i -> i.put("failover_timeout", -5.0))
                            .subscribe();
                    Framework brief = stage.framework("brief")
                            .info(i -> i.put("failover_timeout", 0.5))
                            .subscribe();
                    negative.disconnect();
                    brief.disconnect();
                    awaitCompleted(stage, brief);
                    negative.subscribe();
                    stage.note("the one with a negative timeout was not removed");
                });
    }

    private static Scenario givenIds() {
        return Scenario.of("given-ids", "Frameworks, agents and offers are numbered under the master's id")
                .proves("B21")
                .steps(stage -> {
                    Framework first = stage.framework("first").subscribe();
                    Offer offer = first.offer();
                    Framework second = stage.framework("second").subscribe();
                    String master = first.id().substring(0, 36);
                    stage.note("framework: " + first.id().substring(36).matches("-\\d{4}") + ", then one more: "
                            + (number(second.id(), "-") - number(first.id(), "-")));
                    stage.note("agent: " + offer.agentId().equals(master + "-S0"));
                    stage.note("offer: " + offer.id().matches(master + "-O\\d+"));
                });
    }

    private static int number(String id, String mark) {
        return Integer.parseInt(id.substring(id.lastIndexOf(mark) + mark.length()));
    }

    private static Scenario unknownId() {
        return Scenario.of("unknown-id", "An id that the master never gave is taken")
                .proves("B22")
                .steps(stage -> {
                    Framework framework =
                            stage.framework().id("chosen by the framework").subscribe();
                    framework.offer();
                    stage.note("its id is still: " + framework.id());
                });
    }

    private static Scenario immutableFields() {
        return Scenario.of("immutable-fields", "By SUBSCRIBE another user or checkpoint is dropped in silence")
                .proves("B24")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    framework.info(
                            i -> i.put("user", "nobody").put("checkpoint", true).put("name", "renamed"));
                    framework.subscribe();
                    showFramework(stage, framework, "user", "checkpoint", "name");
                    framework.info(i -> i.put("principal", "new"));
                    framework.subscribe().end();
                });
    }

    private static Scenario changedBySubscribing() {
        return Scenario.of("changed-by-subscribing", "What another SUBSCRIBE changes")
                .proves("B25")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    framework.info(i -> i.put("name", "other")
                            .put("hostname", "some.host")
                            .put("webui_url", "http://some.host/")
                            .put("failover_timeout", 30.0)
                            .putArray("roles")
                            .add("changed-a")
                            .add("changed-b"));
                    framework.info(i -> i.set("labels", Json.object("{labels: [{key: 'k', value: 'v'}]}")));
                    framework.capabilities("MULTI_ROLE", "GPU_RESOURCES");
                    framework.subscribing("{suppressed_roles: ['changed-a']}").subscribe();
                    showFramework(
                            stage,
                            framework,
                            "name",
                            "hostname",
                            "webui_url",
                            "failover_timeout",
                            "roles",
                            "labels",
                            "capabilities");
                    framework.offer(
                            o -> o.tree().at("/allocation_info/role").asString().equals("changed-b"));
                });
    }

    private static Scenario roleLeft() {
        return Scenario.of("role-left", "The offers of a role that is left are rescinded; its tasks run on")
                .proves("B26")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.putArray("roles").add("left").add("kept"))
                            .subscribing("{suppressed_roles: ['kept']}")
                            .subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            launch(offer, Launch.command("t1", "sleep 100")));
                    framework.until("t1", "TASK_RUNNING");
                    framework.offer();
                    framework.call(
                            "UPDATE_FRAMEWORK",
                            update(framework, i -> i.putArray("roles").add("kept")));
                    framework.await("RESCIND");
                    framework.offer();
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                });
    }

    private static Scenario suppressedAnew() {
        return Scenario.of(
                        "suppressed-anew", "The suppressed roles of a SUBSCRIBE replace those before, filters and all")
                .proves("B27", "F10")
                .on(Needs.oneAgent().masterFlag("allocation_interval", "2secs"))
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    framework.decline(framework.offer(), 1000);
                    framework
                            .subscribing("{suppressed_roles: ['%s']}", stage.role())
                            .subscribe();
                    framework.subscribing("{}").subscribe();
                    stage.within(0, 4000, "offered, but by no run of its own", framework::offer);
                });
    }

    private static Scenario updateFramework() {
        return Scenario.of("update-framework", "UPDATE_FRAMEWORK is done when it is answered")
                .proves("B32", "B35")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.call(
                            "UPDATE_FRAMEWORK",
                            update(framework, i -> i.put("name", "renamed").put("failover_timeout", 7.0)));
                    showFramework(stage, framework, "name", "failover_timeout");
                    ObjectNode wrong = update(framework, i -> i.put("name", "again"));
                    wrong.set("offer_constraints", Json.object("{role_constraints: {x: {}}}"));
                    framework.call("UPDATE_FRAMEWORK", wrong);
                    showFramework(stage, framework, "name", "failover_timeout");
                });
    }

    private static Scenario updateRefused() {
        return Scenario.of("update-refused", "What UPDATE_FRAMEWORK may not change, or may not be")
                .proves("B32", "B33")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                            i -> i.put("user", "nobody-else"),
                            i -> i.put("checkpoint", true),
                            i -> i.put("principal", "somebody"),
                            i -> i.put("role", "x"),
                            i -> i.putArray("roles").add("/"),
                            i -> i.put("failover_timeout", 1e300))) {
                        framework.call("UPDATE_FRAMEWORK", update(framework, change));
                    }
                    ObjectNode suppressed = update(framework, i -> {});
                    suppressed.set("suppressed_roles", Json.read("['no-role-of-it']"));
                    framework.call("UPDATE_FRAMEWORK", suppressed);
                });
    }

    private static Scenario updateClears() {
        return Scenario.of("update-clears", "Suppressed roles and constraints left out of UPDATE_FRAMEWORK are no more")
                .proves("B35")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .subscribing(
                                    "{suppressed_roles: ['%s'], offer_constraints: {role_constraints: {'%s': {groups:"
                                            + " [{attribute_constraints: [{selector: {attribute_name: 'none'},"
                                            + " predicate: {exists: {}}}]}]}}}}",
                                    stage.role(), stage.role())
                            .subscribe();
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "{}");
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("SUPPRESS", "{}");
                    framework.call("UPDATE_FRAMEWORK", update(framework, i -> {}));
                    framework.offer();
                });
    }

    private static Scenario offersStay() {
        return Scenario.of("offers-stay", "Offers that are out stay valid for roles suppressed or constrained later")
                .proves("B36")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode update = update(framework, i -> {});
                    update.set("suppressed_roles", Json.read("['" + stage.role() + "']"));
                    update.set(
                            "offer_constraints",
                            Json.object(
                                    "{role_constraints: {'%s': {groups: [{attribute_constraints: [{selector:"
                                            + " {attribute_name: 'none'}, predicate: {exists: {}}}]}]}}}",
                                    stage.role()));
                    framework.call("UPDATE_FRAMEWORK", update);
                    framework.fence();
                    framework.accept(offer, launch(offer, Launch.command("t1", "exit 0")));
                    framework.until("t1", "TASK_FINISHED");
                });
    }

    private static Scenario capabilitiesTakenBack() {
        return Scenario.of("capabilities-taken-back", "A framework may come again with fewer capabilities")
                .proves("B180", "B120")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    framework.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}}]}");
                    framework.update("t1");
                    framework.capabilities("MULTI_ROLE").subscribe();
                    showFramework(stage, framework, "capabilities");
                    framework.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}}]}");
                    framework.update("t1");
                });
    }

    private static Scenario fiftyCompleted() {
        return Scenario.of("fifty-completed", "Of removed frameworks the newest fifty are remembered")
                .proves("B19", "F6")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Framework first = stage.framework("first").id("first").subscribe();
                    first.call("TEARDOWN", "");
                    first.end();
                    stage.quietly(() -> {
                        for (int i = 0; i < 49; i++) {
                            Framework next =
                                    stage.framework("next").id("next-" + i).subscribe();
                            next.call("TEARDOWN", "");
                            next.end();
                        }
                    });
                    first.subscribe().end();
                    Framework last = stage.framework("last").id("last").subscribe();
                    last.call("TEARDOWN", "");
                    last.end();
                    first.subscribe();
                });
    }
}
