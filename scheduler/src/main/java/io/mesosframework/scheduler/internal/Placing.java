package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the offers at hand: asks the resource manager, holds what it says to the ledger, and launches. */
final class Placing {

    private static final Logger LOG = LoggerFactory.getLogger(Placing.class);
    private static final Duration UNDECIDED = Duration.ofSeconds(5);

    /** Where only held offers are there: between two rounds that nobody has asked for. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final FrameworkParts parts;
    private final OfferLedger ledger;
    private final Reserving reserving;
    private final Shortfalls shortfalls;
    private final Launching launching;
    private boolean changed;
    private Instant mayLook = Instant.MIN;

    Placing(FrameworkParts parts, FrameworkSettings settings, OfferLedger ledger, Reserving reserving) {
        this.parts = parts;
        this.ledger = ledger;
        this.launching = new Launching(parts);
        this.reserving = reserving;
        this.shortfalls = new Shortfalls(parts.tasks(), settings::isNarrowed, reserving::waiting);
    }

    /** @param framework the framework's id, under which there is a subscription now */
    void place(Turn turn, Reconciliation reconciliation, FrameworkID framework, Instant now) {
        if (!ledger.hasUnanswered(now) && !isToLookAgain(now)) {
            return;
        }
        ledger.release();
        List<OfferedReservations.Use> uses = reserving.uses(ledger.showingReservations(), now);
        turn.add(reserving.decided(now));
        for (OfferedReservations.Use use : uses) {
            accept(use.offers(), use.operations(), use.launches(), Duration.ZERO, turn, reconciliation, framework, now);
        }
        Placement placement = decide(ledger.usable(), now);
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
        List<OfferID> left = ledger.unanswered().stream().map(Offer::getId).toList();
        if (!left.isEmpty()) {
            turn.add(new Action.Decline(left, Calls.refuse(UNDECIDED)));
        }
        changed = false;
        mayLook = now.plus(LOOK_AGAIN);
    }

    /** What slots want, or where they are, has changed: offers that are held may be of use now. */
    void changed() {
        changed = true;
    }

    /** As {@link #changed()}, by someone who waits for what comes of it. */
    void asked() {
        changed = true;
        mayLook = Instant.MIN;
    }

    private boolean isToLookAgain(Instant now) {
        return isWaitingToLook() && !mayLook.isAfter(now);
    }

    private boolean isWaitingToLook() {
        if (changed && (!ledger.isHolding() || !isAnythingWanted())) {
            changed = false;
        }
        return changed;
    }

    private boolean isAnythingWanted() {
        return !parts.tasks().pendingApplications().isEmpty()
                || !reserving.roles().isEmpty();
    }

    /** When the held offers are to be looked at once more. */
    Optional<Instant> nextDue() {
        return isWaitingToLook() ? Optional.of(mayLook) : Optional.empty();
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
        String name = parts.resources().getClass().getName();
        String own = parts.resources() instanceof DefaultResourceManager standard ? standard.ownNames() : name;
        String what = "the placement of " + offers.size() + " offers";
        Supplier<Placement> work = () -> parts.resources().place(toBePlaced(tasks), offers, tasks, now);
        Supplier<Placement> otherwise = () -> new Placement(List.of(), Map.of(), Map.of(), List.of());
        return own.isEmpty()
                ? parts.callbacks().guard(name, what, work, otherwise)
                : parts.callbacks().call(own, what, work, otherwise);
    }

    private List<Slot> toBePlaced(TaskManager tasks) {
        List<Slot> pending = tasks.pending();
        return reserving.isConcerned()
                ? pending.stream().filter(reserving::isToBePlaced).toList()
                : pending;
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
                                        .filter(reserving::isToBePlaced)
                                        .isPresent()
                                && placed.add(assignment.slot()));
        return offersOpen && slotsPending;
    }

    /** What slots keep is reserved first, and launched on only when an offer shows it. */
    private void launch(
            Placement.Launch launch, Turn turn, Reconciliation reconciliation, FrameworkID framework, Instant now) {
        List<Assignment> launches = new ArrayList<>();
        List<Offer.Operation> operations = new ArrayList<>();
        for (Assignment assignment : launch.assignments()) {
            if (reserving.keeps(assignment.slot())) {
                operations.addAll(reserving.reserve(assignment, now));
            } else {
                launches.add(assignment);
            }
        }
        turn.add(reserving.decided(now));
        Duration refuse = operations.isEmpty() ? launch.refuseRest() : Duration.ZERO;
        accept(launch.offers(), operations, launches, refuse, turn, reconciliation, framework, now);
    }

    private void accept(
            List<OfferID> offers,
            List<Offer.Operation> operations,
            List<Assignment> launches,
            Duration refuse,
            Turn turn,
            Reconciliation reconciliation,
            FrameworkID framework,
            Instant now) {
        Map<SlotKey, SlotTask> launched = new LinkedHashMap<>();
        List<Launching.Launch> made = new ArrayList<>();
        for (Assignment assignment : launches) {
            Optional<Launching.Launch> launch = launching.of(assignment, framework, now);
            shortfalls.launched(assignment.slot(), launch.isPresent() ? "" : launching.failure());
            launch.ifPresent(one -> {
                made.add(one);
                launched.put(assignment.slot(), one.task());
                one.task().liveIds().forEach(id -> reconciliation.launched(id, now));
            });
        }
        List<Offer.Operation> all = new ArrayList<>(operations);
        if (!made.isEmpty()) {
            turn.add(parts.tasks().launching(launched, now));
            all.addAll(Launching.operations(made));
        }
        if (!all.isEmpty()) {
            ledger.open(offers).stream()
                    .findFirst()
                    .ifPresent(offer -> turn.add(parts.agents().used(offer, parts.tasks(), parts.reservations())));
            turn.add(new Action.Accept(offers, all, Calls.refuse(refuse)));
        }
    }

    Shortfalls shortfalls() {
        return shortfalls;
    }
}
