package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one client is sent, in which order. */
final class EventClientTest {

    /** Takes all at once. */
    private static final class Sent implements StreamWriter {
        private final StringBuilder text = new StringBuilder();

        @Override
        public boolean send(byte[] bytes) {
            text.append(new String(bytes, StandardCharsets.UTF_8));
            return true;
        }

        @Override
        public void whenTaken(Runnable action) {
            action.run();
        }

        @Override
        public void whenClosed(Runnable action) {}

        @Override
        public void close() {}

        @Override
        public void cut() {}
    }

    /** Else the id that comes first would take a client back that has heard of later ones, or a reset have it forget them. */
    @Test
    void nothingIsSentBeforeWhatComesBeforeAllEvents() {
        EventRing ring = new EventRing("epoch", 16, 1 << 20);
        Sent sent = new Sent();
        EventClient client = new EventClient(ring, sent, Set.of(), ring.end(), () -> {});
        ring.add("", EventText.reset("an event", Instant.EPOCH));

        client.pump();
        assertThat(sent.text).isEmpty();
        client.begin("preamble\n\n");

        assertThat(sent.text.toString()).startsWith("preamble\n\n").contains("id: epoch.1\n");
    }
}
