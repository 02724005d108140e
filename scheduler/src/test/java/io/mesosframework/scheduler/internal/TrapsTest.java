package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has caught other frameworks: docs/traps.md. */
class TrapsTest {

    private static Application web() {
        return Application.named("web").cpus(1).mem(64).command("run").build();
    }

    @Test
    void anAcceptSaysForHowLongTheRestIsNotWanted() {
        CoreFixture core = new CoreFixture();
        core.put(web());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        assertThat(core.calls(Call.Type.ACCEPT))
                .singleElement()
                .satisfies(call -> assertThat(call.getAccept().getFilters().getRefuseSeconds())
                        .isEqualTo(60));
    }

    @Test
    void aTaskThatTheMasterDoesNotKnowIsNotKilledForEver() {
        TaskManagerFixture fixture = new TaskManagerFixture();
        fixture.put(web());
        String id = fixture.launchAndRun("web", 0);
        fixture.delete("web");
        List<Action> later = new ArrayList<>();
        for (int minute = 0; minute < 600; minute++) {
            fixture.reconciled(id, TaskState.TASK_UNKNOWN);
            later.addAll(fixture.pass(Duration.ofMinutes(1)));
        }
        assertThat(later.stream().filter(Action.Kill.class::isInstance)).hasSizeLessThan(10);
        assertThat(fixture.tasks.slots()).isEmpty();
        assertThat(fixture.tasks.specifications()).isEmpty();
    }
}
