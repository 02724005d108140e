package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.HandlerBlockedException;
import io.mesosframework.scheduler.HandlerProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<HandlerProblem> told = new ArrayList<>();
    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(5), nanos::get, told::add);

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        watchdog.look();
    }

    private Watchdog.@Nullable Call enter(String handler) {
        return watchdog.enter(handler, "OFFERS", nanos.get());
    }

    @Test
    void whatReturnsInTimeIsNotToldOf() {
        enter("quick");
        pass(4);
        watchdog.leave(null);
        pass(60);
        assertThat(told).isEmpty();
    }

    @Test
    void whatDoesNotReturnIsToldOfByNameWithThePlaceWhereItIs() {
        enter("the sleeper");
        pass(4);
        assertThat(told).isEmpty();
        pass(1);
        assertThat(told).singleElement().satisfies(problem -> {
            assertThat(problem.handler()).isEqualTo("the sleeper");
            assertThat(problem.what()).isEqualTo("OFFERS");
            assertThat(problem.took()).isEqualTo(Duration.ofSeconds(5));
            assertThat(problem.cause())
                    .isInstanceOf(HandlerBlockedException.class)
                    .hasMessageContaining("the sleeper has held the loop for 5000 ms on OFFERS");
            assertThat(problem.cause().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(WatchdogTest.class.getName()));
        });
    }

    @Test
    void itIsToldAgainEachTimeTwiceAsLongHasPassed() {
        enter("the sleeper");
        for (int second = 0; second < 60; second++) {
            pass(1);
        }
        assertThat(told)
                .extracting(HandlerProblem::took)
                .containsExactly(
                        Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40));
    }

    @Test
    void ofCallsWithinEachOtherTheInnermostIsTheOne() {
        enter("outer");
        Watchdog.Call outer = enter("inner");
        pass(5);
        watchdog.leave(outer);
        pass(1);
        assertThat(told).extracting(HandlerProblem::handler).containsExactly("inner", "outer");
    }

    @Test
    void aListenerThatThrowsEndsNothing() {
        Watchdog failing = new Watchdog(Duration.ofSeconds(5), nanos::get, problem -> {
            told.add(problem);
            throw new IllegalStateException("of all things");
        });
        failing.enter("the sleeper", "OFFERS", nanos.get());
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        failing.look();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        failing.look();
        assertThat(told).hasSize(2);
    }
}
