package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Who gets what of which agent. */
public final class AllocationScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                tooLittle(),
                minimumOfTheFramework(),
                gpus(),
                gpusForAll(),
                remoteRegion(),
                otherZone(),
                refinedReservations(),
                reservedForARole(),
                fairShareOfRoles(),
                fairShareOfFrameworks(),
                subRolesShare(),
                inactiveRoles(),
                weights(),
                quotaLimit(),
                quotaGuarantee(),
                randomAgents());
    }

    private static ObjectNode task(String id, double cpus, double mem) {
        ObjectNode task = Launch.command(id, "sleep 100");
        task.set("resources", Json.read("[" + Launch.scalar("cpus", cpus) + "," + Launch.scalar("mem", mem) + "]"));
        return task;
    }

    private static void runs(Framework framework, String id, double cpus, double mem) throws Exception {
        framework.launch(task(id, cpus, mem));
        framework.until(id, "TASK_RUNNING");
    }

    /** It gets no more offers, and holds none. */
    private static void suppressed(Framework framework) {
        Offer rest = framework.offer();
        framework.call("SUPPRESS", "");
        framework.decline(rest, 0);
    }

    private static Framework withRole(Framework framework, String... roles) {
        return framework.info(i -> {
            var array = i.putArray("roles");
            for (String role : roles) {
                array.add(role);
            }
        });
    }

    private static Scenario tooLittle() {
        return Scenario.of("too-little", "What is less than the minimum is not offered")
                .proves("F5")
                .on(Needs.oneAgent().agents(2).resources("cpus:0.00%d;mem:3%d;disk:1000;ports:[31000-31009]"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.offer();
                    framework.noOffer(Duration.ofMillis(300));
                });
    }

    private static Scenario minimumOfTheFramework() {
        return Scenario.of("own-minimum", "A framework's own minimum for a role takes the place of the master's")
                .proves("F5", "B15")
                .steps(stage -> {
                    String filters =
                            "{%s: {min_allocatable_resources: {quantities: [{quantities: {%s: {value: %s}}}]}}}";
                    Framework ports = stage.framework("ports")
                            .info(i -> i.set("offer_filters", Json.object(filters, "'own-minimum'", "ports", "2000")));
                    ports.subscribe().noOffer(Duration.ofMillis(300));
                    Framework cpus = stage.framework("cpus")
                            .info(i -> i.set("offer_filters", Json.object(filters, "'own-minimum'", "cpus", "4")));
                    cpus.subscribe();
                    runs(cpus, "t1", 0.1, 32);
                    cpus.noOffer(Duration.ofMillis(300));
                    cpus.call(
                            "UPDATE_FRAMEWORK",
                            SubscriptionScenarios.update(
                                    cpus,
                                    i -> i.set(
                                            "offer_filters",
                                            Json.object("{'own-minimum': {min_allocatable_resources: {}}}"))));
                    cpus.offer();
                });
    }

    private static Scenario gpus() {
        return Scenario.of("gpus", "Agents with GPUs are for frameworks that are capable of them")
                .proves("B177")
                .on(Needs.oneAgent().resources("cpus:4;mem:1024;gpus:2;disk:1000;ports:[31000-31009]"))
                .steps(stage -> {
                    stage.framework("without").subscribe().noOffer(Duration.ofMillis(300));
                    stage.framework("with")
                            .capabilities("MULTI_ROLE", "GPU_RESOURCES")
                            .subscribe()
                            .offer();
                });
    }

    private static Scenario gpusForAll() {
        return Scenario.of("gpus-for-all", "Unless the master does not keep them apart")
                .proves("B177")
                .on(Needs.oneAgent()
                        .resources("cpus:4;mem:1024;gpus:2;disk:1000;ports:[31000-31009]")
                        .masterFlag("filter_gpu_resources", "false"))
                .steps(stage -> stage.framework().subscribe().offer());
    }

    private static Scenario remoteRegion() {
        return Scenario.of("remote-region", "Agents of another region are for REGION_AWARE frameworks")
                .proves("B178", "D42", "D43")
                .on(Needs.oneAgent().domain("here", "a1").agentDomain(1, "there", "b1"))
                .steps(stage -> {
                    stage.framework("without").subscribe().noOffer(Duration.ofMillis(300));
                    stage.framework("with")
                            .capabilities("MULTI_ROLE", "REGION_AWARE")
                            .subscribeInFull()
                            .offerInFull();
                });
    }

    private static Scenario otherZone() {
        return Scenario.of("other-zone", "Another zone of the region makes no difference")
                .proves("D43")
                .on(Needs.oneAgent().domain("here", "a1").agentDomain(1, "here", "b2"))
                .steps(stage -> stage.framework().subscribe().offer());
    }

    private static Scenario refinedReservations() {
        return Scenario.of(
                        "refined", "A reservation on top of another is for frameworks that know RESERVATION_REFINEMENT")
                .proves("B176", "F15")
                .on(Needs.oneAgent()
                        .resources("cpus(eng):4;mem(eng):1024;disk:1000;ports:[31000-31009]")
                        .alone())
                .steps(stage -> {
                    Framework framework = withRole(stage.framework(), "eng/web").subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            Framework.operation(
                                    "RESERVE",
                                    "{resources: [{name: 'cpus', type: 'SCALAR', scalar: {value: 1}, reservations:"
                                            + " [{type: 'STATIC', role: 'eng'}, {type: 'DYNAMIC', role: 'eng/web'}]}]}"));
                    framework.offer();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    Framework old = withRole(stage.framework("old"), "eng/web").capabilities("MULTI_ROLE");
                    old.subscribe().offer();
                });
    }

    private static Scenario reservedForARole() {
        return Scenario.of("reserved-for-a-role", "What is reserved to a role is for it and the roles below it")
                .proves("F15")
                .on(
                        Needs.oneAgent()
                                .resources(
                                        "cpus(eng):2;mem(eng):512;cpus(eng/web):1;mem(eng/web):128;mem:64;disk:1000;ports:[31000-31009]"))
                .steps(stage -> {
                    for (String role : List.of("eng", "eng/web", "eng/web/x", "eng/ops", "engine", "*")) {
                        Framework framework =
                                withRole(stage.framework("framework"), role).subscribe();
                        framework.offer();
                        framework.call("TEARDOWN", "");
                        framework.end();
                    }
                });
    }

    private static Scenario fairShareOfRoles() {
        return Scenario.of("fair-roles", "The role with the smaller dominant share is served first")
                .proves("F12", "F13")
                .steps(stage -> {
                    Framework first =
                            withRole(stage.framework("first"), "fair-a").subscribe();
                    runs(first, "t1", 1, 32);
                    suppressed(first);
                    Framework second =
                            withRole(stage.framework("second"), "fair-b").subscribe();
                    Offer rest = second.offer();
                    first.call("REVIVE", "");
                    second.decline(rest, 0);
                    second.offer();
                    first.noOffer(Duration.ofMillis(300));
                });
    }

    private static Scenario fairShareOfFrameworks() {
        return Scenario.of("fair-frameworks", "Within a role, the framework with the smaller share is served first")
                .proves("F12", "F13")
                .steps(stage -> {
                    Framework first = stage.framework("first").subscribe();
                    runs(first, "t1", 1, 32);
                    suppressed(first);
                    Framework second = stage.framework("second").subscribe();
                    Offer rest = second.offer();
                    first.call("REVIVE", "");
                    second.decline(rest, 0);
                    second.offer();
                    first.noOffer(Duration.ofMillis(300));
                });
    }

    private static Scenario subRolesShare() {
        return Scenario.of("fair-sub-roles", "What a role below uses counts for the role above among its equals")
                .proves("F12")
                .steps(stage -> {
                    Framework child =
                            withRole(stage.framework("child"), "tree/x").subscribe();
                    runs(child, "t1", 1, 32);
                    suppressed(child);
                    Framework sibling =
                            withRole(stage.framework("sibling"), "tree/y").subscribe();
                    Offer rest = sibling.offer();
                    Framework other = withRole(stage.framework("other"), "zzz").subscribe();
                    sibling.decline(rest, 0);
                    other.offer();
                    sibling.noOffer(Duration.ofMillis(300));
                });
    }

    private static Scenario inactiveRoles() {
        return Scenario.of("inactive-roles", "Suppressed and disconnected frameworks are passed over")
                .proves("F16", "B111")
                .steps(stage -> {
                    Framework suppressed = stage.framework("suppressed")
                            .subscribing("{suppressed_roles: ['%s']}", stage.role())
                            .subscribe();
                    Framework away = stage.framework("away")
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    away.offer();
                    away.disconnect();
                    Framework here = stage.framework("here").subscribe();
                    here.offer();
                    suppressed.noOffer(Duration.ofMillis(200));
                    away.subscribe();
                });
    }

    private static Scenario weights() {
        return Scenario.of("weights", "A role's weight divides its share; a change rescinds all offers")
                .proves("F12", "B51", "F10")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Operator operator = stage.operator();
                    operator.call("{type: 'UPDATE_WEIGHTS', update_weights: {weight_infos: [{role: '/', weight: 2}]}}");
                    operator.call(
                            "{type: 'UPDATE_WEIGHTS', update_weights: {weight_infos: [{role: 'heavy', weight: -1.5}]}}");
                    Framework heavy =
                            withRole(stage.framework("heavy"), "heavy").subscribe();
                    runs(heavy, "t1", 1, 32);
                    suppressed(heavy);
                    Framework light =
                            withRole(stage.framework("light"), "light").subscribe();
                    runs(light, "t2", 0.5, 32);
                    light.offer();
                    heavy.call("REVIVE", "");
                    operator.call(
                            "{type: 'UPDATE_WEIGHTS', update_weights: {weight_infos: [{role: 'heavy', weight: 4}]}}");
                    light.await("RESCIND");
                    heavy.offer();
                    light.noOffer(Duration.ofMillis(300));
                    heavy.kill("t1");
                    light.kill("t2");
                });
    }

    private static Scenario quotaLimit() {
        return Scenario.of("quota-limit", "A role gets no more than its limit")
                .proves("F13", "B51")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Operator operator = stage.operator();
                    Framework framework = withRole(stage.framework(), "limited").subscribe();
                    framework.offer();
                    operator.call("{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'limited',"
                            + " limits: {cpus: {value: 1.5}, mem: {value: 100}}}]}}");
                    framework.await("RESCIND");
                    framework.offer();
                });
    }

    private static Scenario quotaGuarantee() {
        return Scenario.of("quota-guarantee", "What is guaranteed to a role is kept from others and served first")
                .proves("F14", "B51")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Operator operator = stage.operator();
                    Framework other = withRole(stage.framework("other"), "aaa").subscribe();
                    other.offer();
                    operator.call("{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'sure',"
                            + " guarantees: {cpus: {value: 1}, mem: {value: 1024}}}]}}");
                    other.await("RESCIND");
                    Offer less = other.offer();
                    Framework sure = withRole(stage.framework("sure"), "sure").subscribe();
                    sure.offer();
                    other.decline(less, 1000);
                });
    }

    private static Scenario randomAgents() {
        return Scenario.of("random-agents", "Which agent comes first, and so which role gets it, is left to chance")
                .proves("F11")
                .on(Needs.oneAgent().agents(2).masterFlag("allocation_interval", "50ms"))
                .steps(stage -> {
                    Framework framework = withRole(stage.framework(), "random-agents/a", "random-agents/b")
                            .subscribe();
                    Set<String> agentsOfA = new HashSet<>();
                    stage.quietly(() -> {
                        for (int run = 0; run < 60 && agentsOfA.size() < 2; run++) {
                            List<Offer> both = framework.offers(2);
                            both.stream()
                                    .filter(offer -> offer.tree()
                                            .at("/allocation_info/role")
                                            .asString()
                                            .endsWith("/a"))
                                    .forEach(offer -> agentsOfA.add(offer.agentId()));
                            framework.call(
                                    "DECLINE",
                                    "{offer_ids: [{value: '%s'}, {value: '%s'}], filters: {refuse_seconds: 0}}",
                                    both.get(0).id(),
                                    both.get(1).id());
                        }
                    });
                    stage.note("one role was first offered " + agentsOfA.size() + " different agents");
                });
    }
}
