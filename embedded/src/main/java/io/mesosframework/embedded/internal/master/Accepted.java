package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;

/** The offered resources of one ACCEPT while its operations use them up, in order (PROTOCOL B66). */
final class Accepted {

    final FrameworkRecord framework;
    final AgentRecord agent;
    final String role;

    /** All that was offered. */
    final Resources offered;

    Resources remaining;

    Accepted(FrameworkRecord framework, AgentRecord agent, String role, Resources offered) {
        this.framework = framework;
        this.agent = agent;
        this.role = role;
        this.offered = offered;
        this.remaining = offered;
    }

    /** What tasks may use: of what is shared, as much as they like, however often it was used (PROTOCOL B72). */
    Resources forTasks() {
        Resources shared = offered.filter(Resource::hasShared);
        return shared.isEmpty()
                ? remaining
                : remaining.filter(resource -> !resource.hasShared()).plus(shared);
    }
}
