package io.mesosframework.scheduler.application;

import java.util.Optional;

/**
 * What is kept for a slot while it has no task. Where anything is kept, all is that the slot takes, so that its next task always finds
 * its place again, and only there.
 *
 * @param kept whether the slot's resources are reserved for it; they always are where it has a volume
 * @param volume a volume made of the slot's disk
 */
public record Reservation(boolean kept, Optional<PersistentVolume> volume) {

    /** Nothing is kept: each task takes what is offered. The default. */
    public static final Reservation NONE = new Reservation(false, Optional.empty());

    /** The slot keeps what it takes. */
    public static final Reservation KEPT = new Reservation(true, Optional.empty());

    public Reservation {
        kept |= volume.isPresent();
    }

    /** The slot keeps what it takes, its disk as a volume. */
    public static Reservation with(PersistentVolume volume) {
        return new Reservation(true, Optional.of(volume));
    }

    /** What is wrong with it for resources of that disk and role. */
    void check(Problems problems, long diskMillis, Optional<String> role) {
        if (!kept) {
            return;
        }
        if (volume.isPresent() && diskMillis == 0) {
            problems.add("disk.size", "is missing: the persistent volume is made of it");
        }
        if (role.isEmpty()) {
            problems.add("role", "is missing: only resources of a role can be reserved");
        } else if (role.get().equals("*")) {
            problems.add("role", "is \"*\", for which nothing can be reserved: say a role of the framework's");
        }
    }
}
