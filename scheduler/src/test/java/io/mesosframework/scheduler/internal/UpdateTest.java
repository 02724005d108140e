package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.application.UpdatePolicy;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateTest {

    private static final UpdatePolicy POLICY = UpdatePolicy.DEFAULT;

    private final TaskManagerFixture fixture = new TaskManagerFixture();

    private static ApplicationBuilder web(int instances, String command) {
        return Application.named("web")
                .instances(instances)
                .restart(Restart.ALWAYS)
                .cpus(1)
                .mem(64)
                .command(command);
    }

    /** All slots run the first version. */
    private void running(ApplicationBuilder application) {
        fixture.put(application.build());
        fixture.subscribed();
        for (Slot slot : List.copyOf(fixture.tasks.slots())) {
            fixture.launchAndRun("web", slot.key().index());
        }
    }

    private List<Integer> killing() {
        return fixture.tasks.slotsIn(SlotState.KILLING).stream()
                .map(slot -> slot.key().index())
                .toList();
    }

    private void killed(int index) {
        fixture.status(fixture.slot("web", index).currentTask().id(), TaskState.TASK_KILLED);
    }

    /** The task of an older version ends, and one of the new version runs. */
    private void replaced(int index) {
        killed(index);
        fixture.launchAndRun("web", index);
    }

    private Update update() {
        return fixture.tasks.update("web").orElseThrow();
    }

    @Test
    void asManySlotsAtOnceAsMayBeUnavailable() {
        running(web(5, "one").update(POLICY.withMaxUnavailable(2)));
        fixture.put(web(5, "two").update(POLICY.withMaxUnavailable(2)).build());
        assertThat(killing()).containsExactly(0, 1);
        replaced(0);
        assertThat(killing()).containsExactly(1, 2);
        replaced(1);
        replaced(2);
        assertThat(killing()).containsExactly(3, 4);
        replaced(3);
        replaced(4);
        assertThat(update().state()).isEqualTo(Update.State.DONE);
        assertThat(update().ready()).isEqualTo(5);
    }

    @Test
    void aTaskCountsOnlyAfterItsMinimumOfHealthyTime() {
        UpdatePolicy policy = POLICY.withMinHealthyTime(Duration.ofSeconds(30));
        running(web(2, "one").update(policy));
        fixture.put(web(2, "two").update(policy).build());
        replaced(0);
        assertThat(killing()).isEmpty();
        fixture.pass(Duration.ofSeconds(29));
        assertThat(killing()).isEmpty();
        fixture.pass(Duration.ofSeconds(1));
        assertThat(killing()).containsExactly(1);
    }

    @Test
    void aTaskThatIsCheckedCountsOnceItIsHealthy() {
        HealthCheck check = HealthCheck.of(new HealthCheck.Tcp(80));
        running(web(2, "one"));
        fixture.put(web(2, "two").healthCheck(check).build());
        replaced(0);
        assertThat(killing()).isEmpty();
        String id = fixture.slot("web", 0).currentTask().id();
        fixture.status(id, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
        assertThat(killing()).containsExactly(1);
    }

    @Test
    void withSurgeSlotsBeyondTheInstancesRunBeforeAnyTaskGoesAndLeaveWhenItIsDone() {
        UpdatePolicy policy = new UpdatePolicy(0, 2, Duration.ZERO, Duration.ofMinutes(10));
        running(web(3, "one").update(policy));
        fixture.put(web(3, "two").update(policy).build());
        assertThat(fixture.states("web"))
                .containsExactly(
                        SlotState.RUNNING, SlotState.RUNNING, SlotState.RUNNING, SlotState.PENDING, SlotState.PENDING);
        fixture.launchAndRun("web", 3);
        assertThat(killing()).containsExactly(0);
        fixture.launchAndRun("web", 4);
        assertThat(killing()).containsExactly(0, 1);
        replaced(0);
        assertThat(killing()).containsExactly(1, 2);
        replaced(1);
        replaced(2);
        assertThat(killing()).containsExactly(3, 4);
        killed(3);
        killed(4);
        assertThat(fixture.states("web")).hasSize(3).containsOnly(SlotState.RUNNING);
        fixture.startAgain();
        assertThat(fixture.tasks.slotsOf("web")).hasSize(3);
    }

    @Test
    void anUpdateWithSurgeGoesOnAfterARestart() {
        UpdatePolicy policy = new UpdatePolicy(0, 1, Duration.ZERO, Duration.ofMinutes(10));
        running(web(2, "one").update(policy));
        fixture.put(web(2, "two").update(policy).build());
        fixture.launchAndRun("web", 2);
        fixture.startAgain();
        assertThat(fixture.tasks.slotsOf("web")).hasSize(3);
        replaced(0);
        replaced(1);
        killed(2);
        assertThat(fixture.states("web")).containsExactly(SlotState.RUNNING, SlotState.RUNNING);
        assertThat(update().state()).isEqualTo(Update.State.DONE);
    }

    @Test
    void itHaltsWhenASlotFailsAndTellsWhich() {
        running(web(3, "one"));
        fixture.put(web(3, "two").build());
        killed(0);
        fixture.status(fixture.launch("web", 0), TaskState.TASK_ERROR);
        assertThat(update().state()).isEqualTo(Update.State.HALTED);
        assertThat(update().why()).isEqualTo("slot web.0 failed");
        fixture.pass(Duration.ofHours(1));
        assertThat(fixture.states("web")).containsExactly(SlotState.FAILED, SlotState.RUNNING, SlotState.RUNNING);
        fixture.startAgain();
        assertThat(update().state()).isEqualTo(Update.State.HALTED);
        assertThat(killing()).isEmpty();
    }

    @Test
    void itHaltsWhenNoFurtherTaskIsUpByTheDeadline() {
        running(web(3, "one"));
        fixture.put(web(3, "two").build());
        fixture.pass(Duration.ofMinutes(9));
        replaced(0);
        killed(1);
        fixture.pass(Duration.ofMinutes(9));
        assertThat(update().state()).isEqualTo(Update.State.ROLLING);
        fixture.pass(Duration.ofMinutes(1));
        assertThat(update().state()).isEqualTo(Update.State.HALTED);
        assertThat(update().why()).isEqualTo("no further task was up within 10m");
        fixture.launchAndRun("web", 1);
        assertThat(killing()).isEmpty();
    }

    @Test
    void theDeadlineSurvivesARestartButTimeAwayIsNotHeldAgainstIt() {
        running(web(2, "one"));
        fixture.put(web(2, "two").build());
        killed(0);
        fixture.now = fixture.now.plus(Duration.ofMinutes(20));
        fixture.startAgain();
        fixture.pass(Duration.ofMinutes(1));
        assertThat(update().state()).isEqualTo(Update.State.ROLLING);
        fixture.subscribed();
        fixture.pass(Duration.ofSeconds(59));
        assertThat(update().state()).isEqualTo(Update.State.ROLLING);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(update().state()).isEqualTo(Update.State.HALTED);
    }

    @Test
    void resumedItGoesOnWithASlotThatFailedAlsoAfterARestart() {
        running(web(3, "one").retry(Retry.defaultFor(Restart.ALWAYS).withTotalRetries(1)));
        fixture.put(web(3, "two")
                .retry(Retry.defaultFor(Restart.ALWAYS).withTotalRetries(1))
                .build());
        killed(0);
        failTwice(0);
        assertThat(update().state()).isEqualTo(Update.State.HALTED);

        fixture.startAgain();
        fixture.subscribed();
        fixture.resume("web");
        assertThat(update().state()).isEqualTo(Update.State.ROLLING);
        assertThat(update().why()).isEmpty();
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
        assertThat(fixture.slot("web", 0).failures()).isZero();
        assertThat(killing()).isEmpty();
        assertThat(fixture.resume("web")).isEmpty();

        fixture.startAgain();
        fixture.subscribed();
        fixture.launchAndRun("web", 0);
        assertThat(killing()).containsExactly(1);
        replaced(1);
        replaced(2);
        assertThat(update().state()).isEqualTo(Update.State.DONE);
        assertThat(fixture.resume("web")).isEmpty();
    }

    private void failTwice(int index) {
        fixture.status(fixture.launch("web", index), TaskState.TASK_FAILED);
        assertThat(fixture.state("web", index)).isEqualTo(SlotState.WAITING);
        fixture.pass(Duration.ofMinutes(1));
        fixture.status(fixture.launch("web", index), TaskState.TASK_FAILED);
    }

    @Test
    void resumedItHaltsAgainWhereTheSlotFailsAgain() {
        running(web(2, "one"));
        fixture.put(web(2, "two").build());
        killed(0);
        fixture.status(fixture.launch("web", 0), TaskState.TASK_ERROR);
        fixture.resume("web");
        fixture.status(fixture.launch("web", 0), TaskState.TASK_ERROR);
        assertThat(update().state()).isEqualTo(Update.State.HALTED);
        assertThat(fixture.states("web")).containsExactly(SlotState.FAILED, SlotState.RUNNING);
    }

    @Test
    void resumedItHasItsWholeDeadlineAgain() {
        running(web(3, "one"));
        fixture.put(web(3, "two").build());
        replaced(0);
        killed(1);
        fixture.pass(Duration.ofMinutes(10));
        assertThat(update().state()).isEqualTo(Update.State.HALTED);
        fixture.pass(Duration.ofHours(5));
        fixture.resume("web");
        fixture.pass(Duration.ofMinutes(9));
        assertThat(update().state()).isEqualTo(Update.State.ROLLING);
        fixture.launchAndRun("web", 1);
        assertThat(killing()).containsExactly(2);
        fixture.pass(Duration.ofMinutes(9));
        replaced(2);
        assertThat(update().state()).isEqualTo(Update.State.DONE);
    }

    @Test
    void whereNoUpdateHasHaltedThereIsNothingToResume() {
        running(web(2, "one"));
        assertThat(fixture.resume("web")).isEmpty();
        fixture.put(web(2, "two").build());
        assertThat(fixture.resume("web")).isEmpty();
        assertThat(killing()).containsExactly(0);
        fixture.delete("web");
        assertThatThrownBy(() -> fixture.resume("web"))
                .isInstanceOf(UnknownApplicationException.class)
                .hasMessage("There is no application web");
    }

    @Test
    void aRollbackBringsTheSpecificationBeforeBackAndLeavesItsTasksAlone() {
        running(web(3, "one"));
        fixture.put(web(3, "two").build());
        replaced(0);
        killed(1);
        fixture.status(fixture.launch("web", 1), TaskState.TASK_ERROR);
        String untouched = fixture.slot("web", 2).currentTask().id();
        fixture.rollback("web");
        assertThat(fixture.tasks.specification("web").orElseThrow().application())
                .isEqualTo(web(3, "one").build());
        assertThat(fixture.state("web", 1)).isEqualTo(SlotState.PENDING);
        assertThat(killing()).isEmpty();
        fixture.launchAndRun("web", 1);
        assertThat(killing()).containsExactly(0);
        replaced(0);
        assertThat(update().state()).isEqualTo(Update.State.DONE);
        assertThat(fixture.slot("web", 2).currentTask().id()).isEqualTo(untouched);
        assertThat(fixture.state("web", 2)).isEqualTo(SlotState.RUNNING);
    }

    @Test
    void eachRollbackGoesBackOneFurtherAlsoAfterARestart() {
        fixture.put(web(1, "one").build());
        fixture.put(web(1, "two").build());
        fixture.put(web(1, "three").build());
        fixture.startAgain();
        fixture.rollback("web");
        assertThat(command()).isEqualTo("two");
        fixture.startAgain();
        fixture.rollback("web");
        assertThat(command()).isEqualTo("one");
        fixture.startAgain();
        assertThatThrownBy(() -> fixture.rollback("web"))
                .isInstanceOf(UnknownApplicationException.class)
                .hasMessageContaining("web has no earlier version");
        assertThatThrownBy(() -> fixture.rollback("other")).hasMessageContaining("There is no application other");
    }

    private String command() {
        return fixture.tasks
                .specification("web")
                .orElseThrow()
                .application()
                .command()
                .cmd();
    }

    @Test
    void onlyTheLastFiveSpecificationsAreKept() {
        for (int version = 0; version < 20; version++) {
            fixture.put(web(1, "v" + version).build());
        }
        assertThat(fixture.tasks.earlier("web"))
                .extracting(Specification::version)
                .containsExactly(15, 16, 17, 18, 19);
        assertThat(fixture.kept.keySet())
                .filteredOn(key -> key.startsWith("earlier/"))
                .hasSize(5);
        fixture.delete("web");
        assertThat(fixture.kept).isEmpty();
    }

    @Test
    void aChangeOfPlacementOrLifecycleAloneReplacesNoTask() {
        running(web(2, "one"));
        List<Slot> before = fixture.tasks.slotsOf("web");
        fixture.put(web(2, "one")
                .strategy(Strategy.unique())
                .update(POLICY.withMaxUnavailable(2))
                .build());
        assertThat(fixture.tasks.slotsOf("web")).isEqualTo(before);
        assertThat(fixture.tasks.update("web")).isEmpty();
        fixture.startAgain();
        assertThat(fixture.tasks.slotsOf("web")).isEqualTo(before);
    }

    @Test
    void aSlotThatFailedGetsAnotherChanceWhenItsRetriesChange() {
        fixture.put(web(1, "one").build());
        fixture.status(fixture.launch("web", 0), TaskState.TASK_ERROR);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.FAILED);
        fixture.put(web(1, "one")
                .retry(Retry.defaultFor(Restart.ALWAYS).withTotalRetries(9))
                .build());
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
    }

    @Test
    void scalingDuringAnUpdateKeepsItGoing() {
        running(web(3, "one"));
        fixture.put(web(3, "two").build());
        fixture.scale("web", 4);
        assertThat(fixture.state("web", 3)).isEqualTo(SlotState.PENDING);
        replaced(0);
        assertThat(killing()).as("slot 3 is not up yet").isEmpty();
        fixture.launchAndRun("web", 3);
        assertThat(killing()).containsExactly(1);
        fixture.scale("web", 1);
        assertThat(killing()).containsExactly(1, 2, 3);
        assertThat(update().state()).isEqualTo(Update.State.DONE);
        assertThatThrownBy(() -> fixture.scale("other", 1)).isInstanceOf(UnknownApplicationException.class);
    }

    @Test
    void veryManySlotsAreLookedAtNowAndThen() {
        running(web(1500, "one").update(POLICY.withMaxUnavailable(700)));
        fixture.put(web(1500, "two").update(POLICY.withMaxUnavailable(700)).build());
        fixture.pass(Duration.ofMillis(250));
        assertThat(killing()).hasSize(700);
        for (int index = 0; index < 700; index++) {
            replaced(index);
        }
        assertThat(killing()).isEmpty();
        fixture.pass(Duration.ofMillis(250));
        assertThat(killing()).hasSize(700);
    }

    @Test
    void aSpecificationKeptBeforeThereWereUpdatesIsTakenUp() {
        running(web(2, "one"));
        fixture.put(web(2, "two").build());
        fixture.kept.keySet().removeIf(key -> key.startsWith("updates/"));
        fixture.startAgain();
        assertThat(update().state()).isEqualTo(Update.State.ROLLING);
        replaced(0);
        assertThat(killing()).containsExactly(1);
    }
}
