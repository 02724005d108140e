package io.mesosframework.benchmarks;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An embedded Mesos of simulated agents and tasks in a process of its own. It prints its address and how many seconds it
 * took to start; then each line it reads is a question that it answers by a line, and the end of them is its end.
 */
final class ScaleServer {

    /** Processor seconds so far. */
    static final String CPU = "cpu";

    /** Megabytes of heap in use after a collection. */
    static final String HEAP = "heap";

    private static final int STREAM_BACKLOG = 512 << 20;

    private ScaleServer() {}

    /** Arguments: agents, resources of each, the allocation interval in milliseconds. */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                .agents(Integer.parseInt(args[0]))
                .resources(args[1])
                .allocationInterval(Duration.ofMillis(Long.parseLong(args[2])))
                .simulatedTasks(TaskScript.runs())
                // As with a real master, who is slow to read the states of all its tasks is waited for.
                .streamBacklog(STREAM_BACKLOG)
                .start()) {
            System.out.println(mesos.master() + " " + (System.nanoTime() - start) / 1e9);
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                System.out.println(question.equals(CPU) ? Meter.now().cpuNanos() / 1e9 : heapMegabytes());
            }
        }
    }

    private static double heapMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }
}
