package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A slot's task killed because somebody asked for it. */
final class KillTest {

    private final TaskManagerFixture fixture = new TaskManagerFixture();

    private static ApplicationBuilder app(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(32).command("run");
    }

    @Test
    void theSlotGetsAnotherTaskAndNoRetryIsUsed() {
        fixture.put(app("web", 2).restart(Restart.NEVER).build());
        String first = fixture.launchAndRun("web", 0);
        fixture.launchAndRun("web", 1);

        assertThat(fixture.killed(fixture.kill("web", 0))).containsExactly(first);
        assertThat(fixture.states("web")).containsExactly(SlotState.KILLING, SlotState.RUNNING);
        fixture.status(first, TaskState.TASK_KILLED);
        assertThat(fixture.states("web")).containsExactly(SlotState.PENDING, SlotState.RUNNING);
        assertThat(fixture.slot("web", 0).failures()).isZero();
        assertThat(fixture.slot("web", 0).version()).isEqualTo(1);
    }

    @Test
    void itIsAskedForOnceAndKeptThroughARestart() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.kill("web", 0);

        assertThat(fixture.kill("web", 0)).isEmpty();
        fixture.startAgain();
        assertThat(fixture.killed(fixture.subscribed())).containsExactly(id);
        fixture.status(id, TaskState.TASK_FINISHED);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void aSlotWithoutATaskOrThatGoesAwayIsLeftAsItIs() {
        fixture.put(app("web", 2).build());
        fixture.launchAndRun("web", 1);
        assertThat(fixture.kill("web", 0)).isEmpty();

        fixture.scale("web", 1);
        assertThat(fixture.kill("web", 1)).isEmpty();
        assertThat(fixture.slot("web", 1).intent()).isEqualTo(KillIntent.REMOVE);
    }

    @Test
    void aTaskOutOfSightIsKilledWhenItReturns() {
        fixture.put(app("web", 1).build());
        fixture.subscribed();
        String id = fixture.launchAndRun("web", 0);
        fixture.status(id, TaskState.TASK_UNREACHABLE);
        fixture.kill("web", 0);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.UNREACHABLE);

        fixture.pass(Duration.ofSeconds(20));
        assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING))).containsExactly(id);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.KILLING);
    }

    @Test
    void whatIsNotThereIsTold() {
        fixture.put(app("web", 1).build());
        assertThatThrownBy(() -> fixture.kill("web", 1))
                .isInstanceOf(UnknownApplicationException.class)
                .hasMessage("There is no slot web.1");
    }
}
