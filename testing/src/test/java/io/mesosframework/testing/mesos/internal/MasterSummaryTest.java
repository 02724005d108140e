package io.mesosframework.testing.mesos.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MasterSummaryTest {

    @Test
    void ofALargeClusterItHasSomeTwentyLines() {
        String tasks = IntStream.range(0, 1000)
                .mapToObj(i ->
                        "{\"id\": \"t" + i + "\", \"state\": \"TASK_" + (i % 2 == 0 ? "RUNNING" : "STAGING") + "\"}")
                .collect(Collectors.joining(","));
        String frameworks = IntStream.range(0, 30)
                .mapToObj(i -> "{\"name\": \"f" + i + "\", \"connected\": " + (i != 1)
                        + ", \"offers\": [{}], \"tasks\": [" + (i == 0 ? tasks : "") + "]}")
                .collect(Collectors.joining(","));
        String state = """
                {"leader": "master@10.0.0.1:5050", "unreachable_slaves": 4,
                 "slaves": [{"active": true}, {"active": false}, {"active": true}], "recovered_slaves": [{}],
                 "frameworks": [%s], "completed_frameworks": [{"completed_tasks": [{"id": "u", "state": "TASK_FAILED"}]}]}
                """.formatted(frameworks);

        assertThat(MasterSummary.of(MasterView.parse(state)).lines())
                .containsExactly(
                        "Leader: 10.0.0.1:5050",
                        "Agents: 2 active, 1 inactive, 1 not back since the failover, 4 unreachable",
                        "Frameworks: 30, and 1 that have ended",
                        "  f0, connected, 1000 tasks, 1 offers out",
                        "  f1, not connected, 0 tasks, 1 offers out",
                        "  f2, connected, 0 tasks, 1 offers out",
                        "  f3, connected, 0 tasks, 1 offers out",
                        "  f4, connected, 0 tasks, 1 offers out",
                        "  and 25 more",
                        "Tasks: 500 TASK_RUNNING, 500 TASK_STAGING, 1 TASK_FAILED",
                        "  t0 TASK_RUNNING",
                        "  t1 TASK_STAGING",
                        "  t2 TASK_RUNNING",
                        "  t3 TASK_STAGING",
                        "  t4 TASK_RUNNING",
                        "  t5 TASK_STAGING",
                        "  and 995 more");
    }

    @Test
    void ofAnEmptyClusterItSaysSo() {
        assertThat(MasterSummary.of(MasterView.parse("{}")).lines())
                .containsExactly("Leader: unknown", "Agents: none", "Frameworks: none", "Tasks: none");
    }

    @Test
    void timesAreForPeople() {
        assertThat(Spans.text(Duration.ZERO)).isEqualTo("0 s");
        assertThat(Spans.text(Duration.ofMillis(1500))).isEqualTo("1500 ms");
        assertThat(Spans.text(Duration.ofSeconds(10))).isEqualTo("10 s");
        assertThat(Spans.text(Duration.ofSeconds(3690))).isEqualTo("1 h 1 min 30 s");
        assertThat(Spans.text(Duration.ofHours(1))).isEqualTo("1 h");
    }
}
