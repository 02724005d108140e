package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.resources.ResourceValidation;
import java.util.List;
import java.util.Optional;

/** What can be wrong with an operator's call before anyone looks at the master's state (PROTOCOL E2, E3, E22). */
public final class OperatorCalls {

    private OperatorCalls() {}

    /** The first thing wrong with the call, in Mesos' words. */
    @SuppressWarnings("deprecation") // SET_QUOTA and REMOVE_QUOTA are still served
    public static Optional<String> problem(Call call) {
        if (!call.hasType()) {
            return missing("type");
        }
        return switch (call.getType()) {
            case GET_METRICS -> need(call.hasGetMetrics(), "get_metrics");
            case SET_LOGGING_LEVEL -> need(call.hasSetLoggingLevel(), "set_logging_level");
            case LIST_FILES -> need(call.hasListFiles(), "list_files");
            case READ_FILE -> need(call.hasReadFile(), "read_file");
            case UPDATE_WEIGHTS -> need(call.hasUpdateWeights(), "update_weights");
            case RESERVE_RESOURCES ->
                call.hasReserveResources()
                        ? invalid(call.getReserveResources().getResourcesList())
                        : missing("reserve_resources");
            case UNRESERVE_RESOURCES ->
                call.hasUnreserveResources()
                        ? invalid(call.getUnreserveResources().getResourcesList())
                        : missing("unreserve_resources");
            case CREATE_VOLUMES -> need(call.hasCreateVolumes(), "create_volumes");
            case DESTROY_VOLUMES -> need(call.hasDestroyVolumes(), "destroy_volumes");
            case GROW_VOLUME ->
                call.hasGrowVolume() ? needAgent(call.getGrowVolume().hasAgentId()) : missing("grow_volume");
            case SHRINK_VOLUME ->
                call.hasShrinkVolume() ? needAgent(call.getShrinkVolume().hasAgentId()) : missing("shrink_volume");
            case UPDATE_MAINTENANCE_SCHEDULE ->
                need(call.hasUpdateMaintenanceSchedule(), "update_maintenance_schedule");
            case START_MAINTENANCE -> need(call.hasStartMaintenance(), "start_maintenance");
            case STOP_MAINTENANCE -> need(call.hasStopMaintenance(), "stop_maintenance");
            case DRAIN_AGENT -> need(call.hasDrainAgent(), "drain_agent");
            case DEACTIVATE_AGENT -> need(call.hasDeactivateAgent(), "deactivate_agent");
            case REACTIVATE_AGENT -> need(call.hasReactivateAgent(), "reactivate_agent");
            case UPDATE_QUOTA -> need(call.hasUpdateQuota(), "update_quota");
            case SET_QUOTA -> need(call.hasSetQuota(), "set_quota");
            case REMOVE_QUOTA -> need(call.hasRemoveQuota(), "remove_quota");
            case TEARDOWN -> need(call.hasTeardown(), "teardown");
            case MARK_AGENT_GONE -> need(call.hasMarkAgentGone(), "mark_agent_gone");
            default -> Optional.empty();
        };
    }

    private static Optional<String> invalid(List<Resource> resources) {
        return resources.stream()
                .flatMap(resource -> ResourceValidation.error(resource).stream())
                .findFirst();
    }

    private static Optional<String> needAgent(boolean present) {
        return present
                ? Optional.empty()
                : Optional.of(
                        "Expecting 'agent_id' to be present; only agent default resources are supported right now");
    }

    private static Optional<String> need(boolean present, String field) {
        return present ? Optional.empty() : missing(field);
    }

    private static Optional<String> missing(String field) {
        return Optional.of("Expecting '" + field + "' to be present");
    }
}
