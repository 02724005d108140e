package io.mesosframework.conformance.own;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.EventHandler;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.FrameworkContext;
import io.mesosframework.scheduler.HandlerProblem;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.placement.AgentView;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Each part of a framework can be a user's own: a job of real processes runs with it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnPartsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Queue<HandlerProblem> problems = new ConcurrentLinkedQueue<>();
    private final Map<String, String> places = new ConcurrentHashMap<>();
    private EmbeddedMesos mesos;

    @BeforeAll
    void start() {
        mesos = EmbeddedMesos.builder()
                .attributes("place:cellar")
                .allocationInterval(Duration.ofMillis(50))
                .start();
        mesos.addAgent(agent -> agent.attributes("place:attic"));
    }

    @AfterAll
    void stop() {
        mesos.close();
    }

    private static ApplicationBuilder job(String command) {
        return Application.named("job").instances(2).cpus(0.1).mem(32).command(command);
    }

    /** Runs a job of two slots to its end, with the framework built as given. */
    private List<Slot> run(UnaryOperator<FrameworkBuilder> parts) throws InterruptedException {
        return run(parts, job("true").build());
    }

    private List<Slot> run(UnaryOperator<FrameworkBuilder> parts, Application job) throws InterruptedException {
        FrameworkBuilder builder =
                Framework.named("own-parts").masters(mesos.master()).handlerProblemListener(problems::add);
        try (Framework framework = parts.apply(builder).start()) {
            framework.put(job).join();
            framework.await(
                    tasks -> tasks.slotsOf("job").stream()
                            .allMatch(slot -> slot.state().isDone()),
                    SOON);
            return framework.tasks().slotsOf("job");
        } finally {
            assertThat(problems).isEmpty();
        }
    }

    private static void assertFinished(List<Slot> slots) {
        assertThat(slots).extracting(Slot::state).containsExactly(SlotState.FINISHED, SlotState.FINISHED);
    }

    @Test
    void theTransport() throws Exception {
        try (JdkTransport transport = new JdkTransport()) {
            assertFinished(run(framework -> framework.transport(transport)));
            assertThat(transport.streams).hasValue(1);
            assertThat(transport.calls.get()).isGreaterThan(2);
        }
    }

    @Test
    void theMasterDetector() throws Exception {
        Origin master = Origin.parse(mesos.master(), 5050);
        Queue<List<Origin>> answers = new ConcurrentLinkedQueue<>(List.of(List.of(), List.of(master)));
        assertFinished(run(framework -> framework
                .masters("nobody.invalid:5050")
                .masterDetector(() -> Optional.ofNullable(answers.poll()).orElse(List.of(master)))));
        assertThat(answers).isEmpty();
    }

    @Test
    void theEventController() throws Exception {
        List<Event.Type> seen = new ArrayList<>();
        EventController standard = EventController.standard();
        assertFinished(run(framework -> framework.controller(new EventController() {
            @Override
            public List<Action> on(Event event, FrameworkContext context) {
                seen.add(event.getType());
                return event.getType() == Event.Type.UPDATE
                        ? context.tasks().status(event.getUpdate().getStatus(), context.now())
                        : standard.on(event, context);
            }
        })));
        assertThat(seen).startsWith(Event.Type.SUBSCRIBED).contains(Event.Type.OFFERS, Event.Type.UPDATE);
    }

    @Test
    void anEventHandler() throws Exception {
        List<TaskState> heard = new ArrayList<>();
        EventHandler accountant = (event, context) -> {
            heard.add(event.getUpdate().getStatus().getState());
            return context.tasks().status(event.getUpdate().getStatus(), context.now());
        };
        assertFinished(
                run(framework -> framework.controller(EventController.routing(Map.of(Event.Type.UPDATE, accountant)))));
        assertThat(heard).contains(TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
    }

    @Test
    void theTaskManager() throws Exception {
        OnceEach tasks = new OnceEach();
        assertFinished(run(framework -> framework.taskManager(() -> tasks)));
        assertThat(tasks.slots()).hasSize(2);
    }

    @Test
    void theResourceManager() throws Exception {
        FirstFit firstFit = new FirstFit();
        assertFinished(run(framework -> framework.resourceManager(firstFit)));
        assertThat(firstFit.placed).containsExactlyInAnyOrder("job.0", "job.1");
    }

    @Test
    void theStrategyOfPlacement() throws Exception {
        List<Slot> slots = run(framework ->
                framework.agentScore((agent, application) -> placeOf(agent).equals("attic") ? 1 : 0));
        assertFinished(slots);
        assertThat(slots).allSatisfy(slot -> assertThat(places).containsEntry(agentOf(slot), "attic"));
        assertThat(places).containsValue("cellar");
    }

    @Test
    void aConstraintOfPlacement() throws Exception {
        List<Slot> slots = run(framework ->
                framework.agentRule((agent, application) -> placeOf(agent).equals("cellar")));
        assertFinished(slots);
        assertThat(slots).allSatisfy(slot -> assertThat(places).containsEntry(agentOf(slot), "cellar"));
        assertThat(places).containsValue("attic");
    }

    private String placeOf(AgentView agent) {
        String place = agent.values(AgentField.attribute("place")).get(0);
        places.put(agent.id(), place);
        return place;
    }

    private static String agentOf(Slot slot) {
        return Objects.requireNonNull(slot.task()).agent();
    }

    @Test
    void thePolicyOfRetries() throws Exception {
        AtomicReference<Optional<Duration>> usual = new AtomicReference<>(Optional.empty());
        List<Slot> slots = run(
                framework -> framework.retryPolicy((slot, application, wait) -> {
                    usual.set(wait);
                    return slot.failures() < 1 ? Optional.of(Duration.ofMillis(10)) : Optional.empty();
                }),
                job("exit 3").instances(1).build());
        assertThat(slots).singleElement().satisfies(slot -> {
            assertThat(slot.state()).isEqualTo(SlotState.FAILED);
            assertThat(slot.failures()).isEqualTo(1);
        });
        assertThat(usual.get()).hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofSeconds(1)));
    }

    @Test
    void theStorage() throws Exception {
        try (MapStorage storage = new MapStorage()) {
            assertFinished(run(framework -> framework.storage(storage)));
            assertThat(storage.range("frameworks/own-parts/kept/slots/").join()).hasSize(2);
            assertFinished(run(framework -> framework.storage(storage)));
        }
    }
}
