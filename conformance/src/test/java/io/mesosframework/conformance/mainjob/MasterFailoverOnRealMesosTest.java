package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@RealPart("failover of the leading master under running applications")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MasterFailoverOnRealMesosTest {
    private final RealMesos mesos = RealMesos.builder().masters(3).agents(2).start();

    @TempDir
    Path folder;

    @AfterAll
    void down() {
        mesos.close();
    }

    private ApplicationBuilder service(String name) {
        return Application.named(name)
                .cpus(0.1)
                .mem(32)
                .command("echo $MESOS_EXECUTOR_ID >> " + folder + "/started; exec sleep 600");
    }

    private List<String> started() throws IOException {
        Path log = folder.resolve("started");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    @Scenario(
            title = "The leading master dies",
            shows = "The framework finds the next leader in its list: same id, same tasks, and deployments go on.")
    void afterAFailoverOfTheMasterTheTasksAreIntactAndDeploymentsGoOn() throws Exception {
        try (LiveFramework live = LiveFramework.start("failover", mesos.masters(), builder -> builder)) {
            live.put(service("before").instances(3).build());
            live.awaitAll("before", SlotState.RUNNING);
            await().atMost(PATIENCE).until(() -> started().size() == 3);
            String id = live.id();
            Map<String, String> tasks = live.taskIds();
            long subscriptions = live.timesSubscribed();

            String dead = mesos.leader().orElseThrow();
            mesos.kill(mesos.nameOf(dead));
            // What is wanted while nobody leads is done when somebody does.
            live.put(service("after").instances(2).build());

            await().atMost(PATIENCE).until(() -> live.timesSubscribed() > subscriptions);
            live.awaitAll("after", SlotState.RUNNING);
            await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
            String leader = await().atMost(PATIENCE)
                    .until(
                            mesos::leader,
                            found -> found.filter(l -> !l.equals(dead)).isPresent())
                    .orElseThrow();
            assertThat(live.id()).isEqualTo(id);
            assertThat(live.taskIds()).containsAllEntriesOf(tasks).hasSize(5);
            assertThat(new MasterView(leader).liveTasks(id))
                    .containsExactlyInAnyOrderElementsOf(live.taskIds().values());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(started())
                            .containsExactlyInAnyOrderElementsOf(live.taskIds().values()));
            assertThat(live.history())
                    .filteredOn(transition -> transition.key().application().equals("before")
                            && transition.after() != null
                            && transition.after().state() == SlotState.LAUNCHING)
                    .hasSize(3);
            live.teardown();
        }
    }
}
