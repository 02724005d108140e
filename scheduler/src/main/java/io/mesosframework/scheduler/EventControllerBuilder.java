package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a controller together that has the standard handlers but where others are given. */
public final class EventControllerBuilder {

    private final Map<Event.Type, EventHandler> routes = new EnumMap<>(Event.Type.class);
    private BiFunction<Event.Subscribed, FrameworkContext, List<Action>> connected = (event, context) -> List.of();
    private BiFunction<Event.Subscribed, FrameworkContext, List<Action>> reregistered = (event, context) -> List.of();
    private BiFunction<MesosException, FrameworkContext, List<Action>> disconnected = (cause, context) -> List.of();

    EventControllerBuilder() {
        on(
                Event.Type.UPDATE,
                EventHandler.named(
                        "the standard handler of UPDATE",
                        (event, context) ->
                                context.tasks().status(event.getUpdate().getStatus(), context.now())));
        on(Event.Type.UNKNOWN, new Unknown());
    }

    /** Takes the place of the handler of these events. */
    public EventControllerBuilder on(Event.Type type, EventHandler handler) {
        routes.put(type, handler);
        return this;
    }

    /** Called when a subscription has begun, after the handler of SUBSCRIBED. */
    public EventControllerBuilder onConnected(BiFunction<Event.Subscribed, FrameworkContext, List<Action>> handler) {
        connected = handler;
        return this;
    }

    /** Called when a subscription has begun and the master knew the framework before. */
    public EventControllerBuilder onReregistered(BiFunction<Event.Subscribed, FrameworkContext, List<Action>> handler) {
        reregistered = handler;
        return this;
    }

    /** Called when the subscription is lost, with why. */
    public EventControllerBuilder onDisconnected(BiFunction<MesosException, FrameworkContext, List<Action>> handler) {
        disconnected = handler;
        return this;
    }

    public EventController build() {
        return new Routing(new EnumMap<>(routes), connected, reregistered, disconnected);
    }

    /** Tells once that there are events which this release does not know. */
    private static final class Unknown implements EventHandler {

        private static final Logger LOG = LoggerFactory.getLogger(EventController.class);

        private final AtomicBoolean told = new AtomicBoolean();

        @Override
        public List<Action> handle(Event event, FrameworkContext context) {
            if (!told.getAndSet(true)) {
                LOG.warn("The master sends events that this release does not know; they are left alone: {}", event);
            }
            return List.of();
        }
    }

    private record Routing(
            Map<Event.Type, EventHandler> routes,
            BiFunction<Event.Subscribed, FrameworkContext, List<Action>> onConnected,
            BiFunction<Event.Subscribed, FrameworkContext, List<Action>> onReregistered,
            BiFunction<MesosException, FrameworkContext, List<Action>> onDisconnected)
            implements EventController {

        @Override
        public List<Action> on(Event event, FrameworkContext context) {
            EventHandler handler = routes.get(event.getType());
            return handler == null ? List.of() : handler.handle(event, context);
        }

        @Override
        public String handlerOf(Event event) {
            EventHandler handler = routes.get(event.getType());
            return handler == null ? getClass().getName() : handler.name();
        }

        @Override
        public List<Action> connected(Event.Subscribed subscribed, FrameworkContext context) {
            return onConnected.apply(subscribed, context);
        }

        @Override
        public List<Action> reregistered(Event.Subscribed subscribed, FrameworkContext context) {
            return onReregistered.apply(subscribed, context);
        }

        @Override
        public List<Action> disconnected(MesosException cause, FrameworkContext context) {
            return onDisconnected.apply(cause, context);
        }
    }
}
