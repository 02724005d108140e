package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.scheduler.ReservationPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.internal.placement.PushedDown;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the core needs to know of the framework's configuration.
 *
 * @param name names its space in storage
 * @param roleList its roles, the first of which is that of applications without one
 * @param reconcileInterval between two rounds of reconciliation
 * @param info with which the client subscribes
 * @param offerConstraints whether the master is told which agents are of use
 * @param reservations what becomes of reservations of its own that it does not know
 */
record FrameworkSettings(
        String name,
        List<String> roleList,
        Duration reconcileInterval,
        FrameworkInfo info,
        boolean offerConstraints,
        ReservationPolicy reservations) {

    FrameworkSettings(
            String name,
            List<String> roleList,
            Duration reconcileInterval,
            FrameworkInfo info,
            boolean offerConstraints) {
        this(name, roleList, reconcileInterval, info, offerConstraints, ReservationPolicy.RELEASE);
    }

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

    /** Whom Mesos knows it as; empty where by no principal. */
    Optional<String> principal() {
        return Optional.of(info.getPrincipal()).filter(name -> !name.isEmpty());
    }

    /** @throws InvalidApplicationsException if the application cannot take the place of the present one, or can have no volume */
    void requireFit(Application application, Optional<Specification> present) {
        List<Problem> faults = KeptNeeds.faults(present, application);
        if (!faults.isEmpty()) {
            throw new InvalidApplicationsException(faults);
        }
        Optional<String> creator =
                application.resources().reservation().volume().flatMap(PersistentVolume::principal);
        Optional<String> own = principal();
        if (own.isPresent() && creator.isPresent() && !own.get().equals(creator.get())) {
            throw new InvalidApplicationsException(List.of(new Problem(
                    "resources.disk.persistence.principal",
                    "must be the framework's, '" + own.get() + "', or left out; is '" + creator.get() + "'")));
        }
    }

    String roleOf(Specification specification) {
        return specification.application().resources().role().orElse(roleList.get(0));
    }
}
