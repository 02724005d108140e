package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes whose commit fails. */
@Timeout(60)
final class StorageFaultsTest {

    private final FailingStorage storage = new FailingStorage();
    private final ApiFixture api = new ApiFixture(builder -> builder.storage(storage));

    @AfterEach
    void stop() {
        storage.failure.set(Optional.empty());
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE,503",
        "OVERLOADED,503",
        "CLOSED,503",
        "LEASE_LOST,503",
        "INVALID,413",
        "CORRUPT,503",
        "DENIED,500"
    })
    void eachKindOfFailureHasItsStatus(StorageException.Kind kind, int status) throws Exception {
        api.run("web", 1);
        storage.failure.set(Optional.of(new StorageException(kind, false, "no room", null)));
        var answer = api.client.ask("PUT", "/v1/api/app", ApiFixture.app("web", 2));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Retry-After"))
                .isEqualTo(status == 503 ? Optional.of("1") : Optional.empty());
        assertThat(answer.body().contains("no room")).isEqualTo(status != 500);
    }

    @Test
    void anOutcomeThatIsUnknownIsSaid() throws Exception {
        storage.failure.set(
                Optional.of(new StorageException(StorageException.Kind.UNAVAILABLE, true, "no answer", null)));
        assertThat(api.client
                        .ask("PUT", "/v1/api/app", ApiFixture.app("web", 2))
                        .body())
                .contains("may still happen");
    }

    @Test
    void whoIsDeposedAnswersNoMore() throws Exception {
        api.run("web", 1);
        try (Framework other = Framework.named("api")
                .masters(api.mesos.master())
                .storage(storage)
                .start()) {
            assertThat(other.tasks().specifications()).hasSize(1);
            var answer = api.client.ask("POST", "/v1/api/app/web/scale", "{'instances':2}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(other.tasks().slotsOf("web")).hasSize(1);
        }
    }

    /** Fails every commit while it is told so. */
    private static final class FailingStorage extends ForwardingStorage {
        private final AtomicReference<Optional<StorageException>> failure = new AtomicReference<>(Optional.empty());

        FailingStorage() {
            super(Storage.inMemory());
        }

        @Override
        public CompletableFuture<CommitResult> commit(Transaction transaction) {
            return failure.get()
                    .map(CompletableFuture::<CommitResult>failedFuture)
                    .orElseGet(() -> super.commit(transaction));
        }
    }
}
