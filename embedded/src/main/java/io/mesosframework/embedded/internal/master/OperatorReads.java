package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.EndpointResources;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.DrainInfo;
import io.mesosframework.protocol.Operation;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.UUID;
import io.mesosframework.protocol.master.Response;
import java.time.Instant;

/** What operators are told of agents, frameworks, executors and tasks (PROTOCOL E8-E14). */
final class OperatorReads {

    private final MasterState state;

    OperatorReads(MasterState state) {
        this.state = state;
    }

    Response.GetState state() {
        return Response.GetState.newBuilder()
                .setGetTasks(tasks())
                .setGetExecutors(executors())
                .setGetFrameworks(frameworks())
                .setGetAgents(agents())
                .build();
    }

    /** Tasks that ended but are not acknowledged are still among the first. */
    Response.GetTasks tasks() {
        Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
        state.frameworks.values().forEach(framework -> {
            framework.tasks.values().forEach(task -> tasks.addTasks(task.describe(framework.id())));
            framework
                    .unreachableTasks
                    .values()
                    .forEach(task -> tasks.addUnreachableTasks(task.describe(framework.id())));
            framework.completedTasks.forEach(task -> tasks.addCompletedTasks(task.describe(framework.id())));
        });
        state.completed
                .values()
                .forEach(framework -> framework.completedTasks.forEach(
                        task -> tasks.addCompletedTasks(task.describe(framework.id()))));
        return tasks.build();
    }

    /** Those of plain commands are not among them (PROTOCOL E11). */
    Response.GetExecutors executors() {
        Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
        state.frameworks
                .values()
                .forEach(framework -> framework.executors.forEach((agentId, byId) -> byId.values()
                        .forEach(executor -> executors.addExecutors(Response.GetExecutors.Executor.newBuilder()
                                .setExecutorInfo(executor)
                                .setAgentId(agentId)))));
        return executors.build();
    }

    Response.GetFrameworks frameworks() {
        Usage usage = Usage.of(state);
        Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
        state.frameworks.values().forEach(framework -> frameworks.addFrameworks(framework(framework, usage)));
        state.completed.values().forEach(framework -> frameworks.addCompletedFrameworks(framework(framework, usage)));
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

    Response.GetAgents agents() {
        Usage usage = Usage.of(state);
        Response.GetAgents.Builder agents = Response.GetAgents.newBuilder();
        state.agents.values().forEach(agent -> agents.addAgents(agent(agent, usage)));
        agents.addAllRecoveredAgents(state.recovered.values());
        return agents.build();
    }

    Response.GetAgents.Agent agent(AgentRecord agent, Usage usage) {
        Response.GetAgents.Agent.Builder described = Response.GetAgents.Agent.newBuilder()
                .setAgentInfo(agent.info)
                .setActive(agent.connected && agent.active)
                .setDeactivated(!agent.active)
                .setVersion(Build.VERSION)
                .setPid(agent.pid())
                .setRegisteredTime(time(agent.registered))
                .addAllTotalResources(EndpointResources.of(agent.total))
                .addAllAllocatedResources(EndpointResources.of(usage.usedOn(agent.id())))
                .addAllOfferedResources(EndpointResources.of(usage.offeredOn(agent.id())))
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

    Response.GetOperations operations() {
        Response.GetOperations.Builder operations = Response.GetOperations.newBuilder();
        for (OperationRecord record : state.operations.values()) {
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
