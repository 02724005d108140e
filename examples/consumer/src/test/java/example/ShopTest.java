package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.testing.mesos.MesosCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShopTest {

    @Test
    @MesosCluster(agents = 3, virtualTime = true)
    void anImportThatKeepsFailingIsGivenUpAfterThreeRetries(EmbeddedMesos mesos) {
        mesos.script(task -> TaskScript.runsFor(Duration.ofMinutes(1)).thenExits(1));
        try (Framework shop = Framework.named("shop")
                .masters(mesos.master()).transport(mesos.transport()).time(mesos.time()).start()) {
            shop.put(Application.named("import").cpus(1).mem(64).command("import-orders")
                    .retry(new Retry(Duration.ofMinutes(10), true, 3, Duration.ofHours(1))).build()).join();

            Duration took = mesos.time().advanceUntil(
                    () -> shop.tasks().slots().stream().anyMatch(slot -> slot.state() == SlotState.FAILED),
                    Duration.ofHours(3));

            assertTrue(took.compareTo(Duration.ofMinutes(4 + 10 + 20 + 40)) >= 0, took.toString());
        }
    }
}
