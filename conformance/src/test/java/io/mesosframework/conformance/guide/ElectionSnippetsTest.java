package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.scheduler.Candidacy;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.StoredTasks;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.election.Candidate;
import io.mesosframework.storage.election.LeaderElection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pieces of docs/guide/high-availability.md. */
@Timeout(60)
final class ElectionSnippetsTest {

    @Test
    void oneOfSeveralInstancesRunsTheFramework() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().start();
                Storage storage = Storage.inMemory()) {
            String master = mesos.master();
            // guide: candidacy
            Candidate self = new Candidate("host-1", "https://host-1:8443");
            LeaderElection election = LeaderElection.in(storage, "web-framework", self);
            Candidacy candidacy = Candidacy.start(
                    election,
                    leadership -> Framework.named("web-framework")
                            .masters(master)
                            .storage(storage)
                            .leadership(leadership)
                            .start());
            // guide: end
            await().until(() -> candidacy.leading().isPresent());
            // guide: standby
            StoredTasks stored = StoredTasks.follow(storage, "web-framework");
            TaskView tasks = candidacy.leading().map(Framework::tasks).orElse(stored.tasks());
            System.err.println(tasks.slots().size() + " slots");
            candidacy
                    .leader()
                    .ifPresent(leader -> System.err.println(
                            "the leader is at " + leader.candidate().address()));
            // guide: end
            assertThat(tasks.slots()).isEmpty();
            stored.close();
            candidacy.close();
            election.close();
        }
    }
}
