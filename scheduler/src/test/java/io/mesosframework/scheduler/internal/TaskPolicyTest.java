package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.UnreachablePolicy;
import io.mesosframework.scheduler.application.UnreachablePolicy.OnReturn;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an application says of late, unhealthy, unreachable and unwanted tasks. */
class TaskPolicyTest {

    private final TaskManagerFixture fixture = new TaskManagerFixture();

    private static ApplicationBuilder app(int instances) {
        return Application.named("web").instances(instances).cpus(1).mem(64).command("run");
    }

    private String currentTask() {
        return fixture.slot("web", 0).currentTask().id();
    }

    @Nested
    class Late {

        @Test
        void aTaskThatDoesNotRunInTimeIsKilledAndAnotherOneTriedThatUsesNoRetry() {
            fixture.put(app(1).maxLaunchDelay(Duration.ofMinutes(3)).build());
            fixture.subscribed();
            String id = fixture.launch("web", 0);
            fixture.accepted(id);
            fixture.pass(Duration.ofMinutes(1));
            fixture.reconciled(id, TaskState.TASK_STAGING);
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(119)))).isEmpty();
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(1)))).containsExactly(id);
            fixture.status(id, TaskState.TASK_KILLED);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("web", 0).failures()).isZero();
            assertThat(fixture.slot("web", 0).history())
                    .extracting(PastTransition::cause)
                    .contains("max_launch_delay has passed");
        }

        @Test
        void aTaskThatRunsInTimeIsLeftAlone() {
            fixture.put(app(1).maxLaunchDelay(Duration.ofMinutes(3)).build());
            fixture.subscribed();
            String id = fixture.launch("web", 0);
            fixture.status(id, TaskState.TASK_STARTING);
            fixture.status(id, TaskState.TASK_RUNNING);
            fixture.pass(Duration.ofHours(1));
            assertThat(fixture.killed()).isEmpty();
        }

        @Test
        void theDeadlineSurvivesARestartButWhatCouldNotBeHeardIsNotHeldAgainstTheTask() {
            fixture.put(app(1).maxLaunchDelay(Duration.ofMinutes(3)).build());
            String id = fixture.launch("web", 0);
            fixture.status(id, TaskState.TASK_STAGING);
            fixture.now = fixture.now.plus(Duration.ofHours(1));
            fixture.startAgain();
            assertThat(fixture.killed(fixture.pass(Duration.ZERO))).isEmpty();
            fixture.subscribed();
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(29)))).isEmpty();
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(1)))).containsExactly(id);
        }

        @Test
        void underNeverALateTaskIsTheLast() {
            fixture.put(app(1).restart(Restart.NEVER)
                    .maxLaunchDelay(Duration.ofMinutes(3))
                    .build());
            fixture.subscribed();
            String id = fixture.launch("web", 0);
            fixture.status(id, TaskState.TASK_STAGING);
            fixture.pass(Duration.ofMinutes(3));
            fixture.status(id, TaskState.TASK_KILLED);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.KILLED);
        }
    }

    @Nested
    class Unhealthy {

        @Test
        void aTaskThatIsNotHealthyInTimeIsReplacedAndUsesARetry() {
            fixture.put(app(1).healthCheck(HealthCheck.of(new HealthCheck.Tcp(80)))
                    .maxUnhealthyTime(Duration.ofMinutes(2))
                    .build());
            fixture.subscribed();
            String id = fixture.launchAndRun("web", 0);
            fixture.pass(Duration.ofSeconds(119));
            fixture.status(id, TaskState.TASK_RUNNING, status -> status.setHealthy(true));
            assertThat(fixture.killed(fixture.pass(Duration.ofHours(1)))).isEmpty();
            fixture.status(id, TaskState.TASK_RUNNING, status -> status.setHealthy(false));
            assertThat(fixture.killed(fixture.pass(Duration.ofMinutes(2)))).containsExactly(id);
            fixture.status(id, TaskState.TASK_KILLED);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
            assertThat(fixture.slot("web", 0).failures()).isEqualTo(1);
        }
    }

    @Nested
    class Unwanted {

        @Test
        void theGraceOfTheApplicationGoesWithEveryKill() {
            fixture.put(app(1).killGrace(Duration.ofSeconds(20)).build());
            fixture.launchAndRun("web", 0);
            fixture.delete("web");
            fixture.pass(Duration.ofSeconds(10));
            List<Action.Kill> kills = fixture.actions.stream()
                    .filter(Action.Kill.class::isInstance)
                    .map(Action.Kill.class::cast)
                    .toList();
            assertThat(kills)
                    .hasSize(2)
                    .allSatisfy(kill -> assertThat(kill.policy())
                            .satisfies(
                                    policy -> assertThat(policy.getGracePeriod().getNanoseconds())
                                            .isEqualTo(20_000_000_000L)));
        }
    }

    @Nested
    class Unreachable {

        private final UnreachablePolicy keep =
                new UnreachablePolicy(Optional.of(Duration.ofSeconds(30)), OnReturn.KEEP_RETURNED);

        private String giveUp() {
            String id = fixture.launchAndRun("web", 0);
            fixture.status(id, TaskState.TASK_UNREACHABLE);
            fixture.pass(Duration.ofSeconds(30));
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
            return id;
        }

        @Test
        void theApplicationSaysWhenItsTaskIsReplaced() {
            fixture.put(app(1).unreachable(
                            new UnreachablePolicy(Optional.of(Duration.ofSeconds(30)), OnReturn.KILL_RETURNED))
                    .build());
            String id = giveUp();
            assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING)))
                    .containsExactly(id);
        }

        @Test
        void aReturnedTaskThatIsToBeKeptTakesItsSlotBackBeforeThereIsAnother() {
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            fixture.startAgain();
            fixture.reconciled(id, TaskState.TASK_RUNNING);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
            assertThat(currentTask()).isEqualTo(id);
            assertThat(fixture.killed()).isEmpty();
        }

        @Test
        void theTaskThatReplacedItEndsFirst() {
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            String other = fixture.launchAndRun("web", 0);
            assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING)))
                    .containsExactly(other);
            assertThat(fixture.killed(fixture.pass(Duration.ofSeconds(10)))).containsExactly(other);
            fixture.startAgain();
            fixture.status(other, TaskState.TASK_KILLED);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.RUNNING);
            assertThat(currentTask()).isEqualTo(id);
            assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING)))
                    .isEmpty();
        }

        @Test
        void aTaskThatHasItsSlotBackKeepsItsVersionWhateverWasChangedMeanwhile() {
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            fixture.put(
                    app(1).unreachable(keep).killGrace(Duration.ofSeconds(9)).build());
            String other = fixture.launchAndRun("web", 0);
            fixture.status(id, TaskState.TASK_RUNNING);
            fixture.status(other, TaskState.TASK_KILLED);
            assertThat(currentTask()).isEqualTo(id);
            assertThat(fixture.slot("web", 0).version())
                    .isEqualTo(fixture.tasks.specification("web").orElseThrow().taskVersion());
        }

        @Test
        void aTaskThatHasItsSlotBackIsReplacedByAnUpdateThatBeganMeanwhile() {
            fixture.subscribed();
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            String other = fixture.launchAndRun("web", 0);
            fixture.status(id, TaskState.TASK_RUNNING);
            fixture.put(app(1).unreachable(keep).command("other").build());
            fixture.status(other, TaskState.TASK_KILLED);
            assertThat(currentTask()).isEqualTo(id);
            assertThat(fixture.killed()).containsExactly(other, id);
            fixture.status(id, TaskState.TASK_KILLED);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
            assertThat(fixture.slot("web", 0).version()).isEqualTo(2);
        }

        @Test
        void aReturnedTaskThatEndsMeanwhileLeavesTheSlotWaitingForAnother() {
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            String other = fixture.launchAndRun("web", 0);
            fixture.status(id, TaskState.TASK_RUNNING);
            fixture.status(id, TaskState.TASK_FAILED);
            fixture.status(other, TaskState.TASK_KILLED);
            assertThat(fixture.state("web", 0)).isEqualTo(SlotState.PENDING);
        }

        @Test
        void aReturnedTaskOfAnOlderVersionIsKilled() {
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            fixture.put(app(1).unreachable(keep).command("other").build());
            assertThat(fixture.killed(fixture.status(id, TaskState.TASK_RUNNING)))
                    .containsExactly(id);
        }

        @Test
        void deletingEndsBothOfThem() {
            fixture.put(app(1).unreachable(keep).build());
            String id = giveUp();
            String other = fixture.launchAndRun("web", 0);
            fixture.status(id, TaskState.TASK_RUNNING);
            fixture.actions.clear();
            fixture.delete("web");
            assertThat(fixture.killed()).containsExactlyInAnyOrder(id, other);
        }
    }
}
