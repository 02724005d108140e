package io.mesosframework.scheduler.application;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A disk of a slot's own that outlives its tasks: each slot of the application has one, on its agent, until the slot goes away.
 *
 * @param id what the application calls it, {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}; in Mesos each slot's volume has an id of its own
 *     that ends in it
 * @param principal who Mesos notes as its creator; the framework's principal where empty, and none other where that has one
 * @param containerPath where its tasks find it; a relative path is one of the sandbox
 * @param mode whether its tasks may write to it
 */
public record PersistentVolume(String id, Optional<String> principal, String containerPath, Volume.Mode mode) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public PersistentVolume {
        Problems problems = new Problems();
        if (!ID.matcher(id).matches()) {
            problems.add(
                    "persistence.id",
                    "must be a letter or digit and up to 63 more of these or . _ -; is " + Texts.quoted(id));
        }
        principal.ifPresent(name -> problems.check("persistence.principal", Rules.filled(name)));
        problems.check("volume.container_path", Rules.filled(containerPath));
        problems.throwIfAny();
    }

    /** One that its tasks may write to, created by the framework. */
    public static PersistentVolume of(String id, String containerPath) {
        return new PersistentVolume(id, Optional.empty(), containerPath, Volume.Mode.RW);
    }
}
