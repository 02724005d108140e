package io.mesosframework.benchmarks;

import io.mesosframework.scheduler.Distribution;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkStatistics;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.ServerLimits;
import io.mesosframework.server.api.ApiSource;
import io.mesosframework.server.api.FrameworkServing;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A framework with steady work and all that it serves, in a process of its own. It prints the server's port once its slots run; then each
 * line it reads is a question that it answers by a line, and the end of them is its end.
 */
final class ApiServer {

    /** Begins to count; answers how many clients of the stream there are. */
    static final String BEGIN = "begin";

    /** Milliseconds since {@link #BEGIN}. */
    static final String LAG_MEDIAN = "lag median";

    static final String LAG_99 = "lag p99";
    static final String TURN_99 = "turn p99";

    /** Statuses of tasks since {@link #BEGIN}. */
    static final String STATUSES = "statuses";

    private static final int STANDING_SLOTS = 1000;
    private static final int MOVING = 20;
    private static final long STEP_MILLIS = 200;
    private static final Duration HELD = Duration.ofSeconds(10);
    private static final String ROLE = "services";

    private ApiServer() {}

    /** Argument: the master. */
    public static void main(String[] args) throws Exception {
        ServerLimits limits = ServerLimits.DEFAULT.withRequestsPerSecond(1_000_000);
        ScheduledExecutorService work = Executors.newSingleThreadScheduledExecutor();
        try (FrameworkServing serving = FrameworkServing.open();
                Framework framework = Framework.named("api")
                        .masters(args[0])
                        .roles(ROLE)
                        .holdOffers(HELD)
                        .listener(serving.listener())
                        .start();
                MesosServer server = serving.mount(MesosServer.builder().limits(limits), ApiSource.of(framework))
                        .start()) {
            framework.put(application("standing", STANDING_SLOTS)).join();
            framework.put(application("moving", MOVING)).join();
            framework.await(
                    tasks -> tasks.slotsIn(SlotState.RUNNING).size() == STANDING_SLOTS + MOVING, Duration.ofMinutes(2));
            int[] steps = new int[1];
            var unused = work.scheduleAtFixedRate(
                    () -> {
                        var ignored = framework.scale("moving", ++steps[0] % 2 == 0 ? MOVING : 2 * MOVING);
                    },
                    STEP_MILLIS,
                    STEP_MILLIS,
                    TimeUnit.MILLISECONDS);
            System.out.println(server.port());
            answer(framework, server);
        } finally {
            work.shutdownNow();
        }
    }

    private static Application application(String name, int instances) {
        return Application.named(name)
                .instances(instances)
                .cpus(0.1)
                .mem(16)
                .command("sleep 1000")
                .build();
    }

    private static void answer(Framework framework, MesosServer server) throws Exception {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        FrameworkStatistics begun = framework.statistics();
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            FrameworkStatistics now = framework.statistics();
            Distribution lag = now.loop().lag().since(begun.loop().lag());
            switch (question) {
                case BEGIN -> {
                    begun = now;
                    System.out.println(server.openStreams());
                }
                case LAG_MEDIAN -> System.out.println(lag.quantile(0.5) * 1000);
                case LAG_99 -> System.out.println(lag.quantile(0.99) * 1000);
                case TURN_99 ->
                    System.out.println(
                            now.loop().turns().since(begun.loop().turns()).quantile(0.99) * 1000);
                default -> System.out.println(statuses(now) - statuses(begun));
            }
        }
    }

    private static long statuses(FrameworkStatistics statistics) {
        return statistics.statuses().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
