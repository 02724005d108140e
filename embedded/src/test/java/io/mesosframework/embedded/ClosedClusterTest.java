package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever comes too late is told so. */
@Timeout(30)
class ClosedClusterTest {

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().simulatedTasks(TaskScript.runs()).start();
    private final EmbeddedAgent agent = mesos.agent(1);
    private final Faults faults = mesos.faults();

    @Test
    void whatIsAskedOfItFailsAndSaysThatItIsClosed() {
        mesos.close();
        closed(mesos::state);
        closed(mesos::stateOfLeader);
        closed(mesos::failOver);
        closed(() -> mesos.killMaster(0));
        closed(() -> mesos.startMaster(0));
        closed(() -> mesos.startMaster(0, "region", "zone"));
        closed(() -> mesos.isMasterUp(0));
        closed(mesos::addAgent);
        closed(() -> mesos.script(task -> TaskScript.runs()));
        closed(mesos::faults);
        closed(() -> faults.crashExecutor("t"));
        closed(() -> mesos.onChange(() -> {}));
        closed(agent::id);
        closed(agent::isUp);
        closed(agent::kill);
        closed(agent::restart);
        closed(agent::partition);
    }

    private static void closed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage("This embedded Mesos is closed");
    }

    @Test
    void itsAddressesAreStillKnownAndNobodyLeads() {
        String master = mesos.master();
        mesos.close();
        assertThat(mesos.master()).isEqualTo(master);
        assertThat(mesos.leader()).isEmpty();
        assertThat(mesos.agents()).containsExactly(agent.address());
        assertThatCode(mesos::close).doesNotThrowAnyException();
    }

    @Test
    void itsTimeMovesNoMore() {
        EmbeddedMesos virtual = EmbeddedMesos.builder().virtualTime().start();
        virtual.close();
        for (ThrowingCallable call : new ThrowingCallable[] {
            () -> virtual.time().advance(Duration.ofSeconds(1)),
            () -> virtual.time().advanceUntil(() -> false, Duration.ofSeconds(1)),
            () -> virtual.time().skipWhenIdle()
        }) {
            assertThatThrownBy(call)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("closed");
        }
    }
}
