package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.EventHandler;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.InverseOfferPolicy;
import io.mesosframework.scheduler.Scheduler;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.UpdatePolicy;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Update;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guide shows of a framework, on an embedded Mesos. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FrameworkSnippetsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private EmbeddedMesos mesos;
    private String master;

    @BeforeAll
    void start() {
        mesos = EmbeddedMesos.builder()
                .agents(2)
                .attributes("rack:a")
                .allocationInterval(Duration.ofMillis(50))
                .simulatedTasks(TaskScript.runs())
                .start();
        master = mesos.master();
    }

    @AfterAll
    void stop() {
        mesos.close();
    }

    private static Application web(int instances) {
        return Application.named("web")
                .instances(instances)
                .cpus(0.1)
                .mem(32)
                .command("exec web")
                .restart(Restart.ALWAYS)
                .build();
    }

    private static Predicate<TaskView> running(int count) {
        return tasks -> tasks.slotsIn(SlotState.RUNNING).size() == count;
    }

    @Test
    void aFramework() throws Exception {
        Path file = folder.resolve("state.db");
        // guide: framework
        try (Storage storage = SqliteStorage.open(file);
                Framework framework = Framework.named("shop")
                        .masters(master)
                        .storage(storage)
                        .failoverTimeout(Duration.ofDays(7))
                        .start()) {
            framework.put(web(3)).join();
            framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 3, Duration.ofMinutes(1));
            framework.scale("web", 2).join();
            framework.delete("web").join();
        }
        // guide: end
    }

    @Test
    void callsByHand() throws Exception {
        try (Framework framework = Framework.named("calls").masters(master).start()) {
            framework.put(web(1)).join();
            framework.await(running(1), SOON);
            AgentID agent = AgentID.newBuilder()
                    .setValue(framework
                            .tasks()
                            .slotsOf("web")
                            .get(0)
                            .currentTask()
                            .agent())
                    .build();
            ExecutorID executor = ExecutorID.newBuilder()
                    .setValue(framework
                            .tasks()
                            .slotsOf("web")
                            .get(0)
                            .currentTask()
                            .id())
                    .build();
            // guide: calls
            Scheduler scheduler = framework.scheduler();
            scheduler.reconcile(List.of()).join(); // all tasks: their states come as events
            scheduler
                    .message(agent, executor, ByteString.copyFromUtf8("reload"))
                    .join();
            scheduler.shutdown(agent, executor).join();
            // guide: end
        }
    }

    @Test
    void handlers() throws Exception {
        // guide: handlers
        EventHandler failures = EventHandler.named("failures", (event, context) -> {
            System.err.println("lost: " + event.getFailure());
            return List.of();
        });
        EventController controller = EventController.builder()
                .on(Event.Type.FAILURE, failures)
                .onDisconnected((cause, context) -> {
                    System.err.println("no master: " + cause.getMessage());
                    return List.of();
                })
                .build();
        Framework framework = Framework.named("watching")
                .masters(master)
                .controller(controller)
                .inverseOffers((offer, context) -> InverseOfferPolicy.Answer.DECLINE)
                .handlerProblemListener(problem -> System.err.println(problem.handler() + ": " + problem.cause()))
                .start();
        // guide: end
        try (framework) {
            framework.put(web(1)).join();
            framework.await(running(1), SOON);
        }
    }

    @Test
    void tasks() throws Exception {
        try (Framework framework = Framework.named("tasks").masters(master).start()) {
            framework.put(web(2)).join();
            framework.await(running(2), SOON);
            // guide: tasks
            for (Slot slot : framework.tasks().slotsOf("web")) {
                System.out.println(slot.key() + " " + slot.state().word() + " since " + slot.since());
                slot.history()
                        .forEach(change ->
                                System.out.println("  " + change.at() + " " + change.to() + " " + change.cause()));
            }
            // guide: end
        }
    }

    @Test
    void retries() {
        // guide: retries
        Framework framework = Framework.named("patient")
                .masters(master)
                .retryPolicy((slot, application, usual) ->
                        application.name().startsWith("import-") ? Optional.of(Duration.ofMinutes(10)) : usual)
                .start();
        // guide: end
        framework.close();
    }

    @Test
    void placement() throws Exception {
        // guide: placement
        Application database = Application.named("database")
                .instances(3)
                .cpus(1)
                .mem(256)
                .command("exec database")
                .constraint(Constraint.equal(AgentField.attribute("rack"), "a"))
                .constraint(Constraint.unique(AgentField.HOSTNAME))
                .build();
        Framework framework = Framework.named("placing")
                .masters(master)
                .agentScore(AgentScore.BIN_PACK)
                .agentRule((agent, application) -> agent.slotsHere() < 4)
                .start();
        framework.put(database).join();
        // guide: end
        try (framework) {
            framework.await(running(1), SOON);
            await().until(() -> framework.shortfalls().size() == 2);
            // guide: shortfalls
            for (Shortfall shortfall : framework.shortfalls()) {
                System.out.println(shortfall.slot() + " " + shortfall.text());
            }
            // guide: end
            assertThat(framework.shortfalls())
                    .allSatisfy(shortfall ->
                            assertThat(shortfall.causes().get(0).reason()).isEqualTo(Shortfall.Reason.CONSTRAINT));
        }
    }

    @Test
    void applications() throws Exception {
        Path file = Files.writeString(folder.resolve("web.yaml"), """
                name: web
                instances: 2
                resources: {cpu: 0.1, mem: 32}
                command: {cmd: exec web}
                """);
        // guide: applications
        Application built = Application.named("web")
                .instances(2)
                .cpus(0.1)
                .mem(32)
                .command("exec web")
                .environment("PORT", "8080")
                .restart(Restart.ALWAYS)
                .healthCheck(HealthCheck.http(8080, "/health"))
                .build();
        List<Application> read = ApplicationJson.read(file);
        System.out.println(ApplicationJson.write(built));
        // guide: end
        assertThat(read)
                .singleElement()
                .satisfies(web -> assertThat(web.instances()).isEqualTo(2));
    }

    @Test
    void updates() throws Exception {
        try (Framework framework = Framework.named("updates").masters(master).start()) {
            framework.put(web(4)).join();
            framework.await(running(4), SOON);
            // guide: updates
            framework
                    .put(Application.named("web")
                            .instances(4)
                            .cpus(0.1)
                            .mem(32)
                            .command("exec web --new")
                            .restart(Restart.ALWAYS)
                            .update(UpdatePolicy.DEFAULT
                                    .withMaxUnavailable(2)
                                    .withMinHealthyTime(Duration.ofMillis(100)))
                            .build())
                    .join();
            framework.await(
                    tasks -> tasks.update("web")
                            .filter(update -> update.state() == Update.State.DONE)
                            .isPresent(),
                    Duration.ofMinutes(15));
            framework.rollback("web").join();
            // guide: end
        }
    }
}
