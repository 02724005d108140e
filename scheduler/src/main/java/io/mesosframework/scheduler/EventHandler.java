package io.mesosframework.scheduler;

import io.mesosframework.protocol.scheduler.Event;
import java.util.List;

/** Says what to do about one kind of event. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Called on the framework's loop, one event at a time and in the master's order; it must not block. What it throws
     * is reported under its {@link #name}, and the standard handler of the event takes its place for this once.
     *
     * @return what to do, in order; empty for nothing
     */
    List<Action> handle(Event event, FrameworkContext context);

    /** What it is called where it throws or is slow: the name of its class, which says little of a lambda. */
    default String name() {
        return getClass().getName();
    }

    /** The same handler under another name. */
    static EventHandler named(String name, EventHandler handler) {
        return new EventHandler() {
            @Override
            public List<Action> handle(Event event, FrameworkContext context) {
                return handler.handle(event, context);
            }

            @Override
            public String name() {
                return name;
            }
        };
    }
}
