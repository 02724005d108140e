package io.mesosframework.conformance.own;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several frameworks, and several Mesos clusters, live in one JVM. */
@Timeout(60)
final class TwoFrameworksTest {

    private static EmbeddedMesos mesos() {
        return EmbeddedMesos.builder()
                .allocationInterval(Duration.ofMillis(50))
                .simulatedTasks(TaskScript.runs())
                .start();
    }

    private static void run(Framework framework, int instances) {
        framework
                .put(Application.named("web")
                        .instances(instances)
                        .cpus(0.1)
                        .mem(32)
                        .command("run")
                        .build())
                .join();
    }

    private static List<Slot> running(Framework framework, int count) throws InterruptedException {
        framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == count, Duration.ofSeconds(30));
        return framework.tasks().slotsIn(SlotState.RUNNING);
    }

    @Test
    void twoFrameworksOfOneJvmDoNotMeet() throws Exception {
        try (EmbeddedMesos here = mesos();
                EmbeddedMesos there = mesos();
                Framework one = Framework.named("shop").masters(here.master()).start();
                Framework neighbour =
                        Framework.named("neighbour").masters(here.master()).start();
                Framework namesake =
                        Framework.named("shop").masters(there.master()).start()) {
            run(one, 1);
            run(neighbour, 2);
            run(namesake, 3);
            assertThat(running(one, 1)).hasSize(1);
            assertThat(running(neighbour, 2)).hasSize(2);
            assertThat(running(namesake, 3)).hasSize(3);
            one.teardown().join();
            assertThat(running(neighbour, 2)).hasSize(2);
            assertThat(running(namesake, 3)).hasSize(3);
            assertThat(neighbour.id()).isNotEqualTo(namesake.id());
        }
    }
}
