package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@RealPart("mesosfw run --master zk://: the leading master killed, ZooKeeper and all masters lost and back")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ZooKeeperMastersOnRealMesosTest {

    private static final String SERVICE = """
            {"name": "service", "instances": 2, "resources": {"cpu": 0.1, "mem": 32},
             "command": {"cmd": "echo x >> FOLDER/started; exec sleep 600"}}
            """;

    private final RealMesos mesos = RealMesos.builder().masters(3).agents(2).start();

    @TempDir
    Path folder;

    @AfterAll
    void down() {
        mesos.close();
    }

    private static long subscriptions(Mesosfw run) {
        return run.err().stream()
                .filter(line -> line.contains("subscribed as framework"))
                .count();
    }

    private static void awaitSubscriptions(Mesosfw run, long count) {
        await(count + " subscriptions of\n" + run).atMost(PATIENCE).until(() -> subscriptions(run) >= count);
    }

    private List<String> started() throws IOException {
        return Files.readAllLines(folder.resolve("started"));
    }

    @Test
    void theLeaderIsFollowedByZooKeeper() throws Exception {
        String application = Files.writeString(
                        folder.resolve("service.json"), SERVICE.replace("FOLDER", folder.toString()))
                .toString();
        String url = Files.readString(mesos.directory().resolve("zk.url")).strip();
        String withSecret = url.replace("zk://", "zk://me:s3cret@"); // which ZooKeeper does not mind
        try (Mesosfw run =
                Mesosfw.start("run", "--master", withSecret, "--apps", application, "--json", "--teardown")) {
            run.awaitErr("the master at " + mesos.leader().orElseThrow() + " leads, says ZooKeeper");
            run.awaitState("running", 2);
            String id = run.awaitFrameworkId();

            String first = mesos.nameOf(mesos.leader().orElseThrow());
            mesos.kill(first);
            awaitSubscriptions(run, 2);
            mesos.start(first);

            // Masters whose sessions have ended end themselves (PROTOCOL H18).
            mesos.pause("zk");
            run.awaitErr("is not of use: there is no connection to it");
            await("all masters have ended")
                    .atMost(PATIENCE)
                    .until(() -> mesos.leader().isEmpty());
            long before = subscriptions(run);
            mesos.resume("zk");
            for (int master = 1; master <= 3; master++) {
                mesos.start("master" + master);
            }
            awaitSubscriptions(run, before + 1);

            assertThat(run.awaitFrameworkId()).isEqualTo(id);
            assertThat(started()).as("no task was launched twice").hasSize(2);
            run.signal("TERM");
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(run.summary().path("running").asInt()).isEqualTo(2);
            assertThat(run.toString()).doesNotContain("s3cret", "\tat ");
        }
    }
}
