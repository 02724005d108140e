package io.mesosframework.scheduler.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.OrphanPolicy;
import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.application.TaskTemplate;
import io.mesosframework.scheduler.application.UnreachablePolicy;
import io.mesosframework.scheduler.application.UnreachablePolicy.OnReturn;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Slots that are filled with groups of tasks live as those of single tasks do. */
class GroupTasksTest {

    private static final TaskTemplate TASK = TaskTemplate.of(ResourceNeeds.of(0.1, 32), Command.shell("run"));

    private final TaskManagerFixture fixture = new TaskManagerFixture();
    private int launched;

    private static ApplicationBuilder pod(int instances) {
        return Application.named("pod").instances(instances).task("web", TASK).task("log", TASK);
    }

    /** Gives the slot a group, and answers the group's id. */
    private String launch(int index) {
        String id = "pod." + index + ".t" + launched++;
        SlotKey key = new SlotKey("pod", index);
        Application application =
                fixture.tasks.specification("pod").orElseThrow().application();
        SlotTask task = new SlotTask(
                id,
                "agent",
                "host",
                "127.0.0.1:5051",
                fixture.now,
                null,
                null,
                GroupStatus.fresh(application.group().orElseThrow(), id));
        List<Action> actions = fixture.tasks.launching(Map.of(key, task), fixture.now);
        fixture.actions.addAll(actions);
        fixture.keep(actions);
        fixture.accepted(id);
        return id;
    }

    private String running(int index) {
        String id = launch(index);
        both(id, TaskState.TASK_STARTING);
        both(id, TaskState.TASK_RUNNING);
        return id;
    }

    private void both(String id, TaskState state) {
        fixture.status(id + "-web", state);
        fixture.status(id + "-log", state);
    }

    private TaskReport ending() {
        return requireNonNull(fixture.slot("pod", 0).ending());
    }

    private SlotState state() {
        return fixture.state("pod", 0);
    }

    @Test
    void aGroupComesUpRunsAndFinishesAsOne() {
        fixture.put(pod(1).build());
        String id = launch(0);
        assertThat(state()).isEqualTo(SlotState.LAUNCHING);
        fixture.status(id + "-web", TaskState.TASK_STARTING);
        assertThat(state()).isEqualTo(SlotState.STARTING);
        fixture.status(id + "-log", TaskState.TASK_STARTING);
        fixture.status(id + "-web", TaskState.TASK_RUNNING);
        assertThat(state()).isEqualTo(SlotState.STARTING);
        fixture.status(id + "-log", TaskState.TASK_RUNNING);
        assertThat(state()).isEqualTo(SlotState.RUNNING);
        fixture.status(id + "-log", TaskState.TASK_FINISHED);
        assertThat(state()).isEqualTo(SlotState.RUNNING);
        assertThat(fixture.slot("pod", 0).currentTask().members())
                .extracting(GroupTask::name, GroupTask::state)
                .containsExactly(tuple("web", SlotState.RUNNING), tuple("log", SlotState.FINISHED));
        fixture.status(id + "-web", TaskState.TASK_FINISHED);
        assertThat(state()).isEqualTo(SlotState.FINISHED);
        assertThat(fixture.killed()).isEmpty();
    }

    @Test
    void aSlotIsFoundByItsGroupAndByEachOfItsTasks() {
        fixture.put(pod(2).build());
        running(0);
        String id = running(1);
        for (String any : List.of(id, id + "-web", id + "-log")) {
            assertThat(fixture.tasks.slotOfTask(any)).contains(fixture.slot("pod", 1));
        }
        both(id, TaskState.TASK_FINISHED);
        for (String any : List.of(id, id + "-web", id + "-log")) {
            assertThat(fixture.tasks.slotOfTask(any)).isEmpty();
        }
    }

    @Nested
    class Failing {

        @Test
        void oneTaskThatFailsEndsTheGroupOnceTheOthersHaveEnded() {
            fixture.put(pod(1).build());
            String id = running(0);
            fixture.status(
                    id + "-web", TaskState.TASK_FAILED, status -> status.setMessage("Command exited with status 3"));
            assertThat(state()).isEqualTo(SlotState.KILLING);
            assertThat(fixture.slot("pod", 0).intent()).isEqualTo(KillIntent.BROKEN);
            fixture.status(id + "-log", TaskState.TASK_KILLED);

            assertThat(state()).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("pod", 0).failures()).isEqualTo(1);
            assertThat(fixture.slot("pod", 0).intent()).isNull();
            assertThat(ending().message()).isEqualTo("task web: Command exited with status 3");
            assertThat(ending().exitCode()).isEqualTo(3);
            fixture.pass(Duration.ofMinutes(1));
            assertThat(state()).isEqualTo(SlotState.PENDING);
            String next = running(0);
            assertThat(state()).isEqualTo(SlotState.RUNNING);
            assertThat(next).isNotEqualTo(id);
        }

        @Test
        void theExecutorKillsTheOthersAndIsHelpedWhereThatTakesLong() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = running(0);
            fixture.status(id + "-web", TaskState.TASK_FAILED);
            assertThat(fixture.killed()).isEmpty();
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(9)))).isEmpty();
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(1)))).containsExactly(id + "-log");
            assertThat(fixture.killed(fixture.subscribed())).containsExactly(id + "-log");
        }

        @Test
        void retriesAreSpentAsByATask() {
            fixture.put(pod(1).retry(new Retry(Duration.ofSeconds(1), false, 1, Duration.ofMinutes(5)))
                    .build());
            for (int run = 0; run < 2; run++) {
                String id = running(0);
                fixture.status(id + "-log", TaskState.TASK_FAILED);
                fixture.status(id + "-web", TaskState.TASK_KILLED);
                fixture.pass(Duration.ofMinutes(1));
            }
            assertThat(state()).isEqualTo(SlotState.FAILED);
        }

        @Test
        void underNeverAFailureIsTheLast() {
            fixture.put(pod(1).restart(Restart.NEVER).build());
            String id = running(0);
            fixture.status(id + "-log", TaskState.TASK_FAILED);
            fixture.status(id + "-web", TaskState.TASK_UNREACHABLE);
            fixture.pass(Duration.ofDays(1));
            assertThat(state()).isEqualTo(SlotState.UNREACHABLE);
            fixture.status(id + "-web", TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.FAILED);
        }

        @Test
        void aGroupThatTheMasterRefusesFailsAtOnceWithItsWords() {
            fixture.put(pod(1).build());
            String id = launch(0);
            for (String name : List.of("-web", "-log")) {
                fixture.status(
                        id + name,
                        TaskState.TASK_ERROR,
                        status -> status.setSource(TaskStatus.Source.SOURCE_MASTER)
                                .setReason(TaskStatus.Reason.REASON_TASK_GROUP_INVALID)
                                .setMessage("invalid"));
            }
            assertThat(state()).isEqualTo(SlotState.FAILED);
            assertThat(ending().message()).isEqualTo("task web: invalid");
            assertThat(fixture.killed()).isEmpty();
            assertThat(fixture.tasks.orphans()).isEmpty();
        }
    }

    @Nested
    class Killing {

        @Test
        void deletingKillsEachTaskAndRepeatsForThoseThatLive() {
            fixture.put(pod(1).killGrace(Duration.ofSeconds(2)).build());
            fixture.subscribed();
            String id = running(0);
            fixture.delete("pod");
            assertThat(fixture.killed()).containsExactly(id + "-web", id + "-log");
            assertThat(fixture.actions)
                    .filteredOn(Action.Kill.class::isInstance)
                    .allMatch(kill -> ((Action.Kill) kill).policy() != null);
            fixture.status(id + "-web", TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.KILLING);
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(10)))).containsExactly(id + "-log");
            fixture.status(id + "-log", TaskState.TASK_KILLED);
            assertThat(fixture.tasks.specification("pod")).isEmpty();
        }

        @Test
        void anUpdateReplacesTheGroup() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = running(0);
            fixture.put(pod(1).task("more", TASK).build());
            assertThat(fixture.killed()).containsExactly(id + "-web", id + "-log");
            both(id, TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.PENDING);
            assertThat(fixture.slot("pod", 0).failures()).isZero();
            launch(0);
            assertThat(fixture.slot("pod", 0).currentTask().members()).hasSize(3);
        }

        @Test
        void aSlotGoesFromOneTaskToAGroup() {
            fixture.put(Application.named("pod").cpus(1).mem(64).command("run").build());
            fixture.subscribed();
            String id = fixture.launchAndRun("pod", 0);
            fixture.put(pod(1).build());
            assertThat(fixture.killed()).containsExactly(id);
            fixture.status(id, TaskState.TASK_KILLED);
            running(0);
            assertThat(state()).isEqualTo(SlotState.RUNNING);
        }
    }

    @Nested
    class OutOfSight {

        @Test
        void aGroupIsReplacedAfterItsTimeAndItsTasksAreKilledOnTheirReturn() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = running(0);
            both(id, TaskState.TASK_UNREACHABLE);
            assertThat(state()).isEqualTo(SlotState.UNREACHABLE);
            fixture.pass(Duration.ofMinutes(5));
            assertThat(state()).isEqualTo(SlotState.PENDING);
            running(0);
            assertThat(fixture.killed(fixture.status(id + "-web", TaskState.TASK_RUNNING)))
                    .containsExactly(id + "-web");
            assertThat(fixture.killed(fixture.status(id + "-log", TaskState.TASK_RUNNING)))
                    .containsExactly(id + "-log");
        }

        @Test
        void whatAnEarlierSubscriptionSaidOfOneOfItsTasksDoesNotCount() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = running(0);
            both(id, TaskState.TASK_UNREACHABLE);
            fixture.disconnected();
            fixture.pass(Duration.ofMinutes(10));
            fixture.subscribed();
            fixture.status(id + "-web", TaskState.TASK_RUNNING);
            fixture.pass(Duration.ofSeconds(1));
            assertThat(fixture.slot("pod", 0).holds(id)).isTrue();

            fixture.status(id + "-log", TaskState.TASK_RUNNING);
            assertThat(state()).isEqualTo(SlotState.RUNNING);
        }

        @Test
        void aGroupThatComesBackInTimeGoesOn() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = running(0);
            both(id, TaskState.TASK_UNREACHABLE);
            fixture.status(id + "-log", TaskState.TASK_RUNNING);
            assertThat(state()).isEqualTo(SlotState.UNREACHABLE);
            fixture.status(id + "-web", TaskState.TASK_RUNNING);
            assertThat(state()).isEqualTo(SlotState.RUNNING);
            fixture.pass(Duration.ofHours(1));
            assertThat(state()).isEqualTo(SlotState.RUNNING);
        }

        @Test
        void aGroupThatReturnsTakesItsSlotBackWhereWanted() {
            fixture.put(pod(1).unreachable(
                            new UnreachablePolicy(Optional.of(Duration.ofMinutes(1)), OnReturn.KEEP_RETURNED))
                    .build());
            fixture.subscribed();
            String old = running(0);
            both(old, TaskState.TASK_UNREACHABLE);
            fixture.pass(Duration.ofMinutes(1));
            String other = running(0);
            fixture.status(old + "-web", TaskState.TASK_RUNNING);
            assertThat(fixture.killed()).isEmpty();
            fixture.startAgain();
            fixture.subscribed();
            fixture.status(old + "-log", TaskState.TASK_RUNNING);
            assertThat(fixture.killed()).containsExactly(other + "-web", other + "-log");
            both(other, TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.RUNNING);
            assertThat(fixture.slot("pod", 0).currentTask().id()).isEqualTo(old);
        }

        @Test
        void aLostAgentUsesNoRetry() {
            fixture.put(pod(1).build());
            String id = running(0);
            both(id, TaskState.TASK_GONE);
            assertThat(state()).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("pod", 0).failures()).isZero();
            assertThat(fixture.slot("pod", 0).losses()).isEqualTo(1);
        }
    }

    @Nested
    class InDoubt {

        @Test
        void aDenialCountsOnceRepeatedAndThenForTheWholeGroup() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = launch(0);
            fixture.reconciled(id + "-web", TaskState.TASK_GONE);
            fixture.reconciled(id + "-log", TaskState.TASK_GONE);
            assertThat(state()).isEqualTo(SlotState.LAUNCHING);
            fixture.pass(Duration.ofSeconds(10));
            fixture.reconciled(id + "-log", TaskState.TASK_GONE);
            assertThat(state()).isEqualTo(SlotState.WAITING);
            fixture.reconciled(id + "-web", TaskState.TASK_GONE);
            assertThat(fixture.slot("pod", 0).losses()).isEqualTo(1);
        }

        @Test
        void aRefusedAcceptFreesTheSlot() {
            fixture.put(pod(1).build());
            fixture.refused(launch(0));
            assertThat(state()).isEqualTo(SlotState.PENDING);
        }
    }

    @Nested
    class Kept {

        /** Nothing of it was durable, so nothing was acknowledged: the master tells how each task is, and one has ended before the other. */
        @Test
        void anEndThatTheMasterRepeatsEndsNoOtherTaskOfTheGroup() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = launch(0);
            fixture.put(pod(1).task("more", TASK).build());
            fixture.startAgain();
            fixture.subscribed();
            fixture.reconciled(id + "-web", TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.KILLING);
            assertThat(fixture.slot("pod", 0).currentTask().liveIds()).containsExactly(id + "-log");

            fixture.reconciled(id + "-log", TaskState.TASK_RUNNING);
            assertThat(state()).isEqualTo(SlotState.KILLING);
            fixture.status(id + "-log", TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.PENDING);
        }

        @Test
        void anEndThatTheMasterTellsOfAnAgentThatIsBackEndsNoOtherTaskOfTheGroup() {
            fixture.put(pod(1).build());
            fixture.subscribed();
            String id = launch(0);
            fixture.startAgain();
            fixture.subscribed();
            fixture.status(
                    id + "-log",
                    TaskState.TASK_FAILED,
                    status -> status.setSource(TaskStatus.Source.SOURCE_MASTER)
                            .setReason(TaskStatus.Reason.REASON_AGENT_REREGISTERED));
            assertThat(state()).isEqualTo(SlotState.KILLING);
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(10)))).containsExactly(id + "-web");
            fixture.status(id + "-web", TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("pod", 0).failures()).isEqualTo(1);
        }

        @Test
        void aGroupIsTakenBackFromStorageWithTheStatesOfItsTasks() {
            fixture.put(pod(1).build());
            String id = running(0);
            fixture.status(id + "-web", TaskState.TASK_RUNNING, status -> status.setHealthy(true));
            fixture.status(
                    id + "-log",
                    TaskState.TASK_FAILED,
                    status -> status.setReason(TaskStatus.Reason.REASON_COMMAND_EXECUTOR_FAILED)
                            .setMessage("Command exited with status 1"));
            var before = fixture.slot("pod", 0);
            fixture.startAgain();
            assertThat(fixture.slot("pod", 0)).isEqualTo(before);
            assertThat(fixture.tasks.slotOfTask(id + "-web")).isPresent();
            assertThat(fixture.killed(fixture.subscribed())).containsExactly(id + "-web");
            fixture.status(id + "-web", TaskState.TASK_KILLED);
            assertThat(state()).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("pod", 0).failures()).isEqualTo(1);
        }

        @Test
        void theHistoryTellsWhichTaskCausedAChange() {
            fixture.put(pod(1).build());
            String id = running(0);
            fixture.status(id + "-log", TaskState.TASK_FAILED, status -> status.setMessage("boom"));
            fixture.status(id + "-web", TaskState.TASK_KILLED);
            List<PastTransition> history = fixture.slot("pod", 0).history();
            assertThat(history)
                    .extracting(PastTransition::to)
                    .containsExactly(
                            SlotState.PENDING,
                            SlotState.LAUNCHING,
                            SlotState.STARTING,
                            SlotState.RUNNING,
                            SlotState.KILLING,
                            SlotState.WAITING);
            assertThat(history.get(4).cause()).isEqualTo("task log: boom");
            assertThat(history.get(5).mesosState()).isEqualTo(TaskState.TASK_FAILED);
            assertThat(history).extracting(PastTransition::taskId).contains(id);
        }
    }

    @Nested
    class Orphaned {

        private void adopting() {
            fixture.tasks = new DefaultTaskManager(
                    new SplittableRandom(1), Duration.ofMinutes(5), OrphanPolicy.ADOPT, RetryPolicy.standard());
        }

        @Test
        void tasksOfASupersededGroupAreKilled() {
            fixture.put(pod(1).build());
            running(0);
            assertThat(fixture.killed(fixture.status("pod.0.older-web", TaskState.TASK_RUNNING)))
                    .containsExactly("pod.0.older-web");
        }

        @Test
        void aWholeGroupIsAdoptedByTheFirstOfItsTasksThatIsHeardOf() {
            adopting();
            fixture.put(pod(1).build());
            fixture.subscribed();
            fixture.status("pod.0.known-log", TaskState.TASK_RUNNING);
            assertThat(state()).isEqualTo(SlotState.STARTING);
            assertThat(fixture.slot("pod", 0).currentTask().id()).isEqualTo("pod.0.known");
            fixture.status("pod.0.known-web", TaskState.TASK_RUNNING);
            assertThat(state()).isEqualTo(SlotState.RUNNING);
            assertThat(fixture.killed()).isEmpty();
        }

        @Test
        void aTaskThatIsNotOfTheGroupIsNotAdopted() {
            adopting();
            fixture.put(pod(1).build());
            assertThat(fixture.killed(fixture.status("pod.0.known-db", TaskState.TASK_RUNNING)))
                    .containsExactly("pod.0.known-db");
            assertThat(state()).isEqualTo(SlotState.PENDING);
        }
    }

    @Test
    void oneThatIsNotHealthyInTimeIsTriedAnewAsAFailure() {
        TaskTemplate checked = TASK.withHealthCheck(HealthCheck.tcp(80));
        fixture.put(Application.named("pod")
                .task("web", checked)
                .task("log", TASK)
                .maxUnhealthyTime(Duration.ofMinutes(1))
                .build());
        fixture.subscribed();
        String id = running(0);
        assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(59)))).isEmpty();
        assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(1)))).containsExactly(id + "-web", id + "-log");
        both(id, TaskState.TASK_KILLED);
        assertThat(fixture.slot("pod", 0).failures()).isEqualTo(1);
    }
}
