package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.MesosJson;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.embedded.internal.core.TaskUsers;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What frameworks and operators must be allowed for what they ask for, and Mesos' words for it (PROTOCOL B28, B68, B99). */
final class Authorization {

    /**
     * One thing that must be allowed.
     *
     * @param object empty for whatever there is
     * @param resource what it is done to, for the text
     */
    private record Need(Action action, Optional<String> object, Optional<Resource> resource) {

        static Need of(Action action, String object, Resource resource) {
            return new Need(action, Optional.of(object), Optional.of(resource));
        }

        static Need ofAny(Action action) {
            return new Need(action, Optional.empty(), Optional.empty());
        }

        boolean isMet(Permissions permissions) {
            return object.map(one -> permissions.may(action, one)).orElseGet(() -> permissions.may(action));
        }

        String text() {
            if (object.isEmpty()) {
                return "perform action " + action + " on ANY object";
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("value", object.get());
            resource.ifPresent(r -> json.set("resource", TaskJson.tree(r)));
            return "perform action " + action + " on object " + MesosJson.text(json);
        }
    }

    private Authorization() {}

    /** Why a framework may not subscribe or change so. */
    static Optional<String> problem(Permissions permissions, FrameworkInfo info) {
        List<String> roles = FrameworkRecord.roles(info).stream().sorted().toList();
        return permissions.mayAll(Action.REGISTER_FRAMEWORK, roles)
                ? Optional.empty()
                : Optional.of("Not authorized to register framework "
                        + info.getId().getValue() + " with roles "
                        + (roles.isEmpty() ? "{}" : "{ " + String.join(", ", roles) + " }"));
    }

    static boolean mayRun(Permissions permissions, TaskInfo task, FrameworkInfo framework) {
        return permissions.may(Action.RUN_TASK, TaskUsers.of(task, framework));
    }

    static String launching(TaskInfo task, FrameworkInfo framework) {
        return "launch task " + task.getTaskId().getValue() + " of framework "
                + framework.getId().getValue() + " under user '" + TaskUsers.of(task, framework) + "'";
    }

    /** Why an operation may not be done, if so. */
    static Optional<String> problem(Permissions permissions, Operation operation) {
        return needs(operation).stream()
                .filter(need -> !need.isMet(permissions))
                .findFirst()
                .map(Need::text);
    }

    private static List<Need> needs(Operation operation) {
        return switch (operation.getType()) {
            case RESERVE ->
                reserve(
                        operation.getReserve().getSourceList(),
                        operation.getReserve().getResourcesList());
            case UNRESERVE -> unreserve(operation.getUnreserve().getResourcesList());
            case CREATE ->
                orAny(
                        Action.CREATE_VOLUME,
                        byRole(Action.CREATE_VOLUME, operation.getCreate().getVolumesList()));
            case DESTROY ->
                orAny(Action.DESTROY_VOLUME, destroy(operation.getDestroy().getVolumesList()));
            case GROW_VOLUME ->
                byRole(Action.RESIZE_VOLUME, List.of(operation.getGrowVolume().getVolume()));
            case SHRINK_VOLUME ->
                byRole(Action.RESIZE_VOLUME, List.of(operation.getShrinkVolume().getVolume()));
            default -> List.of();
        };
    }

    private static List<Need> orAny(Action action, List<Need> needs) {
        return needs.isEmpty() ? List.of(Need.ofAny(action)) : needs;
    }

    /** One for each role. */
    private static List<Need> byRole(Action action, List<Resource> resources) {
        Map<String, Need> byRole = new LinkedHashMap<>();
        for (Resource resource : resources) {
            String role = resource.getReservationsCount() == 0 ? "*" : Resources.reservationRole(resource);
            byRole.putIfAbsent(role, Need.of(action, role, resource));
        }
        return List.copyOf(byRole.values());
    }

    private static List<Need> destroy(List<Resource> volumes) {
        return volumes.stream()
                .filter(volume -> volume.getDisk().hasPersistence())
                .map(volume -> Need.of(
                        Action.DESTROY_VOLUME, volume.getDisk().getPersistence().getPrincipal(), volume))
                .toList();
    }

    private static List<Need> unreserve(List<Resource> resources) {
        List<Need> needs = new ArrayList<>();
        boolean nobodys = false;
        for (Resource resource : resources) {
            if (resource.getReservationsCount() > 0 && last(resource).hasPrincipal()) {
                needs.add(Need.of(Action.UNRESERVE_RESOURCES, last(resource).getPrincipal(), resource));
            } else {
                nobodys = true;
            }
        }
        if (nobodys) {
            needs.add(Need.ofAny(Action.UNRESERVE_RESOURCES));
        }
        return needs;
    }

    /** With a source the way leads down to what both have in common, and up from there. */
    private static List<Need> reserve(List<Resource> source, List<Resource> target) {
        if (source.isEmpty() || target.isEmpty()) {
            return byRole(Action.RESERVE_RESOURCES, target);
        }
        List<ReservationInfo> wanted = target.get(0).getReservationsList();
        int common = common(source.get(0).getReservationsList(), wanted);
        List<Need> needs = new ArrayList<>();
        List<Resource> at = source;
        while (at.get(0).getReservationsCount() > common) {
            needs.addAll(unreserve(at));
            at = at.stream()
                    .map(resource -> resource.toBuilder()
                            .removeReservations(resource.getReservationsCount() - 1)
                            .build())
                    .toList();
        }
        for (ReservationInfo next : wanted.subList(common, wanted.size())) {
            at = at.stream()
                    .map(resource -> resource.toBuilder().addReservations(next).build())
                    .toList();
            needs.addAll(byRole(Action.RESERVE_RESOURCES, at));
        }
        return needs;
    }

    private static int common(List<ReservationInfo> one, List<ReservationInfo> other) {
        int count = 0;
        while (count < one.size() && count < other.size() && one.get(count).equals(other.get(count))) {
            count++;
        }
        return count;
    }

    private static ReservationInfo last(Resource resource) {
        return resource.getReservations(resource.getReservationsCount() - 1);
    }
}
