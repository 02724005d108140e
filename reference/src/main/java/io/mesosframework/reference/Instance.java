package io.mesosframework.reference;

import io.mesosframework.scheduler.Candidacy;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.StoredTasks;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.election.Candidate;
import io.mesosframework.storage.election.Leader;
import io.mesosframework.storage.election.LeaderElection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** This process's part in running the framework: all of it, or, with {@code --ha}, what the one that is elected does. */
interface Instance extends AutoCloseable {

    /** The framework; empty while another instance runs it. */
    Optional<Framework> leading();

    /** Who runs it; empty while nobody does, or nobody is elected at all. */
    Optional<Leader> leader();

    /** The slots as they stand, or as the instance that leads has stored them. */
    TaskView tasks();

    /** How it follows what is stored; empty where it is the only one. */
    Optional<FrameworkCondition.Part> following();

    /** Completes when this process takes no part any more, with the reason if there is a bad one. */
    CompletableFuture<Void> ended();

    /** Leaves the tasks running. */
    @Override
    void close();

    /** The only one. */
    static Instance alone(FrameworkBuilder builder) {
        Framework framework = builder.start();
        return new Instance() {
            @Override
            public Optional<Framework> leading() {
                return Optional.of(framework);
            }

            @Override
            public Optional<Leader> leader() {
                return Optional.empty();
            }

            @Override
            public TaskView tasks() {
                return framework.tasks();
            }

            @Override
            public Optional<FrameworkCondition.Part> following() {
                return Optional.empty();
            }

            @Override
            public CompletableFuture<Void> ended() {
                return framework.terminated();
            }

            @Override
            public void close() {
                framework.close();
            }
        };
    }

    /** One of several on the same storage. */
    static Instance candidate(FrameworkBuilder builder, Storage storage, String name, Candidate self, Duration lease) {
        StoredTasks stored = StoredTasks.follow(storage, name);
        LeaderElection election = LeaderElection.in(storage, name, self, lease);
        Candidacy candidacy = Candidacy.start(
                election, leadership -> builder.leadership(leadership).start());
        return new Instance() {
            @Override
            public Optional<Framework> leading() {
                return candidacy.leading();
            }

            @Override
            public Optional<Leader> leader() {
                return candidacy.leader();
            }

            @Override
            public TaskView tasks() {
                return leading().map(Framework::tasks).orElseGet(stored::tasks);
            }

            @Override
            public Optional<FrameworkCondition.Part> following() {
                return Optional.of(stored.following());
            }

            @Override
            public CompletableFuture<Void> ended() {
                return candidacy.ended();
            }

            @Override
            public void close() {
                candidacy.close();
                election.close();
                stored.close();
            }
        };
    }
}
