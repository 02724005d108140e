package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.ResourceConversion;
import io.mesosframework.resources.Resources;
import java.util.List;

/** The offered resources of one ACCEPT while its operations use them up, in order (PROTOCOL B66). */
final class Accepted {

    final FrameworkRecord framework;
    final AgentRecord agent;
    final String role;

    /** All that was offered. */
    final Resources offered;

    Resources remaining;

    /** What is shared and was offered or made: never used up. */
    private Resources shared;

    /** Made, but not for the operations that follow (PROTOCOL B67). */
    Resources forLater = Resources.EMPTY;

    Accepted(FrameworkRecord framework, AgentRecord agent, String role, Resources offered) {
        this.framework = framework;
        this.agent = agent;
        this.role = role;
        this.offered = offered;
        this.remaining = offered;
        this.shared = offered.filter(Resource::hasShared);
    }

    /** For the operations that follow. */
    void convert(List<ResourceConversion> conversions) {
        remaining = remaining.apply(conversions);
        for (ResourceConversion conversion : conversions) {
            shared = shared.minus(conversion.consumed().filter(Resource::hasShared))
                    .plus(conversion.converted().filter(Resource::hasShared));
        }
    }

    /** What tasks may use: of what is shared, as much as they like, however often it was used (PROTOCOL B72). */
    Resources forTasks() {
        return shared.isEmpty()
                ? remaining
                : remaining.filter(resource -> !resource.hasShared()).plus(shared);
    }
}
