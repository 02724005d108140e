package io.mesosframework.benchmarks;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What durable writes of so many bytes take without anything of ours: one after the other, for some seconds. */
final class Floor {

    private static final int MOST_BYTES = 1 << 20;
    private static final int FILE_BYTES = 4 << 20;

    private Floor() {}

    /** Something durable. */
    private interface Write {
        void make(byte[] bytes) throws Exception;
    }

    /** Over what a file has already, as a log is written that is used again and again, and synchronized to the disk. */
    static List<Figure> ofFile(String part, Path file, int bytes, int seconds) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, new byte[FILE_BYTES], 0);
            channel.force(true);
            long[] at = {0};
            return measure(part, "floor, the same bytes to a file with fsync", bytes, seconds, content -> {
                at[0] = at[0] + content.length > FILE_BYTES ? 0 : at[0];
                write(channel, content, at[0]);
                channel.force(false);
                at[0] += content.length;
            });
        }
    }

    private static void write(FileChannel channel, byte[] content, long position) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(content);
        while (from.hasRemaining()) {
            channel.write(from, position + from.position());
        }
    }

    /** Put under one key. */
    static List<Figure> ofEtcd(String part, String endpoint, int bytes, int seconds) throws Exception {
        ByteSequence key = ByteSequence.from("floor", StandardCharsets.UTF_8);
        try (Client client = Client.builder().endpoints(endpoint).build()) {
            return measure(
                    part,
                    "floor, the same bytes put by jetcd",
                    bytes,
                    seconds,
                    content -> client.getKVClient()
                            .put(key, ByteSequence.from(content))
                            .get());
        }
    }

    private static List<Figure> measure(String part, String what, int bytes, int seconds, Write write)
            throws Exception {
        byte[] content = new byte[Math.min(MOST_BYTES, Math.max(1, bytes))];
        new SplittableRandom(1).nextBytes(content);
        List<Double> millis = new ArrayList<>();
        write.make(content); // which connects
        long start = System.nanoTime();
        for (long now = start; now - start < seconds * 1_000_000_000L; ) {
            write.make(content);
            long next = System.nanoTime();
            millis.add((next - now) / 1e6);
            now = next;
        }
        double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
        return List.of(
                Figure.of(part, what + ": median", Numbers.quantile(all, 0.5), "ms"),
                Figure.of(part, what + ": p99", Numbers.quantile(all, 0.99), "ms"));
    }
}
