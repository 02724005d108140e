package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.storage.Storage;
import io.mesosframework.storage.election.Candidate;
import io.mesosframework.storage.election.LeaderElection;
import io.mesosframework.storage.election.Leadership;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance that is elected and cannot start its framework. */
@Timeout(60)
final class CandidacyFaultsTest {

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void whoCannotStartEndsAndLetsAnotherLead(Class<? extends Throwable> fault) throws Exception {
        Function<Leadership, Framework> start = leadership -> {
            if (fault.equals(IllegalStateException.class)) {
                throw new IllegalStateException("a bad flag");
            }
            throw new NoClassDefFoundError("a bad class path");
        };
        try (Storage storage = Storage.inMemory();
                LeaderElection election = LeaderElection.in(storage, "x", new Candidate("bad", ""));
                LeaderElection other = LeaderElection.in(storage, "x", new Candidate("good", ""));
                Candidacy candidacy = Candidacy.start(election, start)) {
            assertThatThrownBy(() -> candidacy.ended().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(fault)
                    .hasMessageContaining("a bad");
            assertThat(other.campaign().get(20, TimeUnit.SECONDS).term()).isEqualTo(2);
        }
    }
}
