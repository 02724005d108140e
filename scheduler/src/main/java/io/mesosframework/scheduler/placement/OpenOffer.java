package io.mesosframework.scheduler.placement;

import io.mesosframework.protocol.Offer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An offer that has no answer yet.
 *
 * @param offer as Mesos made it
 * @param heldUntil until when it is held at most; null where nobody has decided on it yet
 */
public record OpenOffer(Offer offer, @Nullable Instant heldUntil) {}
