package example;

import io.mesosframework.executor.ExecutorContext;
import io.mesosframework.executor.ExecutorHandler;
import io.mesosframework.executor.ExecutorRuntime;
import io.mesosframework.executor.TaskRun;
import io.mesosframework.protocol.TaskInfo;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** An executor whose tasks are numbers to factorize, many in one JVM. {@link OwnExecutor} has agents fetch and start it. */
public final class Factors implements ExecutorHandler {

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(ExecutorRuntime.builder(new Factors())
                .endWhenIdle(Duration.ofHours(1))
                .run());
    }

    @Override
    public void launch(ExecutorContext executor, TaskInfo task) {
        executor.run(task, Factors::factorize);
    }

    private static String factorize(TaskRun run) throws Exception {
        long number = Long.parseLong(run.command().getValue());
        String factors = LongStream.rangeClosed(1, number)
                .takeWhile(factor -> !run.isKilled())
                .filter(factor -> number % factor == 0)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
        Files.writeString(run.directory().resolve("factors"), factors);
        return factors;
    }
}
