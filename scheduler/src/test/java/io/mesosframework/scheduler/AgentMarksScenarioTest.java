package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A framework that has started again counts its slots by what marks their agents, though those have nothing to offer. */
@Timeout(60)
final class AgentMarksScenarioTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Storage storage = Storage.inMemory();
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(0)
            .agent(agent -> agent.resources("cpus:1;mem:64").attributes("rack:r1"))
            .allocationInterval(Duration.ofMillis(20))
            .simulatedTasks(TaskScript.runs())
            .start();

    @AfterEach
    void stop() {
        mesos.close();
        storage.close();
    }

    private Framework start() {
        return Framework.named("marks")
                .masters(mesos.master())
                .failoverTimeout(Duration.ofMinutes(1))
                .storage(storage)
                .start();
    }

    /** As much as the first agent has. */
    private static ApplicationBuilder web(int instances) {
        return Application.named("web").instances(instances).cpus(1).mem(64).command("x");
    }

    private static void awaitRunning(Framework framework, int slot) throws InterruptedException {
        framework.await(
                tasks -> tasks.slot(new SlotKey("web", slot))
                        .filter(one -> one.state() == SlotState.RUNNING)
                        .isPresent(),
                PATIENCE);
    }

    private void startAgainWith(Constraint constraint) throws Exception {
        try (Framework framework = start()) {
            framework.put(web(1).constraint(constraint).build()).join();
            awaitRunning(framework, 0);
        }
        mesos.addAgent(agent -> agent.attributes("rack:r1"));
    }

    private static void awaitShortfall(Framework framework, String rule) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(framework.shortfalls())
                        .filteredOn(shortfall -> shortfall.slot().equals(new SlotKey("web", 1)))
                        .flatExtracting(Shortfall::causes)
                        .extracting(Shortfall.Cause::rule)
                        .containsExactly(rule));
    }

    @Test
    void aSlotOfARackIsCountedRightAfterAStart() throws Exception {
        Constraint unique = Constraint.unique(AgentField.attribute("rack"));
        startAgainWith(unique);
        try (Framework framework = start()) {
            framework.put(web(2).constraint(unique).build()).join();
            awaitShortfall(framework, "one slot for each rack");

            mesos.addAgent(agent -> agent.attributes("rack:r2"));
            awaitRunning(framework, 1);
        }
    }

    @Test
    void slotsAreSpreadEvenlyRightAfterAStart() throws Exception {
        Constraint evenly = new Constraint.GroupBy(AgentField.attribute("rack"), 2, false);
        startAgainWith(evenly);
        try (Framework framework = start()) {
            framework.put(web(2).constraint(evenly).build()).join();
            awaitShortfall(framework, "evenly by rack");

            mesos.addAgent(agent -> agent.attributes("rack:r2"));
            awaitRunning(framework, 1);
        }
    }

    /** A release before this one kept nothing of agents: until an agent offers something, its slots count nowhere, as then. */
    @Test
    void whatAnOlderReleaseHasKeptIsTakenUp() throws Exception {
        Constraint unique = Constraint.unique(AgentField.attribute("rack"));
        startAgainWith(unique);
        Transaction.Builder without = Transaction.builder();
        for (Entry entry : storage.range("frameworks/marks/kept/agents/").join()) {
            without.delete(entry.key());
        }
        storage.commit(without.build()).join();
        assertThat(storage.range("frameworks/marks/kept/slots/").join()).hasSize(1);

        try (Framework framework = start()) {
            framework.put(web(2).constraint(unique).build()).join();
            awaitRunning(framework, 1);
            awaitRunning(framework, 0);
        }
    }
}
