package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.internal.ReservationFeedback.Loss;
import io.mesosframework.scheduler.internal.ReservationFeedback.News;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.storage.Bytes;
import io.mesosframework.utils.TaskIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of slots as a state machine: {@link Stage}. What it knows it knows from the feedback of operations, from the master's
 * answers, and from offers; nothing is assumed. Each change is among the actions that {@link #takeActions} answers with, to be durable
 * before anything is sent.
 *
 * <p>A failure ends a reservation and never repairs it: another try is a reservation of another name, so what a lost operation has left
 * behind cannot be taken for it, and is released. Here stands what is asked of Mesos; what is heard is {@link ReservationFeedback}'s.
 * Look-ups by any thread, all else for the loop alone.
 */
public final class ReservationBook {

    /** The default of {@link io.mesosframework.scheduler.FrameworkBuilder#missingReservationAfter}. */
    public static final Duration MISSING_AFTER = Duration.ofMinutes(15);

    private final RandomGenerator random;
    private final ReservationTable table = new ReservationTable();
    private final OperationQuestions questions = new OperationQuestions();
    private final Tries<SlotKey> tries = new Tries<>();
    private final Tries<String> releases = new Tries<>();
    private final ReservationFeedback feedback;

    /** @param random makes the unique parts of names, and spreads back-offs */
    public ReservationBook(RandomGenerator random) {
        this(random, MISSING_AFTER);
    }

    /** @param missingAfter a reservation that an agent which is there has not offered for so long is missing */
    public ReservationBook(RandomGenerator random, Duration missingAfter) {
        this.random = random;
        this.feedback = new ReservationFeedback(table, questions, tries, releases, random, missingAfter);
    }

    /** Takes back what was kept. */
    public void restore(Map<String, Bytes> kept) {
        table.restore(kept);
    }

    /** Whether a slot without a reservation may try for one, or is to wait after a failure. */
    boolean mayReserve(SlotKey slot) {
        return !table.hasClaim(slot) && tries.isOver(slot);
    }

    /** A reservation is about to be asked for: its last open operations are RESERVE and, with a volume, CREATE. */
    SlotReservation reserve(
            SlotKey slot, String role, Optional<String> volume, String agent, String hostname, Instant now) {
        if (table.hasClaim(slot)) {
            throw new IllegalStateException("slot " + slot + " has a reservation");
        }
        String unique = Long.toUnsignedString(random.nextLong(), 36);
        String id = new TaskIds(slot.application(), slot.index(), unique).text();
        SlotReservation fresh = new SlotReservation(
                id,
                slot,
                role,
                volume.map(name -> id + "." + name).orElse(null),
                Stage.RESERVING,
                agent,
                hostname,
                now,
                0,
                List.of());
        SlotReservation reserving = ReservationSteps.asking(fresh, Kind.RESERVE);
        SlotReservation asking = volume.isPresent() ? ReservationSteps.asking(reserving, Kind.CREATE) : reserving;
        asking.open().forEach(operation -> questions.sending(operation.id()));
        table.put(asking);
        return asking;
    }

    /** Whether what is offered of a reservation is to be given back now. */
    boolean mayRelease(SlotReservation reservation) {
        return reservation.stage() == Stage.RELEASING
                && !ReservationSteps.isGivenBack(reservation)
                && releases.isOver(reservation.id());
    }

    /**
     * It is about to be given back: answers with the operations for it, DESTROY, where it shows a volume, and UNRESERVE. Those that made it
     * stay open until the agent has said what became of them: that they are offered is no proof of it.
     */
    List<Operation> release(SlotReservation reservation, boolean showsVolume) {
        SlotReservation destroying = showsVolume ? ReservationSteps.asking(reservation, Kind.DESTROY) : reservation;
        SlotReservation asking = ReservationSteps.asking(destroying, Kind.UNRESERVE);
        List<Operation> operations =
                asking.open().subList(reservation.open().size(), asking.open().size());
        operations.forEach(operation -> questions.sending(operation.id()));
        table.put(asking);
        return operations;
    }

    /** The slot has no claim to it any more. */
    void giveUp(SlotReservation reservation, Instant now) {
        SlotReservation present = table.get(reservation.id()).orElse(null);
        if (present != null && present.stage() != Stage.RELEASING) {
            boolean destroyed = feedback.loss(present).equals(Optional.of(Loss.DESTROYED));
            SlotReservation left = destroyed ? ReservationSteps.withoutVolume(present) : present;
            table.put(ReservationSteps.to(left, Stage.RELEASING, now));
            feedback.givenUp(present);
            // Offers that showed it may have been declined for long.
            releases.at(present.id(), now);
            questions.ask(present.id(), now);
        }
    }

    /** Takes over what an offer shows under this framework's name and no slot holds. */
    SlotReservation adopt(SlotReservation orphan) {
        table.put(orphan);
        return orphan;
    }

    /** A slot waits for what is kept for it: the master is asked what has become of its agent. */
    void waited(SlotReservation reservation, Instant now) {
        feedback.waited(reservation);
        questions.ask(reservation.id(), now.plus(Duration.ofSeconds(10)));
    }

    /** The slot is gone. */
    void gone(SlotKey slot, Instant now) {
        claim(slot).ifPresent(reservation -> giveUp(reservation, now));
        tries.clear(slot);
    }

    /**
     * What has come due: questions to the master, about all that is open or waited for.
     *
     * @param waits whether a slot waits for what is kept for it
     */
    void ask(Predicate<SlotKey> waits, Instant now) {
        List<Call.ReconcileOperations.Operation> asked = new ArrayList<>();
        for (String id : questions.due(now)) {
            SlotReservation reservation = table.get(id).orElse(null);
            if (reservation == null || (reservation.stage() == Stage.HELD && !waits.test(reservation.slot()))) {
                continue;
            }
            if (reservation.open().isEmpty()) {
                // There is no such operation; the answer tells what has become of the agent.
                asked.add(question(id + ".agent", reservation));
            }
            reservation.open().forEach(operation -> asked.add(question(operation.id(), reservation)));
            questions.again(id, now);
        }
        if (!asked.isEmpty()) {
            table.add(new Action.ReconcileOperations(asked));
        }
    }

    private static Call.ReconcileOperations.Operation question(String operation, SlotReservation reservation) {
        return Call.ReconcileOperations.Operation.newBuilder()
                .setOperationId(OperationID.newBuilder().setValue(operation))
                .setAgentId(AgentID.newBuilder().setValue(reservation.agent()))
                .build();
    }

    /** The slots that may try for a reservation again by now. */
    List<SlotKey> triesDue(Instant now) {
        return tries.due(now);
    }

    /** The roles of which something may be tried again to be given back by now. */
    Set<String> releasesDue(Instant now) {
        Set<String> roles = new HashSet<>();
        releases.due(now).forEach(id -> get(id).ifPresent(reservation -> roles.add(reservation.role())));
        return roles;
    }

    Optional<Instant> nextDue(boolean subscribed) {
        return Stream.of(tries.next(), releases.next(), subscribed ? questions.next() : Optional.<Instant>empty())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** What Mesos says of an operation. */
    void status(OperationStatus status, Instant now) {
        feedback.status(status, now);
    }

    /** An offer shows all of it. */
    void shown(SlotReservation reservation, String agent, String hostname, Instant now) {
        feedback.shown(reservation, agent, hostname, now);
    }

    /** Another agent than the one that it was on offers what is to be given back, with this volume or without one. */
    SlotReservation releasingOn(SlotReservation reservation, String agent, String hostname, @Nullable String volume) {
        return feedback.releasingOn(reservation, agent, hostname, volume);
    }

    /** Whether what offers show of what is to be given back is all that there is: the whole, or for long no more than a part. */
    boolean isAllThereIs(SlotReservation reservation, boolean whole, Instant now) {
        return feedback.isAllThereIs(reservation, whole, now);
    }

    /** An offer shows the disk of its volume, and not the volume. */
    void shownWithoutVolume(SlotReservation reservation) {
        feedback.shownWithoutVolume(reservation);
    }

    /** The ACCEPT with these operations is answered: the master has taken it, or may have. */
    void accepted(Collection<String> operations, Instant now) {
        feedback.accepted(operations, now);
    }

    /** The ACCEPT with these operations cannot have reached the master, or was refused. */
    void refused(Collection<String> operations, String why, Instant now) {
        feedback.refused(operations, why, now);
    }

    void subscribed(Instant now) {
        feedback.subscribed();
        table.ids().forEach(id -> questions.ask(id, now));
    }

    /** What is to be done about what was told, in order. */
    List<Action> takeActions() {
        return table.takeActions();
    }

    List<News> takeNews() {
        return feedback.takeNews();
    }

    /** The applications that have given back the last of what they kept. */
    Set<String> takeFreed() {
        return table.takeFreed();
    }

    /** Whether anything is kept under the application's name still. For the loop. */
    public boolean keepsFor(String application) {
        return table.keepsFor(application);
    }

    /** The roles of which anything is reserved. */
    Set<String> roles() {
        return table.roles();
    }

    /** The roles whose offers are wanted so that what they show can be given back. */
    Set<String> releasingRoles() {
        return table.releasingRoles();
    }

    /** What a slot has reserved, or has asked for. By any thread. */
    public Optional<SlotReservation> claim(SlotKey slot) {
        return table.claim(slot);
    }

    /** By any thread. */
    Optional<SlotReservation> get(String id) {
        return table.get(id);
    }

    /** Whether the master does not see its agent. By any thread. */
    boolean isOutOfSight(SlotReservation reservation) {
        return feedback.isOutOfSight(reservation);
    }

    /** What has become of its volume, where that is known to be lost, or seems so. By any thread. */
    Optional<Loss> loss(SlotReservation reservation) {
        return feedback.loss(reservation);
    }

    /** All, by name. By any thread. */
    public Collection<SlotReservation> all() {
        return table.all();
    }
}
