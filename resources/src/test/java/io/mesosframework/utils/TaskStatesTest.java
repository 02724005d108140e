package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TaskStatesTest {

    private static final String ALIVE_OR_UNKNOWN =
            "TASK_STAGING|TASK_STARTING|TASK_RUNNING|TASK_KILLING|TASK_UNREACHABLE|TASK_UNKNOWN";

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = ALIVE_OR_UNKNOWN)
    void aTaskMayStillRunInThese(TaskState state) {
        assertThat(TaskStates.isTerminal(state)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = ALIVE_OR_UNKNOWN)
    void aTaskHasEndedInAllOthers(TaskState state) {
        assertThat(TaskStates.isTerminal(state)).isTrue();
    }
}
