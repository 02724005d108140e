package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.TaskUsers;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.List;
import java.util.Optional;

/**
 * What one principal may do and see (PROTOCOL A42).
 *
 * @param principal empty if nobody had to say who they are
 */
record Permissions(Acls acls, Optional<String> principal) {

    /** Whether it may do so to whatever there is. */
    boolean may(Action action) {
        return acls.allows(action, principal, Optional.empty());
    }

    boolean may(Action action, String object) {
        return acls.allows(action, principal, Optional.of(object));
    }

    /** Whether it may do so to each of these. */
    boolean mayAll(Action action, List<String> objects) {
        return objects.stream().allMatch(object -> may(action, object));
    }

    boolean sees(FrameworkInfo framework) {
        return may(Action.VIEW_FRAMEWORK, framework.getUser());
    }

    boolean sees(TaskInfo task, FrameworkInfo framework) {
        return may(Action.VIEW_TASK, TaskUsers.of(task, framework));
    }

    boolean sees(ExecutorInfo executor, FrameworkInfo framework) {
        return may(
                Action.VIEW_EXECUTOR,
                executor.getCommand().hasUser() ? executor.getCommand().getUser() : framework.getUser());
    }

    boolean seesRole(String role) {
        return may(Action.VIEW_ROLE, role);
    }

    /** Whether it may see every role that the resource is reserved or allocated to. */
    boolean sees(Resource resource) {
        return resource.getReservationsList().stream().allMatch(reservation -> seesRole(reservation.getRole()))
                && (!resource.hasAllocationInfo()
                        || seesRole(resource.getAllocationInfo().getRole()));
    }

    Resources seen(Resources resources) {
        return acls.isEmpty() ? resources : resources.filter(this::sees);
    }
}
