package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What frameworks that hold offers mean for themselves and for others, in the time of an embedded cluster. */
@Timeout(60)
class HoldOffersTest {

    private static EmbeddedMesosBuilder mesos() {
        return EmbeddedMesos.builder().agents(2).virtualTime().seed(3).simulatedTasks(TaskScript.runs());
    }

    private static Framework start(EmbeddedMesos mesos, String name, Duration hold) {
        Framework framework = Framework.named(name)
                .masters(mesos.master())
                .transport(mesos.transport())
                .time(mesos.time())
                .random(new SplittableRandom(3))
                .holdOffers(hold)
                .start();
        mesos.time().advance(Duration.ofSeconds(2));
        return framework;
    }

    private static ApplicationBuilder app(String name) {
        return Application.named(name).cpus(1).mem(64).command("run");
    }

    private static boolean isRunning(Framework framework, String application) {
        return framework.tasks().slotsOf(application).stream().allMatch(slot -> slot.state() == SlotState.RUNNING);
    }

    private static Duration untilRuns(EmbeddedMesos mesos, Framework framework, Application application) {
        framework.put(application).join();
        return mesos.time().advanceUntil(() -> isRunning(framework, application.name()), Duration.ofMinutes(20));
    }

    @Test
    void heldItIsThereAtOnceAndOtherwiseAtMostAnIntervalLater() {
        Duration hold = Duration.ofMinutes(1);
        assertThat(secondApplication(hold)).isLessThan(Duration.ofMillis(200));
        assertThat(secondApplication(Duration.ZERO)).isBetween(Duration.ofMillis(200), Duration.ofMillis(2500));
    }

    private static Duration secondApplication(Duration hold) {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = start(mesos, "one", hold)) {
            untilRuns(mesos, framework, app("first").build());
            mesos.time().advance(Duration.ofMillis(100));
            return untilRuns(mesos, framework, app("second").build());
        }
    }

    @Test
    void anotherFrameworkWaitsForWhatIsHeldUntilTheDeadline() {
        Duration hold = Duration.ofMinutes(3);
        try (EmbeddedMesos mesos = mesos().start();
                Framework hoarder = start(mesos, "hoarder", hold);
                Framework other = start(mesos, "other", Duration.ZERO)) {
            untilRuns(mesos, hoarder, app("first").build());

            Duration took = untilRuns(
                    mesos,
                    other,
                    app("both").instances(2).strategy(Strategy.unique()).build());

            assertThat(took).isBetween(hold.minusSeconds(10), hold.plusSeconds(10));
        }
    }

    @Test
    void theMastersOwnTimeOutTakesHeldOffersBackBeforeThat() {
        try (EmbeddedMesos mesos = mesos().offerTimeout(Duration.ofSeconds(20)).start();
                Framework hoarder = start(mesos, "hoarder", Duration.ofMinutes(5));
                Framework other = start(mesos, "other", Duration.ZERO)) {
            untilRuns(mesos, hoarder, app("first").build());

            Duration took = untilRuns(
                    mesos,
                    other,
                    app("both").instances(2).strategy(Strategy.unique()).build());

            assertThat(took).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 601})
    void noOneHoldsForLongerThanTenMinutes(long seconds) {
        assertThatThrownBy(() -> Framework.named("f").holdOffers(Duration.ofSeconds(seconds)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to 10 minutes");
    }
}
