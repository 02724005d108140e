package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunLoopTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private ExitCode runUntilDone(Application application, Storage storage) throws InterruptedException {
        RunOptions options = new RunOptions();
        options.untilDone = true;
        options.embedded = true;
        options.timeout = Duration.ofSeconds(60);
        options.impossibleAfter = Duration.ofMillis(500);
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().start();
                EndOfRun end = new EndOfRun()) {
            return new RunLoop(options, List.of(application), Optional.empty(), terminal, end)
                    .run(Framework.named("run").masters(mesos.master()).storage(storage), "Mesos at " + mesos.master());
        }
    }

    @Test
    @Tag("slow")
    void theRunEndsOnlyWhenItsLastTransitionIsDurableAndTold() throws Exception {
        try (Storage storage = new SlowStorage()) {
            Application job =
                    Application.named("job").cpus(0.1).mem(32).command("true").build();
            assertThat(runUntilDone(job, storage)).isEqualTo(ExitCode.GOAL_REACHED);
        }
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSizeGreaterThan(2);
        assertThat(lines.get(lines.size() - 2)).contains("\"state\":\"finished\"");
        assertThat(lines.get(lines.size() - 1)).contains("\"event\":\"summary\",\"finished\":1");
    }

    @Test
    void theLastWordsOfATaskWhoseFailureEndsTheRunAreShown() throws Exception {
        Application bad = Application.named("bad")
                .cpus(0.1)
                .mem(32)
                .command("echo what went wrong >&2; exit 4")
                .restart(Restart.NEVER)
                .build();
        try (Storage storage = Storage.inMemory()) {
            assertThat(runUntilDone(bad, storage)).isEqualTo(ExitCode.SLOT_FAILED);
        }
        assertThat(err.toString()).contains("last lines of bad.0's stderr:\n    what went wrong\n");
    }

    @Test
    @Tag("slow")
    void whatNoAgentCouldEverHoldFailsAndDoesNotHoldTheRunUp() throws Exception {
        Application huge =
                Application.named("huge").cpus(64).mem(32).command("true").build();
        try (Storage storage = Storage.inMemory()) {
            assertThat(runUntilDone(huge, storage)).isEqualTo(ExitCode.SLOT_FAILED);
        }
        assertThat(out.toString())
                .contains(
                        "\"event\":\"impossible\"",
                        "\"causes\":[{\"reason\":\"cpus\"",
                        "\"finished\":0,\"running\":0,\"failed\":1,\"killed\":0,\"pending\":0");
        assertThat(err.toString())
                .contains("huge: no registered agent could ever hold a slot of it, if it were empty: it fits none of");
    }

    @Test
    void aNeighbourThatThereIsNotIsTold() throws Exception {
        Application shy = Application.named("shy")
                .cpus(0.1)
                .mem(32)
                .command("true")
                .constraint(new Constraint.Away("bakend", AgentField.HOSTNAME, false))
                .build();
        try (Storage storage = Storage.inMemory()) {
            assertThat(runUntilDone(shy, storage)).isEqualTo(ExitCode.GOAL_REACHED);
        }
        assertThat(err.toString()).contains("shy: there is no application 'bakend' to be away from");
    }

    @Test
    @Timeout(120)
    void whatSlotsKeepIsGivenBackBeforeTheTeardown() throws Exception {
        Application diary = ApplicationJson.parse("""
                        {"name": "diary", "instances": 2, "command": {"cmd": "echo dear > pages/diary"},
                         "resources": {"cpu": 0.1, "mem": 32, "role": "diaries",
                           "disk": {"size": 32, "persistence": {"id": "pages"},
                                    "volume": {"container_path": "pages", "mode": "rw"}}}}""", "test").get(0);
        RunOptions options = new RunOptions();
        options.untilDone = true;
        options.timeout = Duration.ofSeconds(60);
        options.roles = List.of("diaries");
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().start();
                Storage storage = Storage.inMemory();
                EndOfRun end = new EndOfRun()) {
            FrameworkBuilder framework = Framework.named("run")
                    .masters(mesos.master())
                    .roles("diaries")
                    .storage(storage);
            assertThat(new RunLoop(options, List.of(diary), Optional.empty(), terminal, end)
                            .run(framework, "Mesos at " + mesos.master()))
                    .isEqualTo(ExitCode.GOAL_REACHED);
            assertThat(mesos.state())
                    .contains("\"reserved_resources\":{}")
                    .doesNotContain("\"reserved_resources\":{\"");
        }
        assertThat(err.toString())
                .contains(
                        "what slots of diary keep is given back, volumes with their data",
                        "the framework is torn down");
        assertThat(out.toString()).contains("\"event\":\"summary\",\"finished\":2");
    }

    /** Takes longer for each commit than the run takes between two looks at its goal. */
    private static final class SlowStorage extends ForwardingStorage {
        SlowStorage() {
            super(Storage.inMemory());
        }

        @Override
        public CompletableFuture<CommitResult> commit(Transaction transaction) {
            return super.commit(transaction)
                    .thenApplyAsync(result -> result, CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS));
        }
    }
}
