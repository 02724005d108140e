package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reservations of slots as a state machine: {@link Stage}. What it knows it knows from the feedback of operations, from the master's
 * answers, and from offers; nothing is assumed. Each change is among the actions that {@link #takeActions} answers with, to be durable
 * before anything is sent.
 *
 * <p>A failure ends a reservation and never repairs it: another try is a reservation of another name, so what a lost operation has left
 * behind cannot be taken for it, and is released. Look-ups by any thread, all else for the loop alone.
 */
public final class ReservationBook {

    private static final Logger LOG = LoggerFactory.getLogger(ReservationBook.class);

    /** A reservation that is to be released, of an agent that is there and does not offer it for so long, is gone. */
    private static final Duration NEVER_OFFERED = Duration.ofMinutes(15);

    /** Something worth remembering in a slot's history. */
    record News(SlotKey slot, String words) {}

    private final RandomGenerator random;
    private final Map<String, SlotReservation> byId = new ConcurrentSkipListMap<>();
    private final Map<SlotKey, String> claims = new ConcurrentHashMap<>();
    private final Map<String, Integer> applications = new HashMap<>();
    private final Map<String, Integer> roles = new HashMap<>();
    private final Map<String, Integer> releasingRoles = new HashMap<>();

    /** The reservations whose agent the master does not see. */
    private final Set<String> outOfSight = ConcurrentHashMap.newKeySet();

    /** Since when the agent of a reservation that is to be released is known to be there. */
    private final Map<String, Instant> agentThere = new HashMap<>();

    private final OperationQuestions questions = new OperationQuestions();
    private final Tries<SlotKey> tries = new Tries<>();
    private final Tries<String> releases = new Tries<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<News> news = new ArrayList<>();
    private final Set<String> freed = new LinkedHashSet<>();

    /** @param random makes the unique parts of names, and spreads back-offs */
    public ReservationBook(RandomGenerator random) {
        this.random = random;
    }

    /** Takes back what was kept. */
    public void restore(Map<String, Bytes> kept) {
        kept.forEach((key, value) -> {
            if (ReservationJson.isReservation(key)) {
                enter(ReservationJson.read(key, value));
            }
        });
    }

    private void enter(SlotReservation reservation) {
        SlotReservation before = byId.put(reservation.id(), reservation);
        if (before == null) {
            applications.merge(reservation.slot().application(), 1, Integer::sum);
            roles.merge(reservation.role(), 1, Integer::sum);
        }
        boolean released = reservation.stage() == Stage.RELEASING;
        if (!released) {
            claims.put(reservation.slot(), reservation.id());
        } else if (before == null || before.stage() != Stage.RELEASING) {
            claims.remove(reservation.slot(), reservation.id());
            releasingRoles.merge(reservation.role(), 1, Integer::sum);
        }
    }

    private void put(SlotReservation reservation) {
        enter(reservation);
        actions.add(ReservationJson.persist(reservation));
    }

    private void remove(SlotReservation reservation) {
        SlotReservation present = byId.remove(reservation.id());
        if (present == null) {
            return;
        }
        present.open().forEach(operation -> questions.settled(operation.id()));
        claims.remove(present.slot(), present.id());
        countDown(applications, present.slot().application());
        countDown(roles, present.role());
        if (!applications.containsKey(present.slot().application())) {
            freed.add(present.slot().application());
        }
        if (present.stage() == Stage.RELEASING) {
            countDown(releasingRoles, present.role());
        }
        outOfSight.remove(present.id());
        agentThere.remove(present.id());
        questions.forget(present.id());
        releases.clear(present.id());
        actions.add(ReservationJson.forget(present));
    }

    private static void countDown(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    // What is asked of Mesos.

    /** Whether a slot without a reservation may try for one, or is to wait after a failure. */
    boolean mayReserve(SlotKey slot) {
        return !claims.containsKey(slot) && tries.isOver(slot);
    }

    /** A reservation is about to be asked for: its last open operations are RESERVE and, with a volume, CREATE. */
    SlotReservation reserve(
            SlotKey slot, String role, Optional<String> volume, String agent, String hostname, Instant now) {
        if (claims.containsKey(slot)) {
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
                        List.of())
                .asking(Kind.RESERVE);
        SlotReservation reservation = volume.isPresent() ? fresh.asking(Kind.CREATE) : fresh;
        reservation.open().forEach(operation -> questions.sending(operation.id()));
        put(reservation);
        return reservation;
    }

    /** Whether what is offered of a reservation is to be given back now. */
    boolean mayRelease(SlotReservation reservation) {
        boolean underWay = reservation.open().stream()
                .anyMatch(operation -> operation.kind() == Kind.DESTROY || operation.kind() == Kind.UNRESERVE);
        return reservation.stage() == Stage.RELEASING && !underWay && releases.isOver(reservation.id());
    }

    /** It is about to be given back: its last open operations are DESTROY, where it shows a volume, and UNRESERVE. */
    SlotReservation release(SlotReservation reservation, boolean showsVolume, Instant now) {
        // What is offered is settled: the operations that made it have come to their end.
        SlotReservation settled = reservation;
        for (Operation operation : reservation.open()) {
            questions.settled(operation.id());
            settled = settled.without(operation.id());
        }
        SlotReservation destroying = showsVolume ? settled.asking(Kind.DESTROY) : settled;
        SlotReservation asking = destroying.asking(Kind.UNRESERVE);
        asking.open().forEach(operation -> questions.sending(operation.id()));
        put(asking);
        return asking;
    }

    /** The slot has no claim to it any more. */
    void giveUp(SlotReservation reservation, Instant now) {
        SlotReservation present = byId.get(reservation.id());
        if (present != null && present.stage() != Stage.RELEASING) {
            put(present.to(Stage.RELEASING, now));
            questions.ask(present.id(), now);
        }
    }

    /** Takes over what an offer shows under this framework's name and no slot holds. */
    SlotReservation adopt(SlotReservation orphan) {
        put(orphan.to(Stage.RELEASING, orphan.since()));
        return orphan;
    }

    // What is heard of it.

    /** What Mesos says of an operation. */
    void status(OperationStatus status, Instant now) {
        String id = status.getOperationId().getValue();
        int dot = id.lastIndexOf('.');
        SlotReservation reservation = dot < 0 ? null : byId.get(id.substring(0, dot));
        if (reservation == null) {
            return;
        }
        Optional<Operation> open = reservation.open().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst();
        switch (status.getState()) {
            case OPERATION_FINISHED -> open.ifPresent(operation -> finished(reservation, operation, now));
            case OPERATION_FAILED, OPERATION_ERROR, OPERATION_DROPPED ->
                open.ifPresent(operation -> failed(reservation, operation, words(status), now));
            case OPERATION_GONE_BY_OPERATOR -> lost(reservation);
            case OPERATION_UNREACHABLE -> {
                outOfSight.add(reservation.id());
                agentThere.remove(reservation.id());
                questions.known(id);
            }
            case OPERATION_UNKNOWN -> unknown(reservation, open, now);
            default -> questions.known(id);
        }
    }

    private static String words(OperationStatus status) {
        return status.getState() + (status.getMessage().isEmpty() ? "" : ": " + status.getMessage());
    }

    private void unknown(SlotReservation reservation, Optional<Operation> open, Instant now) {
        outOfSight.remove(reservation.id());
        if (open.isPresent()) {
            Operation operation = open.get();
            if (questions.isLost(operation.id(), reservation.id(), now)) {
                failed(reservation, operation, "the master does not know of it", now);
            }
        } else if (reservation.stage() == Stage.RELEASING && reservation.open().isEmpty()) {
            Instant since = agentThere.computeIfAbsent(reservation.id(), same -> now);
            if (!now.isBefore(since.plus(NEVER_OFFERED))) {
                LOG.warn(
                        "Agent {} does not offer reservation {}, which is to be given back: it is taken to be gone",
                        reservation.agent(),
                        reservation.id());
                remove(reservation);
            }
        }
    }

    private void finished(SlotReservation reservation, Operation operation, Instant now) {
        questions.settled(operation.id());
        SlotReservation next = reservation.without(operation.id());
        switch (operation.kind()) {
            case RESERVE, CREATE -> {
                put(next);
                if (next.stage() == Stage.RESERVING && next.open().isEmpty()) {
                    held(next, now);
                }
            }
            case DESTROY -> put(next.withoutVolume());
            case UNRESERVE -> remove(reservation);
        }
    }

    private void held(SlotReservation reservation, Instant now) {
        put(reservation.to(Stage.HELD, now));
        tries.clear(reservation.slot());
        questions.ask(reservation.id(), now.plus(Duration.ofMinutes(1)));
        news.add(new News(reservation.slot(), "reserved on agent " + reservation.agent()));
    }

    private void failed(SlotReservation reservation, Operation operation, String why, Instant now) {
        questions.settled(operation.id());
        SlotReservation next = reservation.without(operation.id());
        if (reservation.stage() == Stage.RESERVING) {
            tries.again(reservation.slot(), now, random);
            news.add(new News(
                    reservation.slot(), operation.kind() + " failed on agent " + reservation.agent() + ": " + why));
        }
        switch (operation.kind()) {
            case RESERVE -> remove(reservation);
            case CREATE -> {
                SlotReservation bare = next.withoutVolume();
                put(bare.stage() == Stage.RESERVING ? bare.to(Stage.RELEASING, now) : bare);
            }
            case DESTROY, UNRESERVE -> {
                put(next);
                releases.again(reservation.id(), now, random);
                LOG.warn("{} of reservation {} failed: {}", operation.kind(), reservation.id(), why);
            }
        }
    }

    private void lost(SlotReservation reservation) {
        remove(reservation);
        if (reservation.stage() != Stage.RELEASING) {
            news.add(new News(
                    reservation.slot(),
                    (reservation.volume() == null ? "its reservation" : "its volume") + " is lost with agent "
                            + reservation.agent() + ", which is gone"));
        }
    }

    /** An offer shows all of it: that is the truth, whatever is still to be heard. */
    SlotReservation shown(SlotReservation reservation, String agent, String hostname, Instant now) {
        SlotReservation next = reservation;
        if (!reservation.agent().equals(agent)) {
            next = next.on(agent, hostname);
            put(next);
        }
        if (next.stage() == Stage.RESERVING) {
            for (Operation operation : next.open()) {
                questions.settled(operation.id());
                next = next.without(operation.id());
            }
            held(next, now);
        }
        outOfSight.remove(reservation.id());
        return byId.getOrDefault(reservation.id(), next);
    }

    /** The ACCEPT with these operations is answered: the master has taken it, or may have. */
    void accepted(Collection<String> operations, Instant now) {
        operations.forEach(id -> questions.accepted(id, id.substring(0, Math.max(0, id.lastIndexOf('.'))), now));
    }

    /** The ACCEPT with these operations cannot have reached the master, or was refused. */
    void refused(Collection<String> operations, String why, Instant now) {
        for (String id : operations) {
            SlotReservation reservation = byId.get(id.substring(0, Math.max(0, id.lastIndexOf('.'))));
            if (reservation != null) {
                reservation.open().stream()
                        .filter(operation -> operation.id().equals(id))
                        .findFirst()
                        .ifPresent(operation -> failed(reservation, operation, why, now));
            }
        }
    }

    void subscribed(Instant now) {
        questions.subscribed();
        agentThere.clear();
        byId.keySet().forEach(id -> questions.ask(id, now));
    }

    /** A slot waits for what is kept for it: the master is asked what has become of its agent. */
    void waited(SlotReservation reservation, Instant now) {
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
            SlotReservation reservation = byId.get(id);
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
            actions.add(new Action.ReconcileOperations(asked));
        }
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

    private static Call.ReconcileOperations.Operation question(String operation, SlotReservation reservation) {
        return Call.ReconcileOperations.Operation.newBuilder()
                .setOperationId(OperationID.newBuilder().setValue(operation))
                .setAgentId(AgentID.newBuilder().setValue(reservation.agent()))
                .build();
    }

    Optional<Instant> nextDue(boolean subscribed) {
        return Stream.of(tries.next(), releases.next(), subscribed ? questions.next() : Optional.<Instant>empty())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    // What it has for others.

    /** What is to be done about what was told, in order. */
    List<Action> takeActions() {
        List<Action> taken = List.copyOf(actions);
        actions.clear();
        return taken;
    }

    List<News> takeNews() {
        List<News> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /** The applications that have given back the last of what they kept. */
    Set<String> takeFreed() {
        Set<String> taken = Set.copyOf(freed);
        freed.clear();
        return taken;
    }

    /** Whether anything is kept under the application's name still. For the loop. */
    public boolean keepsFor(String application) {
        return applications.containsKey(application);
    }

    /** The roles of which anything is reserved. */
    Set<String> roles() {
        return Collections.unmodifiableSet(roles.keySet());
    }

    /** The roles whose offers are wanted so that what they show can be given back. */
    Set<String> releasingRoles() {
        return Collections.unmodifiableSet(releasingRoles.keySet());
    }

    /** What a slot has reserved, or has asked for. By any thread. */
    public Optional<SlotReservation> claim(SlotKey slot) {
        String id = claims.get(slot);
        return id == null ? Optional.empty() : get(id);
    }

    /** By any thread. */
    Optional<SlotReservation> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whether the master does not see its agent. By any thread. */
    boolean isOutOfSight(SlotReservation reservation) {
        return outOfSight.contains(reservation.id());
    }

    /** All, by name. By any thread. */
    public Collection<SlotReservation> all() {
        return List.copyOf(byId.values());
    }
}
