package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.scheduler.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The operations that a master knows, and what it says of them (PROTOCOL B99-B102, B145, B155, B156). */
final class ModelOperations {

    private record Known(String agent, OperationState state) {}

    private final Consumer<Event.Builder> stream;
    private final Map<String, Known> known = new LinkedHashMap<>();

    ModelOperations(Consumer<Event.Builder> stream) {
        this.stream = stream;
    }

    void failOver() {
        known.clear();
    }

    /** Sent to the agent. */
    void pending(String id, String agent) {
        known.put(id, new Known(agent, OperationState.OPERATION_PENDING));
    }

    /** What the agent says. */
    void heard(OperationStatus status, String agent) {
        known.put(status.getOperationId().getValue(), new Known(agent, status.getState()));
        tell(status);
    }

    void acknowledged(String id) {
        known.remove(id);
    }

    /** An agent is back with the operations of these ids: what else was sent to it is lost. */
    void reregistered(ModelAgent agent) {
        ofAgent(agent.id).stream()
                .filter(id -> !agent.holdings.updates().containsKey(id))
                .forEach(id -> end(id, agent.id, OperationState.OPERATION_DROPPED));
        agent.holdings.updates().forEach((id, status) -> known.put(id, new Known(agent.id, status.getState())));
    }

    void unreachable(String agent) {
        ofAgent(agent).forEach(id -> end(id, agent, OperationState.OPERATION_UNREACHABLE));
    }

    void gone(String agent, boolean byOperator) {
        for (String id : ofAgent(agent)) {
            if (byOperator) {
                end(id, agent, OperationState.OPERATION_GONE_BY_OPERATOR);
            } else {
                known.remove(id);
            }
        }
    }

    private List<String> ofAgent(String agent) {
        return known.entrySet().stream()
                .filter(entry -> entry.getValue().agent().equals(agent))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void end(String id, String agent, OperationState state) {
        known.remove(id);
        say(id, agent, state);
    }

    /** Says what is known of it, else that. */
    void explain(String id, String agent, OperationState otherwise) {
        Known one = known.get(id);
        say(id, agent, one == null ? otherwise : one.state());
    }

    /** By the master's own word, which is not to be acknowledged. */
    void say(String id, String agent, OperationState state) {
        tell(OperationStatus.newBuilder()
                .setOperationId(OperationID.newBuilder().setValue(id))
                .setAgentId(AgentID.newBuilder().setValue(agent))
                .setState(state)
                .build());
    }

    private void tell(OperationStatus status) {
        stream.accept(Event.newBuilder()
                .setType(Event.Type.UPDATE_OPERATION_STATUS)
                .setUpdateOperationStatus(
                        Event.UpdateOperationStatus.newBuilder().setStatus(status)));
    }
}
