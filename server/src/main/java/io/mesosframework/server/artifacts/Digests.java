package io.mesosframework.server.artifacts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of files in Base64, made once as long as size and time stay the same. */
final class Digests {

    private static final int REMEMBERED = 1000;
    private static final int BUFFER = 1 << 16;

    private record Known(long size, Instant modified, String digest) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    String of(Path file, SeekableByteChannel channel, long size, Instant modified) throws IOException {
        Known before = known(file);
        if (before != null && before.size() == size && before.modified().equals(modified)) {
            return before.digest();
        }
        String digest = make(channel);
        remember(file, new Known(size, modified, digest));
        return digest;
    }

    private @Nullable Known known(Path file) {
        lock.lock();
        try {
            return known.get(file);
        } finally {
            lock.unlock();
        }
    }

    private void remember(Path file, Known digest) {
        lock.lock();
        try {
            known.put(file, digest);
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private static String make(SeekableByteChannel channel) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            channel.position(0);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
