package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.internal.DefaultTaskManager;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@RealPart("an agent killed and back with its tasks; an agent lost and its tasks replaced")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AgentLossOnRealMesosTest {
    // Short enough for a test, long enough for an agent to come back on a busy machine.
    private final RealMesos mesos = RealMesos.builder()
            .agents(2)
            .masterFlags("--agent_ping_timeout=2secs --max_agent_ping_timeouts=3")
            .start();

    @TempDir
    Path folder;

    @AfterAll
    void down() {
        mesos.close();
    }

    private MasterView view() {
        return new MasterView(mesos.master());
    }

    private ApplicationBuilder service(String name) {
        return Application.named(name)
                .cpus(0.1)
                .mem(32)
                .instances(2)
                .strategy(new Strategy(Strategy.Type.UNIQUE, Strategy.Effort.BEST))
                .command("echo $MESOS_EXECUTOR_ID >> " + folder + "/started; exec sleep 600");
    }

    private List<String> started() throws IOException {
        Path log = folder.resolve("started");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** {@code agent1} or {@code agent2}: whose address the slot's task has. */
    private String agentOf(Slot slot) {
        return "agent" + (mesos.agents().indexOf(slot.currentTask().address()) + 1);
    }

    private long agentsSeen() {
        long active = 0;
        for (JsonNode agent : view().state().path("slaves")) {
            active += agent.path("active").asBoolean() ? 1 : 0;
        }
        return active;
    }

    @Test
    @Scenario(
            title = "An agent is killed and comes back",
            shows = "Its tasks live on in their executors; the framework keeps them and launches nothing.")
    void anAgentThatIsKilledAndComesBackStillHasItsTasks() throws Exception {
        try (LiveFramework live = LiveFramework.start("restart", List.of(mesos.master()), builder -> builder)) {
            live.put(service("service").build());
            live.awaitAll("service", SlotState.RUNNING);
            await().atMost(PATIENCE).until(() -> started().size() == 2);
            Map<String, String> tasks = live.taskIds();
            String agent = agentOf(live.await("service", 0, SlotState.RUNNING));

            mesos.kill(agent);
            await().atMost(PATIENCE).until(() -> agentsSeen() == 1);
            mesos.start(agent);
            await().atMost(PATIENCE).until(() -> agentsSeen() == 2);

            // That the agent still manages them is seen by a task that it is told to kill.
            live.awaitAll("service", SlotState.RUNNING);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(view().liveTasks(live.id())).containsExactlyElementsOf(tasks.values()));
            assertThat(live.taskIds()).isEqualTo(tasks);
            assertThat(started()).containsExactlyInAnyOrderElementsOf(tasks.values());
            assertThat(live.framework().delete("service")).succeedsWithin(PATIENCE);
            live.framework().await(known -> known.slots().isEmpty(), PATIENCE);
            assertThat(view().states(live.id())).containsOnlyKeys("TASK_KILLED");
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "An agent is lost",
            shows =
                    "Its task is unreachable, then replaced elsewhere; when the agent returns after all, the old task is"
                            + " killed.")
    void aTaskWhoseAgentIsLostIsReplacedAndKilledShouldItReturn() throws Exception {
        try (LiveFramework live = LiveFramework.start(
                "lost",
                List.of(mesos.master()),
                builder -> builder.taskManager(
                        () -> new DefaultTaskManager(new SplittableRandom(), Duration.ofSeconds(2))))) {
            live.put(service("service").build());
            live.awaitAll("service", SlotState.RUNNING);
            Map<String, String> tasks = live.taskIds();
            Slot doomed = live.await("service", 0, SlotState.RUNNING);
            String agent = agentOf(doomed);

            mesos.kill(agent);
            live.await("service", 0, SlotState.UNREACHABLE);
            Slot replaced = live.await("service", 0, SlotState.RUNNING);

            assertThat(agentOf(replaced)).isNotEqualTo(agent);
            assertThat(replaced.failures()).isZero();
            assertThat(live.taskIds()).doesNotContainValue(tasks.get("service.0"));
            assertThat(live.taskIds()).containsEntry("service.1", tasks.get("service.1"));

            mesos.start(agent);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(view().tasks(live.id()))
                            .filteredOn(task ->
                                    task.id().equals(doomed.currentTask().id()))
                            .extracting(MasterView.Task::state)
                            .containsExactly("TASK_KILLED"));
            assertThat(view().liveTasks(live.id()))
                    .containsExactlyElementsOf(live.taskIds().values());
            assertThat(live.taskIds())
                    .containsEntry("service.0", replaced.currentTask().id());
            live.teardown();
        }
    }
}
