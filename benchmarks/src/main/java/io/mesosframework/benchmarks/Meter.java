package io.mesosframework.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used up to a moment: processor time of all its threads, the garbage collector's and the
 * compiler's too, and what its Java threads have allocated.
 */
record Meter(long cpuNanos, long wallNanos, long allocatedBytes) {

    static Meter now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        return new Meter(system.getProcessCpuTime(), System.nanoTime(), allocated);
    }

    Use since(Meter earlier, int events) {
        return new Use(
                (double) (cpuNanos - earlier.cpuNanos) / events,
                (double) (wallNanos - earlier.wallNanos) / events,
                (double) (allocatedBytes - earlier.allocatedBytes) / events);
    }

    /** For each event. */
    record Use(double cpuNanos, double wallNanos, double allocatedBytes) {

        double eventsPerSecond() {
            return 1e9 / wallNanos;
        }

        double eventsPerCpuSecond() {
            return 1e9 / cpuNanos;
        }
    }
}
