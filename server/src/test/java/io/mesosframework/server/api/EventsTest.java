package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.server.MesosServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream of a framework's events, as clients see it. */
@Timeout(60)
final class EventsTest {

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final FrameworkEvents events = new FrameworkEvents(64, 1 << 20, 1000, Duration.ofMillis(200));
    private final Framework framework = Framework.named("events")
            .masters(mesos.master())
            .listener(events.listener())
            .start();
    private final ApiSource source = ApiSource.of(framework);
    private final MesosServer server =
            MesosServer.builder().routes(events.routes(source)).start();

    @AfterEach
    void stop() {
        events.close();
        server.close();
        framework.close();
        mesos.close();
    }

    private static Application app(String name) {
        return Application.named(name).cpus(0.1).mem(32).command("run").build();
    }

    private void run(String name) throws InterruptedException {
        framework.put(app(name)).join();
        framework.await(
                tasks -> tasks.slotsOf(name).stream().allMatch(slot -> slot.state() == SlotState.RUNNING),
                Duration.ofSeconds(30));
    }

    /** Changes an application that has no slots. */
    private void change(String name, int number) {
        framework
                .put(Application.named(name)
                        .instances(0)
                        .cpus(0.1)
                        .mem(32)
                        .command("run " + number)
                        .build())
                .join();
    }

    @Test
    void whatBecomesOfAnApplicationIsToldInItsOrder() throws Exception {
        try (EventReader reader = EventReader.open(server, "", null)) {
            assertThat(reader.header("Content-Type")).hasValue("text/event-stream");
            run("web");
            List<String> told = new ArrayList<>();
            reader.until(event -> {
                told.add(event.name() + " " + event.text("change") + event.text("state"));
                return event.text("state").equals("running");
            });
            assertThat(told)
                    .containsSubsequence(
                            "application created", "slot pending", "slot launching", "slot starting", "slot running");

            framework.scale("web", 2).join();
            EventReader.Event scaled =
                    reader.until(event -> event.text("change").equals("scaled"));
            assertThat(scaled.data().path("instances").intValue()).isEqualTo(2);
            assertThat(scaled.data().path("version").intValue()).isEqualTo(2);
            EventReader.Event running = reader.untilSlot("web", "running");
            assertThat(running.data().path("instance").intValue()).isEqualTo(1);
            assertThat(running.text("taskId")).startsWith("web.1.");
            assertThat(running.text("previous")).isEqualTo("starting");
            assertThat(running.text("mesosState")).isEqualTo("TASK_RUNNING");

            framework.delete("web").join();
            reader.until(event -> event.text("change").equals("deleted"));
            reader.until(event ->
                    event.name().equals("slot") && event.data().path("state").isNull());
            reader.until(event -> event.text("change").equals("removed"));
        }
    }

    @Test
    void aClientThatComesBackMissesNothingAndGetsNothingTwice() throws Exception {
        String last;
        try (EventReader reader = EventReader.open(server, "", null)) {
            run("one");
            last = reader.untilSlot("one", "running").id();
        }
        run("two");
        try (EventReader reader = EventReader.open(server, "", last)) {
            EventReader.Event first = reader.next().orElseThrow();
            assertThat(first.text("application")).isEqualTo("two");
            assertThat(first.text("change")).isEqualTo("created");
            reader.untilSlot("two", "running");
        }
    }

    @Test
    void oneThatHasHeardNothingYetCanComeBackToo() throws Exception {
        String last;
        try (EventReader reader = EventReader.open(server, "?name=web", null)) {
            last = reader.lastId();
        }
        run("web");
        try (EventReader reader = EventReader.open(server, "?name=web", last)) {
            reader.untilSlot("web", "running");
        }
    }

    @Test
    void whoHasMissedTooMuchReadsTheStateAnew() throws Exception {
        String last;
        try (EventReader reader = EventReader.open(server, "", null)) {
            run("first");
            last = reader.untilSlot("first", "running").id();
            for (int i = 0; i < 70; i++) {
                change("more", i);
                // Keeps up, as one that falls behind so few events is cut off.
                int version = i + 1;
                reader.until(event -> event.data().path("version").intValue(0) == version);
            }
        }
        for (String id : List.of(last, "cafe0123.7", "7", "nonsense", last + "9999999999999999999")) {
            try (EventReader reader = EventReader.open(server, "", id)) {
                assertThat(reader.next().orElseThrow().name()).as(id).isEqualTo("reset");
                change("after", id.hashCode());
                reader.until(event -> event.text("application").equals("after"));
            }
        }
    }

    @Test
    void onlyTheApplicationsNamedAreTold() throws Exception {
        try (EventReader reader = EventReader.open(server, "?name=b&name=c", null)) {
            run("a");
            run("b");
            run("c");
            List<String> names = new ArrayList<>();
            reader.until(event -> {
                names.add(event.text("application"));
                return event.text("application").equals("c")
                        && event.text("state").equals("running");
            });
            assertThat(names).contains("b", "c").doesNotContain("a");
        }
    }

    @Test
    void aSilentStreamShowsThatItLives() throws Exception {
        try (EventReader reader = EventReader.open(server, "?name=none", null)) {
            String line = reader.line();
            while (!":".equals(line)) {
                assertThat(line).isNotNull();
                line = reader.line();
            }
        }
    }

    @Test
    void theLossOfTheMasterIsTold() throws Exception {
        try (EventReader reader = EventReader.open(server, "", null)) {
            framework.await(tasks -> framework.isReconciled(), Duration.ofSeconds(30));
            mesos.close();
            EventReader.Event lost = reader.until(event -> event.name().equals("subscription")
                    && !event.data().path("subscribed").booleanValue(true));
            assertThat(lost.text("message")).isNotEmpty();
        }
    }

    @Test
    void theEndOfTheFrameworkIsToldAndEndsTheStream() throws Exception {
        try (EventReader reader = EventReader.open(server, "", null)) {
            framework.close();
            EventReader.Event end = reader.until(event -> event.name().equals("leader"));
            assertThat(end.data().path("leading").booleanValue(true)).isFalse();
            assertThat(reader.next()).isEmpty();
        }
    }

    /** It would hear nothing, and never be sent on to the next leader. */
    @Test
    void whoComesWhileTheInstanceIsDeposedIsNotKept() throws Exception {
        AtomicReference<Optional<Framework>> leading = new AtomicReference<>(Optional.of(framework));
        ApiSource changing = new ApiSource() {
            @Override
            public Optional<Framework> leading() {
                return leading.get();
            }

            @Override
            public Optional<ApiLeader> leader() {
                return Optional.empty();
            }

            @Override
            public TaskView tasks() {
                return framework.tasks();
            }
        };
        try (MesosServer other =
                MesosServer.builder().routes(events.routes(changing)).start()) {
            try (EventReader early = EventReader.open(other, "", null)) {
                framework.close();
                assertThat(early.last()).isEqualTo("leader");
            }
            try (EventReader late = EventReader.open(other, "", null)) {
                assertThat(late.status()).isEqualTo(200);
                leading.set(Optional.empty());
                assertThat(late.last()).isEmpty();
            }
        }
    }

    @Test
    void anErrorEndsNoStream() throws Exception {
        AtomicBoolean failing = new AtomicBoolean();
        ApiSource faulty = new ApiSource() {
            @Override
            public Optional<Framework> leading() {
                return Optional.of(framework);
            }

            @Override
            public Optional<ApiLeader> leader() {
                if (failing.getAndSet(false)) {
                    throw new StackOverflowError("on purpose");
                }
                return Optional.empty();
            }

            @Override
            public TaskView tasks() {
                return framework.tasks();
            }
        };
        try (MesosServer other =
                        MesosServer.builder().routes(events.routes(faulty)).start();
                EventReader reader = EventReader.open(other, "", null)) {
            failing.set(true);
            await().until(() -> !failing.get());
            reader.until(event -> event.name().equals("reset"));
            run("web");
            reader.untilSlot("web", "running");
        }
    }

    @Test
    void anotherStartIsAnotherEpoch() throws Exception {
        try (EventReader reader = EventReader.open(server, "", null)) {
            String last = reader.lastId();
            events.listener().takenUp(framework.tasks());
            EventReader.Event reset = reader.until(event -> event.name().equals("reset"));
            assertThat(reset.id()).doesNotStartWith(last.substring(0, last.indexOf('.')));
            try (EventReader other = EventReader.open(server, "", last)) {
                assertThat(other.next().orElseThrow().name()).isEqualTo("reset");
            }
        }
    }

    @Test
    void whoStandsBySendsOnToTheLeader() throws Exception {
        try (MesosServer standby = MesosServer.builder()
                        .routes(events.routes(
                                new Standby(Optional.of(new ApiLeader("one", "http://127.0.0.1:1")), framework)))
                        .start();
                MesosServer alone = MesosServer.builder()
                        .routes(events.routes(new Standby(Optional.empty(), framework)))
                        .start();
                EventReader reader = EventReader.open(standby, "?name=a", null);
                EventReader other = EventReader.open(alone, "", null)) {
            assertThat(reader.status()).isEqualTo(307);
            assertThat(reader.header("Location")).hasValue("http://127.0.0.1:1/v1/api/events?name=a");
            assertThat(other.status()).isEqualTo(503);
        }
    }
}
