package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.DrainConfig;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.Flag;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Metric;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.WeightInfo;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.protocol.master.Response;
import io.mesosframework.protocol.quota.QuotaConfig;
import io.mesosframework.protocol.quota.QuotaInfo;
import io.mesosframework.protocol.quota.QuotaStatus;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Answers operators' calls (PROTOCOL E1-E34). */
final class Operators {

    private final MasterState state;
    private final OperatorReads reads;
    private final Subscriptions subscriptions;
    private final Operations operations;
    private final Draining draining;
    private final Maintenance maintenance;
    private final Quotas quotas;
    private final Weights weights;
    private final RoleReads roles;

    Operators(
            MasterState state,
            Subscriptions subscriptions,
            Operations operations,
            Draining draining,
            Maintenance maintenance,
            Quotas quotas,
            Weights weights) {
        this.state = state;
        this.reads = new OperatorReads(state);
        this.subscriptions = subscriptions;
        this.operations = operations;
        this.draining = draining;
        this.maintenance = maintenance;
        this.quotas = quotas;
        this.weights = weights;
        this.roles = new RoleReads(state, quotas, weights);
    }

    @SuppressWarnings("deprecation") // SET_QUOTA and REMOVE_QUOTA are still served
    void call(MasterInput.OperatorCall input) {
        long exchange = input.exchange();
        Call call = input.call();
        Permissions who = state.permissions(input.principal());
        Optional<Action> needed = needed(call);
        if (needed.isPresent() && !who.may(needed.get())) {
            answer(exchange, OperatorAnswer.FORBIDDEN);
            return;
        }
        switch (call.getType()) {
            case UNKNOWN -> state.answer(exchange, 501, "501 Not Implemented.");
            case SUBSCRIBE -> state.operators.subscribe(exchange, who);
            case LIST_FILES, READ_FILE ->
                state.answer(exchange, 404, ""); // a master has no files without a log directory
            case SET_LOGGING_LEVEL -> state.answer(exchange, 200, "");
            case TEARDOWN -> teardown(exchange, call.getTeardown(), who);
            case DRAIN_AGENT -> answer(exchange, drain(call.getDrainAgent(), who));
            case DEACTIVATE_AGENT ->
                answer(exchange, draining.deactivate(call.getDeactivateAgent().getAgentId()));
            case REACTIVATE_AGENT ->
                answer(exchange, draining.reactivate(call.getReactivateAgent().getAgentId()));
            case MARK_AGENT_GONE ->
                answer(exchange, draining.markGone(call.getMarkAgentGone().getAgentId()));
            case UPDATE_MAINTENANCE_SCHEDULE ->
                answer(
                        exchange,
                        maintenance.schedule(call.getUpdateMaintenanceSchedule().getSchedule(), who));
            case START_MAINTENANCE ->
                answer(exchange, maintenance.start(call.getStartMaintenance().getMachinesList(), who));
            case STOP_MAINTENANCE ->
                answer(exchange, maintenance.stop(call.getStopMaintenance().getMachinesList(), who));
            case RESERVE_RESOURCES, UNRESERVE_RESOURCES, CREATE_VOLUMES, DESTROY_VOLUMES, GROW_VOLUME, SHRINK_VOLUME ->
                operate(input, OperatorOperations.of(call));
            case UPDATE_WEIGHTS ->
                answer(exchange, weights.update(call.getUpdateWeights().getWeightInfosList(), who));
            case UPDATE_QUOTA ->
                refuseOr200(
                        exchange,
                        quotas.update(
                                call.getUpdateQuota().getQuotaConfigsList(),
                                call.getUpdateQuota().getForce(),
                                who));
            case SET_QUOTA ->
                refuseOr200(exchange, quotas.set(call.getSetQuota().getQuotaRequest(), who));
            case REMOVE_QUOTA ->
                refuseOr200(exchange, quotas.remove(call.getRemoveQuota().getRole(), who));
            default -> read(exchange, call, who);
        }
    }

    /** What must be allowed before anything about the call is looked at. */
    private static Optional<Action> needed(Call call) {
        return switch (call.getType()) {
            case SET_LOGGING_LEVEL -> Optional.of(Action.SET_LOG_LEVEL);
            case DRAIN_AGENT -> Optional.of(Action.DRAIN_AGENT);
            case DEACTIVATE_AGENT -> Optional.of(Action.DEACTIVATE_AGENT);
            case REACTIVATE_AGENT -> Optional.of(Action.REACTIVATE_AGENT);
            case MARK_AGENT_GONE -> Optional.of(Action.MARK_AGENT_GONE);
            case GET_FLAGS -> Optional.of(Action.VIEW_FLAGS);
            default -> Optional.empty();
        };
    }

    /** 202 says that it is on its way to the agent (PROTOCOL E20, E21). */
    private void operate(MasterInput.OperatorCall input, OperatorOperations operation) {
        answer(
                input.exchange(),
                operations
                        .operate(operation.agentId(), operation.operation(), input.principal())
                        .map(no -> new OperatorAnswer(no.status(), no.text()))
                        .orElse(new OperatorAnswer(202, "")));
    }

    private void refuseOr200(long exchange, Optional<Quotas.Refusal> refusal) {
        answer(
                exchange,
                refusal.map(no -> new OperatorAnswer(no.status(), no.text())).orElse(OperatorAnswer.OK));
    }

    private void answer(long exchange, OperatorAnswer answer) {
        state.answer(exchange, answer.status(), answer.text());
    }

    /** The grace period comes as another kind of duration than the rest of Mesos has (PROTOCOL A50). */
    private OperatorAnswer drain(Call.DrainAgent call, Permissions who) {
        if (call.getMarkGone() && !who.may(Action.MARK_AGENT_GONE)) {
            return OperatorAnswer.FORBIDDEN;
        }
        DrainConfig.Builder config = DrainConfig.newBuilder().setMarkGone(call.getMarkGone());
        if (call.hasMaxGracePeriod()) {
            config.setMaxGracePeriod(DurationInfo.newBuilder()
                    .setNanoseconds(call.getMaxGracePeriod().getSeconds() * 1_000_000_000L
                            + call.getMaxGracePeriod().getNanos()));
        }
        return draining.drain(call.getAgentId(), config.build());
    }

    private void read(long exchange, Call call, Permissions who) {
        Response.Builder response = Response.newBuilder();
        switch (call.getType()) {
            case GET_HEALTH -> response.getGetHealthBuilder().setHealthy(true);
            case GET_FLAGS ->
                MasterFlags.of(state.config)
                        .forEach((name, value) -> response.getGetFlagsBuilder()
                                .addFlags(Flag.newBuilder().setName(name).setValue(value)));
            case GET_VERSION -> response.getGetVersionBuilder().setVersionInfo(Build.info());
            case GET_METRICS ->
                MasterMetrics.of(state)
                        .forEach((name, value) -> response.getGetMetricsBuilder()
                                .addMetrics(Metric.newBuilder().setName(name).setValue(value)));
            case GET_LOGGING_LEVEL -> response.getGetLoggingLevelBuilder().setLevel(0);
            case GET_MASTER -> response.setGetMaster(reads.master());
            case GET_AGENTS -> response.setGetAgents(reads.agents(who));
            case GET_FRAMEWORKS -> response.setGetFrameworks(reads.frameworks(who));
            case GET_EXECUTORS -> response.setGetExecutors(reads.executors(who));
            case GET_TASKS -> response.setGetTasks(reads.tasks(who));
            case GET_STATE -> response.setGetState(reads.state(who));
            case GET_OPERATIONS -> response.setGetOperations(reads.operations(who));
            case GET_ROLES -> response.setGetRoles(roles.roles(who));
            case GET_WEIGHTS -> {
                List<WeightInfo> seen = weightInfos(who);
                if (!seen.isEmpty()) {
                    response.getGetWeightsBuilder().addAllWeightInfos(seen);
                }
            }
            case GET_QUOTA -> response.getGetQuotaBuilder().setStatus(quotaStatus(who));
            case GET_MAINTENANCE_SCHEDULE ->
                response.getGetMaintenanceScheduleBuilder().setSchedule(maintenance.schedule(who));
            case GET_MAINTENANCE_STATUS ->
                response.getGetMaintenanceStatusBuilder().setStatus(maintenance.status(who));
            default -> {
                state.answer(exchange, 501, "501 Not Implemented.");
                return;
            }
        }
        response.setType(Response.Type.valueOf(call.getType().name()));
        state.effect(new MasterEffect.Reply(exchange, response.build()));
    }

    private List<WeightInfo> weightInfos(Permissions who) {
        return weights.byRole().entrySet().stream()
                .filter(weight -> who.seesRole(weight.getKey()))
                .map(weight -> WeightInfo.newBuilder()
                        .setRole(weight.getKey())
                        .setWeight(weight.getValue())
                        .build())
                .toList();
    }

    /** In the older form, which has no limits, and in the newer one. */
    @SuppressWarnings("deprecation") // the older form is still told
    private QuotaStatus quotaStatus(Permissions who) {
        QuotaStatus.Builder status = QuotaStatus.newBuilder();
        for (QuotaConfig config : quotas.configs().values()) {
            if (!who.may(Action.GET_QUOTA, config.getRole())) {
                continue;
            }
            QuotaInfo.Builder info = QuotaInfo.newBuilder().setRole(config.getRole());
            new TreeMap<>(config.getGuaranteesMap())
                    .forEach((name, amount) -> info.addGuarantee(Resource.newBuilder()
                            .setName(name)
                            .setType(Value.Type.SCALAR)
                            .setScalar(amount)));
            status.addInfos(info).addConfigs(config);
        }
        return status.build();
    }

    JsonNode rolesJson(Permissions who) {
        return roles.json(who);
    }

    JsonNode weightsJson(Permissions who) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        weightInfos(who)
                .forEach(
                        weight -> json.addObject().put("role", weight.getRole()).put("weight", weight.getWeight()));
        return json;
    }

    JsonNode quotaJson(Permissions who) {
        return TaskJson.tree(quotaStatus(who));
    }

    private void teardown(long exchange, Call.Teardown teardown, Permissions who) {
        FrameworkRecord framework = state.frameworks.get(teardown.getFrameworkId());
        if (framework == null) {
            state.answer(exchange, 400, "No framework found with specified ID");
            return;
        }
        FrameworkInfo info = framework.info;
        if (info.hasPrincipal()
                ? !who.may(Action.TEARDOWN_FRAMEWORK, info.getPrincipal())
                : !who.may(Action.TEARDOWN_FRAMEWORK)) {
            answer(exchange, OperatorAnswer.FORBIDDEN);
            return;
        }
        subscriptions.remove(framework);
        state.answer(exchange, 200, "");
    }
}
