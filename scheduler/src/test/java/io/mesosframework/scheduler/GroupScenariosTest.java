package io.mesosframework.scheduler;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.PortNeeds;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.TaskTemplate;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A framework whose slots are groups of tasks, in the time of an embedded cluster. */
@Timeout(60)
class GroupScenariosTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    /** What each task of the group does, by its name. */
    private final Map<String, TaskScript> scripts = new ConcurrentHashMap<>();

    private EmbeddedMesosBuilder mesos() {
        return EmbeddedMesos.builder()
                .agents(2)
                .resources("cpus:2;mem:512;disk:512;ports:[31000-31001]")
                .virtualTime()
                .seed(7)
                .simulatedTasks(this::script);
    }

    private TaskScript script(TaskInfo task) {
        String name = task.getName();
        return scripts.getOrDefault(name.substring(name.lastIndexOf('.') + 1), TaskScript.runs());
    }

    private static Framework framework(EmbeddedMesos mesos, Storage storage) {
        return Framework.named("groups")
                .masters(mesos.master())
                .transport(mesos.transport())
                .time(mesos.time())
                .storage(storage)
                .random(new SplittableRandom(7))
                .start();
    }

    private static TaskTemplate task(double cpus) {
        return TaskTemplate.of(ResourceNeeds.of(cpus, 32), Command.shell("run"));
    }

    private static ApplicationBuilder pod() {
        return Application.named("pod").task("web", task(0.5)).task("log", task(0.1));
    }

    private static Slot slot(Framework framework) {
        return framework.tasks().slotNamed("pod.0").orElseThrow();
    }

    private static String groupId(Framework framework) {
        return slot(framework).currentTask().id();
    }

    private static boolean is(Framework framework, SlotState state) {
        return framework.tasks().slotNamed("pod.0").stream().anyMatch(slot -> slot.state() == state);
    }

    /** The ids of the tasks that the master has as running. */
    private static List<String> living(EmbeddedMesos mesos) {
        List<String> ids = new ArrayList<>();
        for (JsonNode task : JsonMapper.shared().readTree(mesos.state()).at("/frameworks/0/tasks")) {
            if (task.path("state").asString().equals("TASK_RUNNING")) {
                ids.add(task.path("id").asString());
            }
        }
        return ids;
    }

    private static void reach(EmbeddedMesos mesos, Framework framework, SlotState state) {
        mesos.time().advanceUntil(() -> is(framework, state), SOON);
    }

    @Test
    void aGroupOfTwoRunsToItsEnd() {
        scripts.put("web", TaskScript.runsFor(Duration.ofSeconds(30)));
        scripts.put("log", TaskScript.runsFor(Duration.ofSeconds(10)));
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework.put(pod().build()).join();
            reach(mesos, framework, SlotState.RUNNING);
            mesos.time().advance(Duration.ofSeconds(20));
            assertThat(slot(framework).state()).isEqualTo(SlotState.RUNNING);
            assertThat(slot(framework).currentTask().members())
                    .extracting(GroupTask::state)
                    .containsExactly(SlotState.RUNNING, SlotState.FINISHED);
            reach(mesos, framework, SlotState.FINISHED);
        }
    }

    @Test
    void oneTaskThatFailsHasTheWholeSlotRetried() {
        scripts.put("web", TaskScript.runsFor(Duration.ofSeconds(10)).thenExits(3));
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework.put(pod().build()).join();
            reach(mesos, framework, SlotState.RUNNING);
            String first = groupId(framework);
            reach(mesos, framework, SlotState.WAITING);
            assertThat(slot(framework).failures()).isEqualTo(1);
            assertThat(requireNonNull(slot(framework).ending()).exitCode()).isEqualTo(3);
            scripts.remove("web");
            reach(mesos, framework, SlotState.RUNNING);
            assertThat(groupId(framework)).isNotEqualTo(first);
            assertThat(framework.tasks().orphans()).isEmpty();
        }
    }

    @Test
    void deletingKillsTheGroup() {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework.put(pod().build()).join();
            reach(mesos, framework, SlotState.RUNNING);
            framework.delete("pod").join();
            mesos.time().advanceUntil(() -> framework.tasks().slots().isEmpty(), SOON);
            assertThat(framework.tasks().specifications()).isEmpty();
            // All that it took is offered again.
            framework
                    .put(Application.named("all")
                            .instances(2)
                            .cpus(2)
                            .mem(512)
                            .command("run")
                            .build())
                    .join();
            mesos.time()
                    .advanceUntil(
                            () -> framework.tasks().slotsIn(SlotState.RUNNING).size() == 2, SOON);
        }
    }

    @Test
    void aGroupOnALostAgentIsReplacedAndKilledOnItsReturn() {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework.put(pod().build()).join();
            reach(mesos, framework, SlotState.RUNNING);
            String lost = groupId(framework);
            String there = slot(framework).currentTask().agent();
            int agent = mesos.agent(1).id().orElseThrow().equals(there) ? 1 : 2;
            mesos.agent(agent).partition();
            mesos.time().advanceUntil(() -> is(framework, SlotState.UNREACHABLE), Duration.ofMinutes(3));
            mesos.time()
                    .advanceUntil(
                            () -> is(framework, SlotState.RUNNING)
                                    && !groupId(framework).equals(lost),
                            Duration.ofMinutes(10));
            mesos.agent(agent).heal();
            mesos.time()
                    .advanceUntil(
                            () -> living(mesos).stream().noneMatch(id -> id.startsWith(lost)), Duration.ofMinutes(5));
            mesos.time().advance(Duration.ofMinutes(1));
            assertThat(living(mesos)).hasSize(2);
            assertThat(framework.tasks().orphans()).isEmpty();
            assertThat(slot(framework).state()).isEqualTo(SlotState.RUNNING);
        }
    }

    @Test
    void aFrameworkThatStartsAgainFindsItsGroup() {
        scripts.put("log", TaskScript.runsFor(Duration.ofSeconds(10)));
        try (EmbeddedMesos mesos = mesos().start();
                Storage storage = Storage.inMemory()) {
            String id;
            Slot before;
            try (Framework framework = framework(mesos, storage)) {
                framework.put(pod().build()).join();
                reach(mesos, framework, SlotState.RUNNING);
                mesos.time().advance(Duration.ofSeconds(20));
                before = slot(framework);
                id = groupId(framework);
            }
            try (Framework framework = framework(mesos, storage)) {
                assertThat(slot(framework)).isEqualTo(before);
                mesos.time().advanceUntil(framework::isReconciled, SOON);
                mesos.time().advance(Duration.ofMinutes(1));
                assertThat(slot(framework).state()).isEqualTo(SlotState.RUNNING);
                assertThat(groupId(framework)).isEqualTo(id);
                assertThat(framework.tasks().slotOfTask(id + "-web")).contains(slot(framework));
            }
        }
    }

    @Test
    void aMasterThatFailsOverIsAskedForEachTask() {
        try (EmbeddedMesos mesos = mesos().masters(2).start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework.put(pod().build()).join();
            reach(mesos, framework, SlotState.RUNNING);
            String id = groupId(framework);
            mesos.failOver();
            mesos.time().advance(Duration.ofMinutes(2));
            mesos.time().advanceUntil(framework::isReconciled, Duration.ofMinutes(5));
            assertThat(slot(framework).state()).isEqualTo(SlotState.RUNNING);
            assertThat(groupId(framework)).isEqualTo(id);
        }
    }

    @Test
    void anUpdateReplacesOneGroupAfterTheOther() {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework.put(pod().instances(2).build()).join();
            mesos.time()
                    .advanceUntil(
                            () -> framework.tasks().slotsIn(SlotState.RUNNING).size() == 2, SOON);
            framework.put(pod().instances(2).task("more", task(0.1)).build()).join();
            mesos.time()
                    .advanceUntil(
                            () -> framework.tasks().slotsOf("pod").stream()
                                    .allMatch(slot -> slot.state() == SlotState.RUNNING
                                            && slot.currentTask().members().size() == 3),
                            Duration.ofMinutes(5));
            framework.rollback("pod").join();
            mesos.time()
                    .advanceUntil(
                            () -> framework.tasks().slotsOf("pod").stream()
                                    .allMatch(slot -> slot.state() == SlotState.RUNNING
                                            && slot.currentTask().members().size() == 2),
                            Duration.ofMinutes(5));
        }
    }

    @Test
    void aGroupIsHealthyOnceItsCheckedTaskIs() {
        scripts.put("web", TaskScript.runs().healthyAfter(Duration.ofSeconds(20)));
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            framework
                    .put(Application.named("pod")
                            .task("web", task(0.5).withHealthCheck(HealthCheck.tcp(80)))
                            .task("log", task(0.1))
                            .build())
                    .join();
            reach(mesos, framework, SlotState.RUNNING);
            reach(mesos, framework, SlotState.HEALTHY);
        }
    }

    @Test
    void whatATaskAndItsExecutorTakeTogetherIsPlacedAndExplained() {
        TaskTemplate ported =
                TaskTemplate.of(ResourceNeeds.of(0.95, 32).withPorts(PortNeeds.any(1)), Command.shell("run"));
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos, Storage.inMemory())) {
            // 1.9 cpus of tasks and 0.1 of the executor: just an agent each.
            framework
                    .put(Application.named("pod")
                            .instances(3)
                            .task("a", ported)
                            .task("b", ported)
                            .build())
                    .join();
            mesos.time()
                    .advanceUntil(
                            () -> framework.tasks().slotsIn(SlotState.RUNNING).size() == 2, SOON);
            mesos.time().advance(Duration.ofMinutes(2));
            assertThat(framework.tasks().slotsIn(SlotState.PENDING)).hasSize(1);
            assertThat(framework.tasks().slotsIn(SlotState.RUNNING))
                    .extracting(slot -> slot.currentTask().agent())
                    .doesNotHaveDuplicates();
            assertThat(framework.shortfalls()).extracting(Shortfall::slot).hasSize(1);
        }
    }
}
