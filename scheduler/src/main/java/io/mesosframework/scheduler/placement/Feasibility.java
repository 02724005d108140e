package io.mesosframework.scheduler.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.internal.placement.EmptyAgents;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Tells what waits for others to make room from what can never run. */
public final class Feasibility {

    private Feasibility() {}

    /**
     * Why no slot of an application fits on any of some agents, were they empty. Rules about where other tasks are count for nothing
     * here, as these come and go.
     *
     * @param role the role whose resources the application takes
     * @param agents each as an offer for that role of all that it has
     * @param now for announced maintenance
     * @return empty where a slot fits on one of them at least
     */
    public static Optional<Shortfall> obstacle(
            Application application, String role, Collection<Offer> agents, Instant now) {
        return EmptyAgents.obstacle(application, role, agents, now);
    }
}
