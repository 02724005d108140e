package io.mesosframework.scheduler.tasks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for a slot on an agent: immutable, and safe to hand to any thread.
 *
 * @param id names it in Mesos, {@code <application>.<slot>.<unique>}: the reservation's label {@code io.mesosframework.reservation}
 * @param slot for which slot; once it is {@link Stage#RELEASING}, the slot may be gone
 * @param role the role of the resources
 * @param volume the persistence id of its volume in Mesos; null where it has none
 * @param stage how far it is
 * @param agent the id of its agent
 * @param hostname the agent's host
 * @param since when it entered that stage
 * @param asked how many operations have been asked for
 * @param open the operations whose outcome is not known
 */
public record SlotReservation(
        String id,
        SlotKey slot,
        String role,
        @Nullable String volume,
        Stage stage,
        String agent,
        String hostname,
        Instant since,
        int asked,
        List<Operation> open) {

    public SlotReservation {
        open = List.copyOf(open);
    }

    /** How far a reservation is. */
    public enum Stage {
        /** Mesos has been asked to reserve the resources, and to create the volume; the outcome is not known. */
        RESERVING,
        /** It is there, for the slot's tasks. */
        HELD,
        /** No slot has a claim to it any more: its volume is being destroyed and its resources unreserved. */
        RELEASING
    }

    /** What an operation does. */
    public enum Kind {
        RESERVE,
        CREATE,
        DESTROY,
        UNRESERVE
    }

    /**
     * An operation that Mesos was asked for.
     *
     * @param id its id in Mesos
     * @param kind what it does
     */
    public record Operation(String id, Kind kind) {}
}
