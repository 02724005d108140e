package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private final TaskManagerFixture fixture = new TaskManagerFixture();
    private final Reconciliation reconciliation = new Reconciliation(Duration.ofMinutes(15));

    @Test
    void aSubscriptionBeginsWithAllThatMesosKnowsAndEachTaskWithItsAgent() {
        slots(2);
        fixture.launchAndRun("web", 0);
        reconciliation.subscribed(fixture.now);
        List<Action> actions = due();
        assertThat(actions).hasSize(2);
        assertThat(((Action.Reconcile) actions.get(0)).tasks()).isEmpty();
        assertThat(((Action.Reconcile) actions.get(1)).tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.getAgentId().getValue()).isEqualTo("agent0"));
        assertThat(reconciliation.isAnswered()).isFalse();
    }

    @Test
    void aQuestionIsRepeatedEverMoreRarelyUntilItIsAnswered() {
        slots(1);
        String id = fixture.launchAndRun("web", 0);
        reconciliation.subscribed(fixture.now);
        due();
        int asked = 0;
        for (int second = 0; second < 600; second++) {
            fixture.now = fixture.now.plusSeconds(1);
            asked += due().size();
        }
        assertThat(asked).isBetween(10, 20);
        reconciliation.heard(id, fixture.tasks);
        assertThat(reconciliation.isAnswered()).isTrue();
        fixture.now = fixture.now.plusSeconds(120);
        assertThat(due()).isEmpty();
    }

    @Test
    void aTaskThatEndedIsNotAskedForAnyMore() {
        slots(1);
        String id = fixture.launchAndRun("web", 0);
        reconciliation.subscribed(fixture.now);
        due();
        fixture.status(id, TaskState.TASK_ERROR);
        fixture.now = fixture.now.plusSeconds(10);
        assertThat(due()).isEmpty();
        assertThat(reconciliation.isAnswered()).isTrue();
    }

    @Test
    void aLaunchThatNothingIsHeardOfIsAskedForAndADenialLeavesTheQuestionOpen() {
        slots(1);
        reconciliation.subscribed(fixture.now);
        due();
        String id = fixture.launch("web", 0);
        reconciliation.launched(id, fixture.now);
        fixture.now = fixture.now.plusSeconds(10);
        assertThat(due()).hasSize(1);
        reconciliation.heard(id, fixture.tasks);
        fixture.now = fixture.now.plusSeconds(2);
        assertThat(due()).hasSize(1);
    }

    @Test
    void manyTasksAreAskedForInSeveralCalls() {
        slots(2500);
        for (int index = 0; index < 2500; index++) {
            fixture.launch("web", index);
        }
        reconciliation.subscribed(fixture.now);
        assertThat(due())
                .hasSize(4)
                .allSatisfy(action ->
                        assertThat(((Action.Reconcile) action).tasks()).hasSizeLessThanOrEqualTo(1000));
    }

    @Test
    void veryManyTasksAreAskedForInPartsWithAPauseBetween() {
        slots(25_000);
        for (int index = 0; index < 25_000; index++) {
            fixture.launch("web", index);
        }
        reconciliation.subscribed(fixture.now);
        assertThat(due()).as("the implicit question, and ten calls").hasSize(11);
        assertThat(due()).isEmpty();
        assertThat(reconciliation.nextDue()).contains(fixture.now.plusSeconds(1));
        fixture.now = fixture.now.plusSeconds(1);
        assertThat(due()).hasSize(10);
        assertThat(reconciliation.isAnswered()).isFalse();
        fixture.now = fixture.now.plusSeconds(1);
        assertThat(due()).hasSize(5);
        fixture.now = fixture.now.plusSeconds(3);
        assertThat(due()).as("25,000 answers take longer").isEmpty();
    }

    @Test
    void whatIsAnsweredBeforeItWasAskedIsNotAsked() {
        slots(25_000);
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < 25_000; index++) {
            ids.add(fixture.launchAndRun("web", index));
        }
        reconciliation.subscribed(fixture.now);
        List<String> asked = asked(due());
        Set<String> others = new HashSet<>(ids);
        asked.forEach(others::remove);
        others.stream().limit(14_000).forEach(id -> reconciliation.heard(id, fixture.tasks));
        asked.subList(1, asked.size()).forEach(id -> reconciliation.heard(id, fixture.tasks));
        assertThat(due()).as("one of those that were asked is open").isEmpty();
        reconciliation.heard(asked.get(0), fixture.tasks);
        assertThat(reconciliation.nextDue())
                .hasValueSatisfying(next -> assertThat(next).isBeforeOrEqualTo(fixture.now));
        assertThat(asked(due())).hasSize(1000).doesNotContainAnyElementsOf(asked);
    }

    @Test
    void whatIsStillToBeAskedIsNotAnswered() {
        slots(10_001);
        for (int index = 0; index < 10_001; index++) {
            fixture.launchAndRun("web", index);
        }
        reconciliation.subscribed(fixture.now);
        List<String> asked = asked(due());
        asked.forEach(id -> reconciliation.heard(id, fixture.tasks));
        assertThat(asked).hasSize(10_000);
        assertThat(reconciliation.isAnswered()).isFalse();
    }

    @Test
    void nothingIsAskedWithoutASubscription() {
        slots(1);
        fixture.launchAndRun("web", 0);
        assertThat(due()).isEmpty();
        reconciliation.subscribed(fixture.now);
        reconciliation.disconnected();
        assertThat(due()).isEmpty();
        assertThat(reconciliation.nextDue()).isEmpty();
    }

    private static List<String> asked(List<Action> actions) {
        return actions.stream()
                .flatMap(action -> ((Action.Reconcile) action).tasks().stream())
                .map(task -> task.getTaskId().getValue())
                .toList();
    }

    private List<Action> due() {
        return reconciliation.due(fixture.tasks, fixture.now);
    }

    private void slots(int count) {
        fixture.put(Application.named("web")
                .instances(count)
                .cpus(1)
                .mem(64)
                .command("run")
                .build());
    }
}
