package io.mesosframework.server.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DigestsTest {

    private static final String OF_DIGITS = "hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=";
    private static final Path FILE = Path.of("file");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Digests digests = new Digests();

    /** How often reading begins, and how often it may. */
    private final AtomicInteger begun = new AtomicInteger();

    private final Semaphore allowed = new Semaphore(0);

    /** The digits, once they may be read. */
    private final class Digits implements SeekableByteChannel {
        private final boolean failing;
        private boolean read;

        Digits(boolean failing) {
            this.failing = failing;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            if (read) {
                return -1;
            }
            read = true;
            begun.incrementAndGet();
            allowed.acquireUninterruptibly();
            if (failing) {
                throw new IOException("the disk is gone");
            }
            to.put("0123456789".getBytes(StandardCharsets.US_ASCII));
            return 10;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public SeekableByteChannel position(long position) {
            return this;
        }

        @Override
        public long size() {
            return 10;
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private CompletableFuture<String> ask(Instant modified, boolean failing) {
        return digests.of(FILE, new Digits(failing), 10, modified);
    }

    @Test
    void aVersionIsReadOnceForAllWhoAskWithoutHoldingThem() {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(ask(NOON, false));
        }
        assertThat(all).noneMatch(CompletableFuture::isDone);

        allowed.release(100);
        assertThat(all)
                .allSatisfy(one ->
                        assertThat(one).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(OF_DIGITS));
        assertThat(ask(NOON, false)).isCompletedWithValue(OF_DIGITS);
        assertThat(begun).hasValue(1);
        assertThat(ask(NOON.plusSeconds(1), false)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(begun).hasValue(2);
    }

    @Test
    void whatCannotBeReadIsReadAnewForWhoAsksThen() {
        CompletableFuture<String> one = ask(NOON, true);
        CompletableFuture<String> other = ask(NOON, false);
        allowed.release(100);
        assertThat(one)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(UncheckedIOException.class);
        assertThat(other).failsWithin(Duration.ofSeconds(10));

        await().untilAsserted(() -> assertThat(ask(NOON, false).get()).isEqualTo(OF_DIGITS));
    }
}
