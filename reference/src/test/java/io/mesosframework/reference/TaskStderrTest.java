package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskStderrTest {

    @Test
    void showsTheLastTenLines() {
        String text =
                IntStream.rangeClosed(1, 12).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        assertThat(TaskStderr.tail(text).orElseThrow().lines())
                .hasSize(10)
                .startsWith("line 3")
                .endsWith("line 12");
    }

    @Test
    void leavesOutWhatTheCommandExecutorLogsIntoTheSameFile() {
        String text = """
                I1123 00:37:58.000001  4711 exec.cpp:164] Version: 1.11.0
                cannot find the thing
                I1123 00:37:59.032000  4711 my_executor.cpp:12] the task's own glog line
                I1123 00:37:59.032001  4711 executor.cpp:1040] Command exited with status 3 (pid: 4712)
                """;
        assertThat(TaskStderr.tail(text).orElseThrow())
                .isEqualTo(
                        "cannot find the thing\nI1123 00:37:59.032000  4711 my_executor.cpp:12] the task's own glog line");
    }

    @Test
    void ofAGroupTheTaskThatFailedIsAsked() {
        TaskReport killed = new TaskReport(TaskState.TASK_KILLED, null, "", null);
        TaskReport failed = new TaskReport(TaskState.TASK_FAILED, null, "", 1);
        SlotTask one = new SlotTask("pod.0.u", "agent", "host", "host:5051", Instant.EPOCH, null, null);
        SlotTask group = one.withMembers(List.of(
                new GroupTask("log", "pod.0.u-log", false, TaskState.TASK_KILLED, null, killed),
                new GroupTask("web", "pod.0.u-web", false, TaskState.TASK_FAILED, null, failed)));
        assertThat(TaskStderr.within(group)).isEqualTo("/tasks/pod.0.u-web");
        assertThat(TaskStderr.within(one)).isEmpty();
    }

    @Test
    void saysNothingWhereTheTaskWroteNothing() {
        assertThat(TaskStderr.tail("")).isEmpty();
        assertThat(TaskStderr.tail("I1123 00:37:58.000001  4711 exec.cpp:164] Version: 1.11.0\n"))
                .isEmpty();
    }
}
