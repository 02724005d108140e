package io.mesosframework.scheduler.placement;

import io.mesosframework.scheduler.application.Application;

/**
 * A hard constraint of one's own, for all applications of a framework: an agent that it does not allow gets no slot.
 *
 * <p>Called on the framework's loop, for very many agents in a row: it must be fast and must not block. One that throws forbids the
 * agent and is reported.
 */
@FunctionalInterface
public interface AgentRule {

    boolean allows(AgentView agent, Application application);

    /** What the reasons of a {@link Shortfall} call it. */
    default String name() {
        return getClass().getSimpleName();
    }
}
