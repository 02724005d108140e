package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.ReservationPolicy;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.utils.TaskIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What offers are used for that show what is reserved: tasks of the slots that keep it, and giving back what none keeps. For the loop alone. */
final class OfferedReservations {

    private static final Logger LOG = LoggerFactory.getLogger(OfferedReservations.class);

    private final ReservationBook book;
    private final TaskManager tasks;
    private final ReservationPolicy policy;

    OfferedReservations(ReservationBook book, TaskManager tasks, ReservationPolicy policy) {
        this.book = book;
        this.tasks = tasks;
        this.policy = policy;
    }

    /** What one agent's offers are used for. */
    record Use(List<OfferID> offers, List<Assignment> launches, List<Offer.Operation> operations) {}

    /**
     * What is to be done with what these offers show of reservations, agent by agent.
     *
     * @param framework the framework's id; null where it has none yet
     */
    List<Use> uses(Collection<Offer> offers, @Nullable FrameworkID framework, Instant now) {
        if (offers.isEmpty()) {
            return List.of();
        }
        Map<String, Gathered> byAgent = new LinkedHashMap<>();
        Set<SlotKey> launched = new HashSet<>();
        for (ShownReservation shown : ShownReservation.in(offers)) {
            Gathered here = byAgent.computeIfAbsent(
                    shown.offer().getAgentId().getValue() + " " + shown.role(), unused -> new Gathered());
            book.get(shown.id())
                    .or(() -> orphan(shown, framework, now))
                    .ifPresent(reservation -> use(reservation, shown, here, launched, now));
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

    /** @param launched the slots that get a task, one each, though two agents may show what one keeps */
    private void use(
            SlotReservation reservation, ShownReservation shown, Gathered here, Set<SlotKey> launched, Instant now) {
        if (reservation.stage() == Stage.RELEASING) {
            release(whereItIs(reservation, shown), shown, here, now);
            return;
        }
        Optional<Slot> slot = tasks.slot(reservation.slot());
        Optional<ResourceNeeds> needs = KeptNeeds.of(tasks, reservation.slot());
        if (slot.isEmpty() || needs.isEmpty() || launched.contains(reservation.slot())) {
            return;
        }
        if (!shown.covers(needs.get(), reservation.volume())) {
            if (reservation.stage() == Stage.HELD && reservation.open().isEmpty() && shown.lacksVolume(needs.get())) {
                book.shownWithoutVolume(reservation);
            }
            return;
        }
        Offer offer = shown.offer();
        book.shown(reservation, offer.getAgentId().getValue(), offer.getHostname(), now);
        if (slot.get().state() == SlotState.PENDING && needs.get().reservation().kept()) {
            launched.add(reservation.slot());
            here.offers.addAll(shown.offers());
            here.launches.add(assignment(
                    reservation.slot(),
                    offer,
                    shown.forTask(needs.get().reservation().volume())));
        }
    }

    /** A machine may have come back as another agent: what is on its disk now is what is to be given back, and there. */
    private SlotReservation whereItIs(SlotReservation reservation, ShownReservation shown) {
        Offer offer = shown.offer();
        String agent = offer.getAgentId().getValue();
        return reservation.agent().equals(agent) || !shown.isWhole(shown.volumeId())
                ? reservation
                : book.releasingOn(reservation, agent, offer.getHostname(), shown.volumeId());
    }

    private void release(SlotReservation reservation, ShownReservation shown, Gathered here, Instant now) {
        if (!book.mayRelease(reservation)
                || !book.isAllThereIs(reservation, shown.isWhole(reservation.volume()), now)) {
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
    private Optional<SlotReservation> orphan(ShownReservation shown, @Nullable FrameworkID framework, Instant now) {
        Optional<TaskIds> ids = TaskIds.parse(shown.id());
        if (policy == ReservationPolicy.KEEP
                || ids.isEmpty()
                || framework == null
                || !shown.framework().equals(framework.getValue())) {
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
}
