package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;

/** How the subscription to the master fares. */
public sealed interface SubscriptionState {

    /** A subscription has begun. */
    record Subscribed(Event.Subscribed event) implements SubscriptionState {}

    /** There is none; the next attempt begins after {@code retryIn}. */
    record Disconnected(MesosException cause, Duration retryIn) implements SubscriptionState {}
}
