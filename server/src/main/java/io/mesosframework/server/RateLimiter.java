package io.mesosframework.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** So many requests a second of each client, and twice as many at once. Remembers a bounded number of clients. */
final class RateLimiter {

    private static final int MOST_CLIENTS = 20_000;

    /** @param credit how many requests may be made at once */
    private record Bucket(double credit, long at) {}

    private final double perSecond;
    private final LongSupplier nanos;
    private final Map<Object, Bucket> clients = new ConcurrentHashMap<>();

    RateLimiter(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /** Takes one request of the client's; false where it has had too many. */
    boolean take(InetAddress client) {
        long now = nanos.getAsLong();
        if (clients.size() >= MOST_CLIENTS) {
            // Who has all of its credit is as one that was never seen.
            clients.values().removeIf(bucket -> creditOf(bucket, now) >= 2 * perSecond);
            if (clients.size() >= MOST_CLIENTS) {
                clients.clear();
            }
        }
        double[] before = new double[1];
        clients.compute(keyOf(client), (key, bucket) -> {
            double credit = bucket == null ? 2 * perSecond : creditOf(bucket, now);
            before[0] = credit;
            return new Bucket(credit >= 1 ? credit - 1 : credit, now);
        });
        return before[0] >= 1;
    }

    private double creditOf(Bucket bucket, long now) {
        return Math.min(2 * perSecond, bucket.credit() + Math.max(now - bucket.at(), 0) / 1e9 * perSecond);
    }

    /** One client has 2^64 addresses of IPv6. */
    private static Object keyOf(InetAddress client) {
        return client instanceof Inet6Address
                ? ByteBuffer.wrap(client.getAddress()).getLong()
                : client;
    }
}
