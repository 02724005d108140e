package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkListener;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.server.MesosServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More events than a client, or the stream, can take. */
@Timeout(60)
final class SlowEventClientTest {

    private final FrameworkEvents events = new FrameworkEvents(4096, 1 << 20, 2000, Duration.ofSeconds(15));
    private final FrameworkListener listener = events.listener();
    private final Framework framework =
            Framework.named("slow").masters("127.0.0.1:1").start();
    private final MesosServer server =
            MesosServer.builder().routes(events.routes(ApiSource.of(framework))).start();
    private int told;

    @AfterEach
    void stop() {
        events.close();
        server.close();
        framework.close();
    }

    private void tell(int count) {
        tell(listener, count);
    }

    private void tell(FrameworkListener to, int count) {
        for (int i = 0; i < count; i++) {
            told++;
            Application application = Application.named("a." + told + ".long" + "g".repeat(100))
                    .cpus(0.1)
                    .mem(32)
                    .command("run")
                    .build();
            to.applicationChanged(new ApplicationChange(
                    application.name(), null, Specification.first(application), null, Instant.EPOCH));
        }
    }

    private static int number(EventReader.Event event) {
        return Integer.parseInt(event.text("application").split("\\.")[1]);
    }

    @Test
    void oneThatReadsNothingIsCutOffAndTheOthersMissNothing() throws Exception {
        try (Socket lazy = new Socket();
                EventReader reader = EventReader.open(server, "", null)) {
            lazy.setReceiveBufferSize(4096);
            lazy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            lazy.getOutputStream()
                    .write("GET /v1/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            await().until(() -> events.clients() == 2);
            int heard = 0;
            for (int round = 0; round < 40 && events.cut() == 0; round++) {
                tell(1000);
                while (heard < told) {
                    EventReader.Event event = reader.until(some -> !some.name().equals("subscription"));
                    assertThat(event.text("application")).startsWith("a." + ++heard + ".");
                }
            }
            await().until(() -> events.cut() == 1 && events.clients() == 1);
            tell(1);
            assertThat(reader.until(some -> true).text("application")).startsWith("a." + told + ".");
        }
    }

    @Test
    void moreThanCanBeToldIsToldAsAReset() throws Exception {
        try (FrameworkEvents narrow = new FrameworkEvents(4096, 1 << 20, 10, Duration.ofSeconds(15));
                MesosServer other = MesosServer.builder()
                        .routes(narrow.routes(ApiSource.of(framework)))
                        .start();
                EventReader reader = EventReader.open(other, "", null)) {
            tell(narrow.listener(), 1000);
            assertThat(reader.until(some -> some.name().equals("reset")).text("message"))
                    .isEqualTo("more happened than could be told");
            int before = told;
            do {
                // Until what was left of the burst is out, more may be too much.
                tell(narrow.listener(), 1);
            } while (number(reader.until(some -> some.name().equals("application"))) <= before);
        }
    }
}
