package io.mesosframework.http;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * What a stream of small chunks costs the client. Not a test: a main. {@code serve} writes to whoever asks, from a process of
 * its own; {@code read PORT} measures.
 */
final class StreamSpeed {

    private static final int CHUNKS = 1_000_000;
    private static final int BYTES = 600;

    private StreamSpeed() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("serve")) {
            serve();
        } else {
            for (int round = 0; round < 6; round++) {
                read(Integer.parseInt(args[1]));
            }
        }
    }

    private static void serve() throws IOException {
        byte[] chunk = ("258\r\n" + "x".repeat(BYTES) + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] block = new byte[chunk.length * 200];
        for (int i = 0; i < 200; i++) {
            System.arraycopy(chunk, 0, block, i * chunk.length, chunk.length);
        }
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(listening.getLocalPort());
            while (true) {
                try (Socket socket = listening.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    OutputStream out = socket.getOutputStream();
                    out.write(Wire.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
                    for (int i = 0; i < CHUNKS; i += 200) {
                        out.write(block);
                    }
                    out.write(Wire.ascii("0\r\n\r\n"));
                    out.flush();
                    socket.getInputStream().read();
                }
            }
        }
    }

    private static void read(int port) throws Exception {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (HttpTransport transport = HttpTransport.builder().build()) {
            Connection connection =
                    transport.connect(new Origin(false, "127.0.0.1", port)).get();
            CompletableFuture<Long> end = new CompletableFuture<>();
            byte[] record = new byte[BYTES];
            long cpu = os.getProcessCpuTime();
            long wall = System.nanoTime();
            connection.stream(Request.get("/", Headers.EMPTY), new StreamListener() {
                private long total;

                @Override
                public void onHead(int status, Headers headers) {}

                @Override
                public void onData(ByteBuffer chunk) {
                    int length = chunk.remaining();
                    chunk.get(record, 0, length); // what a decoder does at the least
                    total += length;
                }

                @Override
                public void onEnd() {
                    end.complete(total);
                }

                @Override
                public void onFailure(HttpException failure) {
                    end.completeExceptionally(failure);
                }
            });
            long total = end.get();
            System.out.printf(
                    "%d bytes, %.2f us CPU a chunk, %.0f chunks/s%n",
                    total, (os.getProcessCpuTime() - cpu) / 1000.0 / CHUNKS, CHUNKS * 1e9 / (System.nanoTime() - wall));
        }
    }
}
