package io.mesosframework.server.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The SHA-256 of files in Base64, made once as long as size and time stay the same, however many ask meanwhile. A thread of its own, which is there
 * while it has to do, reads the files one after the other, so that no thread of a server is held by a large one.
 */
final class Digests {

    private static final int REMEMBERED = 1000;
    private static final int BUFFER = 1 << 16;
    private static final long IDLE_SECONDS = 10;

    private record Known(long size, Instant modified, CompletableFuture<String> digest) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread made = new Thread(task, "server-digests");
                made.setDaemon(true);
                return made;
            });

    Digests() {
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Fails with an {@link UncheckedIOException} for all who wait for it where the file cannot be read; who asks then lets it be read anew.
     *
     * @param channel stays open, and is not used, until there is an answer
     */
    CompletableFuture<String> of(Path file, SeekableByteChannel channel, long size, Instant modified) {
        Known asked;
        lock.lock();
        try {
            Known before = known.get(file);
            if (before != null && before.size() == size && before.modified().equals(modified)) {
                return before.digest();
            }
            asked = new Known(size, modified, CompletableFuture.supplyAsync(() -> make(channel), thread));
            known.put(file, asked);
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
        return asked.digest().whenComplete((digest, error) -> {
            if (error != null) {
                forget(file, asked);
            }
        });
    }

    private void forget(Path file, Known failed) {
        lock.lock();
        try {
            known.remove(file, failed);
        } finally {
            lock.unlock();
        }
    }

    private static String make(SeekableByteChannel channel) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            channel.position(0);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
