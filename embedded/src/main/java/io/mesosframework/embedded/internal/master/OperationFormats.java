package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.AllocationInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.ResourceFormats;
import io.mesosframework.resources.ResourceValidation;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Operations as they come in: whole, with valid resources, and completed by the master (PROTOCOL B58, B59, B63). */
final class OperationFormats {

    private OperationFormats() {}

    /** What is wrong with the message, before anyone looks at what it wants. */
    static Optional<String> problem(Operation operation) {
        return switch (operation.getType()) {
            case LAUNCH ->
                missing(operation.hasLaunch(), "A", "LAUNCH offer", "launch", ".")
                        .or(() -> tasksProblem(operation.getLaunch().getTaskInfosList()));
            case LAUNCH_GROUP ->
                missing(operation.hasLaunchGroup(), "A", "LAUNCH_GROUP offer", "launch_group", ".")
                        .or(() -> executorProblem(operation.getLaunchGroup().getExecutor()))
                        .or(() -> tasksProblem(
                                operation.getLaunchGroup().getTaskGroup().getTasksList()));
            case RESERVE ->
                missing(operation.hasReserve(), "A", "RESERVE offer", "reserve", ".")
                        .or(() -> operation.getReserve().getSourceCount() > 0
                                ? Optional.of("Reservation updates are not yet implemented for the scheduler API.")
                                : ResourceValidation.error(
                                        operation.getReserve().getResourcesList()));
            case UNRESERVE ->
                missing(operation.hasUnreserve(), "An", "UNRESERVE offer", "unreserve", ".")
                        .or(() -> ResourceValidation.error(
                                operation.getUnreserve().getResourcesList()));
            case CREATE ->
                missing(operation.hasCreate(), "A", "CREATE offer", "create", ".")
                        .or(() -> ResourceValidation.error(operation.getCreate().getVolumesList()));
            case DESTROY ->
                missing(operation.hasDestroy(), "A", "DESTROY offer", "destroy", ".")
                        .or(() ->
                                ResourceValidation.error(operation.getDestroy().getVolumesList()));
            case GROW_VOLUME ->
                missing(operation.hasGrowVolume(), "A", "GROW_VOLUME", "grow_volume", "")
                        .or(() -> ResourceValidation.reason(
                                operation.getGrowVolume().getVolume()))
                        .or(() -> ResourceValidation.reason(
                                operation.getGrowVolume().getAddition()));
            case SHRINK_VOLUME ->
                missing(operation.hasShrinkVolume(), "A", "SHRINK_VOLUME offer", "shrink_volume", "")
                        .or(() -> ResourceValidation.reason(
                                operation.getShrinkVolume().getVolume()));
            case CREATE_DISK ->
                missing(operation.hasCreateDisk(), "A", "CREATE_DISK offer", "create_disk", ".")
                        .or(() -> ResourceValidation.reason(
                                operation.getCreateDisk().getSource()));
            case DESTROY_DISK ->
                missing(operation.hasDestroyDisk(), "A", "DESTROY_DISK offer", "destroy_disk", ".")
                        .or(() -> ResourceValidation.reason(
                                operation.getDestroyDisk().getSource()));
            case UNKNOWN -> Optional.empty();
        };
    }

    /** The same of an operator's operation, who may RESERVE with a source (PROTOCOL D30, D37). */
    static Optional<String> problemOfOperators(Operation operation) {
        return operation.getType() == Operation.Type.RESERVE
                ? ResourceValidation.error(operation.getReserve().getSourceList())
                        .or(() ->
                                ResourceValidation.error(operation.getReserve().getResourcesList()))
                : problem(operation);
    }

    private static Optional<String> missing(boolean there, String article, String kind, String field, String end) {
        return there
                ? Optional.empty()
                : Optional.of(article + " " + kind + " operation must have the Offer.Operation." + field + " field set"
                        + end);
    }

    private static Optional<String> tasksProblem(List<TaskInfo> tasks) {
        for (TaskInfo task : tasks) {
            Optional<String> problem = ResourceValidation.error(task.getResourcesList())
                    .or(() -> task.hasExecutor() ? executorProblem(task.getExecutor()) : Optional.empty());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> executorProblem(ExecutorInfo executor) {
        return ResourceValidation.error(executor.getResourcesList());
    }

    /** With reservations in the newer format, and allocated to the role where it says nothing. */
    static Operation completed(Operation operation, String role) {
        return changed(operation, resource -> allocated(resource, role));
    }

    static Resource allocated(Resource resource, String role) {
        Resource stack = ResourceFormats.toStack(resource);
        return stack.hasAllocationInfo()
                ? stack
                : stack.toBuilder()
                        .setAllocationInfo(AllocationInfo.newBuilder().setRole(role))
                        .build();
    }

    private static Operation changed(Operation operation, UnaryOperator<Resource> change) {
        Operation.Builder builder = operation.toBuilder();
        switch (operation.getType()) {
            case RESERVE -> {
                Operation.Reserve.Builder reserve = builder.getReserveBuilder();
                List<Resource> source = all(reserve.getSourceList(), change);
                List<Resource> resources = all(reserve.getResourcesList(), change);
                reserve.clearSource().addAllSource(source).clearResources().addAllResources(resources);
            }
            case UNRESERVE -> {
                List<Resource> resources = all(operation.getUnreserve().getResourcesList(), change);
                builder.getUnreserveBuilder().clearResources().addAllResources(resources);
            }
            case CREATE -> {
                List<Resource> volumes = all(operation.getCreate().getVolumesList(), change);
                builder.getCreateBuilder().clearVolumes().addAllVolumes(volumes);
            }
            case DESTROY -> {
                List<Resource> volumes = all(operation.getDestroy().getVolumesList(), change);
                builder.getDestroyBuilder().clearVolumes().addAllVolumes(volumes);
            }
            case GROW_VOLUME ->
                builder.getGrowVolumeBuilder()
                        .setVolume(change.apply(operation.getGrowVolume().getVolume()))
                        .setAddition(change.apply(operation.getGrowVolume().getAddition()));
            case SHRINK_VOLUME ->
                builder.getShrinkVolumeBuilder()
                        .setVolume(change.apply(operation.getShrinkVolume().getVolume()));
            case CREATE_DISK ->
                builder.getCreateDiskBuilder()
                        .setSource(change.apply(operation.getCreateDisk().getSource()));
            case DESTROY_DISK ->
                builder.getDestroyDiskBuilder()
                        .setSource(change.apply(operation.getDestroyDisk().getSource()));
            case LAUNCH, LAUNCH_GROUP, UNKNOWN -> {
                // launches are completed task by task
            }
        }
        return builder.build();
    }

    private static List<Resource> all(List<Resource> resources, UnaryOperator<Resource> change) {
        return resources.stream().map(change).toList();
    }
}
