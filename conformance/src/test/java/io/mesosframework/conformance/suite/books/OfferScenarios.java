package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import java.time.Duration;
import java.util.List;

/** Offers: what they hold, how they come and go, what declines do. */
public final class OfferScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                oneOfferAnAgent(),
                withoutMultiRole(),
                formats(),
                ephemeralPorts(),
                offerTimeout(),
                noRescindOnLeaving(),
                executorIds(),
                declineOfAnyOffer(),
                refuseSeconds(),
                filterOfRole(),
                filterOfLess(),
                filtersVanish(),
                filterKeptByTakeover(),
                nextRun(),
                revive(),
                suppress(),
                wrongRoles());
    }

    private static Scenario oneOfferAnAgent() {
        return Scenario.of("offer-each-agent", "Each agent is an offer of its own, with all it has free")
                .proves("B45", "F13")
                .on(Needs.oneAgent().agents(2))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.offers(2);
                    framework.noOffer(Duration.ofMillis(300));
                });
    }

    private static Scenario withoutMultiRole() {
        return Scenario.of("offer-one-role", "A framework without MULTI_ROLE sees no allocation_info")
                .proves("B47", "B46", "B179")
                .steps(stage -> {
                    Framework framework = stage.framework().capabilities().oneRole(stage.role());
                    framework.subscribe().offerInFull();
                });
    }

    private static Scenario formats() {
        return Scenario.of("offer-formats", "Reservations come in the form that the framework knows")
                .proves("B48", "F15")
                .on(Needs.oneAgent()
                        .resources("cpus:1;mem:512;cpus(formats):2;mem(formats):256;disk:1000;ports:[31000-31009]")
                        .alone())
                .steps(stage -> {
                    Framework newer = stage.framework("newer")
                            .info(i -> i.putArray("roles").add("formats"));
                    newer.subscribe().offerInFull();
                    newer.call("TEARDOWN", "");
                    newer.end();
                    Framework older = stage.framework("older").capabilities("MULTI_ROLE");
                    older.info(i -> i.putArray("roles").add("formats"));
                    older.subscribe().offerInFull();
                    older.call("TEARDOWN", "");
                    older.end();
                    Framework other = stage.framework("other");
                    other.subscribe().offerInFull();
                });
    }

    private static Scenario ephemeralPorts() {
        return Scenario.of("ephemeral-ports", "Resources named ephemeral_ports are not shown to frameworks")
                .proves("B49")
                .on(Needs.oneAgent()
                        .resources("cpus:1;mem:512;disk:1000;ports:[31000-31009];ephemeral_ports:[32768-57344]"))
                .steps(stage -> stage.framework().subscribe().offerInFull());
    }

    private static Scenario offerTimeout() {
        return Scenario.of(
                        "offer-timeout",
                        "With an offer timeout an unused offer is rescinded, and comes again unfiltered")
                .proves("B50", "B51", "B53")
                .on(Needs.oneAgent().masterFlag("offer_timeout", "1secs"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.offer();
                    stage.within(700, 2500, "rescinded", () -> framework.await("RESCIND"));
                    stage.within(0, 1000, "offered again", framework::offer);
                });
    }

    private static Scenario noRescindOnLeaving() {
        return Scenario.of(
                        "failed-over", "A second SUBSCRIBE takes over; offers of the first are void without a RESCIND")
                .proves("B52", "A64", "A65", "B175", "F19")
                .steps(stage -> {
                    Framework old = stage.framework("old").info(i -> i.put("failover_timeout", 60.0));
                    Offer offer = old.subscribe().offer();
                    Framework fresh = stage.framework("fresh")
                            .info(i -> i.put("failover_timeout", 60.0))
                            .id(old.id());
                    fresh.subscribe();
                    old.end();
                    fresh.accept(offer, launch(offer, Launch.command("t1", "true")));
                    fresh.update("t1");
                    fresh.offer();
                    fresh.disconnect();
                    fresh.subscribe();
                    fresh.offer();
                });
    }

    private static Scenario executorIds() {
        return Scenario.of("offer-executor-ids", "An offer names the framework's own executors on the agent")
                .proves("B46")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.withExecutor("t1", framework, "e1"));
                    stage.executor(framework, "e1").subscribe();
                    framework.offerInFull();
                });
    }

    private static Scenario declineOfAnyOffer() {
        return Scenario.of("decline-any", "DECLINE passes over unknown offers, and takes those of other frameworks")
                .proves("B104")
                .steps(stage -> {
                    Framework owner = stage.framework("owner").subscribe();
                    Offer offer = owner.offer();
                    Framework other = stage.framework("other")
                            .info(i -> i.putArray("roles").add("decline-other"))
                            .subscribe();
                    other.call(
                            "DECLINE",
                            "{offer_ids: [{value: 'no-offer'}, {value: '%s'}], filters: {refuse_seconds: 1000}}",
                            offer.id());
                    Offer others = other.offer();
                    owner.accept(offer, launch(offer, Launch.command("t1", "true")));
                    owner.update("t1");
                    other.decline(others, 0);
                    owner.noOffer(Duration.ofMillis(400));
                });
    }

    private static Scenario refuseSeconds() {
        return Scenario.of(
                        "refuse-seconds",
                        "How long a decline holds: as long as it says, 5 s if it says nothing or less than 0")
                .proves("B105", "B71")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.decline(framework.offer(), 0);
                    framework.decline(framework.offer(), 1);
                    Offer[] again = new Offer[1];
                    stage.within(900, 2500, "offered after 1 s", () -> again[0] = framework.offer());
                    framework.decline(again[0], -1);
                    stage.within(4800, 6500, "offered after -1 s", () -> again[0] = framework.offer());
                    framework.call("DECLINE", "{offer_ids: [{value: '%s'}]}", again[0].id());
                    stage.within(4800, 6500, "offered after no seconds", () -> again[0] = framework.offer());
                    framework.decline(again[0], 1e9);
                    framework.noOffer(Duration.ofMillis(500));
                });
    }

    private static Scenario filterOfRole() {
        return Scenario.of("filter-role", "A filter is for one role of one framework")
                .proves("B107")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.putArray("roles").add("filter-a").add("filter-b"))
                            .subscribing("{suppressed_roles: ['filter-b']}")
                            .subscribe();
                    framework.decline(framework.offer(), 1000);
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "{roles: ['filter-b']}");
                    framework.decline(framework.offer(), 1000);
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "{roles: ['filter-a']}");
                    framework.offer();
                });
    }

    private static Scenario filterOfLess() {
        return Scenario.of("filter-less", "A filter holds for no more than what was refused")
                .proves("B107", "B126")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    framework.decline(framework.offer(), 1000);
                    framework.noOffer(Duration.ofMillis(400));
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    framework.offer();
                });
    }

    private static Scenario filtersVanish() {
        return Scenario.of("filters-vanish", "Filters end with REVIVE and with the framework's stream")
                .proves("B109", "A67")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    framework.decline(framework.offer(), 1000);
                    framework.noOffer(Duration.ofMillis(300));
                    framework.call("REVIVE", "");
                    framework.decline(framework.offer(), 1000);
                    framework.noOffer(Duration.ofMillis(300));
                    framework.disconnect();
                    stage.quietly(() -> stage.until(
                            "its disconnection", () -> !SubscriptionScenarios.isConnected(stage, framework)));
                    framework.subscribe();
                    framework.offer();
                });
    }

    private static Scenario filterKeptByTakeover() {
        return Scenario.of("filter-kept", "A filter survives a second SUBSCRIBE while the first stream is open")
                .proves("B109")
                .steps(stage -> {
                    Framework old = stage.framework("old").info(i -> i.put("failover_timeout", 60.0));
                    old.decline(old.subscribe().offer(), 1000);
                    Framework fresh = stage.framework("fresh")
                            .info(i -> i.put("failover_timeout", 60.0))
                            .id(old.id());
                    fresh.subscribe();
                    old.end();
                    fresh.noOffer(Duration.ofMillis(500));
                });
    }

    private static Scenario nextRun() {
        return Scenario.of(
                        "decline-next-run",
                        "A filter lasts until the allocator's next run at least, and DECLINE is no cause for one")
                .proves("B106", "B108", "F1", "F10")
                .on(Needs.oneAgent().masterFlag("allocation_interval", "2secs"))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.decline(framework.offer(), 0);
                    framework.offer();
                    framework.forgetOffers();
                    framework.call("REVIVE", "");
                    framework.noOffer(Duration.ofMillis(200));
                });
    }

    private static Scenario revive() {
        return Scenario.of("revive", "REVIVE ends suppression and filters of its roles, and offers come at once")
                .proves("B110", "F10")
                .on(Needs.oneAgent().masterFlag("allocation_interval", "10secs"))
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.putArray("roles").add("revive-a").add("revive-b"))
                            .subscribing("{suppressed_roles: ['revive-b']}")
                            .subscribe();
                    framework.decline(framework.offer(), 1000);
                    framework.call("SUPPRESS", "{roles: ['revive-a']}");
                    framework.call("REVIVE", "{roles: ['revive-b']}");
                    stage.within(0, 3000, "offered", framework::offer);
                });
    }

    private static Scenario suppress() {
        return Scenario.of("suppress", "SUPPRESS: no offers any more; those that are out stay, and updates come")
                .proves("B111", "F16")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.call("SUPPRESS", "");
                    framework.fence();
                    framework.accept(
                            List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, Launch.command("t1", "true")));
                    framework.until("t1", "TASK_FINISHED");
                    framework.noOffer(Duration.ofMillis(500));
                    framework.call("REVIVE", "");
                    framework.offer();
                });
    }

    private static Scenario wrongRoles() {
        return Scenario.of("revive-wrong-role", "One wrong role, and REVIVE or SUPPRESS do nothing")
                .proves("B112")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .subscribing("{suppressed_roles: ['%s']}", stage.role())
                            .subscribe();
                    framework.call("REVIVE", "{roles: ['%s', 'not-its']}", stage.role());
                    framework.call("REVIVE", "{roles: ['%s', '/']}", stage.role());
                    framework.noOffer(Duration.ofMillis(400));
                    framework.call("REVIVE", "{roles: ['%s']}", stage.role());
                    framework.decline(framework.offer(), 0);
                    framework.call("SUPPRESS", "{roles: ['%s', 'not-its']}", stage.role());
                    framework.offer();
                });
    }
}
