package io.mesosframework.conformance.mainjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.etcd.EtcdCluster;
import io.mesosframework.testing.etcd.EtcdMember;
import io.mesosframework.testing.mesos.RealMesos;
import io.mesosframework.utils.TaskIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three instances of mesosfw on a real etcd of three members and a real Mesos of three masters and three agents, any of which is killed or
 * paused at random, one after the other. {@code -Dkills=20} says how many; {@code -Dkills.seed=N} repeats a run's choices.
 */
@RealPart("high availability: three instances, masters, agents and members of etcd, killed and paused at random")
final class RandomKillsOnRealMesosTest {
    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
    private static final Duration RECOVERY = Duration.ofSeconds(90);
    private static final int SERVICES = 6;
    private static final List<String> INSTANCES = List.of("red", "green", "blue");

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> story = new ArrayList<>();
    private final Map<String, Mesosfw> instances = new LinkedHashMap<>();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @Scenario(
            title = "Kills and pauses at random, with three of each",
            shows =
                    "Whatever dies or stands still, instance, master, agent or member of etcd: the framework goes on under"
                            + " its id, each slot of a service keeps its one task, and no slot ever has two at a time.")
    void whateverDiesEverySlotRunsOnceAndNoneTwice() throws Exception {
        EtcdCluster.obstacle().ifPresent(why -> assumeThat("CI").as(why).isEqualTo(System.getenv("CI")));
        Files.writeString(folder.resolve("apps.json"), """
                [{"name": "service", "instances": 6, "restart": "always", "resources": {"cpu": 0.05, "mem": 16},
                  "command": {"cmd": "while :; do echo $(date +%s%3N) $MESOS_EXECUTOR_ID >> FOLDER/log; sleep 0.25; done"}},
                 {"name": "ticker", "instances": 3, "restart": "always", "resources": {"cpu": 0.05, "mem": 16},
                  "retry": {"time": "500ms", "exp_backoff": false},
                  "command": {"cmd": "for i in 1 2 3 4 5 6 7 8; do echo $(date +%s%3N) $MESOS_EXECUTOR_ID >> FOLDER/log; sleep 0.25; done"}}]
                """.replace("FOLDER", folder.toString()));
        try (EtcdCluster etcd = EtcdCluster.start(3);
                RealMesos mesos = RealMesos.builder().masters(3).agents(3).start()) {
            try {
                INSTANCES.forEach(name -> instances.put(name, startInstance(name, etcd, mesos)));
                String id = awaitWell(mesos, "");
                for (int i = 0; i < KILLS; i++) {
                    strike(etcd, mesos);
                    assertThat(awaitWell(mesos, id)).as("the framework's id").isEqualTo(id);
                }
                etcd.awaitHealthy();
                checkTheEnd(mesos, id);
            } catch (Throwable e) {
                throw new AssertionError(
                        "kills.seed=" + SEED + "\n" + String.join("\n", story) + "\n" + instances.values(), e);
            } finally {
                instances.values().forEach(Mesosfw::close);
                System.out.println("kills.seed=" + SEED + "\n" + String.join("\n", story));
            }
        }
    }

    private Mesosfw startInstance(String name, EtcdCluster etcd, RealMesos mesos) {
        String zooKeeper;
        try {
            zooKeeper = Files.readString(mesos.directory().resolve("zk.url")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Mesosfw.start(
                "run",
                "--ha",
                "--instance",
                name,
                "--master",
                zooKeeper,
                "--storage",
                "etcd:" + etcd.endpoints(),
                "--name",
                "kills",
                "--failover-timeout",
                "1h",
                "--apps",
                folder.resolve("apps.json").toString(),
                "--listen",
                "127.0.0.1:0",
                "--json");
    }

    /** One of the others, or the one that matters most, is killed, or paused for 5 to 20 s. */
    private void strike(EtcdCluster etcd, RealMesos mesos) throws Exception {
        boolean kill = random.nextBoolean();
        int kind = random.nextInt(5);
        switch (kind) {
            case 0, 1 -> strikeInstance(kind == 0, kill, etcd, mesos);
            case 2 -> {
                String name = mesos.nameOf(mesos.leader().orElseThrow());
                strike(
                        "the leading master " + name,
                        kill,
                        () -> mesos.kill(name),
                        () -> mesos.start(name),
                        () -> mesos.pause(name),
                        () -> mesos.resume(name));
            }
            case 3 -> {
                String name = "agent" + (1 + random.nextInt(3));
                strike(
                        "agent " + name,
                        kill,
                        () -> mesos.kill(name),
                        () -> mesos.start(name),
                        () -> mesos.pause(name),
                        () -> mesos.resume(name));
            }
            default -> {
                EtcdMember member = etcd.members().get(random.nextInt(3));
                strike(
                        "etcd's member " + member.name(),
                        kill,
                        member::kill,
                        member::start,
                        member::pause,
                        member::resume);
            }
        }
    }

    private void strikeInstance(boolean leader, boolean kill, EtcdCluster etcd, RealMesos mesos) throws Exception {
        Optional<String> leads =
                INSTANCES.stream().filter(name -> leads(instance(name))).findFirst();
        String name = leads.filter(found -> leader)
                .orElseGet(() -> INSTANCES.stream()
                        .filter(other -> leads.filter(other::equals).isEmpty())
                        .toList()
                        .get(random.nextInt(2)));
        Mesosfw process = instance(name);
        strike(
                (leads.filter(name::equals).isPresent() ? "the leader " : "the standby ") + name,
                kill,
                process::kill,
                () -> instances.put(name, startInstance(name, etcd, mesos)),
                () -> signal(process, "STOP"),
                () -> signal(process, "CONT"));
    }

    private void strike(
            String whom, boolean kill, Runnable killing, Runnable starting, Runnable pausing, Runnable resuming) {
        long millis = kill ? random.nextLong(1_000, 8_000) : random.nextLong(5_000, 20_000);
        story.add((kill ? "kills " : "pauses ") + whom + " for " + millis + " ms");
        (kill ? killing : pausing).run();
        // The length of the outage is what is tried here.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        (kill ? starting : resuming).run();
    }

    private static void signal(Mesosfw process, String signal) {
        try {
            process.signal(signal);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Mesosfw instance(String name) {
        return Objects.requireNonNull(instances.get(name), name);
    }

    /** By what it told last. */
    private static boolean leads(Mesosfw process) {
        return process.err().stream()
                .filter(line -> line.contains("this instance leads") || line.contains("standing by"))
                .reduce((before, last) -> last)
                .filter(last -> last.contains("this instance leads") && !last.contains("no more"))
                .isPresent();
    }

    /** Waits until one instance is connected and all services run; tells under which id. */
    private String awaitWell(RealMesos mesos, String id) {
        long since = System.nanoTime();
        String found = await("recovery")
                .atMost(RECOVERY)
                .ignoreExceptions() // a master that has just died, or does not lead yet
                .until(() -> connected(mesos), name -> !name.isEmpty());
        story.add("  well after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms, "
                + INSTANCES.stream().filter(name -> leads(instance(name))).toList() + " leads"
                + (id.isEmpty() || id.equals(found) ? "" : ", UNDER ANOTHER ID " + found));
        return found;
    }

    private static String connected(RealMesos mesos) {
        MasterView view = new MasterView(mesos.leader().orElseThrow());
        for (var framework : view.state().path("frameworks")) {
            String id = framework.path("id").asString();
            if (framework.path("name").asString().equals("kills")
                    && framework.path("connected").asBoolean()
                    && services(view, id).size() >= SERVICES) {
                return id;
            }
        }
        return "";
    }

    private static List<String> services(MasterView view, String id) {
        return view.tasks(id).stream()
                .filter(task -> task.name().equals("service") && task.state().equals("TASK_RUNNING"))
                .map(MasterView.Task::id)
                .sorted()
                .toList();
    }

    private void checkTheEnd(RealMesos mesos, String id) throws IOException {
        MasterView view = new MasterView(mesos.leader().orElseThrow());
        List<String> running = services(view, id);
        assertThat(running.stream().map(RandomKillsOnRealMesosTest::slot))
                .as("services by the master's record")
                .containsExactly("service.0", "service.1", "service.2", "service.3", "service.4", "service.5");
        List<String> frameworks = new ArrayList<>();
        view.state()
                .path("frameworks")
                .forEach(one -> frameworks.add(one.path("id").asString()));
        assertThat(frameworks).as("frameworks of the master").containsExactly(id);

        Map<String, Map<String, Span>> log = log();
        for (String task : running) {
            assertThat(log.getOrDefault(slot(task), Map.of()).keySet())
                    .as("tasks that ever ran in " + slot(task))
                    .containsExactly(task);
        }
        log.forEach((slot, tasks) -> {
            List<Map.Entry<String, Span>> inOrder = tasks.entrySet().stream()
                    .sorted(Comparator.comparingLong(entry -> entry.getValue().first()))
                    .toList();
            for (int i = 1; i < inOrder.size(); i++) {
                assertThat(inOrder.get(i).getValue().first())
                        .as("%s: the start of %s, after the last sign of %s", slot, inOrder.get(i), inOrder.get(i - 1))
                        .isGreaterThanOrEqualTo(inOrder.get(i - 1).getValue().last());
            }
        });
        story.add("ticker's tasks: "
                + log.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("ticker."))
                        .mapToInt(entry -> entry.getValue().size())
                        .sum());
    }

    /** When a task was first and last heard of, in milliseconds since 1970. */
    private record Span(long first, long last) {
        Span and(Span other) {
            return new Span(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /** By slot and task. */
    private Map<String, Map<String, Span>> log() throws IOException {
        Map<String, Map<String, Span>> log = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("log"))) {
            String[] words = line.split(" ");
            long time = Long.parseLong(words[0]);
            log.computeIfAbsent(slot(words[1]), slot -> new TreeMap<>())
                    .merge(words[1], new Span(time, time), Span::and);
        }
        return log;
    }

    private static String slot(String task) {
        TaskIds ids = TaskIds.parse(task).orElseThrow();
        return ids.application() + "." + ids.slot();
    }
}
