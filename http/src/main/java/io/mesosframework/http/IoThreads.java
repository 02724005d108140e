package io.mesosframework.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The I/O threads of one transport or server. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as a closed channel
final class IoThreads {

    private static final long CLOSE_SECONDS = 5;

    final EventLoopGroup group;
    private final Set<Thread> started = ConcurrentHashMap.newKeySet();

    IoThreads(String name, int threads) {
        ThreadFactory factory = new DefaultThreadFactory(name, true);
        ThreadFactory noting = task -> {
            Thread thread = factory.newThread(task);
            started.add(thread);
            return thread;
        };
        group = new MultiThreadIoEventLoopGroup(threads, noting, NioIoHandler.newFactory());
    }

    /** Whether it is one of them that asks. */
    boolean areCalling() {
        for (EventExecutor thread : group) {
            if (thread.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    /** Runs what is queued and waits for the threads to end, unless this is one of them. Their channels are to be closed before. */
    void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        if (areCalling()) {
            return;
        }
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
            group.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            // What Netty calls terminated is a thread that is about to end.
            for (Thread thread : started) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
