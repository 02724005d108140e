package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.application;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Feasibility;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What executors of applications' own take: once an agent, and not again. */
class ExecutorsTest {

    private static final CustomExecutor EXECUTOR =
            CustomExecutor.of("x", Command.shell("run")).withResources(0.5, 100);

    private final PlacementFixture fixture = new PlacementFixture();

    private static ApplicationBuilder app(String name, int instances) {
        return application(name, instances).executor(EXECUTOR);
    }

    private static List<Assignment> assignments(Placement placement) {
        return placement.launches().stream()
                .flatMap(launch -> launch.assignments().stream())
                .toList();
    }

    private Set<SlotExecutor> executors() {
        Set<SlotExecutor> executors = new HashSet<>();
        assignments(fixture.place()).forEach(assignment -> executors.add(executor(assignment)));
        return executors;
    }

    private static SlotExecutor executor(Assignment assignment) {
        return Objects.requireNonNull(assignment.executor());
    }

    private static long millis(Collection<Resource> resources, String name) {
        return resources.stream()
                .filter(resource -> resource.getName().equals(name))
                .mapToLong(resource -> Math.round(resource.getScalar().getValue() * 1000))
                .sum();
    }

    private void end(Slot slot, TaskState state) {
        fixture.tasks.status(
                TaskStatus.newBuilder()
                        .setTaskId(
                                TaskID.newBuilder().setValue(slot.currentTask().id()))
                        .setState(state)
                        .build(),
                fixture.now);
    }

    private Offer offerTelling(String agent, double cpus, String executor) {
        return fixture.offer(
                agent,
                cpus,
                offer -> offer.addExecutorIds(ExecutorID.newBuilder().setValue(executor)));
    }

    @Test
    void theFirstTaskOnAnAgentBringsTheExecutorsShareAndTheOthersDoNot() {
        fixture.put(app("web", 5));
        fixture.offer("a1", 3.5);
        List<Assignment> first = assignments(fixture.place());
        assertThat(first).hasSize(3);
        assertThat(first).extracting(ExecutorsTest::executor).containsOnly(executor(first.get(0)));
        assertThat(millis(executor(first.get(0)).resources(), "cpus")).isEqualTo(500);
        assertThat(millis(executor(first.get(0)).resources(), "mem")).isEqualTo(100_000);
        fixture.offer("a1", 1);
        assertThat(executors()).containsExactly(executor(first.get(0)));
        fixture.offer("a2", 1.499);
        assertThat(executors()).isEmpty();
        fixture.offer("a2", 1.5);
        assertThat(executors()).hasSize(1);
    }

    @Test
    void applicationsWithEqualExecutorsShareThem() {
        fixture.put(app("web", 1)).put(app("api", 1));
        fixture.put(app("other", 1).executor(EXECUTOR.withResources(0.4, 100)));
        fixture.offer("a1", 3.9);
        List<Assignment> placed = assignments(fixture.place());
        assertThat(placed).hasSize(3);
        assertThat(placed.stream().map(ExecutorsTest::executor).distinct()).hasSize(2);
        fixture.put(app("third", 1));
        fixture.offer("a1", 1);
        assertThat(executors()).hasSize(1);
    }

    @Test
    void anExecutorWithoutTasksIsUsedAgainWhereItsAgentTellsOfIt() {
        fixture.put(app("web", 1));
        fixture.offer("a1", 1.5);
        SlotExecutor executor = executors().iterator().next();
        end(fixture.tasks.slotsOf("web").get(0), TaskState.TASK_FINISHED);
        fixture.put(app("api", 1));
        offerTelling("a1", 1, executor.id());
        assertThat(executors()).containsExactly(executor);
    }

    @Test
    void anExecutorThatHasEndedIsStartedAnewUnderAnotherId() {
        fixture.put(app("web", 1));
        fixture.offer("a1", 1.5);
        SlotExecutor executor = executors().iterator().next();
        end(fixture.tasks.slotsOf("web").get(0), TaskState.TASK_FINISHED);
        fixture.put(app("api", 1));
        Offer offer = fixture.offer("a1", 1);
        assertThat(executors()).isEmpty();
        fixture.rescind(offer);
        fixture.pass(java.time.Duration.ofSeconds(1));
        fixture.offer("a1", 1.5);
        assertThat(executors()).hasSize(1).extracting(SlotExecutor::id).doesNotContain(executor.id());
    }

    @Test
    void whyNotTellsOfTheExecutorsShareWhereItIsWanted() {
        fixture.put(app("web", 1));
        fixture.offer("a1", 1.2);
        Shortfall shortfall = fixture.shortfall();
        assertThat(shortfall.causes().get(0).nearest())
                .isEqualTo("needs 1.5 cpus, offers 1.2 with 0.5 cpus and 100 MiB of memory for its executor"
                        + " (a1.example, agent a1)");
        fixture.offer("a1", 1);
        assertThat(executors()).hasSize(1);
        fixture.put(app("api", 1));
        fixture.offer("a1", 0.4);
        assertThat(fixture.shortfall().causes().get(0).nearest())
                .isEqualTo("needs 1 cpus, offers 0.4; web.0 of this framework has 1 (a1.example, agent a1)");
    }

    @Test
    void whatNoEmptyAgentHoldsWithTheExecutorNeverRuns() {
        var application = app("web", 1).build();
        assertThat(Feasibility.obstacle(application, "*", List.of(fixture.offer("a1", 1.4)), fixture.now))
                .isPresent();
        assertThat(Feasibility.obstacle(application, "*", List.of(fixture.offer("a1", 1.5)), fixture.now))
                .isEmpty();
    }

    /** As Mesos counts (PROTOCOL B86): a new executor's resources too, those of one that runs not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nothingIsLaunchedForWhichTheOffersHaveNoRoom(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, SlotExecutor> running = new HashMap<>();
        int reused = 0;
        for (int step = 0; step < 200; step++) {
            fixture.pass(java.time.Duration.ofMillis(10));
            fixture.put(app("app" + random.nextInt(3), random.nextInt(12)).cpus(random.nextInt(1, 4) / 10.0));
            String agent = "a" + random.nextInt(3);
            Offer offer = fixture.offer(agent, random.nextInt(1, 20) / 10.0, more -> {
                running.keySet().stream()
                        .filter(key -> key.startsWith(agent + " "))
                        .forEach(key -> more.addExecutorIds(
                                ExecutorID.newBuilder().setValue(key.substring(agent.length() + 1))));
                return more;
            });
            for (Placement.Launch launch : fixture.place().launches()) {
                long cpus = 0;
                for (Assignment assignment : launch.assignments()) {
                    SlotExecutor executor = executor(assignment);
                    String key = agent + " " + executor.id();
                    SlotExecutor before = running.putIfAbsent(key, executor);
                    assertThat(before == null ? executor : before).isEqualTo(executor);
                    cpus += millis(assignment.resources(), "cpus")
                            + (before == null ? millis(executor.resources(), "cpus") : 0);
                    reused += before == null ? 0 : 1;
                }
                assertThat(cpus).as("seed " + seed).isLessThanOrEqualTo(millis(offer.getResourcesList(), "cpus"));
            }
            fixture.rescind(offer);
            for (Slot slot : List.copyOf(fixture.tasks.slots())) {
                if (slot.state().hasTask() && random.nextInt(4) == 0) {
                    end(slot, random.nextBoolean() ? TaskState.TASK_FINISHED : TaskState.TASK_LOST);
                }
            }
            if (random.nextInt(8) == 0) {
                // The executors of the agent end, and their tasks with them.
                running.keySet().removeIf(key -> key.startsWith(agent + " "));
                List.copyOf(fixture.tasks.slotsOn(agent)).forEach(slot -> end(slot, TaskState.TASK_LOST));
            }
            fixture.tasks.due(fixture.now);
        }
        assertThat(reused).isGreaterThan(20);
    }
}
