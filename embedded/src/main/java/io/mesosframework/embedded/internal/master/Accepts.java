package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Offers are used (PROTOCOL B54-B75). */
final class Accepts {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final TaskLaunches launches;
    private final Operations operations;

    Accepts(MasterState state, Allocator allocator, Offers offers, Operations operations) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.operations = operations;
        this.launches = new TaskLaunches(state, allocator);
    }

    void accept(FrameworkRecord framework, Call.Accept accept) {
        Optional<String> problem = OfferLists.problem(state, framework, accept.getOfferIdsList());
        if (problem.isPresent()) {
            accept.getOfferIdsList().forEach(offers::discard); // anyone's, B55
            dropAll(
                    framework,
                    accept.getOperationsList(),
                    TaskState.TASK_DROPPED,
                    TaskStatus.Reason.REASON_INVALID_OFFERS,
                    "Task launched with invalid offers: " + problem.get(),
                    "Operation attempted with invalid offers: " + problem.get());
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
        wellFormed(accepted, accept.getOperationsList()).forEach(operation -> apply(accepted, operation));
        giveBack(accepted, accept.getFilters().getRefuseSeconds());
    }

    /** Those that are whole; of the others the framework is told before any is done (PROTOCOL B58-B60). */
    private List<Operation> wellFormed(Accepted accepted, List<Operation> all) {
        List<Operation> whole = new ArrayList<>();
        for (Operation operation : all) {
            boolean launch =
                    operation.getType() == Operation.Type.LAUNCH || operation.getType() == Operation.Type.LAUNCH_GROUP;
            Optional<String> problem = OperationFormats.problem(operation)
                    .map(p -> (launch ? "" : "Operation attempted with invalid resources: ") + p)
                    .or(() -> launch && operation.hasId()
                            ? Optional.of("The `id` field cannot be set on " + operation.getType() + " operations")
                            : Optional.empty());
            if (problem.isEmpty()) {
                whole.add(OperationFormats.completed(operation, accepted.role));
            } else {
                dropAll(
                        accepted.framework,
                        List.of(operation),
                        TaskState.TASK_ERROR,
                        operation.getType() == Operation.Type.LAUNCH_GROUP
                                ? TaskStatus.Reason.REASON_TASK_GROUP_INVALID
                                : TaskStatus.Reason.REASON_TASK_INVALID,
                        problem.get(),
                        problem.get());
            }
        }
        return whole;
    }

    private void apply(Accepted accepted, Operation operation) {
        switch (operation.getType()) {
            case LAUNCH -> launches.launch(accepted, operation);
            case LAUNCH_GROUP -> launches.launchGroup(accepted, operation);
            case UNKNOWN -> {
                // is ignored, id or not
            }
            default -> operations.apply(accepted, operation);
        }
    }

    /** What was offered and not used is declined; what operations made of it is not (PROTOCOL B70). */
    private void giveBack(Accepted accepted, double refuseSeconds) {
        Resources made = accepted.remaining.minus(accepted.offered);
        allocator.recover(accepted.framework.id(), accepted.agent.id(), made.plus(accepted.forLater));
        allocator.refuse(
                accepted.framework.id(),
                accepted.role,
                accepted.agent.id(),
                accepted.remaining.minus(made),
                refuseSeconds,
                state.now);
    }

    /** PROTOCOL B56. */
    private void dropAll(
            FrameworkRecord framework,
            List<Operation> dropped,
            TaskState taskState,
            TaskStatus.Reason reason,
            String ofTasks,
            String ofOperations) {
        for (Operation operation : dropped) {
            switch (operation.getType()) {
                case LAUNCH -> drop(framework, operation.getLaunch().getTaskInfosList(), taskState, reason, ofTasks);
                case LAUNCH_GROUP ->
                    drop(
                            framework,
                            operation.getLaunchGroup().getTaskGroup().getTasksList(),
                            taskState,
                            reason,
                            ofTasks);
                default -> operations.drop(framework, operation, ofOperations);
            }
        }
    }

    private void drop(
            FrameworkRecord framework,
            List<TaskInfo> tasks,
            TaskState taskState,
            TaskStatus.Reason reason,
            String message) {
        TaskState told = taskState == TaskState.TASK_ERROR ? taskState : Capabilities.told(taskState, framework.info);
        tasks.forEach(task -> state.sendUpdate(
                framework,
                Statuses.byMaster(task.getTaskId(), told, reason, message, state.now)
                        .setAgentId(task.getAgentId())
                        .build()));
    }
}
