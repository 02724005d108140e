package io.mesosframework.conformance.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.mesosframework.conformance.Commands;
import io.mesosframework.conformance.RealPart;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.zookeeper.ZooKeeperElection;
import io.mesosframework.testing.mesos.RealMesos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same programs on both Meses: what they print of it must be the same, too. */
@RealPart("clients of others on the embedded Mesos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignClientsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern SAID = Pattern.compile("(registered|launch|message|update|done)\\b.*");

    private final ForeignPrograms programs = new ForeignPrograms();
    private EmbeddedMesos embedded;
    private RealMesos real;

    @BeforeAll
    void start() {
        embedded = EmbeddedMesos.builder().agents(2).start();
        real = RealMesos.builder().agents(2).start();
    }

    @AfterAll
    void close() {
        try {
            embedded.close();
        } finally {
            real.close();
        }
    }

    @Test
    void pymesosSchedulerAndExecutorSeeTheSame() throws Exception {
        Path old = ForeignPrograms.oldPython().orElseGet(() -> abort("There is no Python from 3.6 to 3.10 here"));
        Path python = programs.pymesos(old);

        List<String> onEmbedded = farewells(python, embedded.master());
        List<String> onReal = farewells(python, real.master());

        assertThat(onEmbedded).hasSizeGreaterThan(12).isEqualTo(onReal);
    }

    /** It lists the children of the path by a client of its own, kazoo, and has to pass over those of the log's replicas. */
    @Test
    void pymesosFindsTheLeaderInZooKeeper() throws Exception {
        Path old = ForeignPrograms.oldPython().orElseGet(() -> abort("There is no Python from 3.6 to 3.10 here"));
        Path python = programs.pymesos(old);

        try (TestingServer zooKeeper = new TestingServer()) {
            String url = "zk://" + zooKeeper.getConnectString() + "/mesos";
            try (EmbeddedMesos masters = EmbeddedMesos.builder()
                    .masters(3)
                    .agents(2)
                    .election(ZooKeeperElection.at(url))
                    .start()) {
                assertThat(farewells(python, url)).isEqualTo(farewells(python, masters.master()));
                masters.killMaster(0);
                masters.killMaster(1);
                assertThat(farewells(python, url)).isEqualTo(farewells(python, embedded.master()));
            }
        }
    }

    static Stream<String> codecs() {
        return Stream.of("protobuf", "json");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void mesosGoExamplesRunAllTasks(String codec) throws Exception {
        if (!ForeignPrograms.hasGo()) {
            abort("There is no Go here");
        }
        Path built = programs.mesosGo();

        List<String> onEmbedded = example(built, embedded.master(), codec);
        List<String> onReal = example(built, real.master(), codec);

        assertThat(onEmbedded)
                .filteredOn(line -> line.endsWith("TASK_FINISHED"))
                .hasSize(5);
        assertThat(onEmbedded).isEqualTo(onReal);
    }

    /** All that the scheduler saw, sorted: tasks and agents go their ways at once. */
    private List<String> farewells(Path python, String master) throws Exception {
        Commands.Outcome outcome = Commands.run(
                LIMIT,
                programs.source("pymesos"),
                python.toString(),
                "scheduler.py",
                master,
                programs.source("pymesos/executor.py").toString());
        assertThat(outcome.code()).as(outcome.output()).isZero();
        // Whether an end that was just told is told again by the reconciliation is a race. Of a leader whose node goes
        // away while it is
        // looked at, pymesos itself logs more than the scheduler says.
        return outcome.output()
                .lines()
                .filter(line -> SAID.matcher(line).matches())
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> example(Path built, String master, String codec) throws Exception {
        Commands.Outcome outcome = Commands.run(
                LIMIT,
                built,
                built.resolve("example-scheduler").toString(),
                "-url",
                "http://" + master + "/api/v1/scheduler",
                "-executor",
                built.resolve("example-executor").toString(),
                "-codec",
                codec,
                "-cpu",
                "0.5",
                "-tasks",
                "5",
                "-verbose",
                "-metrics.port",
                "0");
        assertThat(outcome.output()).contains("mission accomplished");
        return Arrays.stream(outcome.output().split("\n", -1))
                .filter(line -> line.contains(" is in state "))
                .map(line -> line.substring(line.indexOf("Task ")))
                .sorted()
                .toList();
    }
}
