package io.mesosframework.scheduler;

/**
 * What becomes of reservations and volumes that this framework made (their labels say so, with the framework's id) and that it does not
 * know any more: such as one whose RESERVE was believed lost and came late, or of a framework whose storage was lost and that took its
 * earlier id.
 */
public enum ReservationPolicy {
    /** They are destroyed and unreserved as soon as they are offered. The default. */
    RELEASE,
    /** They are left alone. */
    KEEP
}
