package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.OrphanPolicy;
import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import io.mesosframework.scheduler.tasks.Orphan;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrphansTest {

    private static final String OURS = "web.0.abc";
    private static final String FOREIGN = "somebody-elses-task";

    private final TaskManagerFixture fixture = new TaskManagerFixture();

    private void policy(OrphanPolicy policy) {
        fixture.tasks =
                new DefaultTaskManager(new SplittableRandom(1), Duration.ofMinutes(5), policy, RetryPolicy.standard());
    }

    private void putWeb() {
        fixture.put(Application.named("web").cpus(1).mem(64).command("run").build());
    }

    @Test
    void byDefaultThoseInOurFormAreKilledAndAllAreListedUntilTheyEnd() {
        assertThat(fixture.killed(fixture.status(OURS, TaskState.TASK_RUNNING))).containsExactly(OURS);
        assertThat(fixture.status(FOREIGN, TaskState.TASK_RUNNING)).isEmpty();
        assertThat(fixture.tasks.orphans())
                .containsExactly(
                        new Orphan(FOREIGN, "agent", TaskState.TASK_RUNNING, fixture.now, false),
                        new Orphan(OURS, "agent", TaskState.TASK_RUNNING, fixture.now, true));
        fixture.status(OURS, TaskState.TASK_KILLED);
        fixture.status(FOREIGN, TaskState.TASK_FINISHED);
        assertThat(fixture.tasks.orphans()).isEmpty();
    }

    @Test
    void whatIsKilledHasTheGraceOfTheApplicationThatItsIdNames() {
        policy(OrphanPolicy.KILL);
        fixture.put(Application.named("web")
                .cpus(1)
                .mem(64)
                .command("run")
                .killGrace(Duration.ofSeconds(20))
                .build());
        assertThat(grace(OURS)).isEqualTo(Duration.ofSeconds(20));
        assertThat(grace("web.7.old")).isEqualTo(Duration.ofSeconds(20));
        assertThat(grace("other.0.old")).isNull();
        assertThat(grace(FOREIGN)).isNull();
    }

    /** That of the call which ends a running task that no slot holds. */
    private @Nullable Duration grace(String taskId) {
        KillPolicy policy = fixture.status(taskId, TaskState.TASK_RUNNING).stream()
                .filter(Action.Kill.class::isInstance)
                .map(Action.Kill.class::cast)
                .findFirst()
                .orElseThrow()
                .policy();
        return policy == null ? null : Duration.ofNanos(policy.getGracePeriod().getNanoseconds());
    }

    @Test
    void allCanBeKilled() {
        policy(OrphanPolicy.KILL);
        assertThat(fixture.killed(fixture.status(FOREIGN, TaskState.TASK_RUNNING)))
                .containsExactly(FOREIGN);
    }

    @Test
    void allCanBeLeftAlone() {
        policy(OrphanPolicy.REPORT);
        assertThat(fixture.status(OURS, TaskState.TASK_RUNNING)).isEmpty();
        assertThat(fixture.tasks.orphans()).hasSize(1);
    }

    @Test
    void aSupersededTaskIsKilledUnderAnyPolicy() {
        policy(OrphanPolicy.REPORT);
        putWeb();
        fixture.launchAndRun("web", 0);
        assertThat(fixture.killed(fixture.status(OURS, TaskState.TASK_RUNNING))).containsExactly(OURS);
    }

    @Test
    void oneThatItsSlotWaitsForIsAdoptedAndThereAfterARestart() {
        policy(OrphanPolicy.ADOPT);
        assertThat(fixture.status(OURS, TaskState.TASK_RUNNING)).isEmpty();
        assertThat(fixture.tasks.orphans()).hasSize(1);
        putWeb();
        fixture.reconciled(OURS, TaskState.TASK_RUNNING);
        assertThat(fixture.tasks.orphans()).isEmpty();
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(fixture.slot("web", 0).currentTask().agent()).isEqualTo("agent");
        fixture.startAgain();
        assertThat(fixture.slot("web", 0).currentTask().id()).isEqualTo(OURS);
        fixture.status(OURS, TaskState.TASK_FINISHED);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.FINISHED);
    }

    @Test
    void oneInAnExecutorThatAnotherSlotKnowsIsAdoptedWithIt() {
        policy(OrphanPolicy.ADOPT);
        fixture.put(Application.named("web")
                .instances(3)
                .cpus(1)
                .mem(64)
                .command("run")
                .executor(CustomExecutor.of("worker", Command.shell("work")))
                .build());
        SlotExecutor executor = new SlotExecutor("worker.5d41402abc4b.m1", List.of());
        SlotTask task = new SlotTask("web.0.first", "agent", "host", "127.0.0.1:5051", fixture.now, null, null)
                .withExecutor(executor);
        fixture.tasks.launching(Map.of(new SlotKey("web", 0), task), fixture.now);
        fixture.status("web.0.first", TaskState.TASK_RUNNING);

        fixture.status(
                "web.1.old",
                TaskState.TASK_RUNNING,
                status -> status.setExecutorId(ExecutorID.newBuilder().setValue(executor.id())));
        fixture.status(
                "web.2.old",
                TaskState.TASK_RUNNING,
                status -> status.setExecutorId(ExecutorID.newBuilder().setValue("worker.5d41402abc4b.unheard")));
        assertThat(fixture.slot("web", 1).currentTask().executor()).isEqualTo(executor);
        assertThat(fixture.state("web", 2)).isEqualTo(SlotState.RUNNING);
        assertThat(fixture.slot("web", 2).currentTask().executor()).isNull();
    }

    @Test
    void oneBesideTheTaskOfItsSlotIsNotAdoptedButKilled() {
        policy(OrphanPolicy.ADOPT);
        putWeb();
        fixture.launchAndRun("web", 0);
        assertThat(fixture.killed(fixture.status(OURS, TaskState.TASK_RUNNING))).containsExactly(OURS);
    }

    @Test
    void theListIsBounded() {
        for (int i = 0; i < Orphans.MOST + 10; i++) {
            fixture.status("foreign-" + i, TaskState.TASK_RUNNING);
        }
        assertThat(fixture.tasks.orphans()).hasSize(Orphans.MOST);
    }
}
