package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.ReservationPolicy;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.utils.TaskIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final Optional<String> principal;
    private final ReservationPolicy policy;
    private @Nullable FrameworkID frameworkId;

    Reserving(ReservationBook book, TaskManager tasks, FrameworkSettings settings) {
        this.book = book;
        this.tasks = tasks;
        this.principal = settings.principal();
        this.policy = settings.reservations();
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
            needs(key).flatMap(ResourceNeeds::role).ifPresent(wished);
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

    private Optional<ResourceNeeds> needs(SlotKey key) {
        return tasks.specification(key.application())
                .map(specification -> specification.application().resources());
    }

    /** Whether a pending slot is to be placed by the resource manager: it keeps nothing, or has nothing yet that it keeps. */
    boolean isToBePlaced(Slot slot) {
        return !keeps(slot.key()) || book.mayReserve(slot.key());
    }

    boolean keeps(SlotKey key) {
        return needs(key).filter(needs -> needs.reservation().kept()).isPresent();
    }

    /** What one agent's offers are used for. */
    record Use(List<OfferID> offers, List<Assignment> launches, List<Offer.Operation> operations) {}

    /** What is to be done with what these offers show of reservations, agent by agent. */
    List<Use> uses(Collection<Offer> offers, Instant now) {
        if (offers.isEmpty()) {
            return List.of();
        }
        Map<String, Gathered> byAgent = new LinkedHashMap<>();
        for (ShownReservation shown : ShownReservation.in(offers)) {
            Gathered here = byAgent.computeIfAbsent(
                    shown.offer().getAgentId().getValue() + " " + shown.role(), unused -> new Gathered());
            book.get(shown.id())
                    .or(() -> orphan(shown, now))
                    .ifPresent(reservation -> use(reservation, shown, here, now));
        }
        return byAgent.values().stream()
                .filter(here -> !here.offers.isEmpty())
                .map(here -> new Use(here.offers.stream().map(Offer::getId).toList(), here.launches, here.operations))
                .toList();
    }

    private static final class Gathered {
        private final Set<Offer> offers = new LinkedHashSet<>();
        private final List<Assignment> launches = new ArrayList<>();
        private final List<Offer.Operation> operations = new ArrayList<>();
    }

    private void use(SlotReservation reservation, ShownReservation shown, Gathered here, Instant now) {
        if (reservation.stage() == Stage.RELEASING) {
            release(reservation, shown, here);
            return;
        }
        Optional<Slot> slot = tasks.slot(reservation.slot());
        Optional<ResourceNeeds> needs = needs(reservation.slot());
        if (slot.isEmpty() || needs.isEmpty() || !shown.covers(needs.get(), reservation.volume())) {
            return;
        }
        Offer offer = shown.offer();
        book.shown(reservation, offer.getAgentId().getValue(), offer.getHostname(), now);
        if (slot.get().state() == SlotState.PENDING && needs.get().reservation().kept()) {
            here.offers.addAll(shown.offers());
            here.launches.add(assignment(
                    reservation.slot(),
                    offer,
                    shown.forTask(needs.get().reservation().volume())));
        }
    }

    private void release(SlotReservation reservation, ShownReservation shown, Gathered here) {
        if (!book.mayRelease(reservation) || !shown.isWhole(reservation.volume())) {
            return;
        }
        List<Resource> volumes = shown.volumes();
        here.offers.addAll(shown.offers());
        for (Operation operation : book.release(reservation, !volumes.isEmpty())) {
            here.operations.add(
                    operation.kind() == Kind.DESTROY
                            ? ReservedResources.destroy(operation.id(), volumes)
                            : ReservedResources.unreserve(operation.id(), shown.withoutVolumes()));
        }
    }

    /** What this framework once reserved and does not know any more. */
    private Optional<SlotReservation> orphan(ShownReservation shown, Instant now) {
        Optional<TaskIds> ids = TaskIds.parse(shown.id());
        if (policy == ReservationPolicy.KEEP
                || ids.isEmpty()
                || frameworkId == null
                || !shown.framework().equals(frameworkId.getValue())) {
            return Optional.empty();
        }
        LOG.warn("Reservation {} belongs to no slot and is given back", shown.id());
        Offer offer = shown.offer();
        return Optional.of(book.adopt(new SlotReservation(
                shown.id(),
                new SlotKey(ids.get().application(), ids.get().slot()),
                shown.role(),
                shown.volumeId(),
                Stage.RELEASING,
                offer.getAgentId().getValue(),
                offer.getHostname(),
                now,
                0,
                List.of())));
    }

    private static Assignment assignment(SlotKey key, Offer offer, List<Resource> resources) {
        var address = offer.getUrl().getAddress();
        String host = address.getIp().isEmpty() ? address.getHostname() : address.getIp();
        return new Assignment(key, offer.getAgentId(), offer.getHostname(), host + ":" + address.getPort(), resources);
    }

    /** The operations that reserve what a slot is given, and make its volume; none where that cannot be reserved. */
    List<Offer.Operation> reserve(Assignment assignment, Instant now) {
        ResourceNeeds needs = needs(assignment.slot()).orElseThrow();
        String role = assignment.resources().isEmpty()
                ? ""
                : assignment.resources().get(0).getAllocationInfo().getRole();
        Optional<PersistentVolume> volume = needs.reservation().volume();
        long disks = assignment.resources().stream()
                .filter(resource -> resource.getName().equals("disk"))
                .count();
        boolean reservable = needs.role().filter(role::equals).isPresent()
                && assignment.resources().stream().allMatch(one -> ReservedResources.isReservable(one, role));
        if (frameworkId == null || !reservable || (volume.isPresent() && disks != 1)) {
            LOG.error("Slot {} cannot reserve {}", assignment.slot(), assignment.resources());
            return List.of();
        }
        SlotReservation reservation = book.reserve(
                assignment.slot(),
                role,
                volume.map(PersistentVolume::id),
                assignment.agent().getValue(),
                assignment.hostname(),
                now);
        Optional<String> by = principal.or(() -> volume.flatMap(PersistentVolume::principal));
        List<Resource> reserved =
                ReservedResources.reserved(assignment.resources(), role, by, frameworkId.getValue(), reservation.id());
        List<Offer.Operation> operations = new ArrayList<>();
        for (Operation operation : reservation.open()) {
            operations.add(
                    operation.kind() == Kind.RESERVE
                            ? ReservedResources.reserve(operation.id(), reserved)
                            : ReservedResources.create(
                                    operation.id(), created(reserved, volume.orElseThrow(), reservation, by)));
        }
        return operations;
    }

    private static Resource created(
            List<Resource> reserved, PersistentVolume volume, SlotReservation reservation, Optional<String> by) {
        Resource disk = reserved.stream()
                .filter(resource -> resource.getName().equals("disk"))
                .findFirst()
                .orElseThrow();
        return ReservedResources.volume(disk, volume, String.valueOf(reservation.volume()), by);
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
        return (reservation.volume() == null ? "waits for its resources on " : "waits for its volume on ") + where;
    }

    /** Whether any application keeps something for its slots: then it matters which of them are to be placed. */
    boolean isConcerned() {
        return tasks.specifications().stream()
                .anyMatch(specification ->
                        specification.application().resources().reservation().kept());
    }

    /** What is wrong with an application put in the place of another one, or of what that has left. */
    static @Nullable String fault(Optional<Specification> before, ResourceNeeds after) {
        if (before.isEmpty()) {
            return null;
        }
        ResourceNeeds present = before.get().application().resources();
        if (!present.reservation().kept() || withoutMount(present).equals(withoutMount(after))) {
            return null;
        }
        return before.get().deleted()
                ? "the application of this name still gives back what its slots have reserved: try again when it is gone"
                : "what slots keep cannot be changed: delete the application, and put it again when it is gone";
    }

    /** Where a volume is mounted is the task's matter. */
    private static ResourceNeeds withoutMount(ResourceNeeds needs) {
        return needs.reservation()
                .volume()
                .map(volume -> needs.withReservation(io.mesosframework.scheduler.application.Reservation.with(
                        PersistentVolume.of(volume.id(), "any"))))
                .orElse(needs);
    }
}
