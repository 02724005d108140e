package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the slots, the offers and the book of reservations together. For the loop alone, but for {@link #waiting}. */
final class Reserving {

    private static final Logger LOG = LoggerFactory.getLogger(Reserving.class);

    private final ReservationBook book;
    private final TaskManager tasks;
    private final OfferedReservations offered;
    private final ReservationRequests asking;
    private @Nullable FrameworkID frameworkId;

    Reserving(ReservationBook book, TaskManager tasks, FrameworkSettings settings) {
        this.book = book;
        this.tasks = tasks;
        this.offered = new OfferedReservations(book, tasks, settings.reservations());
        this.asking = new ReservationRequests(book, tasks, settings.principal());
    }

    /** After a start: what was kept for slots that are gone is to be given back. */
    List<Action> restored(Instant now) {
        for (SlotReservation reservation : book.all()) {
            if (reservation.stage() != Stage.RELEASING
                    && tasks.slot(reservation.slot()).isEmpty()) {
                book.giveUp(reservation, now);
            }
        }
        return taken(now);
    }

    List<Action> subscribed(FrameworkID id, Instant now) {
        frameworkId = id;
        book.subscribed(now);
        return taken(now);
    }

    List<Action> status(OperationStatus status, Instant now) {
        book.status(status, now);
        return taken(now);
    }

    /** The master has taken the ACCEPT, or may have. */
    List<Action> accepted(Call call, Instant now) {
        book.accepted(operations(call), now);
        return taken(now);
    }

    List<Action> refused(Call call, String why, Instant now) {
        book.refused(operations(call), why, now);
        return taken(now);
    }

    private static List<String> operations(Call call) {
        return call.getAccept().getOperationsList().stream()
                .filter(Offer.Operation::hasId)
                .map(operation -> operation.getId().getValue())
                .toList();
    }

    /** A slot has changed. */
    List<Action> changed(SlotTransition transition, Instant now) {
        Slot after = transition.after();
        if (after == null) {
            book.gone(transition.key(), now);
        } else if (after.state() == SlotState.PENDING) {
            book.claim(after.key()).ifPresent(reservation -> book.waited(reservation, now));
        }
        return taken(now);
    }

    /** Questions that have come due; {@code wished} is told the roles whose offers are wanted anew. */
    List<Action> due(boolean subscribed, Consumer<String> wished, Instant now) {
        book.releasesDue(now).forEach(wished);
        for (SlotKey key : book.triesDue(now)) {
            KeptNeeds.of(tasks, key).flatMap(ResourceNeeds::role).ifPresent(wished);
        }
        if (subscribed) {
            book.ask(this::isPending, now);
        }
        return taken(now);
    }

    Optional<Instant> nextDue(boolean subscribed) {
        return book.nextDue(subscribed);
    }

    /** The roles of what is to be given back. */
    Set<String> roles() {
        return book.releasingRoles();
    }

    private List<Action> taken(Instant now) {
        List<Action> actions = new ArrayList<>(book.takeActions());
        for (ReservationFeedback.News news : book.takeNews()) {
            LOG.info("{}: {}", news.slot(), news.words());
            actions.addAll(tasks.note(news.slot(), news.words(), now));
        }
        for (String application : book.takeFreed()) {
            actions.addAll(tasks.released(application, now));
        }
        return actions;
    }

    private boolean isPending(SlotKey key) {
        return tasks.slot(key).filter(slot -> slot.state() == SlotState.PENDING).isPresent();
    }

    /** Whether a pending slot is to be placed by the resource manager: it keeps nothing, or has nothing yet that it keeps. */
    boolean isToBePlaced(Slot slot) {
        return !keeps(slot.key()) || book.mayReserve(slot.key());
    }

    boolean keeps(SlotKey key) {
        return KeptNeeds.of(tasks, key)
                .filter(needs -> needs.reservation().kept())
                .isPresent();
    }

    /** What is to be done with what these offers show of reservations, agent by agent. */
    List<OfferedReservations.Use> uses(Collection<Offer> offers, Instant now) {
        return offered.uses(offers, frameworkId, now);
    }

    /** The operations that reserve what a slot is given, and make its volume; none where that cannot be reserved. */
    List<Offer.Operation> reserve(Assignment assignment, Instant now) {
        return frameworkId == null ? List.of() : asking.reserve(assignment, frameworkId, now);
    }

    /** The actions that what was decided on offers calls for, to go before it. */
    List<Action> decided(Instant now) {
        return taken(now);
    }

    /** Why a slot waits that has a reservation, or has asked for one. By any thread. */
    Optional<Shortfall> waiting(SlotKey slot) {
        return book.claim(slot).map(reservation -> Shortfall.waiting(slot, words(reservation)));
    }

    private String words(SlotReservation reservation) {
        String where = "agent " + reservation.agent() + " (" + reservation.hostname() + ")"
                + (book.isOutOfSight(reservation) ? ", which is unreachable" : "");
        if (reservation.stage() == Stage.RESERVING) {
            return "waits for its resources to be reserved on " + where;
        }
        Optional<ReservationFeedback.Loss> loss = book.loss(reservation);
        if (loss.isPresent()) {
            return switch (loss.get()) {
                case DESTROYED ->
                    "waits for its volume, which has been destroyed on " + where
                            + ": scale the application down or delete it to go on without what it held";
                case NOT_OFFERED -> "waits for its volume on " + where + ", which is there and does not offer it";
            };
        }
        return (reservation.volume() == null ? "waits for its resources on " : "waits for its volume on ") + where;
    }

    /** Whether any application keeps something for its slots: then it matters which of them are to be placed. */
    boolean isConcerned() {
        return tasks.specifications().stream()
                .anyMatch(specification ->
                        specification.application().resources().reservation().kept());
    }
}
