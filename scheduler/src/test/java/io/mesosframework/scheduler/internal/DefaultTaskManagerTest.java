package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefaultTaskManagerTest {

    private final TaskManagerFixture fixture = new TaskManagerFixture();

    private static ApplicationBuilder app(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(64).command("run");
    }

    @Test
    void everySlotOfANewApplicationIsPending() {
        fixture.put(app("web", 3).build());
        assertThat(fixture.states("web")).containsOnly(SlotState.PENDING).hasSize(3);
        assertThat(fixture.tasks.pending())
                .extracting(slot -> slot.key().index())
                .containsExactly(0, 1, 2);
    }

    @Test
    void puttingAnEqualApplicationDoesNothing() {
        fixture.put(app("web", 3).build());
        assertThat(fixture.tasks.put(app("web", 3).build(), fixture.now)).isEmpty();
    }

    @Test
    void aTaskGoesThroughItsStates() {
        fixture.put(app("web", 1).build());
        String id = fixture.launch("web", 0);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        fixture.status(id, TaskState.TASK_STAGING);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.STAGING);
        fixture.status(id, TaskState.TASK_STARTING);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.STARTING);
        fixture.status(id, TaskState.TASK_RUNNING);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
        fixture.status(id, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.HEALTHY);
        fixture.status(id, TaskState.TASK_RUNNING, status -> status.setHealthy(false));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
        fixture.status(id, TaskState.TASK_FINISHED);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.FINISHED);
    }

    @Test
    void aFailureIsRetriedAfterItsBackOffAndWithDoubledDelay() {
        fixture.put(app("job", 1).build());
        fixture.status(fixture.launchAndRun("job", 0), TaskState.TASK_FAILED);
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.WAITING);
        fixture.pass(Duration.ofMillis(999));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.WAITING);
        fixture.pass(Duration.ofMillis(252));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.PENDING);
        fixture.status(fixture.launchAndRun("job", 0), TaskState.TASK_FAILED);
        fixture.pass(Duration.ofMillis(1999));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.WAITING);
        fixture.pass(Duration.ofMillis(502));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void withItsRetriesSpentASlotIsFailedAndKeepsTheCause() {
        fixture.put(app("job", 1).build());
        for (int attempt = 0; attempt < 3; attempt++) {
            fixture.status(
                    fixture.launchAndRun("job", 0),
                    TaskState.TASK_FAILED,
                    status -> status.setMessage("Command exited with status 3"));
            fixture.pass(Duration.ofMinutes(1));
        }
        Slot slot = fixture.slot("job", 0);
        assertThat(slot.state()).isEqualTo(SlotState.FAILED);
        assertThat(slot.ending()).extracting(TaskReport::exitCode).isEqualTo(3);
    }

    @Test
    void aLongRunHasTheRetriesCountAnew() {
        fixture.put(app("job", 1).build());
        for (int attempt = 0; attempt < 6; attempt++) {
            String id = fixture.launchAndRun("job", 0);
            fixture.pass(Duration.ofMinutes(11));
            fixture.status(id, TaskState.TASK_FAILED);
            assertThat(fixture.slot("job", 0).failures()).isEqualTo(1);
            fixture.pass(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskState.class,
            names = {"TASK_LOST", "TASK_DROPPED", "TASK_GONE", "TASK_GONE_BY_OPERATOR"})
    void whatTheApplicationIsNotToBlameForUsesNoRetry(TaskState state) {
        fixture.put(app("job", 1).build());
        for (int attempt = 0; attempt < 10; attempt++) {
            fixture.status(fixture.launchAndRun("job", 0), state);
            assertThat(fixture.state("job", 0)).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("job", 0).failures()).isZero();
            fixture.pass(Duration.ofMinutes(2));
        }
    }

    @Test
    void whatEveryAgentDropsIsTriedEverMoreRarely() {
        fixture.put(app("job", 1).build());
        for (int least : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            fixture.status(
                    fixture.launch("job", 0), TaskState.TASK_DROPPED, status -> status.setMessage("no such isolator"));
            Slot slot = fixture.slot("job", 0);
            assertThat(Duration.between(slot.since(), slot.until()))
                    .isBetween(Duration.ofSeconds(least), Duration.ofMillis(1250L * least));
            assertThat(slot.ending()).extracting(TaskReport::message).isEqualTo("no such isolator");
            fixture.pass(Duration.ofMinutes(2));
        }
    }

    @Test
    void aTaskKilledByADrainUsesNoRetryButOneKilledByNobodyHereDoes() {
        fixture.put(app("job", 2).build());
        fixture.status(
                fixture.launchAndRun("job", 0),
                TaskState.TASK_KILLED,
                status -> status.setReason(TaskStatus.Reason.REASON_AGENT_DRAINING));
        fixture.status(fixture.launchAndRun("job", 1), TaskState.TASK_KILLED);
        assertThat(fixture.slot("job", 0).failures()).isZero();
        assertThat(fixture.slot("job", 1).failures()).isEqualTo(1);
    }

    @Test
    void anErrorFailsTheSlotAtOnceWithMesosWords() {
        fixture.put(app("job", 1).build());
        fixture.status(
                fixture.launch("job", 0), TaskState.TASK_ERROR, status -> status.setMessage("Task uses no resources"));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.FAILED);
        assertThat(fixture.slot("job", 0).ending())
                .extracting(TaskReport::message)
                .isEqualTo("Task uses no resources");
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskState.class,
            names = {"TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_LOST", "TASK_GONE"})
    void underNeverEveryEndIsFinal(TaskState state) {
        fixture.put(app("once", 1).restart(Restart.NEVER).build());
        fixture.status(fixture.launchAndRun("once", 0), state);
        fixture.pass(Duration.ofDays(1));
        assertThat(fixture.state("once", 0).isDone()).isTrue();
    }

    @Test
    void underAlwaysExitZeroIsRelaunchedAndFailuresHaveNoLimit() {
        fixture.put(app("service", 1).restart(Restart.ALWAYS).build());
        for (int attempt = 0; attempt < 20; attempt++) {
            TaskState end = attempt % 2 == 0 ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
            fixture.status(fixture.launchAndRun("service", 0), end);
            fixture.pass(Duration.ofMinutes(6));
            assertThat(fixture.state("service", 0)).isEqualTo(SlotState.PENDING);
        }
    }

    @Test
    void anUnreachableTaskIsReplacedAfterFiveMinutesAndKilledWhenItReturns() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.status(id, TaskState.TASK_UNREACHABLE);
        fixture.pass(Duration.ofSeconds(299));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.UNREACHABLE);
        fixture.pass(Duration.ofSeconds(2));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
        fixture.launchAndRun("web", 0);
        assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING))).containsExactly(id);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
    }

    @Test
    void theTimeUntilAnUnreachableTaskIsReplacedCanBeChosen() {
        fixture.tasks = new DefaultTaskManager(new SplittableRandom(1), Duration.ofSeconds(20));
        fixture.put(app("web", 1).build());
        fixture.status(fixture.launchAndRun("web", 0), TaskState.TASK_UNREACHABLE);
        fixture.pass(Duration.ofSeconds(19));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.UNREACHABLE);
        fixture.pass(Duration.ofSeconds(2));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void anUnreachableTaskThatReturnsInTimeGoesOn() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.status(id, TaskState.TASK_UNREACHABLE);
        fixture.pass(Duration.ofMinutes(4));
        fixture.status(id, TaskState.TASK_RUNNING);
        fixture.pass(Duration.ofMinutes(10));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(fixture.killed()).isEmpty();
    }

    @Test
    void underNeverAnUnreachableTaskIsNotReplaced() {
        fixture.put(app("once", 1).restart(Restart.NEVER).build());
        fixture.status(fixture.launchAndRun("once", 0), TaskState.TASK_UNREACHABLE);
        fixture.pass(Duration.ofDays(3));
        assertThat(fixture.state("once", 0)).isEqualTo(SlotState.UNREACHABLE);
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskState.class,
            names = {"TASK_GONE", "TASK_UNKNOWN", "TASK_DROPPED"})
    void aLaunchThatTheMasterDeniesIsBelievedLostOnlyWhenItSaysSoAgainTenSecondsLater(TaskState denial) {
        fixture.put(app("web", 1).build());
        String id = fixture.launch("web", 0);
        fixture.accepted(id);
        fixture.pass(Duration.ofSeconds(9));
        fixture.reconciled(id, denial);
        fixture.reconciled(id, denial);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        fixture.pass(Duration.ofSeconds(10));
        fixture.reconciled(id, denial);
        assertThat(fixture.state("web", 0)).isNotEqualTo(SlotState.LAUNCHING);
        assertThat(fixture.slot("web", 0).failures()).isZero();
    }

    @Test
    void aSingleLateDenialIsNotEnough() {
        fixture.put(app("web", 1).build());
        String id = fixture.launch("web", 0);
        fixture.accepted(id);
        fixture.pass(Duration.ofSeconds(60));
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
    }

    @Test
    void aLaunchWhoseAnswerWasLostIsTimedFromTheNextSubscription() {
        fixture.put(app("web", 1).build());
        String id = fixture.launch("web", 0);
        fixture.pass(Duration.ofSeconds(60));
        fixture.subscribed();
        fixture.reconciled(id, TaskState.TASK_GONE);
        fixture.pass(Duration.ofSeconds(5));
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        fixture.pass(Duration.ofSeconds(6));
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
    }

    @Test
    void aDenialOfATaskThatWasSeenRunningCountsAtOnce() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
    }

    @Test
    void aLateTaskOfALaunchBelievedLostIsKilled() {
        fixture.put(app("web", 1).build());
        String id = fixture.launch("web", 0);
        fixture.refused(id);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
        assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING))).containsExactly(id);
    }

    @Test
    void aTaskWithAForeignIdIsLeftAlone() {
        assertThat(fixture.status("somebody-elses-task", TaskState.TASK_RUNNING))
                .isEmpty();
    }

    @Test
    void deletingKillsWhatRunsAndRemovesTheApplicationWithItsLastTask() {
        fixture.put(app("web", 2).build());
        String first = fixture.launchAndRun("web", 0);
        fixture.delete("web");
        assertThat(fixture.killed()).containsExactly(first);
        assertThat(fixture.states("web")).containsExactly(SlotState.KILLING);
        assertThat(fixture.tasks.specification("web")).isPresent();
        fixture.status(first, TaskState.TASK_KILLED);
        assertThat(fixture.tasks.specification("web")).isEmpty();
        assertThat(fixture.kept).isEmpty();
    }

    @Test
    void deletingAnApplicationLeavesThoseWhoseNamesBeginAlike() {
        fixture.put(app("api", 1).build());
        fixture.put(app("api2", 1).build());
        fixture.put(app("api-db", 1).build());
        fixture.delete("api");
        assertThat(fixture.tasks.specifications())
                .extracting(specification -> specification.application().name())
                .containsExactly("api-db", "api2");
        fixture.startAgain();
        assertThat(fixture.tasks.slots()).hasSize(2);
    }

    @Test
    void aKillIsRepeatedUntilTheTaskHasEnded() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.delete("web");
        assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(9)))).isEmpty();
        assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(2)))).containsExactly(id);
        assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(21)))).containsExactly(id);
        fixture.status(id, TaskState.TASK_KILLED);
        assertThat(fixture.killed(fixture.pass(Duration.ofHours(1)))).isEmpty();
    }

    @Test
    void aKillThatWasLostWithTheSubscriptionIsSentAgainWithTheNext() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.delete("web");
        assertThat(fixture.killed(fixture.subscribed())).containsExactly(id);
    }

    @Test
    void aTaskThatIsToldToEndStaysKillingWhateverItReportsBefore() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.delete("web");
        fixture.status(id, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.KILLING);
    }

    @Test
    void scalingUpAddsSlotsAndLeavesTheOthersAlone() {
        fixture.put(app("web", 1).build());
        fixture.launchAndRun("web", 0);
        fixture.put(app("web", 3).build());
        assertThat(fixture.states("web")).containsExactly(SlotState.RUNNING, SlotState.PENDING, SlotState.PENDING);
        assertThat(fixture.killed()).isEmpty();
    }

    @Test
    void scalingDownRemovesTheHighestSlots() {
        fixture.put(app("web", 3).build());
        fixture.launchAndRun("web", 0);
        String third = fixture.launchAndRun("web", 2);
        fixture.put(app("web", 1).build());
        assertThat(fixture.killed()).containsExactly(third);
        fixture.status(third, TaskState.TASK_KILLED);
        assertThat(fixture.states("web")).containsExactly(SlotState.RUNNING);
    }

    @Test
    void anUpdateReplacesOneTaskAfterTheOther() {
        fixture.put(app("web", 2).build());
        String first = fixture.launchAndRun("web", 0);
        String second = fixture.launchAndRun("web", 1);
        fixture.put(app("web", 2).command("run --new").build());
        assertThat(fixture.killed()).containsExactly(first);
        fixture.status(first, TaskState.TASK_KILLED);
        assertThat(fixture.states("web")).containsExactly(SlotState.PENDING, SlotState.RUNNING);
        fixture.pass(Duration.ofMinutes(9));
        assertThat(fixture.killed()).doesNotContain(second);
        fixture.launchAndRun("web", 0);
        assertThat(fixture.killed()).contains(second);
        fixture.status(second, TaskState.TASK_KILLED);
        fixture.launchAndRun("web", 1);
        assertThat(fixture.tasks.slotsOf("web")).allMatch(slot -> slot.version() == 2);
        assertThat(fixture.killed()).containsExactly(first, second);
    }

    @Test
    void anUpdateOfACheckedApplicationWaitsUntilTheNewTaskIsHealthy() {
        ApplicationBuilder checked = app("web", 2).healthCheck(HealthCheck.command("true"));
        fixture.put(checked.build());
        String first = fixture.launchAndRun("web", 0);
        String second = fixture.launchAndRun("web", 1);
        fixture.put(checked.command("run --new").build());
        fixture.status(first, TaskState.TASK_KILLED);
        String next = fixture.launchAndRun("web", 0);
        assertThat(fixture.killed()).containsExactly(first);
        fixture.status(next, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
        assertThat(fixture.killed()).containsExactly(first, second);
    }

    @Test
    void anUpdateThatStopsHalfWayGoesOnAfterARestart() {
        fixture.put(app("web", 2).build());
        String first = fixture.launchAndRun("web", 0);
        String second = fixture.launchAndRun("web", 1);
        fixture.put(app("web", 2).command("run --new").build());
        fixture.startAgain();
        fixture.subscribed();
        fixture.status(first, TaskState.TASK_KILLED);
        fixture.launchAndRun("web", 0);
        assertThat(fixture.killed()).endsWith(second);
    }

    @Test
    void anUpdateGivesFailedSlotsAnotherChance() {
        fixture.put(app("job", 1).build());
        fixture.status(fixture.launch("job", 0), TaskState.TASK_ERROR);
        fixture.put(app("job", 1).command("better").build());
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void aTaskThatEndsWhileItsUpdateWaitsIsReplacedByTheNewVersion() {
        fixture.put(app("web", 2).build());
        fixture.launchAndRun("web", 0);
        String second = fixture.launchAndRun("web", 1);
        fixture.put(app("web", 2).command("run --new").build());
        fixture.status(second, TaskState.TASK_FINISHED);
        assertThat(fixture.state("web", 1)).isEqualTo(SlotState.PENDING);
        assertThat(fixture.slot("web", 1).version()).isEqualTo(2);
    }

    @Test
    void restartGivesEverySlotANewTaskInTurn() {
        fixture.put(app("web", 2).build());
        String first = fixture.launchAndRun("web", 0);
        fixture.launchAndRun("web", 1);
        fixture.restart("web");
        assertThat(fixture.killed()).containsExactly(first);
    }

    @Test
    void puttingADeletedApplicationAgainKeepsItAndGivesItNewTasks() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.delete("web");
        fixture.put(app("web", 1).build());
        fixture.status(id, TaskState.TASK_KILLED);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void aRestartOfTheFrameworkFindsEverySlotAsItWas() {
        fixture.put(app("web", 3).build());
        fixture.launchAndRun("web", 0);
        fixture.launch("web", 1);
        fixture.put(app("job", 1).build());
        fixture.status(fixture.launchAndRun("job", 0), TaskState.TASK_FAILED);
        List<Slot> before = List.copyOf(fixture.tasks.slots());
        fixture.startAgain();
        assertThat(fixture.tasks.slots()).containsExactlyElementsOf(before);
        assertThat(fixture.tasks.specifications()).hasSize(2);
    }

    @Test
    void deadlinesSurviveARestart() {
        fixture.put(app("job", 1).build());
        fixture.status(fixture.launchAndRun("job", 0), TaskState.TASK_FAILED);
        Instant until = fixture.slot("job", 0).until();
        fixture.startAgain();
        assertThat(fixture.tasks.nextDue()).contains(until);
        fixture.pass(Duration.ofSeconds(2));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void aLaunchRefusedWhileItsApplicationWasDeletedRemovesTheSlot() {
        fixture.put(app("web", 1).build());
        String id = fixture.launch("web", 0);
        fixture.delete("web");
        fixture.refused(id);
        assertThat(fixture.tasks.slots()).isEmpty();
        assertThat(fixture.tasks.specification("web")).isEmpty();
    }

    @Test
    void aSecondFailureWhileTheRetryOfTheFirstWaitsChangesNothing() {
        fixture.put(app("job", 1).build());
        String id = fixture.launchAndRun("job", 0);
        fixture.status(id, TaskState.TASK_FAILED);
        Slot waiting = fixture.slot("job", 0);
        fixture.status(id, TaskState.TASK_FAILED);
        assertThat(fixture.slot("job", 0)).isEqualTo(waiting);
    }

    @Test
    void anUnreachableTaskIsReplacedOnlyOnTheWordOfThePresentSubscription() {
        fixture.put(app("web", 1).build());
        fixture.subscribed();
        String id = fixture.launchAndRun("web", 0);
        fixture.status(id, TaskState.TASK_UNREACHABLE);
        fixture.disconnected();
        fixture.pass(Duration.ofMinutes(6));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.UNREACHABLE);
        fixture.subscribed();
        fixture.pass(Duration.ofMinutes(6));
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.UNREACHABLE);
        fixture.reconciled(id, TaskState.TASK_UNREACHABLE);
        fixture.pass(Duration.ZERO);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void aTaskThatCameBackWhileTheFrameworkWasDownIsKept() {
        fixture.put(app("web", 1).build());
        fixture.subscribed();
        String id = fixture.launchAndRun("web", 0);
        fixture.status(id, TaskState.TASK_UNREACHABLE);
        fixture.now = fixture.now.plus(Duration.ofHours(1));
        fixture.startAgain();
        fixture.pass(Duration.ZERO);
        fixture.subscribed();
        fixture.reconciled(id, TaskState.TASK_RUNNING);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(fixture.slot("web", 0).currentTask().id()).isEqualTo(id);
    }

    @Test
    void noDenialCountsWhileTheAcceptIsUnanswered() {
        fixture.put(app("web", 1).build());
        fixture.subscribed();
        fixture.pass(Duration.ofHours(1));
        String id = fixture.launch("web", 0);
        fixture.reconciled(id, TaskState.TASK_GONE);
        fixture.pass(Duration.ofSeconds(20));
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        fixture.accepted(id);
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        fixture.pass(Duration.ofSeconds(10));
        fixture.reconciled(id, TaskState.TASK_GONE);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
    }

    @Test
    void denialsThatWereSaidCloseTogetherAndReadLateAreOne() {
        fixture.put(app("web", 1).build());
        fixture.subscribed();
        String id = fixture.launch("web", 0);
        fixture.accepted(id);
        denied(id, 1000);
        fixture.pass(Duration.ofMinutes(1));
        denied(id, 1009.5);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        denied(id, 1010.5);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
    }

    private void denied(String id, double timestamp) {
        fixture.status(
                id,
                TaskState.TASK_GONE,
                status -> status.setSource(TaskStatus.Source.SOURCE_MASTER)
                        .setReason(TaskStatus.Reason.REASON_RECONCILIATION)
                        .setTimestamp(timestamp));
    }

    @Test
    void aTaskThatSomebodyElseKillsIsKilledAgainOnceItsApplicationIsDeleted() {
        fixture.put(app("web", 1).build());
        String id = fixture.launchAndRun("web", 0);
        fixture.status(id, TaskState.TASK_KILLING);
        fixture.delete("web");
        fixture.pass(Duration.ofSeconds(10));
        assertThat(fixture.killed()).containsExactly(id, id);
    }

    @Test
    void anUpdateCutInTheMiddleOfItsCommitsReachesFailedSlotsAfterARestart() {
        fixture.put(app("job", 2).build());
        fixture.status(fixture.launchAndRun("job", 0), TaskState.TASK_ERROR);
        fixture.status(fixture.launchAndRun("job", 1), TaskState.TASK_ERROR);
        var whole = fixture.tasks.put(app("job", 2).command("other").build(), fixture.now);
        fixture.keep(whole.subList(0, 2));
        fixture.startAgain();
        assertThat(fixture.states("job")).containsExactly(SlotState.PENDING, SlotState.PENDING);
    }

    @Test
    void aBackOffKeptByAClockThatWasAheadEndsAllTheSame() {
        fixture.put(app("job", 1).build());
        fixture.now = fixture.now.plus(Duration.ofDays(365));
        fixture.status(fixture.launchAndRun("job", 0), TaskState.TASK_FAILED);
        fixture.now = fixture.now.minus(Duration.ofDays(365));
        fixture.startAgain();
        fixture.pass(Duration.ofSeconds(2));
        assertThat(fixture.state("job", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void aMessageOfAnyLengthIsKeptInPart() {
        fixture.put(app("job", 1).build());
        fixture.status(
                fixture.launchAndRun("job", 0), TaskState.TASK_ERROR, status -> status.setMessage("x".repeat(2 << 20)));
        assertThat(fixture.kept.get("slots/job/0"))
                .satisfies(kept -> assertThat(kept.size()).isLessThan(4000));
        assertThat(fixture.slot("job", 0).ending())
                .satisfies(
                        ending -> assertThat(ending.message()).startsWith("xxx").endsWith("more)"));
    }

    @Test
    void anApplicationTooLargeToBeKeptIsRefused() {
        Application huge = app("huge", 1).command("x".repeat(2 << 20)).build();
        assertThatThrownBy(() -> fixture.put(huge))
                .isInstanceOf(InvalidApplicationsException.class)
                .hasMessageContaining("too large");
        assertThat(fixture.tasks.slots()).isEmpty();
    }

    @Test
    void pendingApplicationsFollowTheirSlots() {
        fixture.put(app("a", 2).build());
        fixture.put(app("b", 1).build());
        assertThat(fixture.tasks.pendingApplications()).containsExactlyInAnyOrder("a", "b");
        fixture.launch("a", 0);
        fixture.launch("b", 0);
        assertThat(fixture.tasks.pendingApplications()).containsExactly("a");
        fixture.put(app("a", 1).build());
        assertThat(fixture.tasks.pendingApplications()).isEmpty();
    }
}
