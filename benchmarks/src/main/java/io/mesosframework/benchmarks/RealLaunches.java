package io.mesosframework.benchmarks;

import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Storage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * Tasks launched and finished on a Mesos whose agents run them in one executor each: by a framework, or by a client that only accepts and
 * acknowledges. It prints how many seconds passed from the beginning of this process until the last has finished, and how many for as many again, by when
 * the executors are there.
 */
final class RealLaunches {

    /** Instead of the framework. */
    static final String BARE = "bare";

    private RealLaunches() {}

    /** Arguments: {@value #BARE} or anything else, the master, how many tasks, and how many an agent takes at most. */
    public static void main(String[] args) throws Exception {
        int tasks = Integer.parseInt(args[2]);
        if (args[0].equals(BARE)) {
            bare(args[1], tasks, Integer.parseInt(args[3]));
        } else {
            framework(args[1], tasks);
        }
    }

    private static void bare(String master, int tasks, int tasksAnAccept) throws IOException {
        ExecutorInfo executor = InProcessExecutor.info();
        try (LightFramework framework = new LightFramework(
                master, tasksAnAccept, task -> task.clearCommand().setExecutor(executor))) {
            framework.finishAll(tasks);
            double first = secondsSinceStart();
            framework.finishAll(2 * tasks);
            System.out.println(first + " " + (secondsSinceStart() - first));
            framework.teardown();
        }
    }

    private static void framework(String master, int tasks) throws Exception {
        ExecutorInfo executor = InProcessExecutor.info();
        Map<String, CountDownLatch> unfinished =
                Map.of("first", new CountDownLatch(tasks), "again", new CountDownLatch(tasks));
        try (Framework framework = Framework.named("launches")
                .masters(master)
                .storage(Storage.inMemory())
                .roles("services")
                .agentScore(AgentScore.SPREAD)
                .beforeLaunch(task ->
                        task.toBuilder().clearCommand().setExecutor(executor).build())
                .listener(transition -> {
                    if (transition.after() != null && transition.after().state() == SlotState.FINISHED) {
                        latch(unfinished, transition.key().application()).countDown();
                    }
                })
                .start()) {
            double first = finish(framework, "first", tasks, unfinished);
            double both = finish(framework, "again", tasks, unfinished);
            System.out.println(first + " " + (both - first));
            framework.teardown().join();
        }
    }

    private static double finish(Framework framework, String name, int tasks, Map<String, CountDownLatch> unfinished)
            throws InterruptedException {
        framework
                .put(Application.named(name)
                        .instances(tasks)
                        .cpus(0.1)
                        .mem(16)
                        .command("the executor knows")
                        .build())
                .join();
        latch(unfinished, name).await();
        return secondsSinceStart();
    }

    private static CountDownLatch latch(Map<String, CountDownLatch> unfinished, String name) {
        return Objects.requireNonNull(unfinished.get(name));
    }

    private static double secondsSinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1e3;
    }
}
