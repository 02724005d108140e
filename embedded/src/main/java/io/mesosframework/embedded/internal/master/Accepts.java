package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.ResourceFormats;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Offers are used (PROTOCOL B54-B75). */
final class Accepts {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;

    Accepts(MasterState state, Allocator allocator, Offers offers) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
    }

    void accept(FrameworkRecord framework, Call.Accept accept) {
        Optional<String> problem = offersProblem(framework, accept.getOfferIdsList());
        if (problem.isPresent()) {
            accept.getOfferIdsList().forEach(offers::discard); // anyone's, B55
            dropAll(framework, accept.getOperationsList(), problem.get());
            return;
        }
        List<OfferRecord> taken = accept.getOfferIdsList().stream()
                .map(offers::take)
                .filter(Objects::nonNull)
                .toList();
        OfferRecord first = taken.get(0);
        AgentRecord agent = Objects.requireNonNull(state.agents.get(first.agentId()), "an offer's agent is known");
        Resources all = taken.stream().map(OfferRecord::resources).reduce(Resources.EMPTY, Resources::plus);
        Accepted accepted = new Accepted(framework, agent, first.role(), all);
        accept.getOperationsList().forEach(operation -> apply(accepted, operation));
        allocator.refuse(
                framework.id(),
                first.role(),
                agent.id(),
                accepted.remaining,
                accept.getFilters().getRefuseSeconds(),
                state.now);
    }

    /** The offered resources of one ACCEPT while its operations use them up, in order (PROTOCOL B66). */
    static final class Accepted {
        final FrameworkRecord framework;
        final AgentRecord agent;
        final String role;
        Resources remaining;

        Accepted(FrameworkRecord framework, AgentRecord agent, String role, Resources remaining) {
            this.framework = framework;
            this.agent = agent;
            this.role = role;
            this.remaining = remaining;
        }
    }

    private void apply(Accepted accepted, Operation operation) {
        switch (operation.getType()) {
            case LAUNCH -> launch(accepted, operation);
            case LAUNCH_GROUP -> launchGroup(accepted, operation);
            default ->
                drop(
                        accepted.framework,
                        operation,
                        "Operation " + operation.getType() + " is not available in the embedded Mesos");
        }
    }

    private void launch(Accepted accepted, Operation operation) {
        for (TaskInfo wanted : operation.getLaunch().getTaskInfosList()) {
            TaskInfo task = completed(accepted, wanted);
            Optional<String> problem = operation.hasId()
                    ? Optional.of("Operation ID is not supported for LAUNCH")
                    : TaskValidation.launchProblem(accepted, task);
            if (problem.isPresent()) {
                taskError(accepted, task, TaskStatus.Reason.REASON_TASK_INVALID, problem.get());
                continue;
            }
            boolean newExecutor = charge(
                    accepted, List.of(task), task.hasExecutor() ? Optional.of(task.getExecutor()) : Optional.empty());
            state.tell(accepted.agent, new ToAgent.RunTask(accepted.framework.info, task, newExecutor));
        }
    }

    /** All or nothing (PROTOCOL B69). */
    private void launchGroup(Accepted accepted, Operation operation) {
        ExecutorInfo executor = completed(accepted, operation.getLaunchGroup().getExecutor());
        List<TaskInfo> group = operation.getLaunchGroup().getTaskGroup().getTasksList().stream()
                .map(task -> task.hasExecutor()
                        ? task
                        : task.toBuilder().setExecutor(executor).build())
                .map(task -> completed(accepted, task))
                .toList();
        Optional<String> problem = operation.hasId()
                ? Optional.of("Operation ID is not supported for LAUNCH_GROUP")
                : TaskValidation.groupProblem(accepted, group, executor);
        if (problem.isPresent()) {
            group.forEach(
                    task -> taskError(accepted, task, TaskStatus.Reason.REASON_TASK_GROUP_INVALID, problem.get()));
            return;
        }
        boolean newExecutor = charge(accepted, group, Optional.of(executor));
        state.tell(
                accepted.agent,
                new ToAgent.RunTaskGroup(
                        accepted.framework.info,
                        executor,
                        TaskGroupInfo.newBuilder().addAllTasks(group).build(),
                        newExecutor));
    }

    /** Tasks are on the books from here, as TASK_STAGING, unsaid (PROTOCOL B73, B86); whether their executor is new. */
    private boolean charge(Accepted accepted, List<TaskInfo> launched, Optional<ExecutorInfo> executor) {
        FrameworkRecord framework = accepted.framework;
        for (TaskInfo task : launched) {
            accepted.remaining = accepted.remaining.minus(Resources.of(task.getResourcesList()));
            framework.tasks.put(task.getTaskId(), new TaskRecord(task, accepted.agent.id()));
        }
        if (executor.isEmpty()) {
            return true; // the agent makes one for each single command
        }
        ExecutorInfo wanted = executor.get();
        if (framework.executorsOn(accepted.agent.id()).containsKey(wanted.getExecutorId())) {
            return false;
        }
        accepted.remaining = accepted.remaining.minus(Resources.of(wanted.getResourcesList()));
        framework
                .executors
                .computeIfAbsent(accepted.agent.id(), a -> new LinkedHashMap<>())
                .put(wanted.getExecutorId(), wanted);
        return true;
    }

    /** What the master fills in: formats, the allocation's role, the framework's id (PROTOCOL B58, B63, B64). */
    private static TaskInfo completed(Accepted accepted, TaskInfo task) {
        TaskInfo.Builder builder =
                task.toBuilder().clearResources().addAllResources(allocated(task.getResourcesList(), accepted.role));
        if (task.hasExecutor()) {
            ExecutorInfo executor = completed(accepted, task.getExecutor());
            builder.setExecutor(
                    executor.hasFrameworkId()
                            ? executor
                            : executor.toBuilder()
                                    .setFrameworkId(accepted.framework.id())
                                    .build());
        }
        if (task.hasHealthCheck() && !task.getHealthCheck().hasType()) {
            if (task.getHealthCheck().hasCommand()) {
                builder.getHealthCheckBuilder().setType(HealthCheck.Type.COMMAND);
            } else if (task.getHealthCheck().hasHttp()) {
                builder.getHealthCheckBuilder().setType(HealthCheck.Type.HTTP);
            }
        }
        return builder.build();
    }

    private static ExecutorInfo completed(Accepted accepted, ExecutorInfo executor) {
        return executor.toBuilder()
                .clearResources()
                .addAllResources(allocated(executor.getResourcesList(), accepted.role))
                .build();
    }

    private static List<Resource> allocated(List<Resource> resources, String role) {
        return resources.stream()
                .map(ResourceFormats::toStack)
                .map(resource -> resource.hasAllocationInfo()
                        ? resource
                        : resource.toBuilder()
                                .setAllocationInfo(
                                        Resource.AllocationInfo.newBuilder().setRole(role))
                                .build())
                .toList();
    }

    /** The rules of PROTOCOL B54, in their order. */
    private Optional<String> offersProblem(FrameworkRecord framework, List<OfferID> ids) {
        if (ids.isEmpty()) {
            return Optional.of("No offers specified");
        }
        Set<OfferID> seen = new HashSet<>();
        for (OfferID id : ids) {
            if (!seen.add(id)) {
                return Optional.of("Duplicate offer " + id.getValue() + " in offer list");
            }
        }
        List<OfferRecord> known = new ArrayList<>();
        for (OfferID id : ids) {
            OfferRecord offer = state.offers.get(id);
            if (offer == null) {
                return Optional.of("Offer " + id.getValue() + " is no longer valid");
            }
            known.add(offer);
        }
        OfferRecord first = known.get(0);
        for (OfferRecord offer : known) {
            if (!offer.frameworkId().equals(framework.id())) {
                return Optional.of("Offer %s has invalid framework %s while framework %s is expected"
                        .formatted(
                                offer.id().getValue(),
                                offer.frameworkId().getValue(),
                                framework.id().getValue()));
            }
        }
        for (OfferRecord offer : known) {
            if (!offer.role().equals(first.role())) {
                return Optional.of(("Aggregated offers must be allocated to the same role. Offer %s uses role '%s'"
                                + " but another is using role '%s")
                        .formatted(offer.id().getValue(), offer.role(), first.role()));
            }
        }
        for (OfferRecord offer : known) {
            if (!offer.agentId().equals(first.agentId())) {
                return Optional.of(
                        "Aggregated offers must belong to one single agent. Offer %s uses agent %s and agent %s"
                                .formatted(
                                        offer.id().getValue(),
                                        offer.agentId().getValue(),
                                        first.agentId().getValue()));
            }
        }
        return Optional.empty();
    }

    /** PROTOCOL B56. */
    private void dropAll(FrameworkRecord framework, List<Operation> operations, String problem) {
        for (Operation operation : operations) {
            List<TaskInfo> launched = switch (operation.getType()) {
                case LAUNCH -> operation.getLaunch().getTaskInfosList();
                case LAUNCH_GROUP -> operation.getLaunchGroup().getTaskGroup().getTasksList();
                default -> List.of();
            };
            launched.forEach(task -> state.sendUpdate(
                    framework,
                    Statuses.byMaster(
                                    task.getTaskId(),
                                    Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                                    TaskStatus.Reason.REASON_INVALID_OFFERS,
                                    "Task launched with invalid offers: " + problem,
                                    state.now)
                            .setAgentId(task.getAgentId())
                            .build()));
            if (launched.isEmpty()) {
                drop(framework, operation, "Operation attempted with invalid offers: " + problem);
            }
        }
    }

    /** Only an operation with an id is answered (PROTOCOL B99, B100). */
    private void drop(FrameworkRecord framework, Operation operation, String problem) {
        if (operation.hasId()) {
            state.send(
                    framework,
                    Event.newBuilder()
                            .setType(Event.Type.UPDATE_OPERATION_STATUS)
                            .setUpdateOperationStatus(Event.UpdateOperationStatus.newBuilder()
                                    .setStatus(OperationStatus.newBuilder()
                                            .setOperationId(operation.getId())
                                            .setState(OperationState.OPERATION_ERROR)
                                            .setMessage(problem))));
        }
    }

    private void taskError(Accepted accepted, TaskInfo task, TaskStatus.Reason reason, String problem) {
        state.sendUpdate(
                accepted.framework,
                Statuses.byMaster(task.getTaskId(), TaskState.TASK_ERROR, reason, problem, state.now)
                        .setAgentId(task.getAgentId())
                        .build());
    }
}
