package io.mesosframework.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/** Many clients of a stream of events on one thread, which count what comes. */
final class EventClients implements AutoCloseable {

    private static final byte[] REQUEST =
            "GET /v1/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final LongAdder events = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Thread thread = new Thread(this::read, "event-clients");

    EventClients(int port, int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(REQUEST));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** How many events have come, of all clients. */
    long events() {
        return events.sum();
    }

    /** How many clients were cut off. */
    long ended() {
        return ended.sum();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (selector.isOpen()) {
                selector.select(key -> read(key, buffer));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (java.nio.channels.ClosedSelectorException e) {
            return; // closed
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        try {
            int count = ((SocketChannel) key.channel()).read(buffer.clear());
            if (count < 0) {
                throw new IOException("ended");
            }
            // An event has three lines and an empty one: the letter that begins the second of them stands in no JSON.
            for (int i = 0; i + 6 < count; i++) {
                if (buffer.get(i) == '\n' && buffer.get(i + 1) == 'e' && buffer.get(i + 6) == ':') {
                    events.increment();
                }
            }
        } catch (IOException e) {
            ended.increment();
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
