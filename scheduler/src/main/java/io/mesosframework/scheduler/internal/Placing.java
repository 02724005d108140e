package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the offers at hand: asks the resource manager, holds what it says to the ledger, and launches. */
final class Placing {

    private static final Logger LOG = LoggerFactory.getLogger(Placing.class);
    private static final Duration UNDECIDED = Duration.ofSeconds(5);

    private final FrameworkParts parts;
    private final OfferLedger ledger;
    private final Shortfalls shortfalls;
    private final Launching launching;

    Placing(FrameworkParts parts, FrameworkSettings settings, OfferLedger ledger) {
        this.parts = parts;
        this.ledger = ledger;
        this.shortfalls = new Shortfalls(parts.tasks(), settings::isNarrowed);
        this.launching = new Launching(parts);
    }

    /** @param framework the framework's id, under which there is a subscription now */
    void place(Turn turn, Reconciliation reconciliation, FrameworkID framework, Instant now) {
        List<Offer> offers = ledger.unanswered(now);
        if (offers.isEmpty()) {
            return;
        }
        Placement placement = decide(offers, now);
        shortfalls.learn(placement.shortfalls());
        Set<SlotKey> placed = new HashSet<>();
        for (Placement.Launch launch : placement.launches()) {
            if (isSound(launch, placed)) {
                launch(launch, turn, reconciliation, framework, now);
            } else {
                LOG.error("{} decided on a launch that cannot be: {}", parts.resources(), launch);
            }
        }
        declines(placement).forEach((refuse, some) -> turn.add(new Action.Decline(some, Calls.refuse(refuse))));
        placement.holds().forEach((offer, until) -> {
            if (until.isAfter(now)) {
                ledger.hold(offer, until);
            }
        });
        List<OfferID> left = ledger.unanswered(now).stream().map(Offer::getId).toList();
        if (!left.isEmpty()) {
            turn.add(new Action.Decline(left, Calls.refuse(UNDECIDED)));
        }
    }

    /** One call for all that are refused for the same time. */
    private static Map<Duration, List<OfferID>> declines(Placement placement) {
        Map<Duration, List<OfferID>> byTime = new LinkedHashMap<>();
        placement
                .declines()
                .forEach((offer, refuse) -> byTime.computeIfAbsent(refuse, time -> new ArrayList<>())
                        .add(offer));
        return byTime;
    }

    private Placement decide(List<Offer> offers, Instant now) {
        TaskManager tasks = parts.tasks();
        try {
            return parts.resources().place(tasks.pending(), offers, tasks, now);
        } catch (RuntimeException e) {
            LOG.error("{} failed to place; the offers are declined", parts.resources(), e);
            return new Placement(List.of(), Map.of(), Map.of(), List.of());
        }
    }

    /** Whether the offers are open and the slots want a task, each once. */
    private boolean isSound(Placement.Launch launch, Set<SlotKey> placed) {
        boolean offersOpen = !launch.offers().isEmpty()
                && ledger.stillOpen(launch.offers()).size() == launch.offers().size();
        boolean slotsPending = !launch.assignments().isEmpty()
                && launch.assignments().stream()
                        .allMatch(assignment -> parts.tasks()
                                        .slot(assignment.slot())
                                        .filter(slot -> slot.state() == SlotState.PENDING)
                                        .isPresent()
                                && placed.add(assignment.slot()));
        return offersOpen && slotsPending;
    }

    private void launch(
            Placement.Launch launch, Turn turn, Reconciliation reconciliation, FrameworkID framework, Instant now) {
        Map<SlotKey, SlotTask> launched = new LinkedHashMap<>();
        List<Launching.Launch> made = new ArrayList<>();
        for (Assignment assignment : launch.assignments()) {
            launching.of(assignment, framework, now).ifPresent(one -> {
                made.add(one);
                launched.put(assignment.slot(), one.task());
                one.task().liveIds().forEach(id -> reconciliation.launched(id, now));
            });
        }
        if (made.isEmpty()) {
            return;
        }
        turn.add(parts.tasks().launching(launched, now));
        turn.add(new Action.Accept(launch.offers(), Launching.operations(made), Calls.refuse(launch.refuseRest())));
    }

    Shortfalls shortfalls() {
        return shortfalls;
    }
}
