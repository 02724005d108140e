package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlotMemoryTest {

    private static final int APPLICATIONS = 20;
    private static final int INSTANCES = 5_000;
    private static final int AGENTS = 1_000;

    /** 300 MB for 200,000 slots, and other things have to fit in there too. */
    private static final long MOST_BYTES_A_SLOT = 1_300;

    @Test
    @Tag("slow")
    void aSlotThatRunsTakesLittleMemoryWithItsHistory() {
        List<String> agents = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            agents.add("8f1d7a52-6b3e-4c0e-9f43-0d2c6c9a7e11-S" + i);
        }
        long before = used();
        DefaultTaskManager tasks = new DefaultTaskManager(new SplittableRandom(1));
        Instant now = TaskManagerFixture.START;
        for (int i = 0; i < APPLICATIONS; i++) {
            String name = "application-" + i;
            tasks.put(
                    Application.named(name)
                            .instances(INSTANCES)
                            .cpus(1)
                            .mem(64)
                            .command("run")
                            .build(),
                    now);
            for (int index = 0; index < INSTANCES; index++) {
                now = now.plusMillis(1);
                run(tasks, new SlotKey(name, index), agents.get(index % AGENTS), now);
            }
        }
        long each = (used() - before) / (APPLICATIONS * INSTANCES);
        assertThat(tasks.slots()).hasSize(APPLICATIONS * INSTANCES);
        assertThat(each).isLessThan(MOST_BYTES_A_SLOT);
    }

    private static void run(DefaultTaskManager tasks, SlotKey key, String agent, Instant now) {
        String id = key + ".0123456789abcdefghijkl";
        tasks.launching(Map.of(key, new SlotTask(id, agent, agent, agent, now, null, null)), now);
        tasks.launchAccepted(List.of(id), now);
        for (TaskState state : List.of(TaskState.TASK_STARTING, TaskState.TASK_RUNNING)) {
            tasks.status(
                    TaskStatus.newBuilder()
                            .setTaskId(TaskID.newBuilder().setValue(id))
                            .setAgentId(AgentID.newBuilder().setValue(agent))
                            .setState(state)
                            .build(),
                    now.plusMillis(300));
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
