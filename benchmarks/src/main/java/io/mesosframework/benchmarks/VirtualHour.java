package io.mesosframework.benchmarks;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * How fast virtual time goes: 100 agents and 1,000 simulated tasks with a status every 10 s, each acknowledged by a framework
 * in process.
 */
final class VirtualHour implements SchedulerListener {

    static final String PART = "virtual time";

    private static final int AGENTS = 100;
    private static final int TASKS = 1000;
    private static final Duration EVERY = Duration.ofSeconds(10);
    /** So many times as fast as real time, on one core. */
    private static final double GOAL = 200;

    private final SchedulerClient client;
    private int launched;
    private int running;
    private long updates;

    private VirtualHour(EmbeddedMesos mesos) {
        client = SchedulerClient.builder(
                        FrameworkInfo.newBuilder()
                                .setUser("root")
                                .setName("hours")
                                .build(),
                        mesos.master())
                .transport(mesos.transport())
                .timer(mesos.time().executor())
                .clock(mesos.time().clock())
                .build();
    }

    /** Argument: how many minutes of the cluster's time are measured, after as many that warm up. */
    public static void main(String[] args) {
        Duration measured = Duration.ofMinutes(Long.parseLong(args[0]));
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                .agents(AGENTS)
                .virtualTime()
                .seed(1)
                .simulatedTasks(TaskScript.runs().reportingEvery(EVERY))
                .start()) {
            VirtualHour framework = new VirtualHour(mesos);
            try (SchedulerClient client = framework.client) {
                client.start(framework);
                mesos.time().advanceUntil(() -> framework.running >= TASKS, Duration.ofMinutes(10));
                mesos.time().advance(measured);
                long before = framework.updates;
                long cpu = cpuNanos();
                long begin = System.nanoTime();
                mesos.time().advance(measured);
                double seconds = (System.nanoTime() - begin) / 1e9;
                double cpuSeconds = (cpuNanos() - cpu) / 1e9;
                Figure.of(PART, "statuses told and acknowledged", (double) (framework.updates - before), "")
                        .print(System.out);
                Figure.of(PART, "cluster time to real time", measured.toSeconds() / seconds, "x")
                        .print(System.out);
                Figure.of(PART, "cluster time to CPU time", measured.toSeconds() / cpuSeconds, "x")
                        .print(System.out);
                Figure.withGoal(
                                PART,
                                "CPU of all threads for an hour of cluster time",
                                cpuSeconds * 3600 / measured.toSeconds(),
                                "s",
                                3600 / GOAL)
                        .print(System.out);
            }
        }
    }

    /** Of the whole process, all threads. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    @Override
    public void event(Event event) {
        if (event.getType() == Event.Type.OFFERS) {
            event.getOffers().getOffersList().forEach(this::launch);
        } else if (event.getType() == Event.Type.UPDATE) {
            updates++;
            if (running < TASKS && event.getUpdate().getStatus().getState() == TaskState.TASK_RUNNING) {
                running++;
            }
            var unused = client.acknowledge(event.getUpdate().getStatus());
        }
    }

    private void launch(Offer offer) {
        Offer.Operation.Launch.Builder launch = Offer.Operation.Launch.newBuilder();
        for (int i = 0; i < TASKS / AGENTS && launched < TASKS; i++) {
            launch.addTaskInfos(TaskInfo.newBuilder()
                    .setName("t")
                    .setTaskId(TaskID.newBuilder().setValue("t" + launched++))
                    .setAgentId(offer.getAgentId())
                    .setCommand(CommandInfo.newBuilder().setValue("not run"))
                    .addAllResources(Resources.parse("cpus:0.1;mem:32").asList()));
        }
        var unused = client.accept(
                List.of(offer.getId()),
                launch.getTaskInfosCount() == 0
                        ? List.of()
                        : List.of(Offer.Operation.newBuilder()
                                .setType(Offer.Operation.Type.LAUNCH)
                                .setLaunch(launch)
                                .build()),
                Filters.newBuilder().setRefuseSeconds(1e6).build());
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        System.err.println("disconnected: " + cause.getMessage());
    }

    @Override
    public void failed(MesosException cause) {
        System.err.println("failed: " + cause.getMessage());
    }
}
