package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

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
    void saysNothingWhereTheTaskWroteNothing() {
        assertThat(TaskStderr.tail("")).isEmpty();
        assertThat(TaskStderr.tail("I1123 00:37:58.000001  4711 exec.cpp:164] Version: 1.11.0\n"))
                .isEmpty();
    }
}
