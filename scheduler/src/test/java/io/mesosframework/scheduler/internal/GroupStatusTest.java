package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupStatusTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** A group of so many, those with an even number checked. */
    private static SlotTask group(int size) {
        List<GroupTask> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(GroupTask.fresh("m" + i, "web.0.u-m" + i, i % 2 == 0));
        }
        return new SlotTask("web.0.u", "agent", "host", "host:5051", NOW, null, null, members);
    }

    private static TaskStatus said(int member, TaskState state, UnaryOperator<TaskStatus.Builder> more) {
        return more.apply(TaskStatus.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue("web.0.u-m" + member))
                        .setAgentId(AgentID.newBuilder().setValue("agent"))
                        .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                        .setState(state))
                .build();
    }

    private static TaskStatus said(int member, TaskState state) {
        return said(member, state, status -> status);
    }

    /** What the group comes to, as the manager keeps it: with its own state. */
    private static GroupStatus.Heard hear(SlotTask task, TaskStatus status) {
        GroupStatus.Heard heard = GroupStatus.hear(task, status);
        SlotTask seen = Sightings.seen(heard.task(), heard.status().getState(), NOW);
        return new GroupStatus.Heard(seen, heard.status(), heard.report(), heard.isBroken());
    }

    private static GroupStatus.Heard hearAll(SlotTask task, List<TaskStatus> statuses) {
        GroupStatus.Heard heard = hear(task, statuses.get(0));
        for (TaskStatus status : statuses.subList(1, statuses.size())) {
            if (!GroupStatus.isLate(heard.task(), status)) {
                heard = hear(heard.task(), status);
            }
        }
        return heard;
    }

    /** Each word the last that was said of one of the tasks; a dash where nothing was said. */
    @ParameterizedTest
    @CsvSource({
        "STARTING -, STARTING",
        "STAGING -, STAGING",
        "RUNNING -, STARTING",
        "RUNNING STAGING, STAGING",
        "RUNNING STARTING, STARTING",
        "RUNNING RUNNING, RUNNING",
        "FINISHED RUNNING, RUNNING",
        "FINISHED STARTING, STARTING",
        "FINISHED -, STARTING",
        "FINISHED FINISHED, FINISHED",
        "KILLING RUNNING, KILLING",
        "FAILED RUNNING, KILLING",
        "KILLED RUNNING, KILLING",
        "KILLED FINISHED, KILLED",
        "FAILED KILLED, FAILED",
        "FINISHED FAILED, FAILED",
        "RUNNING UNREACHABLE, UNREACHABLE",
        "UNREACHABLE UNREACHABLE, UNREACHABLE",
        "FINISHED UNREACHABLE, UNREACHABLE",
        "FAILED UNREACHABLE, UNREACHABLE",
        "GONE GONE, GONE",
        "LOST GONE, GONE",
        "GONE KILLED, GONE",
        "DROPPED DROPPED, DROPPED",
        "ERROR FAILED, ERROR",
        "RUNNING RUNNING RUNNING STARTING, STARTING",
        "FINISHED FINISHED FINISHED RUNNING, RUNNING"
    })
    void theGroupIsInTheStateOfItsTasksTogether(String words, TaskStateWord expected) {
        String[] each = words.split(" ");
        List<TaskStatus> statuses = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            if (!each[i].equals("-")) {
                statuses.add(said(i, TaskState.valueOf("TASK_" + each[i])));
            }
        }
        assertThat(hearAll(group(each.length), statuses).status().getState()).isEqualTo(expected.state());
    }

    /** For the table. */
    enum TaskStateWord {
        STAGING,
        STARTING,
        RUNNING,
        KILLING,
        UNREACHABLE,
        FINISHED,
        FAILED,
        KILLED,
        GONE,
        DROPPED,
        ERROR;

        TaskState state() {
            return TaskState.valueOf("TASK_" + name());
        }
    }

    @Nested
    class Health {

        @Test
        void aGroupIsHealthyOnceAllOfItsCheckedTasksAre() {
            GroupStatus.Heard heard = hearAll(
                    group(3),
                    List.of(
                            said(0, TaskState.TASK_RUNNING, status -> status.setHealthy(true)),
                            said(1, TaskState.TASK_RUNNING),
                            said(2, TaskState.TASK_RUNNING)));
            assertThat(heard.status().getHealthy()).isFalse();

            TaskStatus last = said(2, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
            assertThat(hear(heard.task(), last).status().getHealthy()).isTrue();
        }

        @Test
        void aCheckedTaskThatHasFinishedIsNotWaitedFor() {
            GroupStatus.Heard heard = hearAll(
                    group(3),
                    List.of(
                            said(0, TaskState.TASK_FINISHED),
                            said(1, TaskState.TASK_RUNNING),
                            said(2, TaskState.TASK_RUNNING, status -> status.setHealthy(true))));
            assertThat(heard.status().getHealthy()).isTrue();
        }

        @Test
        void oneThatBecomesUnhealthyMakesTheGroupSo() {
            TaskStatus good = said(0, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
            TaskStatus bad = said(0, TaskState.TASK_RUNNING, status -> status.setHealthy(false));
            GroupStatus.Heard heard = hearAll(group(2), List.of(good, said(1, TaskState.TASK_RUNNING)));
            assertThat(heard.status().getHealthy()).isTrue();
            assertThat(hear(heard.task(), bad).status().getHealthy()).isFalse();
        }
    }

    @Nested
    class Ends {

        @Test
        void theTaskThatFailedSaysWhyTheGroupEnded() {
            GroupStatus.Heard heard = hearAll(
                    group(2),
                    List.of(
                            said(0, TaskState.TASK_RUNNING),
                            said(1, TaskState.TASK_RUNNING),
                            said(1, TaskState.TASK_FAILED, status -> status.setMessage("Command exited with status 4")),
                            said(0, TaskState.TASK_KILLED, status -> status.setMessage("Killed"))));
            assertThat(heard.report().state()).isEqualTo(TaskState.TASK_FAILED);
            assertThat(heard.report().exitCode()).isEqualTo(4);
            assertThat(heard.report().message()).isEqualTo("task m1: Command exited with status 4");
        }

        @Test
        void ofTasksThatWereKilledTheUnhealthyOneSaysWhy() {
            GroupStatus.Heard heard = hearAll(
                    group(2),
                    List.of(
                            said(1, TaskState.TASK_KILLED, status -> status.setHealthy(false)),
                            said(0, TaskState.TASK_KILLED)));
            assertThat(heard.report().message()).isEqualTo("task m1");
        }

        @Test
        void aGroupWhoseOtherTasksMayLiveHasNotEnded() {
            GroupStatus.Heard heard =
                    hearAll(group(2), List.of(said(0, TaskState.TASK_RUNNING), said(1, TaskState.TASK_FAILED)));
            assertThat(heard.isBroken()).isTrue();
            assertThat(heard.status().getState()).isEqualTo(TaskState.TASK_KILLING);
            assertThat(heard.task().liveIds()).containsExactly("web.0.u-m0");
            assertThat(heard.task().members())
                    .extracting(GroupTask::state)
                    .containsExactly(SlotState.RUNNING, SlotState.FAILED);
        }

        @Test
        void whatIsSaidOfATaskThatHasEndedIsLate() {
            SlotTask task = hear(group(2), said(0, TaskState.TASK_FINISHED)).task();
            assertThat(GroupStatus.isLate(task, said(0, TaskState.TASK_RUNNING)))
                    .isTrue();
            assertThat(GroupStatus.isLate(task, said(1, TaskState.TASK_RUNNING)))
                    .isFalse();
            assertThat(hear(task, said(0, TaskState.TASK_RUNNING)).task()).isEqualTo(task);
        }
    }

    @Nested
    class WholeLaunch {

        @Test
        void aLaunchThatTheMasterRefusesIsRefusedForAll() {
            TaskStatus refused = said(
                    0,
                    TaskState.TASK_ERROR,
                    status -> status.setSource(TaskStatus.Source.SOURCE_MASTER)
                            .setReason(TaskStatus.Reason.REASON_TASK_GROUP_INVALID)
                            .setMessage("no disk"));
            GroupStatus.Heard heard = hear(group(3), refused);
            assertThat(heard.status().getState()).isEqualTo(TaskState.TASK_ERROR);
            assertThat(heard.task().liveIds()).isEmpty();
            assertThat(heard.report().message()).isEqualTo("task m0: no disk");
        }

        @Test
        void onceATaskWasHeardOfEachSpeaksForItself() {
            SlotTask task = hear(group(2), said(1, TaskState.TASK_RUNNING)).task();
            TaskStatus gone = said(0, TaskState.TASK_GONE, status -> status.setSource(TaskStatus.Source.SOURCE_MASTER));
            assertThat(hear(task, gone).task().liveIds()).containsExactly("web.0.u-m1");
        }

        @ParameterizedTest
        @CsvSource({
            "MASTER, FAILED, RECONCILIATION, 1",
            "MASTER, KILLED, RECONCILIATION, 1",
            "MASTER, FAILED, AGENT_REREGISTERED, 1",
            "MASTER, KILLED, AGENT_REREGISTERED, 1",
            "MASTER, GONE, RECONCILIATION, 0",
            "MASTER, GONE_BY_OPERATOR, RECONCILIATION, 0",
            "MASTER, DROPPED, AGENT_DISCONNECTED, 0",
            "AGENT, FAILED, EXECUTOR_TERMINATED, 0",
            "AGENT, KILLED, TASK_KILLED_DURING_LAUNCH, 0"
        })
        void anEndOfItsOwnThatTheMasterRepeatsIsOfThatTaskAlone(
                String source, String state, String reason, int living) {
            TaskStatus status = said(
                    0,
                    TaskState.valueOf("TASK_" + state),
                    said -> said.setSource(TaskStatus.Source.valueOf("SOURCE_" + source))
                            .setReason(TaskStatus.Reason.valueOf("REASON_" + reason)));
            assertThat(hear(group(2), status).task().liveIds()).hasSize(living);
        }

        @Test
        void anEndThatTheExecutorReportsIsOfThatTaskAlone() {
            assertThat(hear(group(2), said(0, TaskState.TASK_FAILED)).task().liveIds())
                    .containsExactly("web.0.u-m1");
        }
    }

    @Test
    void ofOneTaskAStatusIsWhatItIs() {
        SlotTask one = new SlotTask("web.0.u", "agent", "host", "", NOW, null, null);
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue("web.0.u"))
                .setState(TaskState.TASK_FAILED)
                .setMessage("Command exited with status 1")
                .build();
        GroupStatus.Heard heard = GroupStatus.hear(one, status);
        assertThat(heard.task()).isSameAs(one);
        assertThat(heard.status()).isSameAs(status);
        assertThat(heard.report().message()).isEqualTo("Command exited with status 1");
        assertThat(heard.isBroken()).isFalse();
    }

    /** Each task's own statuses keep their order, as Mesos has it; what it says of different tasks may come in any. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderAmongTasksAndRepetitionsDoNotCount(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(4);
            List<List<TaskStatus>> lives = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                lives.add(life(i, random));
            }
            GroupStatus.Heard first = hearAll(group(size), mixed(lives, random));
            for (int again = 0; again < 4; again++) {
                GroupStatus.Heard other = hearAll(group(size), mixed(lives, random));
                assertThat(other.task().members())
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(first.task().members());
                assertThat(other.status().getState()).isEqualTo(first.status().getState());
                assertThat(other.status().getHealthy()).isEqualTo(first.status().getHealthy());
                assertThat(other.isBroken()).isEqualTo(first.isBroken());
                if (first.task().liveIds().isEmpty()) {
                    assertThat(other.report()).isEqualTo(first.report());
                }
            }
        }
    }

    private static List<TaskStatus> life(int member, SplittableRandom random) {
        List<TaskStatus> life = new ArrayList<>();
        life.add(said(member, TaskState.TASK_STARTING));
        life.add(said(member, TaskState.TASK_RUNNING));
        for (int n = random.nextInt(3); n > 0; n--) {
            boolean healthy = random.nextBoolean();
            life.add(said(member, TaskState.TASK_RUNNING, status -> status.setHealthy(healthy)));
        }
        if (random.nextInt(3) == 0) {
            life.add(said(member, TaskState.TASK_UNREACHABLE));
            life.add(said(member, TaskState.TASK_RUNNING));
        }
        TaskState[] ends = {TaskState.TASK_FINISHED, TaskState.TASK_FAILED, TaskState.TASK_KILLED, TaskState.TASK_GONE};
        if (random.nextInt(3) > 0) {
            life.add(said(member, ends[random.nextInt(ends.length)], status -> status.setMessage("end of " + member)));
        }
        return life.subList(0, 1 + random.nextInt(life.size()));
    }

    private static List<TaskStatus> mixed(List<List<TaskStatus>> lives, SplittableRandom random) {
        List<List<TaskStatus>> left = new ArrayList<>();
        lives.forEach(life -> left.add(new ArrayList<>(life)));
        List<TaskStatus> all = new ArrayList<>();
        while (!left.isEmpty()) {
            List<TaskStatus> life = left.get(random.nextInt(left.size()));
            TaskStatus next = life.remove(0);
            all.add(next);
            if (random.nextInt(3) == 0) {
                all.add(next);
            }
            left.removeIf(List::isEmpty);
        }
        return all;
    }
}
