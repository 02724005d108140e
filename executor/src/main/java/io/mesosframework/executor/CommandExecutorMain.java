package io.mesosframework.executor;

import io.mesosframework.MesosException;
import io.mesosframework.http.HttpTransport;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The command executor as a process of its own, for an agent to start as a custom executor. It takes all it needs from the
 * environment that the agent gives it, and exits when its task's end is acknowledged: 0, or 1 if it was not, or 2 if
 * this is no executor's environment.
 */
public final class CommandExecutorMain {

    private static final int NOT_AN_EXECUTOR = 2;

    private CommandExecutorMain() {}

    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = run(System.getenv());
        } catch (MesosException e) {
            System.err.println(e.getMessage());
            exitCode = NOT_AN_EXECUTOR;
        }
        System.exit(exitCode);
    }

    private static int run(Map<String, String> environment) {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try (HttpTransport transport = HttpTransport.builder().build();
                CommandExecutor executor = CommandExecutor.start(new ExecutorHost(transport, timer), environment)) {
            // A SIGTERM for this process is one for the task.
            Runtime.getRuntime().addShutdownHook(new Thread(executor::close, "close"));
            return executor.terminated().join();
        } finally {
            timer.shutdownNow();
        }
    }
}
