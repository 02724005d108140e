package io.mesosframework.embedded.internal.master;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.OperationStates;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the master knows of one operation on resources, from when it is sent until its end is acknowledged. */
final class OperationRecord {

    final ByteString uuid;

    /** Empty for an operator's. */
    final Optional<FrameworkID> frameworkId;

    final AgentID agentId;
    final Operation info;

    /** The newest; those of an agent have a uuid. */
    OperationStatus latest;

    final List<OperationStatus> statuses = new ArrayList<>();

    OperationRecord(ByteString uuid, Optional<FrameworkID> frameworkId, AgentID agentId, Operation info) {
        this.uuid = uuid;
        this.frameworkId = frameworkId;
        this.agentId = agentId;
        this.info = info;
        OperationStatus.Builder pending = OperationStatus.newBuilder().setState(OperationState.OPERATION_PENDING);
        if (info.hasId()) {
            pending.setOperationId(info.getId());
        }
        this.latest = pending.setAgentId(agentId).build();
    }

    boolean isTerminal() {
        return OperationStates.isTerminal(latest.getState());
    }

    void remember(OperationStatus status) {
        latest = status;
        if (!statuses.contains(status)) {
            statuses.add(status);
        }
    }
}
