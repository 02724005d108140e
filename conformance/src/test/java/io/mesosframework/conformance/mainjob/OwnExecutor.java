package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Storage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tasks in one long-lived executor of their application's own; the same on every Mesos. */
abstract class OwnExecutor {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Of the one agent: room for the executor's 0.1 cpus and eight tasks of 0.1, which no executor for each would leave. */
    static final String RESOURCES = "cpus:0.9;mem:512;disk:100;ports:[31000-31009]";

    abstract String master();

    private static ApplicationBuilder app(String name, int instances, String told) {
        return Application.named(name)
                .instances(instances)
                .cpus(0.1)
                .mem(16)
                .command(told)
                .executor(WorkerExecutor.custom());
    }

    private JsonNode call(String type, String path) {
        return MAPPER.readTree(Operator.of(master()).call("{\"type\":\"" + type + "\"}"))
                .at(path);
    }

    /** The executors that the master knows of, each with the cpus it takes. */
    private Set<String> executors() {
        return call("GET_EXECUTORS", "/get_executors/executors")
                .valueStream()
                .map(executor -> executor.at("/executor_info/executor_id/value").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private double cpusTaken() {
        return call("GET_AGENTS", "/get_agents/agents")
                .valueStream()
                .flatMap(agent -> agent.at("/allocated_resources").valueStream())
                .filter(resource -> resource.at("/name").asString().equals("cpus"))
                .mapToDouble(resource -> resource.at("/scalar/value").asDouble())
                .sum();
    }

    @Test
    @Scenario(
            title = "An executor of an application's own",
            shows =
                    "All tasks of two applications run in one executor of the agent, whose share is taken once; one task more finds no room, and a"
                            + " framework that starts again launches its tasks in the same executor.")
    void manyTasksRunInOneExecutorWhoseShareIsTakenOnce() throws Exception {
        try (Storage storage = Storage.inMemory()) {
            Set<String> before;
            try (LiveFramework live = LiveFramework.start("own", List.of(master()), of -> of.storage(storage))) {
                live.put(app("jobs", 5, "stay").build());
                live.awaitAll("jobs", SlotState.RUNNING);
                live.put(app("ends", 20, "end").build());
                live.awaitAll("ends", SlotState.FINISHED);
                before = executors();
                assertThat(before).hasSize(1);
                assertThat(cpusTaken()).isEqualTo(0.6);
            }
            try (LiveFramework live = LiveFramework.start("own", List.of(master()), of -> of.storage(storage))) {
                live.put(app("more", 4, "stay").build());
                for (int slot = 0; slot < 3; slot++) {
                    live.await("more", slot, SlotState.RUNNING);
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(live.framework().shortfalls())
                                .singleElement()
                                .satisfies(shortfall ->
                                        assertThat(shortfall.text()).contains("needs 0.1 cpus, offers none")));
                assertThat(executors()).isEqualTo(before);
                assertThat(cpusTaken()).isEqualTo(0.9);
                live.delete("more");
                live.framework().await(tasks -> tasks.specification("more").isEmpty(), PATIENCE);
                assertThat(executors()).isEqualTo(before);
                live.teardown();
            }
        }
    }
}
