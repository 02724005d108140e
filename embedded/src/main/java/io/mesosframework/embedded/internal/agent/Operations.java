package io.mesosframework.embedded.internal.agent;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.UUID;
import io.mesosframework.resources.InsufficientResourcesException;
import io.mesosframework.resources.ResourceConversion;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosUuid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operations make of the agent's resources, and the word of it, told again after 10 s, doubling up to 10 minutes, until
 * acknowledged (PROTOCOL B101).
 */
final class Operations {

    private static final class Pending {
        final FromAgent.OperationUpdate update;
        Timers.@Nullable Timer timer;

        Pending(FromAgent.OperationUpdate update) {
            this.update = update;
        }
    }

    private final AgentState state;
    private final Map<ByteString, Pending> pending = new LinkedHashMap<>();

    Operations(AgentState state) {
        this.state = state;
    }

    void apply(ToAgent.ApplyOperation message) {
        OperationStatus.Builder status = OperationStatus.newBuilder();
        try {
            convert(message.operation());
            status.setState(OperationState.OPERATION_FINISHED);
        } catch (InsufficientResourcesException e) {
            status.setState(OperationState.OPERATION_DROPPED).setMessage(String.valueOf(e.getMessage()));
        }
        status.setAgentId(state.id()).setUuid(UUID.newBuilder().setValue(MesosUuid.toBytes(Ids.uuid(state.random))));
        Pending told = new Pending(update(message, status));
        pending.put(message.uuid(), told);
        tell(told, AgentConfig.UPDATE_RETRY_MIN);
    }

    /** What never came here was dropped on the way. There is nothing to acknowledge in that. */
    void reconcile(ToAgent.ReconcileOperations asked) {
        for (ToAgent.ApplyOperation operation : asked.operations()) {
            if (!pending.containsKey(operation.uuid())) {
                state.tellMaster(update(
                        operation,
                        OperationStatus.newBuilder()
                                .setState(OperationState.OPERATION_DROPPED)
                                .setAgentId(state.id())));
            }
        }
    }

    private static FromAgent.OperationUpdate update(ToAgent.ApplyOperation message, OperationStatus.Builder status) {
        if (message.operation().hasId()) {
            status.setOperationId(message.operation().getId());
        }
        return new FromAgent.OperationUpdate(
                message.frameworkId(), message.uuid(), message.operation(), status.build());
    }

    private void convert(Operation operation) {
        Resources before = state.total;
        Resources after = before;
        for (ResourceConversion conversion : ResourceConversion.of(operation)) {
            after = after.apply(new ResourceConversion(
                    conversion.consumed().withoutAllocation(),
                    conversion.converted().withoutAllocation(),
                    conversion
                            .ends()
                            .map(volume ->
                                    volume.toBuilder().clearAllocationInfo().build())));
        }
        state.total = after;
        Map<Path, Boolean> had = volumes(before);
        Map<Path, Boolean> has = volumes(after);
        had.forEach((path, isMount) -> {
            if (!has.containsKey(path)) {
                state.effect(new AgentEffect.RemoveVolume(path, isMount));
            }
        });
        has.keySet().stream()
                .filter(path -> !had.containsKey(path))
                .forEach(path -> state.effect(new AgentEffect.MakeVolume(path)));
    }

    /** The directories of the volumes, and whether each is a whole MOUNT disk. */
    private Map<Path, Boolean> volumes(Resources resources) {
        Map<Path, Boolean> volumes = new LinkedHashMap<>();
        resources.asList().stream()
                .filter(resource -> resource.getDisk().hasPersistence())
                .forEach(resource -> volumes.put(
                        Volumes.path(state.config.workDirectory(), resource),
                        resource.getDisk().getSource().hasMount()));
        return volumes;
    }

    /** One that fits nothing is ignored. */
    void acknowledge(ToAgent.AcknowledgeOperation acknowledge) {
        Pending told = pending.get(acknowledge.operationUuid());
        if (told != null && told.update.status().getUuid().getValue().equals(acknowledge.statusUuid())) {
            pending.remove(acknowledge.operationUuid());
            cancel(told);
        }
    }

    /** To a master that may be new. */
    void resend() {
        List.copyOf(pending.values()).forEach(told -> tell(told, AgentConfig.UPDATE_RETRY_MIN));
    }

    private void tell(Pending told, Duration wait) {
        cancel(told);
        state.tellMaster(told.update);
        Duration doubled = wait.multipliedBy(2);
        Duration next = doubled.compareTo(AgentConfig.UPDATE_RETRY_MAX) > 0 ? AgentConfig.UPDATE_RETRY_MAX : doubled;
        told.timer = state.timers.at(state.now.plus(wait), () -> tell(told, next));
    }

    private static void cancel(Pending told) {
        if (told.timer != null) {
            told.timer.cancel();
        }
    }
}
