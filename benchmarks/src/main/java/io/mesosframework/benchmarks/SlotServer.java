package io.mesosframework.benchmarks;

import io.mesosframework.etcd.EtcdStorage;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A framework with many slots in a process of its own. It prints a line once all of them run and the master has told the state of each; then each line it
 * reads is a question that it answers by a line, and the end of them is its end. The tasks go on.
 */
final class SlotServer {

    /** Megabytes of heap in use after a collection. */
    static final String HEAP = "heap";

    /** Processor seconds so far. */
    static final String CPU = "cpu";

    /** Milliseconds that half of all commits took at most, and 99 of 100. */
    static final String MEDIAN = "median";

    static final String P99 = "p99";

    /** How many commits there were, and the bytes of one on average. */
    static final String COMMITS = "commits";

    static final String BYTES = "bytes";

    /** From now on commits are counted anew. */
    static final String FORGET = "forget";

    static final String IN_MEMORY = "memory";

    private static final int APPLICATIONS = 10;
    private static final Duration FAILOVER = Duration.ofDays(1);

    private SlotServer() {}

    /**
     * Arguments: the master, how many slots there are to be, and {@value #IN_MEMORY}, {@code etcd:…} or a file. The line that it prints first is the
     * heap in use before there was a slot, and how many seconds passed since the process began.
     */
    public static void main(String[] args) throws Exception {
        double empty = heapMegabytes();
        int slots = Integer.parseInt(args[1]);
        Set<Object> running = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(1);
        try (MeteredStorage storage = new MeteredStorage(open(args[2]));
                Framework framework = Framework.named("slots")
                        .masters(args[0])
                        .storage(storage)
                        .failoverTimeout(FAILOVER)
                        .roles("services")
                        .listener(transition -> {
                            Slot after = transition.after();
                            if (after != null && after.state() == SlotState.RUNNING && done.getCount() > 0) {
                                running.add(transition.key());
                                if (running.size() == slots) {
                                    done.countDown();
                                }
                            }
                        })
                        .start()) {
            if (framework.tasks().slots().size() == slots) {
                done.countDown();
            }
            for (int i = 0; i < APPLICATIONS; i++) {
                framework.put(application(i, slots / APPLICATIONS)).join();
            }
            done.await();
            running.clear();
            while (!framework.isReconciled()) {
                LockSupport.parkNanos(1_000_000);
            }
            double seconds = (System.currentTimeMillis()
                            - ManagementFactory.getRuntimeMXBean().getStartTime())
                    / 1e3;
            System.out.println(empty + " " + seconds);
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                System.out.println(answer(question, storage));
            }
        }
    }

    private static Storage open(String place) {
        if (place.startsWith("etcd:")) {
            return EtcdStorage.connect(place);
        }
        return place.equals(IN_MEMORY) ? Storage.inMemory() : SqliteStorage.open(Path.of(place));
    }

    private static double answer(String question, MeteredStorage storage) {
        return switch (question) {
            case CPU -> Meter.now().cpuNanos() / 1e9;
            case HEAP -> heapMegabytes();
            case MEDIAN -> storage.millis(0.5);
            case P99 -> storage.millis(0.99);
            case COMMITS -> storage.commits();
            case BYTES -> storage.bytesOfOne();
            case FORGET -> {
                storage.forget();
                yield 0;
            }
            default -> throw new IllegalArgumentException(question);
        };
    }

    private static Application application(int number, int instances) {
        return Application.named("app-" + number)
                .instances(instances)
                .cpus(0.1)
                .mem(16)
                .command("sleep 100000")
                .build();
    }

    private static double heapMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }
}
