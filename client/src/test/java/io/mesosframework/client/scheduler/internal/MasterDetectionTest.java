package io.mesosframework.client.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.scheduler.NoMasterKnownException;
import io.mesosframework.client.scheduler.internal.SubscriptionMachine.State;
import io.mesosframework.http.Origin;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The masters as somebody else finds them. */
class MasterDetectionTest {

    private final AtomicReference<List<Origin>> known = new AtomicReference<>(List.of());

    private void detected(String... masters) {
        known.set(List.of(masters).stream()
                .map(master -> Origin.parse(master, 5050))
                .toList());
    }

    /** Subscribed at m9, which m1 redirects to. */
    private Script redirectedToM9() {
        detected("m1");
        return Script.of(known::get).asked().head(307, "Location", "//m9:5050").takes();
    }

    @Test
    void whereNoneIsKnownItWaitsAndAsksAgain() {
        Script script = Script.of(known::get).start();

        assertThat(script.disconnectedBy()).isInstanceOf(NoMasterKnownException.class);
        assertThat(script.machine.state()).isEqualTo(State.DISCONNECTED);

        detected("m1");
        assertThat(script.retry().opened()).isEqualTo("http://m1:5050");
    }

    @Test
    void eachAttemptGoesToThoseKnownByThen() {
        detected("m1", "m2");
        Script script = Script.of(known::get).start();
        detected("m3");

        assertThat(script.connectFailed().retry().opened()).isEqualTo("http://m3:5050");
    }

    @Test
    void aLeaderKnownFromARedirectIsForgottenWhenOthersAreDetected() {
        Script script = redirectedToM9();
        detected("m2");

        assertThat(script.streamEnded().retry().opened()).isEqualTo("http://m2:5050");
    }

    @Test
    void aLeaderKnownFromARedirectIsTheFirstToTryWhileNothingElseIsDetected() {
        assertThat(redirectedToM9().streamEnded().retry().opened()).isEqualTo("http://m9:5050");
    }

    @Test
    void aDetectorThatThrowsIsAskedAgain() {
        Script script = Script.of(() -> {
                    throw new IllegalStateException("no registry");
                })
                .start();

        assertThat(script.disconnectedBy())
                .isInstanceOf(NoMasterKnownException.class)
                .hasMessageContaining("no registry");
        assertThat(script.machine.isOver()).isFalse();
    }
}
