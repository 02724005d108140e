package io.mesosframework.embedded.internal.faults;

import io.mesosframework.protocol.scheduler.Event;
import java.util.function.Predicate;

/**
 * What becomes of some events on their way to frameworks.
 *
 * @param matches which events
 * @param strikes which of those
 * @param harm does it
 */
public record EventFault(Predicate<Event> matches, Strikes strikes, Harm harm) {

    /** Writes the record, or what is left of it, or nothing. */
    public interface Harm {
        void strike(byte[] record, FaultyStream stream);
    }
}
