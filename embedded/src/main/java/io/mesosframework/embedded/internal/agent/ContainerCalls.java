package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.agent.Call;
import java.util.Optional;

/** What can be wrong with a call about containers before anyone looks at the agent's state (PROTOCOL E44-E49). */
@SuppressWarnings("deprecation") // executors still make the calls that Mesos has given newer names
public final class ContainerCalls {

    private static final int MAX_ID = 242;

    private ContainerCalls() {}

    /** Whether the call is about containers inside others. */
    public static boolean isOne(Call call) {
        return switch (call.getType()) {
            case LAUNCH_NESTED_CONTAINER,
                    WAIT_NESTED_CONTAINER,
                    KILL_NESTED_CONTAINER,
                    REMOVE_NESTED_CONTAINER,
                    LAUNCH_CONTAINER,
                    WAIT_CONTAINER,
                    KILL_CONTAINER,
                    REMOVE_CONTAINER -> true;
            default -> false;
        };
    }

    /** The first thing wrong with the call, in Mesos' words. */
    public static Optional<String> problem(Call call) {
        if (!call.hasType()) {
            return Optional.of("Expecting 'type' to be present");
        }
        return switch (call.getType()) {
            case LAUNCH_NESTED_CONTAINER ->
                call.hasLaunchNestedContainer()
                        ? launchNested(call.getLaunchNestedContainer())
                        : absent("launch_nested_container");
            case WAIT_NESTED_CONTAINER ->
                call.hasWaitNestedContainer()
                        ? nested(call.getWaitNestedContainer().getContainerId(), "wait_nested_container")
                        : absent("wait_nested_container");
            case KILL_NESTED_CONTAINER ->
                call.hasKillNestedContainer()
                        ? nested(call.getKillNestedContainer().getContainerId(), "kill_nested_container")
                        : absent("kill_nested_container");
            case REMOVE_NESTED_CONTAINER ->
                call.hasRemoveNestedContainer()
                        ? nested(call.getRemoveNestedContainer().getContainerId(), "remove_nested_container")
                        : absent("remove_nested_container");
            case LAUNCH_CONTAINER ->
                call.hasLaunchContainer() ? launch(call.getLaunchContainer()) : absent("launch_container");
            case WAIT_CONTAINER ->
                call.hasWaitContainer()
                        ? id(call.getWaitContainer().getContainerId(), "wait_container")
                        : absent("wait_container");
            case KILL_CONTAINER ->
                call.hasKillContainer()
                        ? id(call.getKillContainer().getContainerId(), "kill_container")
                        : absent("kill_container");
            case REMOVE_CONTAINER ->
                call.hasRemoveContainer()
                        ? id(call.getRemoveContainer().getContainerId(), "remove_container")
                        : absent("remove_container");
            case GET_METRICS -> need(call.hasGetMetrics(), "get_metrics");
            case SET_LOGGING_LEVEL -> need(call.hasSetLoggingLevel(), "set_logging_level");
            case LIST_FILES -> need(call.hasListFiles(), "list_files");
            case READ_FILE -> need(call.hasReadFile(), "read_file");
            case LAUNCH_NESTED_CONTAINER_SESSION ->
                need(call.hasLaunchNestedContainerSession(), "launch_nested_container_session");
            case ATTACH_CONTAINER_INPUT -> need(call.hasAttachContainerInput(), "attach_container_input");
            case ATTACH_CONTAINER_OUTPUT -> need(call.hasAttachContainerOutput(), "attach_container_output");
            case ADD_RESOURCE_PROVIDER_CONFIG ->
                need(call.hasAddResourceProviderConfig(), "add_resource_provider_config");
            case UPDATE_RESOURCE_PROVIDER_CONFIG ->
                need(call.hasUpdateResourceProviderConfig(), "update_resource_provider_config");
            case REMOVE_RESOURCE_PROVIDER_CONFIG ->
                need(call.hasRemoveResourceProviderConfig(), "remove_resource_provider_config");
            case MARK_RESOURCE_PROVIDER_GONE -> need(call.hasMarkResourceProviderGone(), "mark_resource_provider_gone");
            default -> Optional.empty();
        };
    }

    private static Optional<String> need(boolean present, String field) {
        return present ? Optional.empty() : absent(field);
    }

    private static Optional<String> absent(String field) {
        return Optional.of("Expecting '" + field + "' to be present");
    }

    private static Optional<String> launchNested(Call.LaunchNestedContainer launch) {
        return nested(launch.getContainerId(), "launch_nested_container")
                .or(() -> launch.hasCommand()
                        ? environment(launch.getCommand(), "launch_nested_container")
                        : Optional.empty());
    }

    private static Optional<String> launch(Call.LaunchContainer launch) {
        Optional<String> problem = id(launch.getContainerId(), "launch_container")
                .or(() ->
                        launch.hasCommand() ? environment(launch.getCommand(), "launch_container") : Optional.empty());
        if (problem.isPresent() || !launch.getContainerId().getParent().hasParent()) {
            return problem;
        }
        String deep = "'launch_container' is invalid: containers nested at the second level or greater cannot ";
        if (launch.getResourcesCount() > 0) {
            return Optional.of(deep + "specify resources");
        }
        if (launch.getLimitsCount() > 0) {
            return Optional.of(deep + "specify resource limits");
        }
        return sharesNoCgroups(launch.getContainer())
                ? Optional.of(deep + "set 'share_cgroups' to 'false'")
                : Optional.empty();
    }

    private static boolean sharesNoCgroups(ContainerInfo container) {
        return container.getLinuxInfo().hasShareCgroups()
                && !container.getLinuxInfo().getShareCgroups();
    }

    private static Optional<String> nested(ContainerID id, String call) {
        return id(id, call).or(() -> id.hasParent() ? Optional.empty() : absent(call + ".container_id.parent"));
    }

    private static Optional<String> id(ContainerID id, String call) {
        return problem(id).map(problem -> "'" + call + ".container_id' is invalid: " + problem);
    }

    private static Optional<String> problem(ContainerID id) {
        String problem = Ids.problem(id.getValue());
        if (!problem.isEmpty()) {
            return Optional.of(problem);
        }
        if (id.getValue().length() > MAX_ID) {
            return Optional.of(
                    "'ContainerID.value' '" + id.getValue() + "' exceeds the maximum length (" + MAX_ID + ")");
        }
        if (id.getValue().contains(".") || id.getValue().contains(" ")) {
            return Optional.of("'ContainerID.value' '" + id.getValue() + "' contains invalid characters");
        }
        return id.hasParent()
                ? problem(id.getParent()).map(inner -> "'ContainerID.parent' is invalid: " + inner)
                : Optional.empty();
    }

    private static Optional<String> environment(CommandInfo command, String call) {
        for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
            if (variable.getType() == Environment.Variable.Type.VALUE && !variable.hasValue()) {
                return Optional.of("'" + call + ".command' is invalid: Environment variable '" + variable.getName()
                        + "' of type 'VALUE' must have a value set");
            }
        }
        return Optional.empty();
    }
}
