package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standard resource manager: puts as many pending slots onto the offers as fit, several on one agent where it has room, as the
 * applications' filters, constraints and strategies say. What nobody can use is held for as long as it was told to, by default not at
 * all, and then declined: for a while where slots wait for something better, for long where none does.
 */
public final class DefaultResourceManager implements ResourceManager {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultResourceManager.class);
    private static final Duration UNFIT = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Function<Specification, String> roleOf;
    private final Function<SlotKey, Optional<SlotReservation>> kept;
    private final OwnParts own;
    private final Holding holding;
    private Agents agents;
    private Rooms rooms;

    /** By application that has slots which found no place. */
    private final Map<String, Kept> refusals = new HashMap<>();

    /** What is known of the agents holds for the application as it was then. */
    private record Kept(Application application, Refusals refusals) {}

    /**
     * @param roleOf the role whose offers an application takes
     * @param score ranks the agents that an application's rules allow
     * @param ownRules hold for all applications
     */
    public DefaultResourceManager(Function<Specification, String> roleOf, AgentScore score, List<AgentRule> ownRules) {
        this(
                roleOf,
                new OwnParts(score, ownRules, (who, what, cause) -> LOG.error("{} failed on {}", who, what, cause)),
                slot -> Optional.empty(),
                agent -> Optional.empty(),
                Duration.ZERO);
    }

    /**
     * @param roleOf the role whose offers an application takes
     * @param kept what a slot has reserved: where it is, even while it has no task
     * @param known what was known before of an agent that has a task, by its id
     * @param hold for how long to hold offers that nothing uses
     */
    public DefaultResourceManager(
            Function<Specification, String> roleOf,
            OwnParts own,
            Function<SlotKey, Optional<SlotReservation>> kept,
            Function<String, Optional<AgentFacts>> known,
            Duration hold) {
        this.roleOf = roleOf;
        this.own = own;
        this.kept = kept;
        this.holding = new Holding(hold);
        this.agents = new Agents(known);
        this.rooms = new Rooms(agents);
    }

    /** The names of what is the user's in it, and may take its time; empty where that is nothing. */
    public String ownNames() {
        return own.names();
    }

    @Override
    public Placement place(List<Slot> pending, Collection<Offer> offers, TaskManager tasks, Instant now) {
        if (agents.isMostlyGone(now)) {
            agents = agents.withoutGone(now);
            rooms = new Rooms(agents);
            refusals.clear();
        }
        Duration refuse = pending.isEmpty() ? IDLE : UNFIT;
        Reservable reservable = Reservable.of(pending, tasks);
        Round first = reservable.round(offers, open -> round(new Rooms(agents).of(open, now), tasks, now));
        placeAll(reservable.keeping(), tasks, first);
        List<Placement.Launch> launches = new ArrayList<>();
        List<Offer> used = new ArrayList<>();
        for (Room room : first.used()) {
            used.addAll(reservable.originals(room));
            launches.add(new Placement.Launch(room.ids(), room.assignments(), refuse));
        }
        Round round = first.andThen(rooms.of(without(offers, used), now));
        placeAll(reservable.others(), tasks, round);
        Set<String> left = new HashSet<>(first.left());
        left.addAll(round.left());
        refusals.keySet().retainAll(left);
        for (Room room : round.used()) {
            rooms.cutFrom(room);
            used.addAll(room.offers());
            launches.add(new Placement.Launch(room.ids(), room.assignments(), refuse));
        }
        List<Shortfall> shortfalls = new ArrayList<>(first.shortfalls());
        shortfalls.addAll(round.shortfalls());
        return holding.isOff()
                ? new Placement(launches, Placement.decliningRest(offers, used, refuse), Map.of(), shortfalls)
                : holding(launches, offers, used, refuse, shortfalls, now);
    }

    private Placement holding(
            List<Placement.Launch> launches,
            Collection<Offer> offers,
            List<Offer> used,
            Duration refuse,
            List<Shortfall> shortfalls,
            Instant now) {
        Map<OfferID, Instant> holds = holding.of(offers, identities(used), now);
        List<Offer> not = new ArrayList<>(used);
        offers.stream().filter(offer -> holds.containsKey(offer.getId())).forEach(not::add);
        return new Placement(launches, Placement.decliningRest(offers, not, refuse), holds, shortfalls);
    }

    private Round round(Collection<Room> open, TaskManager tasks, Instant now) {
        return new Round(
                agents,
                open,
                tasks::slotsOf,
                this::refusalsOf,
                kept,
                own,
                new Executors(agents, tasks, now),
                new Holders(tasks),
                new KeepingAway(tasks),
                now);
    }

    private static Collection<Offer> without(Collection<Offer> offers, List<Offer> used) {
        if (used.isEmpty()) {
            return offers;
        }
        Set<Offer> not = identities(used);
        return offers.stream().filter(offer -> !not.contains(offer)).toList();
    }

    private static Set<Offer> identities(List<Offer> offers) {
        Set<Offer> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(offers);
        return identities;
    }

    private Refusals refusalsOf(Application application) {
        Kept kept = refusals.get(application.name());
        if (kept == null || !kept.application.equals(application)) {
            kept = new Kept(application, new Refusals(agents));
            refusals.put(application.name(), kept);
        }
        return kept.refusals;
    }

    /** Application by application; those that look for another's company once more where that was placed after them. */
    private void placeAll(List<Slot> pending, TaskManager tasks, Round round) {
        Map<String, List<Slot>> byApplication = new LinkedHashMap<>();
        pending.forEach(slot -> byApplication
                .computeIfAbsent(slot.key().application(), name -> new ArrayList<>())
                .add(slot));
        List<Waiting> waiting = new ArrayList<>();
        byApplication.forEach((name, slots) ->
                tasks.specification(name).ifPresent(specification -> place(specification, slots, round, waiting)));
        while (true) {
            List<Waiting> ready = waiting.stream()
                    .filter(one -> companions(one.specification.application(), round) > one.companions)
                    .toList();
            if (ready.isEmpty()) {
                return;
            }
            waiting.removeAll(ready);
            ready.forEach(one -> place(one.specification, one.slots, round, waiting));
        }
    }

    /** Slots that found no room while so many tasks were placed that they want to be near to. */
    private record Waiting(Specification specification, List<Slot> slots, int companions) {}

    private void place(Specification specification, List<Slot> slots, Round round, List<Waiting> waiting) {
        int companions = companions(specification.application(), round);
        List<Slot> left = round.place(specification.application(), roleOf.apply(specification), slots);
        if (!left.isEmpty()) {
            waiting.add(new Waiting(specification, left, companions));
        }
    }

    private static int companions(Application application, Round round) {
        int companions = 0;
        for (Constraint constraint : application.placement().constraints()) {
            if (constraint instanceof Constraint.Near near && !near.preferred()) {
                companions += round.placedOf(near.application());
            }
        }
        return companions;
    }
}
