package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tasks in executors of applications' own, as Mesos is sent them and as they are kept. */
class ExecutorTasksTest {

    private final CoreFixture core = new CoreFixture();

    private static ApplicationBuilder app() {
        return Application.named("jobs")
                .instances(3)
                .cpus(1)
                .mem(64)
                .command("job")
                .executor(CustomExecutor.of("worker", Command.shell("run")).withResources(1, 64));
    }

    @Test
    void allTasksOnAnAgentCarryTheSameExecutor() {
        core.put(app().build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 3, 1024));
        core.offer(core.agentOffer("a1", 1, 1024));
        assertThat(core.launched()).hasSize(3);
        assertThat(core.launched())
                .extracting(TaskInfo::getExecutor)
                .containsOnly(core.launched().get(0).getExecutor());
        assertThat(core.launched().get(0).getExecutor().getExecutorId().getValue())
                .startsWith("worker.");
        assertThat(core.launched()).noneMatch(TaskInfo::hasCommand);
    }

    @Test
    void itsExecutorIsKeptWithEachTask() {
        core.put(app().build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 2, 1024));
        Slot slot = core.tasks.slot(new SlotKey("jobs", 0)).orElseThrow();
        Action.Persist kept = SlotJson.persist(slot);
        assertThat(SlotJson.slot(kept.key(), kept.value()).task()).isEqualTo(slot.task());
        assertThat(Objects.requireNonNull(slot.currentTask().executor()).resources())
                .hasSize(2);
        core.update(slot.currentTask().id(), TaskState.TASK_RUNNING);
        assertThat(core.tasks.slot(slot.key()).orElseThrow().currentTask().executor())
                .isEqualTo(slot.currentTask().executor());
    }

    @Test
    void aTaskWhoseExecutorEndedBeforeItCameIsTriedAgain() {
        core.put(app().build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 3, 1024));
        core.update(
                core.taskId("jobs", 0),
                TaskState.TASK_ERROR,
                status -> refused(
                        status,
                        "Total resources cpus:2" + " required by task and its executor is more than available cpus:1"));
        core.update(core.taskId("jobs", 1), TaskState.TASK_ERROR, status -> refused(status, "Task is invalid"));
        assertThat(core.state("jobs", 0)).isEqualTo(SlotState.WAITING);
        assertThat(core.state("jobs", 1)).isEqualTo(SlotState.FAILED);
    }

    private static TaskStatus.Builder refused(TaskStatus.Builder status, String message) {
        return status.setReason(TaskStatus.Reason.REASON_TASK_INVALID).setMessage(message);
    }

    @Test
    void aManagerThatGivesNoExecutorLaunchesNothing() {
        CoreFixture without = new CoreFixture(
                EventController.standard(),
                (pending, offers, tasks, now) -> new Placement(
                        List.of(new Placement.Launch(
                                offers.stream().map(offer -> offer.getId()).toList(),
                                List.of(new Assignment(
                                        pending.get(0).key(),
                                        offers.iterator().next().getAgentId(),
                                        "h",
                                        "h:1",
                                        offers.iterator().next().getResourcesList())),
                                Duration.ZERO)),
                        Map.of(),
                        Map.of(),
                        List.of()),
                List.of("*"));
        without.put(app().build());
        without.subscribe();
        without.offer(without.agentOffer("a1", 3, 1024));
        assertThat(without.launched()).isEmpty();
        assertThat(without.declined()).hasSize(1);
        assertThat(without.state("jobs", 0)).isEqualTo(SlotState.PENDING);
    }
}
