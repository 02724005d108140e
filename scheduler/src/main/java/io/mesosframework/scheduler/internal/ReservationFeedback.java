package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is heard of reservations and their agents, and what they become by it. For the loop alone, but for {@link #isOutOfSight} and {@link #loss}. */
final class ReservationFeedback {

    private static final Logger LOG = LoggerFactory.getLogger(ReservationFeedback.class);

    /** What has become of a volume that a slot waits for. */
    enum Loss {
        /** Its agent is there, and offers nothing of it. */
        NOT_OFFERED,
        /** Its agent offers what it was made of. */
        DESTROYED
    }

    /** Something worth remembering in a slot's history. */
    record News(SlotKey slot, String words) {}

    private final ReservationTable table;
    private final OperationQuestions questions;
    private final Tries<SlotKey> tries;
    private final Tries<String> releases;
    private final RandomGenerator random;
    private final Duration missingAfter;

    /** The reservations whose agent the master does not see. */
    private final Set<String> outOfSight = ConcurrentHashMap.newKeySet();

    /** Since when the agent of a reservation that is waited for, or is to be released, is known to be there without offering it. */
    private final Map<String, Instant> agentThere = new HashMap<>();

    /** Since when offers have shown only a part of what is to be given back. */
    private final Map<String, Instant> inPart = new HashMap<>();

    private final Map<String, Loss> losses = new ConcurrentHashMap<>();

    private final List<News> news = new ArrayList<>();

    /**
     * @param tries when a slot may try for a reservation again
     * @param releases when a reservation may be tried again to be given back
     * @param missingAfter a reservation that an agent which is there has not offered for so long is missing
     */
    ReservationFeedback(
            ReservationTable table,
            OperationQuestions questions,
            Tries<SlotKey> tries,
            Tries<String> releases,
            RandomGenerator random,
            Duration missingAfter) {
        this.missingAfter = missingAfter;
        this.table = table;
        this.questions = questions;
        this.tries = tries;
        this.releases = releases;
        this.random = random;
    }

    /** Answers to what was asked on an earlier subscription do not come any more. */
    void subscribed() {
        questions.subscribed();
        agentThere.clear();
        inPart.clear();
    }

    void status(OperationStatus status, Instant now) {
        String id = status.getOperationId().getValue();
        table.get(ReservationSteps.reservationOf(id)).ifPresent(reservation -> status(reservation, id, status, now));
    }

    private void status(SlotReservation reservation, String id, OperationStatus status, Instant now) {
        Optional<Operation> open = open(reservation, id);
        if (open.isEmpty() && isOfAnotherAgent(reservation, status)) {
            // The machine has come back as another agent since.
            return;
        }
        switch (status.getState()) {
            case OPERATION_FINISHED -> open.ifPresent(operation -> finished(reservation, operation, now));
            case OPERATION_FAILED, OPERATION_ERROR, OPERATION_DROPPED ->
                open.ifPresent(operation -> failed(reservation, operation, words(status), now));
            case OPERATION_GONE_BY_OPERATOR -> lost(reservation, now);
            case OPERATION_UNREACHABLE -> {
                outOfSight.add(reservation.id());
                agentThere.remove(reservation.id());
                questions.known(id);
            }
            case OPERATION_UNKNOWN -> unknown(reservation, open, now);
            default -> questions.known(id);
        }
    }

    private static boolean isOfAnotherAgent(SlotReservation reservation, OperationStatus status) {
        return status.hasAgentId() && !status.getAgentId().getValue().equals(reservation.agent());
    }

    private static Optional<Operation> open(SlotReservation reservation, String id) {
        return reservation.open().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst();
    }

    private static String words(OperationStatus status) {
        return status.getState() + (status.getMessage().isEmpty() ? "" : ": " + status.getMessage());
    }

    private void unknown(SlotReservation reservation, Optional<Operation> open, Instant now) {
        outOfSight.remove(reservation.id());
        if (open.isPresent()) {
            Operation operation = open.get();
            if (questions.isLost(operation.id(), reservation.id(), now)) {
                unheardOf(reservation, operation, now);
            }
        } else if (reservation.open().isEmpty()) {
            agentIsThere(reservation, now);
        }
    }

    /** A slot begins to wait for it. */
    void waited(SlotReservation reservation) {
        agentThere.remove(reservation.id());
    }

    /** The master knows the agent, and nothing is known to be under way there: it should offer what nobody uses. */
    private void agentIsThere(SlotReservation reservation, Instant now) {
        Instant limit =
                agentThere.computeIfAbsent(reservation.id(), same -> now).plus(missingAfter);
        if (now.isBefore(limit)) {
            questions.ask(reservation.id(), limit);
        } else if (reservation.stage() == Stage.RELEASING) {
            LOG.warn(
                    "Agent {} does not offer reservation {}, which is to be given back: it is taken to be gone",
                    reservation.agent(),
                    reservation.id());
            remove(reservation);
        } else {
            missing(reservation, now);
        }
    }

    /** What holds no data another one can stand for. Data cannot be made anew, and may be there still. */
    private void missing(SlotReservation reservation, Instant now) {
        String where = " is not offered by agent " + reservation.agent() + ", which has been there for " + missingAfter;
        if (reservation.volume() != null) {
            lose(reservation, Loss.NOT_OFFERED, "its volume" + where);
            return;
        }
        news.add(new News(reservation.slot(), "its reservation" + where + ": it makes another"));
        tries.at(reservation.slot(), now);
        agentThere.put(reservation.id(), now);
        table.put(ReservationSteps.to(reservation, Stage.RELEASING, now));
        questions.ask(reservation.id(), now.plus(missingAfter));
    }

    private void lose(SlotReservation reservation, Loss loss, String words) {
        Loss before = losses.get(reservation.id());
        if (before != loss && before != Loss.DESTROYED) {
            losses.put(reservation.id(), loss);
            LOG.warn("{}: {}", reservation.slot(), words);
            news.add(new News(reservation.slot(), words));
        }
    }

    /** An offer shows the disk of its volume, and not the volume: somebody else has destroyed that. */
    void shownWithoutVolume(SlotReservation reservation) {
        lose(
                reservation,
                Loss.DESTROYED,
                "its volume is destroyed: agent " + reservation.agent()
                        + " offers what was reserved for it without it");
    }

    /** The slot has no claim to it any more. */
    void givenUp(SlotReservation reservation) {
        agentThere.remove(reservation.id());
        losses.remove(reservation.id());
    }

    /** What has become of its volume, where that is known to be lost, or seems so. */
    Optional<Loss> loss(SlotReservation reservation) {
        return Optional.ofNullable(losses.get(reservation.id()));
    }

    private void finished(SlotReservation reservation, Operation operation, Instant now) {
        questions.settled(operation.id());
        SlotReservation next = ReservationSteps.without(reservation, operation.id());
        switch (operation.kind()) {
            case RESERVE, CREATE -> {
                table.put(next);
                if (next.stage() == Stage.RESERVING && next.open().isEmpty()) {
                    held(next, now);
                }
            }
            case DESTROY -> table.put(ReservationSteps.withoutVolume(next));
            case UNRESERVE -> remove(reservation);
        }
    }

    private void held(SlotReservation reservation, Instant now) {
        table.put(ReservationSteps.to(reservation, Stage.HELD, now));
        tries.clear(reservation.slot());
        questions.ask(reservation.id(), now.plus(Duration.ofMinutes(1)));
        news.add(new News(reservation.slot(), "reserved on agent " + reservation.agent()));
    }

    private void failed(SlotReservation reservation, Operation operation, String why, Instant now) {
        questions.settled(operation.id());
        SlotReservation next = ReservationSteps.without(reservation, operation.id());
        if (reservation.stage() == Stage.RESERVING) {
            tryAgain(reservation, operation, why, now);
        }
        switch (operation.kind()) {
            case RESERVE -> remove(reservation);
            case CREATE -> {
                SlotReservation bare = ReservationSteps.withoutVolume(next);
                table.put(bare.stage() == Stage.RESERVING ? ReservationSteps.to(bare, Stage.RELEASING, now) : bare);
            }
            case DESTROY, UNRESERVE -> {
                table.put(next);
                releases.again(reservation.id(), now, random);
                LOG.warn("{} of reservation {} failed: {}", operation.kind(), reservation.id(), why);
            }
        }
    }

    /**
     * The master does not know the operation, and nothing more is heard of it. Where that was to make the reservation, its role's offers were
     * wanted from the first denial on, and have not shown it; should it come up all the same, it is given back as one that belongs to no slot.
     */
    private void unheardOf(SlotReservation reservation, Operation operation, Instant now) {
        if (operation.kind() == Kind.RESERVE && ReservationSteps.isGivenBack(reservation)) {
            // It was offered once, and what becomes of giving it back is heard yet.
            questions.settled(operation.id());
            table.put(ReservationSteps.withoutVolume(ReservationSteps.without(reservation, operation.id())));
            questions.ask(reservation.id(), now);
        } else {
            failed(reservation, operation, "the master does not know of it", now);
        }
    }

    private void tryAgain(SlotReservation reservation, Operation operation, String why, Instant now) {
        tries.again(reservation.slot(), now, random);
        news.add(new News(
                reservation.slot(), operation.kind() + " failed on agent " + reservation.agent() + ": " + why));
    }

    private void lost(SlotReservation reservation, Instant now) {
        remove(reservation);
        if (reservation.stage() != Stage.RELEASING) {
            tries.at(reservation.slot(), now);
            news.add(new News(
                    reservation.slot(),
                    (reservation.volume() == null ? "its reservation" : "its volume") + " is lost with agent "
                            + reservation.agent() + ", which is gone"));
        }
    }

    private void remove(SlotReservation reservation) {
        reservation.open().forEach(operation -> questions.settled(operation.id()));
        questions.forget(reservation.id());
        releases.clear(reservation.id());
        outOfSight.remove(reservation.id());
        agentThere.remove(reservation.id());
        inPart.remove(reservation.id());
        losses.remove(reservation.id());
        table.remove(reservation);
    }

    /**
     * An offer shows all of it. That is enough to launch on, and no proof that it is there: the master offers what it has asked an agent for
     * before the agent has done it, and the agent may never hear of it (PROTOCOL B67). An agent that is not the one that was asked has it from
     * its disk.
     */
    void shown(SlotReservation reservation, String agent, String hostname, Instant now) {
        outOfSight.remove(reservation.id());
        agentThere.remove(reservation.id());
        losses.remove(reservation.id());
        if (reservation.agent().equals(agent)) {
            return;
        }
        SlotReservation next = ReservationSteps.on(reservation, agent, hostname);
        if (next.stage() == Stage.RESERVING) {
            held(withoutOpen(next), now);
        } else {
            table.put(next);
        }
    }

    /** What was asked of the agent that had it does not count any more, nor what is said of that. */
    SlotReservation releasingOn(SlotReservation reservation, String agent, String hostname, @Nullable String volume) {
        outOfSight.remove(reservation.id());
        agentThere.remove(reservation.id());
        SlotReservation there = withoutOpen(ReservationSteps.on(reservation, agent, hostname));
        SlotReservation next = volume == null ? ReservationSteps.withoutVolume(there) : there;
        table.put(next);
        return next;
    }

    /** The rest of a part may be held by a task that is about to end, or was given back before. */
    boolean isAllThereIs(SlotReservation reservation, boolean whole, Instant now) {
        agentThere.remove(reservation.id());
        if (whole) {
            inPart.remove(reservation.id());
            return true;
        }
        Instant since = inPart.computeIfAbsent(reservation.id(), same -> now);
        return !now.isBefore(since.plus(missingAfter));
    }

    private SlotReservation withoutOpen(SlotReservation reservation) {
        SlotReservation next = reservation;
        for (Operation operation : reservation.open()) {
            questions.settled(operation.id());
            next = ReservationSteps.without(next, operation.id());
        }
        return next;
    }

    void accepted(Collection<String> operations, Instant now) {
        operations.forEach(id -> questions.accepted(id, ReservationSteps.reservationOf(id), now));
    }

    void refused(Collection<String> operations, String why, Instant now) {
        for (String id : operations) {
            table.get(ReservationSteps.reservationOf(id))
                    .ifPresent(reservation ->
                            open(reservation, id).ifPresent(operation -> failed(reservation, operation, why, now)));
        }
    }

    List<News> takeNews() {
        if (news.isEmpty()) {
            return List.of();
        }
        List<News> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    boolean isOutOfSight(SlotReservation reservation) {
        return outOfSight.contains(reservation.id());
    }
}
