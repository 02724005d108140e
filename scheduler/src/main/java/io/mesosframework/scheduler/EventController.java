package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import java.util.List;
import java.util.Map;

/**
 * The router: takes each event of the master and passes it to a handler.
 *
 * <p>What it returns is done on top of what the framework's core does by itself whatever the controller says: it keeps
 * the books of offers, commits before it acts, acknowledges every status that has a uuid once it is durable, declines what nobody
 * used, and answers inverse offers that nobody answered as the framework's {@link InverseOfferPolicy} says.
 */
public interface EventController {

    /**
     * One event, in the master's order, on the framework's loop. It must not block. HEARTBEAT comes here too, and what this
     * release does not know, as type UNKNOWN.
     */
    List<Action> on(Event event, FrameworkContext context);

    /** A subscription has begun; called after {@link #on} had the SUBSCRIBED. */
    default List<Action> connected(Event.Subscribed subscribed, FrameworkContext context) {
        return List.of();
    }

    /** A subscription has begun, and the master knew the framework before; called after {@link #connected}. */
    default List<Action> reregistered(Event.Subscribed subscribed, FrameworkContext context) {
        return List.of();
    }

    /** The subscription is lost; the client is on its way to get it back. */
    default List<Action> disconnected(MesosException cause, FrameworkContext context) {
        return List.of();
    }

    /** The name of whoever handles an event here, for reports of what throws or is slow. */
    default String handlerOf(Event event) {
        return getClass().getName();
    }

    /** The standard controller: statuses go to the task manager, all else needs no more than the core does. */
    static EventController standard() {
        return routing(Map.of());
    }

    /** The standard controller with other handlers for some kinds of events. */
    static EventController routing(Map<Event.Type, EventHandler> handlers) {
        EventControllerBuilder builder = builder();
        handlers.forEach(builder::on);
        return builder.build();
    }

    /** Begins a standard controller with other handlers for some kinds of events. */
    static EventControllerBuilder builder() {
        return new EventControllerBuilder();
    }
}
