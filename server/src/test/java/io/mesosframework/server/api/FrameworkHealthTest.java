package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.StoredTasks;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.server.Access;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.Route;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What those learn who look after an instance. */
@Timeout(60)
final class FrameworkHealthTest {

    /** Memory that can be told to fail. */
    private static final class Moody extends ForwardingStorage {
        private final AtomicBoolean failing = new AtomicBoolean();

        Moody() {
            super(Storage.inMemory());
        }

        @Override
        public CompletableFuture<List<Entry>> range(String prefix) {
            return failing.get() ? gone() : super.range(prefix);
        }

        @Override
        public CompletableFuture<CommitResult> commit(Transaction transaction) {
            return failing.get() ? gone() : super.commit(transaction);
        }

        private static <T> CompletableFuture<T> gone() {
            return CompletableFuture.failedFuture(
                    new StorageException(StorageException.Kind.UNAVAILABLE, true, "the disk is full", null));
        }
    }

    private final EmbeddedMesos mesos = EmbeddedMesos.builder().agents(1).start();
    private final Moody storage = new Moody();
    private final Framework framework =
            Framework.named("health").masters(mesos.master()).storage(storage).start();
    private final MesosServer server = serve(FrameworkHealth.routes(ApiSource.of(framework)));
    private final ApiClient client = new ApiClient(server);

    /** With authentication, which health needs not. */
    private static MesosServer serve(List<Route> routes) {
        return MesosServer.builder()
                .access(Access.open().token("a-token-of-some-length"))
                .routes(routes)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        framework.close();
        mesos.close();
    }

    private static List<String> parts(JsonNode body) {
        return body.path("problems").values().stream()
                .map(problem -> problem.path("part").asString())
                .toList();
    }

    private void awaitReady() {
        await().until(() -> client.ask("GET", "/health/ready", "").statusCode() == 200);
    }

    @Test
    void whatLeadsAndWorksIsReady() throws Exception {
        awaitReady();

        assertThat(client.expect(200, "GET", "/health/live", "").toString())
                .isEqualTo("{\"live\":true,\"problems\":[]}");
        assertThat(client.expect(200, "GET", "/health/ready", "").toString())
                .isEqualTo("{\"ready\":true,\"role\":\"leader\",\"problems\":[]}");
        assertThat(client.expect(200, "GET", "/health/leader", "").toString())
                .isEqualTo("{\"leading\":true,\"leader\":null}");
        assertThat(client.ask("HEAD", "/health/ready", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aMasterThatIsGoneIsTold() throws Exception {
        awaitReady();
        mesos.close();
        await().until(() -> client.ask("GET", "/health/ready", "").statusCode() == 503);

        JsonNode body = client.expect(503, "GET", "/health/ready", "");
        assertThat(parts(body)).containsExactly("subscription");
        assertThat(body.at("/problems/0/since").asString()).startsWith("20");
        assertThat(body.at("/problems/0/message").asString()).isNotEmpty();
        client.expect(200, "GET", "/health/live", "");
        client.expect(200, "GET", "/health/leader", "");
    }

    @Test
    void aStorageThatRefusesIsToldAndComesBack() throws Exception {
        awaitReady();
        storage.failing.set(true);
        assertThat(framework.put(
                        Application.named("a").cpus(0.1).mem(32).command("true").build()))
                .failsWithin(Duration.ofSeconds(10));

        JsonNode body = client.expect(503, "GET", "/health/ready", "");
        assertThat(parts(body)).contains("storage");
        assertThat(body.at("/problems/0/message").asString()).isEqualTo("the disk is full");
        client.expect(200, "GET", "/health/live", "");

        storage.failing.set(false);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> client.expect(200, "GET", "/health/ready", ""));
    }

    @Test
    void whatHasEndedLivesNoMore() throws Exception {
        framework.close();

        JsonNode body = client.expect(503, "GET", "/health/live", "");
        assertThat(parts(body)).containsExactly("framework");
        client.expect(503, "GET", "/health/ready", "");
        client.expect(503, "GET", "/health/leader", "");
    }

    @Test
    void whatStandsByIsReadyWhileItKnowsWhoLeads() throws Exception {
        try (MesosServer standby = serve(FrameworkHealth.routes(
                new Standby(Optional.of(new ApiLeader("one", "http://leader:8080")), framework)))) {
            ApiClient other = new ApiClient(standby);
            other.expect(200, "GET", "/health/live", "");
            assertThat(other.expect(200, "GET", "/health/ready", "")
                            .path("role")
                            .asString())
                    .isEqualTo("standby");
            assertThat(other.expect(503, "GET", "/health/leader", "").toString())
                    .isEqualTo(
                            "{\"leading\":false,\"leader\":{\"instance\":\"one\",\"address\":\"http://leader:8080\"}}");
        }
        try (MesosServer alone = serve(FrameworkHealth.routes(new Standby(Optional.empty(), framework)))) {
            assertThat(parts(new ApiClient(alone).expect(503, "GET", "/health/ready", "")))
                    .containsExactly("leader");
        }
    }

    /** It would say of applications that there are none of their names. */
    @Test
    void whatStandsByIsNotReadyUntilItShowsWhatIsStored() throws Exception {
        AtomicReference<Consumer<WatchEvent>> told = new AtomicReference<>();
        Storage silent = new ForwardingStorage(storage) {
            @Override
            public Watch watch(String prefix, Consumer<WatchEvent> handler) {
                told.set(handler);
                return () -> {};
            }
        };
        try (StoredTasks stored = StoredTasks.follow(silent, "health");
                MesosServer standby = serve(FrameworkHealth.routes(following(stored)))) {
            ApiClient other = new ApiClient(standby);
            JsonNode body = other.expect(503, "GET", "/health/ready", "");
            assertThat(body.path("role").asString()).isEqualTo("standby");
            assertThat(parts(body)).containsExactly("storage");
            assertThat(body.at("/problems/0/message").asString()).contains("has not been read");
            assertThat(body.at("/problems/0/since").asString()).startsWith("20");
            other.expect(200, "GET", "/health/live", "");

            told.get().accept(new WatchEvent.Snapshot(List.of()));
            other.expect(200, "GET", "/health/ready", "");

            Consumer<WatchEvent> first = told.get();
            first.accept(new WatchEvent.Failed(
                    new StorageException(StorageException.Kind.DENIED, false, "the token is not known", null)));
            body = other.expect(503, "GET", "/health/ready", "");
            assertThat(body.at("/problems/0/message").asString())
                    .isEqualTo("what is stored is not followed: the token is not known");
            await().until(() -> !told.get().equals(first));
            other.expect(503, "GET", "/health/ready", "");
            told.get().accept(new WatchEvent.Snapshot(List.of()));
            other.expect(200, "GET", "/health/ready", "");
        }
    }

    private static ApiSource following(StoredTasks stored) {
        return new ApiSource() {
            @Override
            public Optional<Framework> leading() {
                return Optional.empty();
            }

            @Override
            public Optional<ApiLeader> leader() {
                return Optional.of(new ApiLeader("one", "http://leader:8080"));
            }

            @Override
            public TaskView tasks() {
                return stored.tasks();
            }

            @Override
            public Optional<FrameworkCondition.Part> following() {
                return Optional.of(stored.following());
            }
        };
    }
}
