package io.mesosframework.embedded.internal.master;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.embedded.internal.core.OperationStates;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.InsufficientResourcesException;
import io.mesosframework.resources.ResourceConversion;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosUuid;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations on an agent's resources: asked for, done, told of and acknowledged (PROTOCOL B93-B103, B145, B155, B156). */
final class Operations {

    /** An operator's operation that is refused: the HTTP status, and Mesos' words. */
    record Refusal(int status, String text) {}

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;

    Operations(MasterState state, Allocator allocator, Offers offers) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
    }

    // Schedulers' operations

    /** Does one operation of an ACCEPT. Its resources are valid and allocated. */
    void apply(Accepted accepted, Operation operation) {
        Optional<String> problem = validation(accepted).problem(operation);
        if (problem.isPresent()) {
            drop(accepted.framework, operation, problem.get() + "; on agent " + accepted.agent.text());
            return;
        }
        Optional<String> forbidden = Authorization.problem(state.permissions(accepted.framework.info), operation);
        if (forbidden.isPresent()) {
            drop(
                    accepted.framework,
                    operation,
                    "Principal '" + accepted.framework.info.getPrincipal() + "' no authorized to " + forbidden.get());
            return;
        }
        if (operation.getType() == Operation.Type.DESTROY) {
            rescindOffersOf(accepted.agent, operation.getDestroy().getVolumesList());
        }
        Optional<String> refused = switch (operation.getType()) {
            case CREATE_DISK, DESTROY_DISK -> refuseDisk(accepted, operation);
            case GROW_VOLUME, SHRINK_VOLUME -> resize(accepted, operation);
            default -> convert(accepted, operation);
        };
        if (refused.isPresent()) {
            drop(accepted.framework, operation, refused.get());
        } else {
            send(accepted.agent, Optional.of(accepted.framework), operation);
        }
    }

    private Optional<String> convert(Accepted accepted, Operation operation) {
        List<ResourceConversion> conversions = ResourceConversion.of(operation);
        try {
            accepted.convert(conversions);
        } catch (InsufficientResourcesException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        conversions.forEach(c -> convert(accepted.framework.id(), accepted.agent, c));
        return Optional.empty();
    }

    /**
     * Done at once, but not for the operations that follow (PROTOCOL B67). The disk that a shrunk volume leaves stays with the
     * framework, as in Mesos.
     */
    private Optional<String> resize(Accepted accepted, Operation operation) {
        ResourceConversion conversion = ResourceConversion.of(operation).get(0);
        Optional<String> missing = missing(accepted, operation, " operation: ", conversion.consumed());
        if (missing.isEmpty()) {
            accepted.remaining = accepted.remaining.minus(conversion.consumed());
            convert(accepted.framework.id(), accepted.agent, conversion);
            accepted.forLater = accepted.forLater.plus(
                    conversion.converted().filter(resource -> resource.getDisk().hasPersistence()));
        }
        return missing;
    }

    /** No agent has a provider of resources, so that there are no such disks. */
    private static Optional<String> refuseDisk(Accepted accepted, Operation operation) {
        Resource source = operation.hasCreateDisk()
                ? operation.getCreateDisk().getSource()
                : operation.getDestroyDisk().getSource();
        return missing(accepted, operation, " Operation: ", Resources.of(source));
    }

    private static Optional<String> missing(
            Accepted accepted, Operation operation, String separator, Resources consumed) {
        return accepted.remaining.contains(consumed)
                ? Optional.empty()
                : Optional.of("Invalid " + operation.getType() + separator + accepted.remaining + " does not contain "
                        + consumed);
    }

    private OperationValidation validation(Accepted accepted) {
        var info = accepted.framework.info;
        return new OperationValidation(
                Optional.of(info),
                info.hasPrincipal() ? Optional.of(info.getPrincipal()) : Optional.empty(),
                allocator.pool(accepted.agent.id()).total(),
                volume -> inUse(accepted.agent, volume));
    }

    private boolean inUse(AgentRecord agent, Resource volume) {
        return state.frameworks.values().stream()
                .anyMatch(framework -> framework.tasks.values().stream()
                                .filter(task -> task.agentId.equals(agent.id()) && !task.isTerminal())
                                .anyMatch(task -> holds(task.info.getResourcesList(), volume))
                        || framework.executorsOn(agent.id()).values().stream()
                                .anyMatch(executor -> holds(executor.getResourcesList(), volume)));
    }

    private static boolean holds(List<Resource> resources, Resource volume) {
        return Resources.of(resources).withoutAllocation().contains(volume);
    }

    private void rescindOffersOf(AgentRecord agent, List<Resource> volumes) {
        for (OfferID id : List.copyOf(agent.offers)) {
            OfferRecord offer = state.offers.get(id);
            if (offer != null
                    && volumes.stream()
                            .anyMatch(volume -> offer.resources()
                                    .withoutAllocation()
                                    .contains(volume.toBuilder()
                                            .clearAllocationInfo()
                                            .build()))) {
                offers.rescind(id);
            }
        }
    }

    /** Only an operation with an id is answered (PROTOCOL B99, B100). */
    void drop(FrameworkRecord framework, Operation operation, @Nullable String problem) {
        if (operation.hasId()) {
            tell(
                    framework,
                    OperationStatus.newBuilder()
                            .setOperationId(operation.getId())
                            .setState(OperationState.OPERATION_ERROR)
                            .setMessage(problem == null ? "" : problem)
                            .build());
        }
    }

    // Operators' operations

    /**
     * Does an operator's operation with what nobody uses, taking offers back for it (PROTOCOL E20). Nobody hears how it went.
     *
     * @param operation its resources are not allocated
     * @return empty if it is under way: 202
     */
    Optional<Refusal> operate(AgentID agentId, Operation operation, Optional<String> principal) {
        AgentRecord agent = state.agents.get(agentId);
        if (agent == null) {
            return Optional.of(new Refusal(400, "No agent found with specified ID"));
        }
        Optional<String> problem = OperationFormats.problemOfOperators(operation)
                .or(() -> new OperationValidation(
                                Optional.empty(),
                                principal,
                                allocator.pool(agentId).total(),
                                volume -> inUse(agent, volume))
                        .problem(operation)
                        .map(p -> "Invalid " + operation.getType() + " operation"
                                + (ofNoAgent(operation.getType()) ? "" : " on agent " + agent.text())
                                + ": " + p));
        if (problem.isPresent()) {
            return Optional.of(new Refusal(400, problem.get()));
        }
        if (Authorization.problem(state.permissions(principal), operation).isPresent()) {
            return Optional.of(new Refusal(OperatorAnswer.FORBIDDEN.status(), OperatorAnswer.FORBIDDEN.text()));
        }
        List<ResourceConversion> conversions = ResourceConversion.of(operation);
        Resources needed =
                conversions.stream().map(ResourceConversion::consumed).reduce(Resources.EMPTY, Resources::plus);
        takeOffersBack(agent, needed);
        try {
            var unused = allocator.available(agentId).apply(conversions);
        } catch (InsufficientResourcesException e) {
            return Optional.of(new Refusal(409, String.valueOf(e.getMessage())));
        }
        conversions.forEach(c -> {
            allocator.convertAvailable(agentId, c.consumed(), c.converted());
            agent.total = allocator.pool(agentId).total();
        });
        send(agent, Optional.empty(), operation);
        return Optional.empty();
    }

    /** What is wrong with some operations is told without naming the agent. */
    private static boolean ofNoAgent(Operation.Type type) {
        return type == Operation.Type.UNRESERVE || type == Operation.Type.DESTROY;
    }

    /** Offers that help are rescinded until there is enough; they rest for 5 s, lest they be offered again (PROTOCOL B53). */
    private void takeOffersBack(AgentRecord agent, Resources needed) {
        Resources missing = needed;
        for (OfferID id : List.copyOf(agent.offers)) {
            OfferRecord offer = state.offers.get(id);
            if (missing.isEmpty() || offer == null) {
                return;
            }
            Resources rest = missing.minus(offer.resources().withoutAllocation());
            if (!rest.equals(missing)) {
                missing = rest;
                offers.rescind(id, 5);
            }
        }
    }

    // What all have in common

    private void convert(FrameworkID frameworkId, AgentRecord agent, ResourceConversion conversion) {
        allocator.convert(frameworkId, agent.id(), conversion.consumed(), conversion.converted());
        agent.total = allocator.pool(agent.id()).total();
    }

    private void send(AgentRecord agent, Optional<FrameworkRecord> framework, Operation operation) {
        ByteString uuid = MesosUuid.toBytes(Ids.uuid(state.random));
        OperationRecord record = new OperationRecord(uuid, framework.map(FrameworkRecord::id), agent.id(), operation);
        state.operations.put(uuid, record);
        framework.filter(f -> operation.hasId()).ifPresent(f -> f.operations.put(operation.getId(), uuid)); // B103
        state.tell(agent, new ToAgent.ApplyOperation(record.frameworkId, uuid, operation));
    }

    /** An agent tells how an operation went, or tells it again (PROTOCOL B101). */
    void update(int peer, FromAgent.OperationUpdate update) {
        AgentID agentId = state.agentsByPeer.get(peer);
        AgentRecord agent = agentId == null ? null : state.agents.get(agentId);
        if (agent == null) {
            return;
        }
        OperationStatus status = update.status();
        OperationRecord operation =
                state.operations.computeIfAbsent(update.operationUuid(), uuid -> fromBefore(uuid, agent, update));
        FrameworkRecord framework =
                operation.frameworkId.map(state.frameworks::get).orElse(null);
        operation.remember(status);
        if (framework != null && operation.info.hasId()) {
            tell(framework, status);
        }
        if (!status.hasUuid()) {
            forget(operation); // an end that is not to be acknowledged
        } else if (framework == null || !operation.info.hasId()) {
            state.tell(
                    agent,
                    new ToAgent.AcknowledgeOperation(
                            operation.uuid, status.getUuid().getValue()));
            forget(operation);
        }
    }

    /** An operation of the time before this master led; what it did shows in what its agent has. */
    private OperationRecord fromBefore(ByteString uuid, AgentRecord agent, FromAgent.OperationUpdate update) {
        OperationRecord operation = new OperationRecord(uuid, update.frameworkId(), agent.id(), update.operation());
        operation.latest = update.status();
        update.frameworkId()
                .map(state.frameworks::get)
                .filter(framework -> operation.info.hasId())
                .ifPresent(framework -> framework.operations.put(operation.info.getId(), uuid));
        return operation;
    }

    /** An agent is off the books, and its operations with it: whoever gave them ids is told (PROTOCOL B102). */
    void agentLost(AgentRecord agent, OperationState end, String message) {
        for (OperationRecord operation : List.copyOf(state.operations.values())) {
            if (!operation.agentId.equals(agent.id())) {
                continue;
            }
            forget(operation);
            FrameworkRecord framework =
                    operation.frameworkId.map(state.frameworks::get).orElse(null);
            if (framework != null && operation.info.hasId()) {
                tell(
                        framework,
                        OperationStatus.newBuilder()
                                .setOperationId(operation.info.getId())
                                .setState(end)
                                .setMessage(message)
                                .setAgentId(agent.id())
                                .build());
            }
        }
    }

    /** An agent is back: it is asked about the operations that it may never have got. */
    void agentBack(AgentRecord agent) {
        List<ToAgent.ApplyOperation> open = state.operations.values().stream()
                .filter(operation -> operation.agentId.equals(agent.id()) && !operation.isTerminal())
                .map(operation -> new ToAgent.ApplyOperation(operation.frameworkId, operation.uuid, operation.info))
                .toList();
        if (!open.isEmpty()) {
            state.tell(agent, new ToAgent.ReconcileOperations(open));
        }
    }

    /** PROTOCOL B145. */
    void acknowledge(FrameworkRecord framework, Call.AcknowledgeOperationStatus acknowledge) {
        AgentRecord agent = state.agents.get(acknowledge.getAgentId());
        OperationRecord operation = find(framework, acknowledge.getOperationId());
        if (agent == null || operation == null) {
            return;
        }
        Optional<OperationStatus> status = operation.statuses.stream()
                .filter(s -> s.getUuid().getValue().equals(acknowledge.getUuid()))
                .findFirst();
        if (status.isEmpty()) {
            return;
        }
        if (OperationStates.isTerminal(status.get().getState())) {
            forget(operation);
        }
        state.tell(agent, new ToAgent.AcknowledgeOperation(operation.uuid, acknowledge.getUuid()));
    }

    private @Nullable OperationRecord find(FrameworkRecord framework, OperationID id) {
        ByteString uuid = framework.operations.get(id);
        return uuid == null ? null : state.operations.get(uuid);
    }

    private void forget(OperationRecord operation) {
        state.operations.remove(operation.uuid);
        FrameworkRecord framework =
                operation.frameworkId.map(state.frameworks::get).orElse(null);
        if (framework != null) {
            framework.operations.remove(operation.info.getId(), operation.uuid);
        }
    }

    /** None named means all that are known (PROTOCOL B155, B156). */
    void reconcile(FrameworkRecord framework, Call.ReconcileOperations reconcile) {
        if (reconcile.getOperationsCount() == 0) {
            state.operations.values().stream()
                    .filter(operation -> operation.frameworkId.equals(Optional.of(framework.id())))
                    .forEach(operation -> tell(framework, unsigned(operation.latest)));
            return;
        }
        for (Call.ReconcileOperations.Operation asked : reconcile.getOperationsList()) {
            OperationRecord operation = find(framework, asked.getOperationId());
            if (operation != null) {
                tell(framework, unsigned(operation.latest));
                continue;
            }
            OperationStatus.Builder unknown = OperationStatus.newBuilder()
                    .setOperationId(asked.getOperationId())
                    .setState(unknownState(asked));
            if (!(asked.hasResourceProviderId() && state.agents.containsKey(asked.getAgentId()))) {
                unknown.setMessage(
                        "Reconciliation: " + unknownText(asked)); // else the agent answers, which says no more
            }
            if (asked.hasAgentId()) {
                unknown.setAgentId(asked.getAgentId());
            }
            if (asked.hasResourceProviderId()) {
                unknown.setResourceProviderId(asked.getResourceProviderId());
            }
            tell(framework, unknown.build());
        }
    }

    private OperationState unknownState(Call.ReconcileOperations.Operation asked) {
        AgentID agentId = asked.getAgentId();
        if (!asked.hasAgentId() || state.agents.containsKey(agentId)) {
            return OperationState.OPERATION_UNKNOWN;
        }
        if (state.recovered.containsKey(agentId)) {
            return OperationState.OPERATION_RECOVERING;
        }
        if (state.registry.unreachable.containsKey(agentId)) {
            return OperationState.OPERATION_UNREACHABLE;
        }
        return state.registry.gone.containsKey(agentId)
                ? OperationState.OPERATION_GONE_BY_OPERATOR
                : OperationState.OPERATION_UNKNOWN;
    }

    private String unknownText(Call.ReconcileOperations.Operation asked) {
        return switch (unknownState(asked)) {
            case OPERATION_RECOVERING -> "Agent is recovered but has not re-registered";
            case OPERATION_UNREACHABLE -> "Agent is unreachable";
            case OPERATION_GONE_BY_OPERATOR -> "Agent marked gone by operator";
            default -> {
                if (!asked.hasAgentId()) {
                    yield "Operation is unknown and no 'agent_id' was provided";
                }
                yield state.agents.containsKey(asked.getAgentId())
                        ? "Operation is unknown"
                        : "Both operation and agent are unknown";
            }
        };
    }

    /** Nothing to acknowledge. */
    private static OperationStatus unsigned(OperationStatus status) {
        return status.toBuilder().clearUuid().build();
    }

    private void tell(FrameworkRecord framework, OperationStatus status) {
        state.send(
                framework,
                Event.newBuilder()
                        .setType(Event.Type.UPDATE_OPERATION_STATUS)
                        .setUpdateOperationStatus(
                                Event.UpdateOperationStatus.newBuilder().setStatus(status)));
    }
}
