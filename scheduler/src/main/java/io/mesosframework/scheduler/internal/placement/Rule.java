package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.placement.Shortfall.Reason;

/** A constraint, filter or strategy as it stands while the slots of one application are placed. */
interface Rule {

    /** What a rule says of an agent for the next slot. */
    enum Verdict {
        ALLOWED,
        /** Not for this slot; perhaps for a later one, when others have been placed. */
        NOT_YET,
        /** For no further slot. */
        NEVER
    }

    Verdict of(Room room);

    /** Whether what it says may change while slots of the application are placed. */
    default boolean changes() {
        return false;
    }

    Reason reason();

    /** The rule in words. */
    String text();

    /** What a room has that the rule looks at, for people; empty where that says no more. */
    default String has(Room room) {
        return "";
    }
}
