package io.mesosframework.testing.mesos;

import static io.mesosframework.testing.mesos.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.TaskState;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MesosClusterTest {

    @Test
    @MesosCluster(agents = 3)
    void aTestGetsAClusterAndAClient(EmbeddedMesos mesos, SchedulerClient client) {
        await(mesos).agents(3);
        client.start(new Starter(client, "t"));
        await(mesos).frameworkConnected("aTestGetsAClusterAndAClient(EmbeddedMesos, SchedulerClient)");
        await(mesos).taskState("t", TaskState.TASK_RUNNING);
        assertThat(mesos.agents()).hasSize(3);
    }

    @Test
    @MesosCluster(resources = "cpus:2;mem:512", attributes = "rack:r%d")
    void itsAgentsAreAsDescribed(EmbeddedMesos mesos, Origin master) {
        assertThat(mesos.state()).contains("\"rack\":\"r1\"").contains("\"cpus\":2");
        assertThat(master.authority()).isEqualTo(mesos.master());
    }

    @Test
    @MesosCluster(virtualTime = true, seed = 3)
    void withVirtualTimeAWaitOfAnHourTakesNone(EmbeddedMesos mesos, SchedulerClient client) {
        mesos.script(task -> TaskScript.runsFor(Duration.ofMinutes(50)).thenExits(2));
        client.start(new Starter(client, "t"));
        long before = System.nanoTime();
        await(mesos).taskState("t", TaskState.TASK_FAILED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    @MesosCluster(virtualTime = true)
    void whatDoesNotComeIsAnErrorThatShowsWhatTheMasterKnows(EmbeddedMesos mesos) {
        assertThatThrownBy(() -> await(mesos).atMost(Duration.ofSeconds(3)).offers(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Not within 3 s of the cluster's time: 1 or more offers are out\n0 are out\n")
                .hasMessageContaining("\nFrameworks: none\n");
    }

    @Test
    @MesosCluster(virtualTime = true)
    void healthIsSeen(EmbeddedMesos mesos, SchedulerClient client) {
        mesos.script(task -> TaskScript.runs().healthyAfter(Duration.ofSeconds(5)));
        client.start(new Starter(client, "t"));
        await(mesos).taskHealth("t", true);
        await(mesos).tasks(1, TaskState.TASK_RUNNING);
    }

    @Test
    @MesosCluster
    void aClientThatIsClosedIsNotConnected(EmbeddedMesos mesos, SchedulerClient client) {
        String name = "aClientThatIsClosedIsNotConnected(EmbeddedMesos, SchedulerClient)";
        client.start(new Starter(client, "t"));
        await(mesos).frameworkConnected(name);
        client.close();
        await(mesos).frameworkDisconnected(name);
    }

    @Test
    @Tag("real")
    @MesosCluster(mode = MesosCluster.Mode.REAL, agents = 2)
    void aRealOneIsTheSame(MesosUnderTest mesos, SchedulerClient client) {
        await(mesos).agents(2);
        client.start(new Starter(client, "t"));
        await(mesos).atMost(Duration.ofSeconds(30)).taskState("t", TaskState.TASK_RUNNING);
    }

    @Test
    @Tag("real")
    @MesosCluster(mode = MesosCluster.Mode.REAL, masters = 3)
    void aFailoverOfARealOneIsWaitedOut(RealMesos mesos) {
        await(mesos).agents(1);
        String killed = mesos.leader().orElseThrow();
        mesos.kill(mesos.nameOf(killed));
        await(mesos).atMost(Duration.ofMinutes(2)).agents(1);
        assertThat(mesos.leader()).isPresent().get().isNotEqualTo(killed);
    }
}
