package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FrameworkEndTest {

    @Test
    void whatACallerDoesToTheFutureOfTheEndEndsNothing() {
        CompletableFuture<Void> end;
        try (Framework framework = Framework.named("any").masters("127.0.0.1:1").start()) {
            framework.terminated().cancel(true);
            end = framework.terminated();
            assertThat(end).isNotDone();
        }
        assertThat(end).isCompleted();
    }
}
