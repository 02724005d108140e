package io.mesosframework.scheduler;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What an event controller may look at. Valid during the call it is handed to, and only on the loop. */
public interface FrameworkContext {

    /** The time of this turn. */
    Instant now();

    /** The id the master gave; empty before the first subscription. */
    Optional<FrameworkID> frameworkId();

    TaskManager tasks();

    /** The offers that wait for an answer. One that is accepted or declined here is not placed on any more. */
    Collection<Offer> offers();
}
