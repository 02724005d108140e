package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.HandlerProblem;
import io.mesosframework.scheduler.InverseOfferPolicy;
import io.mesosframework.scheduler.OrphanPolicy;
import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A retry policy of a user's own. */
class RetryPolicyTest {

    private final List<HandlerProblem> problems = new ArrayList<>();
    private final TaskManagerFixture fixture = new TaskManagerFixture();

    /** A slot whose task has failed, where the application allows one retry after a minute. */
    private SlotState afterAFailure(RetryPolicy policy) {
        Callbacks callbacks =
                new Callbacks(InverseOfferPolicy.accept(), Duration.ofMillis(500), () -> 0, problems::add);
        fixture.tasks = new DefaultTaskManager(
                new SplittableRandom(1), Duration.ofMinutes(5), OrphanPolicy.KILL_OWN, callbacks.guarding(policy));
        fixture.put(Application.named("web")
                .cpus(1)
                .mem(64)
                .command("run")
                .retry(new Retry(Duration.ofMinutes(1), true, 1, Duration.ofHours(1)))
                .build());
        fixture.status(fixture.launchAndRun("web", 0), TaskState.TASK_FAILED);
        return fixture.state("web", 0);
    }

    @Test
    void itMayWaitForAsLongAsItLikes() {
        assertThat(afterAFailure((slot, application, usual) -> Optional.of(Duration.ofHours(7))))
                .isEqualTo(SlotState.WAITING);
        assertThat(fixture.slot("web", 0).until()).isEqualTo(fixture.now.plus(Duration.ofHours(7)));
    }

    @Test
    void itMayGiveUpAtOnce() {
        assertThat(afterAFailure((slot, application, usual) -> Optional.empty()))
                .isEqualTo(SlotState.FAILED);
    }

    @Test
    void itIsToldWhatTheApplicationSays() {
        List<Boolean> spent = new ArrayList<>();
        afterAFailure((slot, application, usual) -> {
            spent.add(usual.isEmpty());
            return Optional.of(Duration.ofMinutes(1));
        });
        fixture.pass(Duration.ofMinutes(1));
        fixture.status(fixture.launchAndRun("web", 0), TaskState.TASK_FAILED);
        assertThat(spent).containsExactly(false, true);
        assertThat(fixture.state("web", 0)).isEqualTo(SlotState.WAITING);
    }

    @Test
    void whereItThrowsTheApplicationsOwnWayIsTakenAndItIsReported() {
        assertThat(afterAFailure((slot, application, usual) -> {
                    throw new IllegalStateException("no idea");
                }))
                .isEqualTo(SlotState.WAITING);
        assertThat(fixture.slot("web", 0).until()).isBefore(fixture.now.plus(Duration.ofMinutes(2)));
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).isEqualTo("the retry of web.0"));
    }

    @Test
    void aWaitThatIsNoneIsReported() {
        assertThat(afterAFailure((slot, application, usual) -> Optional.of(Duration.ofSeconds(-1))))
                .isEqualTo(SlotState.WAITING);
        assertThat(problems).hasSize(1);
    }
}
