package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.internal.placement.PushedDown;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the core needs to know of the framework's configuration.
 *
 * @param name names its space in storage
 * @param roleList its roles, the first of which is that of applications without one
 * @param reconcileInterval between two rounds of reconciliation
 * @param info with which the client subscribes
 * @param offerConstraints whether the master is told which agents are of use
 */
record FrameworkSettings(
        String name, List<String> roleList, Duration reconcileInterval, FrameworkInfo info, boolean offerConstraints) {

    FrameworkSettings {
        roleList = List.copyOf(roleList);
        if (roleList.isEmpty()) {
            throw new IllegalArgumentException("A framework has at least one role");
        }
    }

    Set<String> roles() {
        return Set.copyOf(roleList);
    }

    /** @throws InvalidApplicationsException if the application wants what this framework is never offered */
    void requireOffered(Application application) {
        requireRole(application);
        if (application.resources().gpus() > 0 && !isOfferedGpus()) {
            throw new InvalidApplicationsException(List.of(new Problem(
                    "resources.gpus",
                    "Mesos offers agents with gpus only to frameworks that ask for them, which this one does not: set gpus"
                            + " in its FrameworkBuilder, or --gpus of mesosfw")));
        }
    }

    private boolean isOfferedGpus() {
        return info.getCapabilitiesList().stream()
                .anyMatch(capability -> capability.getType() == FrameworkInfo.Capability.Type.GPU_RESOURCES);
    }

    private void requireRole(Application application) {
        application.resources().role().filter(role -> !roleList.contains(role)).ifPresent(role -> {
            throw new InvalidApplicationsException(List.of(new Problem(
                    "resources.role",
                    "the framework subscribes with no role '" + role + "', so it is offered nothing for it; it has "
                            + String.join(", ", roleList))));
        });
    }

    /** Whether the master is asked only for agents that suit the application. */
    boolean isNarrowed(Application application) {
        return offerConstraints && !PushedDown.groups(application.placement()).isEmpty();
    }

    String roleOf(Specification specification) {
        return specification.application().resources().role().orElse(roleList.get(0));
    }
}
