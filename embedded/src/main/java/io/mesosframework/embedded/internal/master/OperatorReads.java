package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.EndpointResources;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.DrainInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Operation;
import io.mesosframework.protocol.Task;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.UUID;
import io.mesosframework.protocol.master.Response;
import io.mesosframework.resources.ResourceConversion;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** What operators are told of agents, frameworks, executors and tasks (PROTOCOL E8-E14). */
final class OperatorReads {

    private final MasterState state;

    OperatorReads(MasterState state) {
        this.state = state;
    }

    Response.GetState state(Permissions who) {
        return Response.GetState.newBuilder()
                .setGetTasks(tasks(who))
                .setGetExecutors(executors(who))
                .setGetFrameworks(frameworks(who))
                .setGetAgents(agents(who))
                .build();
    }

    /** Tasks that ended but are not acknowledged are still among the first. */
    Response.GetTasks tasks(Permissions who) {
        Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
        for (FrameworkRecord framework : seen(state.frameworks.values(), who)) {
            describe(framework, framework.tasks.values(), who, tasks::addTasks);
            describe(framework, framework.unreachableTasks.values(), who, tasks::addUnreachableTasks);
            describe(framework, framework.completedTasks, who, tasks::addCompletedTasks);
        }
        for (FrameworkRecord framework : seen(state.completed.values(), who)) {
            describe(framework, framework.completedTasks, who, tasks::addCompletedTasks);
        }
        return tasks.build();
    }

    private static void describe(
            FrameworkRecord framework, Collection<TaskRecord> tasks, Permissions who, Consumer<Task> to) {
        tasks.stream()
                .filter(task -> who.sees(task.info, framework.info))
                .forEach(task -> to.accept(task.describe(framework.id())));
    }

    private static List<FrameworkRecord> seen(Collection<FrameworkRecord> frameworks, Permissions who) {
        return frameworks.stream().filter(framework -> who.sees(framework.info)).toList();
    }

    /** Those of plain commands are not among them (PROTOCOL E11). */
    Response.GetExecutors executors(Permissions who) {
        Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
        seen(state.frameworks.values(), who)
                .forEach(framework -> framework.executors.forEach((agentId, byId) -> byId.values().stream()
                        .filter(executor -> who.sees(executor, framework.info))
                        .forEach(executor -> executors.addExecutors(Response.GetExecutors.Executor.newBuilder()
                                .setExecutorInfo(executor)
                                .setAgentId(agentId)))));
        return executors.build();
    }

    Response.GetFrameworks frameworks(Permissions who) {
        Usage usage = Usage.of(state);
        Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
        seen(state.frameworks.values(), who)
                .forEach(framework -> frameworks.addFrameworks(framework(framework, usage)));
        seen(state.completed.values(), who)
                .forEach(framework -> frameworks.addCompletedFrameworks(framework(framework, usage)));
        return frameworks.build();
    }

    Response.GetFrameworks.Framework framework(FrameworkRecord framework, Usage usage) {
        Response.GetFrameworks.Framework.Builder json = Response.GetFrameworks.Framework.newBuilder()
                .setFrameworkInfo(framework.info)
                .setActive(framework.connected())
                .setConnected(framework.connected())
                .setRecovered(framework.recovered)
                .setRegisteredTime(time(framework.registered))
                .setReregisteredTime(
                        time(framework.reregistered == null ? framework.registered : framework.reregistered));
        if (framework.unregistered != null) {
            json.setUnregisteredTime(time(framework.unregistered));
        }
        framework.offers.forEach(id -> {
            OfferRecord offer = state.offers.get(id);
            AgentRecord agent = offer == null ? null : state.agents.get(offer.agentId());
            if (offer != null && agent != null) {
                json.addOffers(Offers.message(framework, agent, offer));
            }
        });
        return json.addAllAllocatedResources(EndpointResources.of(usage.usedBy(framework.id())))
                .addAllOfferedResources(EndpointResources.of(usage.offeredTo(framework.id())))
                .setOfferConstraints(framework.offerConstraints)
                .build();
    }

    Response.GetAgents agents(Permissions who) {
        Usage usage = Usage.of(state);
        Response.GetAgents.Builder agents = Response.GetAgents.newBuilder();
        state.agents.values().forEach(agent -> agents.addAgents(agent(agent, usage, who)));
        state.recovered.values().forEach(info -> agents.addRecoveredAgents(seen(info, who)));
        return agents.build();
    }

    private static AgentInfo seen(AgentInfo info, Permissions who) {
        return who.acls().isEmpty()
                ? info
                : info.toBuilder()
                        .clearResources()
                        .addAllResources(info.getResourcesList().stream()
                                .filter(who::sees)
                                .toList())
                        .build();
    }

    Response.GetAgents.Agent agent(AgentRecord agent, Usage usage, Permissions who) {
        Response.GetAgents.Agent.Builder described = Response.GetAgents.Agent.newBuilder()
                .setAgentInfo(seen(agent.info, who))
                .setActive(agent.connected && agent.active)
                .setDeactivated(!agent.active)
                .setVersion(Build.VERSION)
                .setPid(agent.pid())
                .setRegisteredTime(time(agent.registered))
                .addAllTotalResources(EndpointResources.of(who.seen(agent.total)))
                .addAllAllocatedResources(EndpointResources.of(who.seen(usage.usedOn(agent.id()))))
                .addAllOfferedResources(EndpointResources.of(who.seen(usage.offeredOn(agent.id()))))
                .addAllCapabilities(Build.AGENT_CAPABILITIES.stream()
                        .map(type ->
                                AgentInfo.Capability.newBuilder().setType(type).build())
                        .toList());
        if (agent.reregistered != null) {
            described.setReregisteredTime(time(agent.reregistered));
        }
        DrainInfo draining = state.registry.draining.get(agent.id());
        if (draining != null) {
            described.setDrainInfo(draining);
        }
        Instant drainStart = state.drainStarts.get(agent.id());
        if (drainStart != null) {
            described.setEstimatedDrainStartTime(
                    TimeInfo.newBuilder().setNanoseconds(drainStart.getEpochSecond() * 1_000_000_000L));
        }
        return described.build();
    }

    Response.GetOperations operations(Permissions who) {
        Response.GetOperations.Builder operations = Response.GetOperations.newBuilder();
        for (OperationRecord record : state.operations.values()) {
            if (!sees(who, record.info)) {
                continue;
            }
            Operation.Builder operation = Operation.newBuilder()
                    .setAgentId(record.agentId)
                    .setInfo(record.info)
                    .setLatestStatus(record.latest)
                    .addAllStatuses(record.statuses)
                    .setUuid(UUID.newBuilder().setValue(record.uuid));
            record.frameworkId.ifPresent(operation::setFrameworkId);
            operations.addOperations(operation);
        }
        return operations.build();
    }

    /** Whoever may see the resources that it takes may see an operation. */
    private static boolean sees(Permissions who, Offer.Operation operation) {
        return switch (operation.getType()) {
            case CREATE_DISK -> who.sees(operation.getCreateDisk().getSource());
            case DESTROY_DISK -> who.sees(operation.getDestroyDisk().getSource());
            default ->
                ResourceConversion.of(operation).stream()
                        .allMatch(conversion -> who.seen(conversion.consumed()).equals(conversion.consumed()));
        };
    }

    Response.GetMaster master() {
        return Response.GetMaster.newBuilder()
                .setMasterInfo(MasterInfos.of(state.config))
                .setStartTime(Statuses.seconds(state.started))
                .setElectedTime(Statuses.seconds(state.started))
                .build();
    }

    static TimeInfo time(Instant instant) {
        return TimeInfo.newBuilder()
                .setNanoseconds(instant.getEpochSecond() * 1_000_000_000L + instant.getNano())
                .build();
    }
}
