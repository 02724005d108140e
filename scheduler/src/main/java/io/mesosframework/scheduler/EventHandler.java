package io.mesosframework.scheduler;

import io.mesosframework.protocol.scheduler.Event;
import java.util.List;

/** Says what to do about one kind of event. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Called on the framework's loop, one event at a time and in the master's order; it must not block. What it throws
     * is reported under its class name, and the standard handler of the event takes its place for this once.
     *
     * @return what to do, in order; empty for nothing
     */
    List<Action> handle(Event event, FrameworkContext context);
}
