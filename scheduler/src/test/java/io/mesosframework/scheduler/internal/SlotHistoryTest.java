package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlotHistoryTest {

    private final TaskManagerFixture fixture = new TaskManagerFixture();

    private static ApplicationBuilder app(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(64).command("run");
    }

    @Test
    void everyChangeOfStateIsRememberedWithItsCause() {
        fixture.put(app("job", 1).build());
        String id = fixture.launch("job", 0);
        fixture.status(
                id,
                TaskState.TASK_FAILED,
                status -> status.setReason(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED)
                        .setMessage("no such image"));
        assertThat(fixture.slot("job", 0).history())
                .extracting(PastTransition::from, PastTransition::to, PastTransition::taskId, PastTransition::cause)
                .containsExactly(
                        tuple(null, SlotState.PENDING, null, "deployed"),
                        tuple(SlotState.PENDING, SlotState.LAUNCHING, id, "placed"),
                        tuple(SlotState.LAUNCHING, SlotState.WAITING, id, "no such image"));
        assertThat(fixture.slot("job", 0).history().get(2)).satisfies(last -> {
            assertThat(last.at()).isEqualTo(fixture.now);
            assertThat(last.agentId()).isEqualTo("agent0");
            assertThat(last.mesosState()).isEqualTo(TaskState.TASK_FAILED);
            assertThat(last.reason()).isEqualTo("CONTAINER_LAUNCH_FAILED");
        });
    }

    @Test
    void onlyTheLastTwentyAreRememberedAndTheySurviveARestart() {
        fixture.put(app("service", 1).restart(Restart.ALWAYS).build());
        for (int attempt = 0; attempt < 30; attempt++) {
            fixture.status(
                    fixture.launchAndRun("service", 0),
                    TaskState.TASK_FAILED,
                    status -> status.setMessage("x".repeat(5000)));
            fixture.pass(Duration.ofMinutes(6));
        }
        var history = fixture.slot("service", 0).history();
        assertThat(history).hasSize(20);
        assertThat(history.get(19).to()).isEqualTo(SlotState.PENDING);
        assertThat(history).allSatisfy(past -> assertThat(past.cause()).hasSizeLessThan(210));
        fixture.startAgain();
        assertThat(fixture.slot("service", 0).history()).isEqualTo(history);
    }

    @Test
    void aStatusThatChangesNothingIsNotRemembered() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        int before = fixture.slot("web", 0).history().size();
        fixture.reconciled(id, TaskState.TASK_RUNNING);
        assertThat(fixture.slot("web", 0).history()).hasSize(before);
    }

    @Test
    void slotsAreFoundByNameTaskAgentApplicationAndState() {
        fixture.put(app("web", 3).build());
        fixture.put(app("db", 1).build());
        String first = fixture.launchAndRun("web", 0);
        fixture.launchAndRun("web", 1);
        fixture.launchAndRun("db", 0);
        assertThat(fixture.tasks.slotNamed("web.1")).contains(fixture.slot("web", 1));
        assertThat(fixture.tasks.slotNamed("web.7")).isEmpty();
        assertThat(fixture.tasks.slotNamed("web")).isEmpty();
        assertThat(fixture.tasks.slotOfTask(first)).contains(fixture.slot("web", 0));
        assertThat(fixture.tasks.slotsOn("agent0")).containsExactly(fixture.slot("db", 0), fixture.slot("web", 0));
        assertThat(fixture.tasks.slotsOf("web")).hasSize(3);
        assertThat(fixture.tasks.slotsIn(SlotState.PENDING)).containsExactly(fixture.slot("web", 2));
        fixture.status(first, TaskState.TASK_FINISHED);
        assertThat(fixture.tasks.slotsOn("agent0")).containsExactly(fixture.slot("db", 0));
    }

    @Test
    void aNameIsReadFromTheRight() {
        assertThat(SlotKey.parse("a.b-c.0.12")).contains(new SlotKey("a.b-c.0", 12));
        assertThat(SlotKey.parse("web.01")).isEmpty();
        assertThat(SlotKey.parse(".1")).isEmpty();
    }
}
