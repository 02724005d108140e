package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.HealthCheck;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the framework does for its applications; the same on every Mesos. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MainJob {

    @TempDir
    Path folder;

    /** The master, as {@code host:port}. */
    abstract String master();

    private MasterView view() {
        return new MasterView(master());
    }

    private LiveFramework start(String name, String... masters) {
        return LiveFramework.start(
                name, masters.length == 0 ? List.of(master()) : List.of(masters), builder -> builder);
    }

    private static ApplicationBuilder application(String name, String command) {
        return Application.named(name).cpus(0.1).mem(32).command(command);
    }

    private List<String> lines(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    /** A task counts as running a moment before its command has written anything. */
    private void awaitLines(String file, String... lines) {
        await(file).atMost(PATIENCE).untilAsserted(() -> assertThat(lines(file)).containsExactly(lines));
    }

    @Test
    @Scenario(
            title = "A batch to its end",
            shows = "Four slots run at once; one fails twice, is tried again under its retry and succeeds.")
    void aBatchRunsToItsEndAndASlotThatFailsIsTriedAgain() throws Exception {
        String command = "case $MESOS_EXECUTOR_ID in batch.2.*) ;; *) exit 0 ;; esac; echo try >> " + folder
                + "/tries; [ $(wc -l < " + folder + "/tries) -ge 3 ] || exit 7";
        try (LiveFramework live = start("batch")) {
            live.put(application("batch", command)
                    .instances(4)
                    .retry(new Retry(Duration.ofMillis(100), true, 2, Duration.ofSeconds(1)))
                    .build());
            live.awaitAll("batch", SlotState.FINISHED);

            assertThat(lines("tries")).hasSize(3);
            assertThat(live.framework().tasks().slotsOf("batch"))
                    .extracting(Slot::failures)
                    .containsExactly(0, 0, 2, 0);
            assertThat(live.historyOf("batch", 2))
                    .filteredOn(transition ->
                            transition.after() != null && transition.after().state() == SlotState.WAITING)
                    .extracting(SlotTransition::report)
                    .allSatisfy(report -> assertThat(report).isNotNull())
                    .extracting(TaskReport::exitCode)
                    .containsExactly(7, 7);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(view().states(live.id()))
                            .containsOnly(entry("TASK_FAILED", 2), entry("TASK_FINISHED", 4)));
            live.teardown();
            assertThat(view().isCompleted(live.id())).isTrue();
        }
    }

    @Test
    @Scenario(
            title = "Every field of an application reaches its task",
            shows = "Command, arguments, environment, user, fetched files and labels are what the JSON asked for.")
    void everyFieldOfAnApplicationReachesItsTask() throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), "fetched\n");
        Path tool = Files.writeString(folder.resolve("tool.sh"), "#!/bin/sh\nprintf 'tool %s\\n' \"$@\" > \"$OUT\"\n");
        String me = System.getProperty("user.name");
        String json = """
                [{"name": "fields", "resources": {"cpu": 0.2, "mem": 48, "disk": {"size": 16}},
                  "command": {"cmd": "{ echo \\"$GREETING\\"; id -un; cat notes/renamed; } > $OUT.new && mv $OUT.new $OUT",
                              "environment": {"GREETING": "grüße \\"$HOME\\"", "OUT": "%1$s/fields.out"},
                              "user": "%2$s",
                              "uris": [{"uri": "%3$s", "output_file": "notes/renamed", "extract": false}]},
                  "labels": {"tier": "back", "empty": ""}},
                 {"name": "tool", "resources": {"cpu": 0.1, "mem": 32},
                  "command": {"environment": {"OUT": "%1$s/tool.out"}, "user": "%2$s",
                              "arguments": ["a  b", "$HOME"], "shell": false,
                              "uris": [{"uri": "%4$s", "executable": true}]}}]
                """.formatted(folder, me, text, tool);
        // Of another user than the tasks: theirs must be the one that their commands name.
        UnaryOperator<FrameworkBuilder> nobody = builder -> builder.user("no-such-user");
        try (LiveFramework live = LiveFramework.start("fields", List.of(master()), nobody)) {
            for (Application one : ApplicationJson.parse(json.getBytes(StandardCharsets.UTF_8), "fields.json")) {
                live.put(one);
            }
            live.awaitAll("fields", SlotState.FINISHED);
            live.awaitAll("tool", SlotState.FINISHED);

            assertThat(lines("fields.out")).containsExactly("grüße \"$HOME\"", me, "fetched");
            assertThat(lines("tool.out")).containsExactly("tool a  b", "tool $HOME");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(view().tasks(live.id()))
                            .extracting(MasterView.Task::name, MasterView.Task::state)
                            .contains(tuple("fields", "TASK_FINISHED"), tuple("tool", "TASK_FINISHED")));
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Delete",
            shows = "Deleting an application kills its tasks, and it is gone after the last of them.")
    void deleteKillsTheTasksAndForgetsTheApplication() throws Exception {
        try (LiveFramework live = start("delete")) {
            live.put(application("going", "sleep 600").instances(3).build());
            live.put(application("staying", "sleep 600").build());
            live.awaitAll("going", SlotState.RUNNING);
            live.awaitAll("staying", SlotState.RUNNING);

            assertThat(live.framework().delete("going")).succeedsWithin(PATIENCE);
            live.framework().await(tasks -> tasks.specification("going").isEmpty(), PATIENCE);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(view().states(live.id()))
                            .containsOnly(entry("TASK_KILLED", 3), entry("TASK_RUNNING", 1)));
            assertThat(live.framework().tasks().slots())
                    .extracting(slot -> slot.key().toString())
                    .containsExactly("staying.0");
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Teardown",
            shows = "A torn down framework is completed in Mesos, and the processes of its tasks are gone.")
    void teardownEndsTheTasksProcesses() throws Exception {
        try (LiveFramework live = start("teardown")) {
            live.put(application("web", "echo $$ >> " + folder + "/pids; exec sleep 600")
                    .instances(2)
                    .build());
            live.awaitAll("web", SlotState.RUNNING);
            await().atMost(PATIENCE).until(() -> lines("pids").size() == 2);

            live.teardown();

            assertThat(view().isCompleted(live.id())).isTrue();
            for (String pid : lines("pids")) {
                await("the end of " + pid)
                        .atMost(PATIENCE)
                        .until(() -> ProcessHandle.of(Long.parseLong(pid))
                                .filter(ProcessHandle::isAlive)
                                .isEmpty());
            }
        }
    }

    @Test
    @Scenario(
            title = "Update",
            shows = "A new version replaces one slot after the other; the same version again changes nothing.")
    void anUpdateReplacesOneSlotAfterTheOther() throws Exception {
        try (LiveFramework live = start("update")) {
            live.put(application("web", "echo one >> " + folder + "/log; exec sleep 600")
                    .instances(3)
                    .build());
            live.awaitAll("web", SlotState.RUNNING);
            awaitLines("log", "one", "one", "one");
            Map<String, String> first = live.taskIds();
            int told = live.history().size();

            Application second = application("web", "echo two >> " + folder + "/log; exec sleep 600")
                    .instances(3)
                    .build();
            live.put(second);
            live.framework()
                    .await(
                            tasks -> tasks.slotsOf("web").stream()
                                    .allMatch(slot -> slot.version() == 2 && slot.state() == SlotState.RUNNING),
                            PATIENCE);

            assertThat(live.taskIds().values()).doesNotContainAnyElementsOf(first.values());
            assertThat(mostDownAtOnce(
                            live.history().subList(told, live.history().size()), 3))
                    .isEqualTo(1);
            assertThat(view().liveTasks(live.id()))
                    .containsExactlyElementsOf(live.taskIds().values());
            awaitLines("log", "one", "one", "one", "two", "two", "two");

            int before = live.history().size();
            live.put(second);
            assertThat(live.history()).hasSize(before);
            live.teardown();
        }
    }

    /** How many of the slots, all running at first, were not running at the worst moment. */
    private static int mostDownAtOnce(List<SlotTransition> history, int slots) {
        Map<Integer, SlotState> states = new HashMap<>();
        for (int i = 0; i < slots; i++) {
            states.put(i, SlotState.RUNNING);
        }
        int most = 0;
        for (SlotTransition transition : history) {
            Slot after = transition.after();
            assertThat(after).as("no slot is removed by an update").isNotNull();
            states.put(transition.key().index(), after.state());
            int down = (int) states.values().stream()
                    .filter(state -> state != SlotState.RUNNING)
                    .count();
            most = Math.max(most, down);
        }
        return most;
    }

    @Test
    @Scenario(
            title = "Scale",
            shows = "More instances add slots, fewer take the highest away; tasks that stay are not touched.")
    void scalingAddsAndTakesAwaySlotsAndLeavesTheOthersAlone() throws Exception {
        try (LiveFramework live = start("scale")) {
            Application two = application("web", "exec sleep 600").instances(2).build();
            live.put(two);
            live.awaitAll("web", SlotState.RUNNING);
            Map<String, String> first = live.taskIds();

            live.put(two.withInstances(4));
            live.framework().await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 4, PATIENCE);
            assertThat(live.taskIds()).containsAllEntriesOf(first);

            live.put(two.withInstances(1));
            live.framework().await(tasks -> tasks.slots().size() == 1, PATIENCE);
            assertThat(live.taskIds()).containsOnly(entry("web.0", first.get("web.0")));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(view().liveTasks(live.id())).containsExactly(first.get("web.0")));
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Reconcile after a cut",
            shows =
                    "What happened while there was no connection is known after it: same id, ends told, the rest runs on.")
    void whatHappenedWhileTheWireWasCutIsKnownAfterwards() throws Exception {
        try (Wire wire = Wire.to(master());
                LiveFramework live = start("cut", wire.address())) {
            live.put(application(
                            "waiter",
                            "while [ ! -e " + folder + "/go.${MESOS_EXECUTOR_ID%.*} ]; do sleep 0.1; done; echo"
                                    + " $MESOS_EXECUTOR_ID >> " + folder + "/ended")
                    .instances(2)
                    .build());
            live.awaitAll("waiter", SlotState.RUNNING);
            String id = live.id();
            Map<String, String> tasks = live.taskIds();
            double reconciled = view().metric("master/messages_reconcile_tasks");

            wire.cut();
            await().atMost(PATIENCE).until(live::wasDisconnected);
            Files.createFile(folder.resolve("go.waiter.0"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines("ended")).containsExactly(tasks.get("waiter.0")));
            wire.mend();

            live.await("waiter", 0, SlotState.FINISHED);
            await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
            assertThat(live.id()).isEqualTo(id);
            assertThat(live.timesSubscribed()).isGreaterThanOrEqualTo(2);
            assertThat(live.taskIds()).containsOnly(entry("waiter.1", tasks.get("waiter.1")));
            assertThat(view().liveTasks(id)).containsExactly(tasks.get("waiter.1"));
            if (reconciled >= 0) {
                assertThat(view().metric("master/messages_reconcile_tasks")).isGreaterThan(reconciled);
            }
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Health",
            shows =
                    "A running task becomes healthy with its first check that passes, and is merely running when one fails.")
    void aHealthCheckMakesARunningTaskHealthy() throws Exception {
        HealthCheck check = HealthCheck.command("test -e " + folder + "/well")
                .withDelay(Duration.ZERO)
                .withInterval(Duration.ofMillis(200))
                .withGracePeriod(Duration.ZERO)
                .withFails(1000);
        try (LiveFramework live = start("health")) {
            live.put(application("patient", "exec sleep 600").healthCheck(check).build());
            live.awaitAll("patient", SlotState.RUNNING);
            Files.createFile(folder.resolve("well"));
            live.awaitAll("patient", SlotState.HEALTHY);
            Files.delete(folder.resolve("well"));
            live.awaitAll("patient", SlotState.RUNNING);
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "An unhealthy task is replaced",
            shows = "Checks that fail too often end the task; that uses a retry, and the slot gets a new one.")
    void aTaskThatStaysUnhealthyIsReplaced() throws Exception {
        HealthCheck check = HealthCheck.command("test $(wc -l < " + folder + "/starts) -ge 2")
                .withDelay(Duration.ZERO)
                .withInterval(Duration.ofMillis(100))
                .withGracePeriod(Duration.ZERO)
                .withFails(2);
        try (LiveFramework live = start("unhealthy")) {
            live.put(application("patient", "echo start >> " + folder + "/starts; exec sleep 600")
                    .restart(Restart.ALWAYS)
                    .retry(new Retry(Duration.ofMillis(100), false, 5, Duration.ofSeconds(1)))
                    .healthCheck(check)
                    .build());
            live.awaitAll("patient", SlotState.HEALTHY);
            assertThat(lines("starts")).hasSize(2);
            assertThat(view().liveTasks(live.id()))
                    .containsExactlyElementsOf(live.taskIds().values());
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Start again",
            shows =
                    "A framework that is closed and started on its storage has its old id and tasks, and launches none.")
    void aFrameworkStartedAgainOnItsStorageHasItsOldIdAndTasks() throws Exception {
        try (Storage storage = Storage.inMemory()) {
            String id;
            Map<String, String> tasks;
            try (LiveFramework live = LiveFramework.start("again", List.of(master()), b -> b.storage(storage))) {
                live.put(application("web", "echo start >> " + folder + "/starts; exec sleep 600")
                        .instances(3)
                        .build());
                live.awaitAll("web", SlotState.RUNNING);
                awaitLines("starts", "start", "start", "start");
                id = live.id();
                tasks = live.taskIds();
            }
            await().atMost(PATIENCE).until(() -> !view().isConnected(id));
            try (LiveFramework live = LiveFramework.start("again", List.of(master()), b -> b.storage(storage))) {
                await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
                assertThat(live.id()).isEqualTo(id);
                assertThat(live.taskIds()).isEqualTo(tasks);
                assertThat(view().liveTasks(id)).containsExactlyElementsOf(tasks.values());
                assertThat(lines("starts")).hasSize(3);
                live.teardown();
            }
        }
    }

    @Test
    @Scenario(
            title = "Two instances on one storage",
            shows = "The second takes over under the same id; the first ends as deposed and changes nothing any more.")
    void aSecondInstanceOnTheSameStorageDeposesTheFirst() throws Exception {
        try (Storage storage = Storage.inMemory();
                LiveFramework first = LiveFramework.start("pair", List.of(master()), b -> b.storage(storage))) {
            first.put(application("web", "exec sleep 600").instances(2).build());
            first.awaitAll("web", SlotState.RUNNING);
            Map<String, String> tasks = first.taskIds();

            try (LiveFramework second = LiveFramework.start("pair", List.of(master()), b -> b.storage(storage))) {
                await().atMost(PATIENCE)
                        .until(() -> first.framework().terminated().isDone());
                assertThat(first.framework().terminated())
                        .failsWithin(PATIENCE)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(DeposedException.class);
                assertThat(first.framework().delete("web"))
                        .failsWithin(PATIENCE)
                        .withThrowableThat()
                        .withCauseInstanceOf(DeposedException.class);

                await().atMost(PATIENCE).until(() -> second.framework().isReconciled());
                assertThat(second.id()).isEqualTo(first.id());
                assertThat(second.taskIds()).isEqualTo(tasks);
                second.put(application("late", "exec sleep 600").build());
                second.awaitAll("late", SlotState.RUNNING);
                second.teardown();
            }
        }
    }
}
