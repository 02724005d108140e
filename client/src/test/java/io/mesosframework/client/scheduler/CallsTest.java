package io.mesosframework.client.scheduler;

import static io.mesosframework.client.scheduler.SchedulerClientFixture.agent;
import static io.mesosframework.client.scheduler.SchedulerClientFixture.executor;
import static io.mesosframework.client.scheduler.SchedulerClientFixture.offer;
import static io.mesosframework.client.scheduler.SchedulerClientFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.UUID;
import io.mesosframework.protocol.scheduler.Call;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallsTest {

    private static final ByteString UUID_BYTES = ByteString.copyFrom(new byte[16]);
    private static final Filters FILTERS =
            Filters.newBuilder().setRefuseSeconds(60).build();

    static OperationStatus operationStatus(ByteString uuid) {
        return OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_FINISHED)
                .setOperationId(OperationID.newBuilder().setValue("op"))
                .setAgentId(agent("A"))
                .setUuid(UUID.newBuilder().setValue(uuid))
                .build();
    }

    private static TaskStatus.Builder status() {
        return TaskStatus.newBuilder()
                .setTaskId(task("t"))
                .setState(TaskState.TASK_RUNNING)
                .setAgentId(agent("A"))
                .setUuid(UUID_BYTES);
    }

    @Test
    void anAcceptNamesOffersOperationsAndFilters() {
        Offer.Operation launch = Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH)
                .build();
        Call call = Calls.accept(List.of(offer("O1"), offer("O2")), List.of(launch), FILTERS);

        assertThat(call.getType()).isEqualTo(Call.Type.ACCEPT);
        assertThat(call.getAccept().getOfferIdsList()).containsExactly(offer("O1"), offer("O2"));
        assertThat(call.getAccept().getOperationsList()).containsExactly(launch);
        assertThat(call.getAccept().getFilters()).isEqualTo(FILTERS);
    }

    @Test
    void withoutFiltersNoneAreSent() {
        assertThat(Calls.accept(List.of(), List.of(), null).getAccept().hasFilters())
                .isFalse();
        assertThat(Calls.decline(List.of(), null).getDecline().hasFilters()).isFalse();
        assertThat(Calls.acceptInverseOffers(List.of(), null)
                        .getAcceptInverseOffers()
                        .hasFilters())
                .isFalse();
        assertThat(Calls.declineInverseOffers(List.of(), null)
                        .getDeclineInverseOffers()
                        .hasFilters())
                .isFalse();
    }

    @Test
    void declinesAndInverseOffersCarryTheirFilters() {
        assertThat(Calls.decline(List.of(offer("O")), FILTERS).getDecline().getFilters())
                .isEqualTo(FILTERS);
        assertThat(Calls.acceptInverseOffers(List.of(offer("O")), FILTERS)
                        .getAcceptInverseOffers()
                        .getFilters())
                .isEqualTo(FILTERS);
        assertThat(Calls.declineInverseOffers(List.of(offer("O")), FILTERS)
                        .getDeclineInverseOffers()
                        .getFilters())
                .isEqualTo(FILTERS);
    }

    @Test
    void aKillMayNameAgentAndPolicy() {
        KillPolicy policy = KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(1))
                .build();
        Call.Kill kill = Calls.kill(task("t"), agent("A"), policy).getKill();
        Call.Kill bare = Calls.kill(task("t"), null, null).getKill();

        assertThat(kill.getAgentId()).isEqualTo(agent("A"));
        assertThat(kill.getKillPolicy()).isEqualTo(policy);
        assertThat(bare.hasAgentId()).isFalse();
        assertThat(bare.hasKillPolicy()).isFalse();
    }

    @Test
    void aShutdownNamesExecutorAndAgent() {
        Call.Shutdown shutdown = Calls.shutdown(executor("E"), agent("A")).getShutdown();

        assertThat(shutdown.getExecutorId()).isEqualTo(executor("E"));
        assertThat(shutdown.getAgentId()).isEqualTo(agent("A"));
    }

    @Test
    void anUpdateIsAcknowledgedByAgentTaskAndUuid() {
        Call.Acknowledge acknowledge = Calls.acknowledge(status().build()).getAcknowledge();

        assertThat(acknowledge.getAgentId()).isEqualTo(agent("A"));
        assertThat(acknowledge.getTaskId()).isEqualTo(task("t"));
        assertThat(acknowledge.getUuid()).isEqualTo(UUID_BYTES);
    }

    @Test
    void anUpdateWithoutUuidIsNeverAcknowledged() {
        assertThatThrownBy(() -> Calls.acknowledge(status().clearUuid().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TASK_RUNNING")
                .hasMessageContaining("task t")
                .hasMessageContaining("no uuid");
        assertThatThrownBy(() ->
                        Calls.acknowledge(status().setUuid(ByteString.EMPTY).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no uuid");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 36})
    void aUuidHasSixteenBytes(int size) {
        ByteString wrong = ByteString.copyFrom(new byte[size]);

        assertThatThrownBy(() -> Calls.acknowledge(agent("A"), task("t"), wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> Calls.acknowledgeOperationStatus(operationStatus(wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes");
    }

    @Test
    void anUpdateWithoutAgentIsNotAcknowledged() {
        assertThatThrownBy(() -> Calls.acknowledge(status().clearAgentId().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agent_id");
        assertThatThrownBy(() -> Calls.acknowledgeOperationStatus(
                        operationStatus(UUID_BYTES).toBuilder().clearAgentId().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agent_id");
    }

    @Test
    void anOperationUpdateWithoutUuidIsNotAcknowledged() {
        assertThatThrownBy(() -> Calls.acknowledgeOperationStatus(
                        operationStatus(UUID_BYTES).toBuilder().clearUuid().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no uuid");
    }
}
