package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.DomainInfo;
import io.mesosframework.protocol.DomainInfo.FaultDomain;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.internal.DefaultTaskManager;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A resource manager, a task manager and offers; what is placed is launched, and its offers are gone. */
final class PlacementFixture {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final DefaultTaskManager tasks = new DefaultTaskManager(new SplittableRandom(1));
    final Map<OfferID, Offer> open = new LinkedHashMap<>();
    Instant now = START;
    DefaultResourceManager resources;
    private int offers;
    private int launched;

    PlacementFixture() {
        this(AgentScore.SPREAD);
    }

    PlacementFixture(AgentScore score, AgentRule... ownRules) {
        resources = new DefaultResourceManager(
                specification -> specification.application().resources().role().orElse("*"), score, List.of(ownRules));
    }

    static ApplicationBuilder application(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(10).command("run");
    }

    PlacementFixture put(ApplicationBuilder application) {
        tasks.put(application.build(), now);
        return this;
    }

    /** An offer of an agent whose host is named like it. */
    Offer offer(String agent, double cpus, Attribute... attributes) {
        return offer(agent, cpus, offer -> offer.addAllAttributes(Arrays.asList(attributes)));
    }

    Offer offer(String agent, double cpus, UnaryOperator<Offer.Builder> more) {
        Offer offer = more.apply(Offer.newBuilder()
                        .setId(OfferID.newBuilder().setValue("o" + offers++))
                        .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                        .setAgentId(AgentID.newBuilder().setValue(agent))
                        .setHostname(agent + ".example")
                        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("*"))
                        .addResources(scalar("cpus", cpus))
                        .addResources(scalar("mem", 1000)))
                .build();
        open.put(offer.getId(), offer);
        return offer;
    }

    void rescind(Offer offer) {
        open.remove(offer.getId());
    }

    /** Places, and launches what has been placed. */
    Placement place() {
        Placement placement = resources.place(tasks.pending(), List.copyOf(open.values()), tasks, now);
        for (Placement.Launch launch : placement.launches()) {
            launch.offers().forEach(open::remove);
            Map<SlotKey, SlotTask> started = new LinkedHashMap<>();
            launch.assignments().forEach(assignment -> started.put(assignment.slot(), task(assignment)));
            tasks.launching(started, now);
        }
        return placement;
    }

    private SlotTask task(Assignment assignment) {
        SlotKey key = assignment.slot();
        return new SlotTask(
                key.application() + "." + key.index() + ".t" + launched++,
                assignment.agent().getValue(),
                assignment.hostname(),
                assignment.address(),
                now,
                null,
                null,
                List.of(),
                assignment.executor(),
                List.of());
    }

    /** As {@code web.0@a1}, in the order of agents. */
    List<String> placed() {
        return placed(place());
    }

    static List<String> placed(Placement placement) {
        List<String> placed = new ArrayList<>();
        placement
                .launches()
                .forEach(launch -> launch.assignments()
                        .forEach(assignment -> placed.add(assignment.slot().application() + "."
                                + assignment.slot().index() + "@"
                                + assignment.agent().getValue())));
        return placed;
    }

    /** The agents that got a task, one for each task, sorted. */
    List<String> agents() {
        return agents(place());
    }

    static List<String> agents(Placement placement) {
        return placement.launches().stream()
                .flatMap(launch -> launch.assignments().stream())
                .map(assignment -> assignment.agent().getValue())
                .sorted()
                .toList();
    }

    Shortfall shortfall() {
        return place().shortfalls().get(0);
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    static Attribute text(String name, String value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }

    static Attribute number(String name, double value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    static Attribute set(String name, String... values) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.SET)
                .setSet(Value.Set.newBuilder().addAllItem(Arrays.asList(values)))
                .build();
    }

    /** One range of two numbers each. */
    static Attribute ranges(String name, long... bounds) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.addRange(Value.Range.newBuilder().setBegin(bounds[i]).setEnd(bounds[i + 1]));
        }
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.RANGES)
                .setRanges(ranges)
                .build();
    }

    static DomainInfo domain(String region, String zone) {
        return DomainInfo.newBuilder()
                .setFaultDomain(FaultDomain.newBuilder()
                        .setRegion(FaultDomain.RegionInfo.newBuilder().setName(region))
                        .setZone(FaultDomain.ZoneInfo.newBuilder().setName(zone)))
                .build();
    }
}
