package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Stage.Seen;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Executors and groups of tasks in JSON, and what scenarios do to have them run. */
final class LaunchCalls {
    private LaunchCalls() {}

    /** A task for a custom executor that is not waited for when its framework ends. */
    static ObjectNode withExecutor(String task, Framework framework, String executorId) {
        return Launch.task(task).set("executor", executor(framework, executorId));
    }

    /** A task for a custom executor that has all the time it needs to end by itself. */
    static ObjectNode withPatience(String task, Framework framework, String executorId) {
        ObjectNode executor = executor(framework, executorId);
        executor.set("shutdown_grace_period", Json.object("{nanoseconds: 10000000000}"));
        return Launch.task(task).set("executor", executor);
    }

    static ObjectNode executor(Framework framework, String executorId) {
        ObjectNode executor = Launch.executor(framework, executorId);
        executor.set("shutdown_grace_period", Json.object("{nanoseconds: 100000000}"));
        return executor;
    }

    static ObjectNode defaultExecutor(Framework framework, String id) {
        ObjectNode executor = withDisk(Launch.executor(framework, id));
        executor.put("type", "DEFAULT");
        executor.remove("command");
        return executor;
    }

    /** It gets 32 MB of disk, as executors of groups must. */
    static ObjectNode withDisk(ObjectNode executor) {
        executor.withArray("resources").add(Json.read(Launch.scalar("disk", 32)));
        return executor;
    }

    static ObjectNode withoutProgram(ObjectNode command) {
        command.put("shell", false).put("value", "/no/such/program");
        return command;
    }

    /** A LAUNCH_GROUP of these tasks on that offer's agent. */
    static ObjectNode group(Offer offer, ObjectNode executor, ObjectNode... tasks) {
        ObjectNode operation =
                Framework.operation("LAUNCH_GROUP", "{executor: %s, task_group: {tasks: []}}", Json.write(executor));
        for (ObjectNode task : tasks) {
            ObjectNode complete = task.deepCopy();
            complete.set("agent_id", Json.object("{value: '%s'}", offer.agentId()));
            ((ObjectNode) operation.at("/launch_group/task_group"))
                    .withArray("tasks")
                    .add(complete);
        }
        return operation;
    }

    /** Launches a group under the default executor with an offer whose rest comes back at once. */
    static Offer launchGroup(Framework framework, String executor, ObjectNode... tasks) {
        Offer offer = framework.offer();
        OperationCalls.accept(framework, offer, group(offer, defaultExecutor(framework, executor), tasks));
        return offer;
    }

    /** Launches tasks with an offer whose rest goes to others. */
    static void launchOnly(Framework framework, ObjectNode... tasks) {
        Offer offer = framework.offer();
        framework.accept(List.of(offer.id()), "{refuse_seconds: 1000}", Framework.launch(offer, tasks));
    }

    /** The executor of that id, its tasks running, which the framework knows. */
    static Executor running(Stage stage, Framework framework, String executorId, String... tasks) throws Exception {
        Executor executor = stage.executor(framework, executorId);
        stage.quietly(() -> {
            executor.subscribe().await("LAUNCH");
            for (String task : tasks) {
                executor.update(task, "TASK_RUNNING");
                framework.until(task, "TASK_RUNNING");
            }
        });
        return executor;
    }

    /** The next update of each of these, in no order; they are acknowledged. */
    static void round(Stage stage, Framework framework, String... tasks) throws Exception {
        List<Seen> seen = framework.awaitAll(
                Stream.of(tasks).map(task -> "UPDATE " + task).toArray(String[]::new));
        stage.quietly(() -> seen.forEach(framework::acknowledge));
    }
}
