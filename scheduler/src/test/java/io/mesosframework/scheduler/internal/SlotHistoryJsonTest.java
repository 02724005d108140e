package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotHistoryJsonTest {

    private static final SlotTask TASK =
            new SlotTask("web.0.1", "agent-1", "host", "host:5051", Instant.EPOCH, null, null);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyHistoryIsReadAsItWasWritten(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<PastTransition> history = new ArrayList<>();
            for (int length = random.nextInt(PastTransition.REMEMBERED + 1); length > 0; length--) {
                history.add(transition(random));
            }
            Slot slot = slot(random.nextBoolean() ? TASK : null, history);
            Action.Persist kept = SlotJson.persist(slot);
            assertThat(SlotJson.slot(kept.key(), kept.value())).isEqualTo(slot);
        }
    }

    @Test
    void aTimeIsToTheMillisecond() {
        assertThat(transition(new Random(1), Instant.parse("2026-01-02T03:04:05.678901234Z"))
                        .at())
                .isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    /** What is like before costs nothing: a slot that goes between two states for ever has a record of some 1 KB. */
    @Test
    void aFullHistoryIsShort() {
        List<PastTransition> history = new ArrayList<>();
        for (int i = 0; i < PastTransition.REMEMBERED; i++) {
            SlotState from = i % 2 == 0 ? SlotState.RUNNING : SlotState.HEALTHY;
            SlotState to = i % 2 == 0 ? SlotState.HEALTHY : SlotState.RUNNING;
            history.add(new PastTransition(
                    Instant.ofEpochMilli(1_700_000_000_000L + i * 2000L),
                    from,
                    to,
                    TASK.id(),
                    TASK.agent(),
                    TaskState.TASK_RUNNING,
                    "TASK_HEALTH_CHECK_STATUS_UPDATED",
                    ""));
        }
        assertThat(SlotJson.persist(slot(TASK, history)).value().size()).isLessThan(1100);
    }

    private static PastTransition transition(Random random) {
        return transition(random, Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
    }

    private static PastTransition transition(Random random, Instant at) {
        return new PastTransition(
                at,
                oneOrNone(random, SlotState.RUNNING, SlotState.PENDING),
                one(random, SlotState.RUNNING, SlotState.FAILED),
                oneOrNone(random, "web.0.1", "web.0.0"),
                oneOrNone(random, "agent-1", "agent-2"),
                oneOrNone(random, TaskState.TASK_RUNNING, TaskState.TASK_LOST),
                oneOrNone(random, "AGENT_REMOVED", "TASK_\"INVALID\""),
                one(random, "", "killed by the kernel", "täglich | \n \u0000"));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> @Nullable T oneOrNone(Random random, T... of) {
        return random.nextInt(of.length + 1) == 0 ? null : one(random, of);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> T one(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }

    private static Slot slot(@Nullable SlotTask task, List<PastTransition> history) {
        SlotState state = task == null ? SlotState.PENDING : SlotState.RUNNING;
        return new Slot(new SlotKey("web", 0), 3, state, Instant.EPOCH, task, 0, 0, null, null, null, history, null);
    }
}
