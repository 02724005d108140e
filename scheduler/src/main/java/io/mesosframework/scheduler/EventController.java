package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The router: takes each event of the master and passes it to a handler.
 *
 * <p>What it returns is done on top of what the framework's core does by itself whatever the controller says: it keeps
 * the books of offers, commits before it acts, acknowledges every status that has a uuid once it is durable, and
 * declines what nobody used.
 */
public interface EventController {

    /** One event, in the master's order, on the framework's loop. It must not block. */
    List<Action> on(Event event, FrameworkContext context);

    /** The subscription is lost; the client is on its way to get it back. */
    default List<Action> disconnected(MesosException cause, FrameworkContext context) {
        return List.of();
    }

    /** The standard controller: statuses go to the task manager, all else needs no more than the core does. */
    static EventController standard() {
        return routing(Map.of());
    }

    /** The standard controller with other handlers for some kinds of events. */
    static EventController routing(Map<Event.Type, EventHandler> handlers) {
        Map<Event.Type, EventHandler> routes = new EnumMap<>(Event.Type.class);
        routes.put(
                Event.Type.UPDATE,
                (event, context) -> context.tasks().status(event.getUpdate().getStatus(), context.now()));
        routes.putAll(handlers);
        EventHandler nothing = (event, context) -> List.of();
        return (event, context) -> routes.getOrDefault(event.getType(), nothing).handle(event, context);
    }
}
