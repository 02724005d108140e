package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A framework on SQLite that deploys, updates and scales down, killed before and after each of its commits, calls and acknowledgements,
 * and started again.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HookedKillsTest {
    private static final int AT_A_TIME = 3;

    /** A run tries one moment of so many; with 1 it tries all, which takes some eight minutes. */
    private static final int STRIDE = Integer.getInteger("kills.stride", 5);

    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(4)
            .allocationInterval(Duration.ofMillis(50))
            .start();
    private final MasterView view = new MasterView(mesos.master());

    @TempDir
    Path root;

    @AfterAll
    void down() {
        mesos.close();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void killedAtAnyMomentItStartsEachSlotOfEachVersionExactlyOnce() throws Exception {
        Path whole = Files.createDirectory(root.resolve("whole"));
        Run unharmed = run(whole, "whole", 0);
        assertThat(unharmed.exit()).as("%s", unharmed).isZero();
        assertAsWanted(whole, "whole", "not killed");
        int moments = Integer.parseInt(unharmed.word("moments"));
        assertThat(moments).isGreaterThan(50);

        int first = 1 + new SplittableRandom().nextInt(STRIDE);
        List<Callable<String>> kills = new ArrayList<>();
        IntStream.iterate(first, at -> at <= moments, at -> at + STRIDE).forEach(at -> kills.add(() -> killedAt(at)));
        Map<String, Integer> places = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (Future<String> place : threads.invokeAll(kills)) {
                places.merge(place.get(), 1, Integer::sum);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(places.keySet())
                .as("the moments %s, %s, ...", first, first + STRIDE)
                .contains("before a commit", "after a commit", "before a call", "after a call");
    }

    /** The place that it was killed at; a run may need fewer moments than another, and is not killed then. */
    private String killedAt(int moment) throws Exception {
        String name = "killed-" + moment;
        Path folder = Files.createDirectory(root.resolve(name));
        Run first = run(folder, name, moment);
        String place = first.exit() == Hooks.KILLED ? first.word("killed") : "not killed";
        if (first.exit() == Hooks.KILLED) {
            Run second = run(folder, name, 0);
            assertThat(second.exit())
                    .as("killed at %s, %s, then %s", moment, place, second)
                    .isZero();
        } else {
            assertThat(first.exit()).as("%s", first).isZero();
        }
        assertAsWanted(folder, name, "killed at " + moment + ", " + place);
        return place;
    }

    private void assertAsWanted(Path folder, String framework, String what) throws IOException {
        List<String> started = Files.readAllLines(folder.resolve("started"));
        assertThat(started.stream().map(line -> line.replaceFirst("\\.[^.]*$", "")))
                .as("%s: %s", what, started)
                .containsExactlyInAnyOrder("first hooked.0", "first hooked.1", "second hooked.0", "second hooked.1");
        String last = started.stream()
                .filter(line -> line.startsWith("second hooked.0."))
                .map(line -> line.substring("second ".length()))
                .collect(Collectors.joining());
        await(what)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(liveTasks(framework)).containsExactly(last));
    }

    private List<String> liveTasks(String name) {
        List<String> ids = new ArrayList<>();
        view.state().path("frameworks").forEach(one -> {
            if (one.path("name").asString().equals(name)) {
                ids.add(one.path("id").asString());
            }
        });
        // Killed before its first id was durable, it has another one now, and the first has no tasks.
        assertThat(ids).as("ids of %s", name).hasSizeBetween(1, 2);
        return ids.stream().flatMap(id -> view.liveTasks(id).stream()).toList();
    }

    /** How a process ended, and what it wrote. */
    private record Run(int exit, String output) {
        String word(String label) {
            return output.lines()
                    .filter(line -> line.startsWith(label + " "))
                    .map(line -> line.substring(label.length() + 1))
                    .findFirst()
                    .orElse("");
        }
    }

    private Run run(Path folder, String name, int killAt) throws Exception {
        File output = folder.resolve("output-" + killAt).toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HookedFramework.class.getName()));
        Collections.addAll(command, mesos.master(), folder.toString(), name, "" + killAt);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(PATIENCE.multipliedBy(2).toSeconds(), TimeUnit.SECONDS))
                    .as("%s, killed at %s, ends: %s", name, killAt, Files.readString(output.toPath()))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(output.toPath()));
    }
}
