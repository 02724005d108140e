package io.mesosframework.testing.guide;

import static io.mesosframework.testing.mesos.Await.await;

import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.testing.mesos.MesosCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstTest {

    @Test
    @MesosCluster(agents = 3, virtualTime = true)
    void aTaskThatFailsIsStartedAgain(EmbeddedMesos mesos, SchedulerClient client) {
        mesos.script(task -> task.getTaskId().getValue().equals("web-1")
                ? TaskScript.runsFor(Duration.ofMinutes(50)).thenExits(2)
                : TaskScript.runs());

        client.start(new KeepRunning(client, "web"));

        await(mesos).taskState("web-1", TaskState.TASK_FAILED);
        await(mesos).taskState("web-2", TaskState.TASK_RUNNING);
    }
}
