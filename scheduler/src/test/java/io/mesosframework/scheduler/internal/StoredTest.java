package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.Slot.LeftTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept, and who may change it. */
class StoredTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Keys KEYS = Keys.of("my framework/1");

    @Test
    void aLaterStartFencesTheEarlierOne() {
        try (Storage storage = Storage.inMemory()) {
            Stored first = Stored.takeOver(storage, KEYS, List.of(), NOON);
            assertThat(commit(storage, first, "a")).isInstanceOf(CommitResult.Committed.class);
            Stored second = Stored.takeOver(storage, KEYS, List.of(), NOON);
            assertThat(first.fence()).containsExactly(new Precondition(KEYS.term(), 1));
            assertThat(second.fence()).containsExactly(new Precondition(KEYS.term(), 2));
            assertThat(second.kept()).containsOnlyKeys("a");
            assertThat(commit(storage, first, "b")).isInstanceOf(CommitResult.Conflict.class);
            assertThat(commit(storage, second, "c")).isInstanceOf(CommitResult.Committed.class);
            assertThat(Stored.takeOver(storage, KEYS, List.of(), NOON).kept()).containsOnlyKeys("a", "c");
        }
    }

    @Test
    void anElectedInstanceTakesTheTermOnlyWhileItLeads() {
        try (Storage storage = Storage.inMemory()) {
            Transaction election =
                    Transaction.builder().put("leader", Bytes.ofText("me")).build();
            assertThat(storage.commit(election).join()).isInstanceOf(CommitResult.Committed.class);
            List<Precondition> leadership = List.of(new Precondition("leader", 1));
            Stored elected = Stored.takeOver(storage, KEYS, leadership, NOON);
            assertThat(elected.fence()).containsExactly(leadership.get(0), new Precondition(KEYS.term(), 1));

            storage.commit(Transaction.builder().delete("leader").build()).join();
            assertThatThrownBy(() -> Stored.takeOver(storage, KEYS, leadership, NOON))
                    .isInstanceOf(DeposedException.class)
                    .hasMessageContaining("does not lead any more")
                    .hasMessageContaining("leader");
            assertThat(storage.get(KEYS.term()).join().orElseThrow().version()).isEqualTo(1);
        }
    }

    @Test
    void frameworksOfOtherNamesAreLeftAlone() {
        try (Storage storage = Storage.inMemory()) {
            Stored mine = Stored.takeOver(storage, Keys.of("web"), List.of(), NOON);
            Stored.takeOver(storage, Keys.of("web2"), List.of(), NOON);
            Stored.takeOver(storage, Keys.of("web/kept"), List.of(), NOON);
            Transaction transaction = Transaction.builder()
                    .require(mine.fence().get(0))
                    .put(Keys.of("web").kept("x"), Bytes.ofText("1"))
                    .build();
            assertThat(storage.commit(transaction).join()).isInstanceOf(CommitResult.Committed.class);
            assertThat(Stored.takeOver(storage, Keys.of("web/kept"), List.of(), NOON)
                            .kept())
                    .isEmpty();
            assertThat(Stored.takeOver(storage, Keys.of("web2"), List.of(), NOON)
                            .kept())
                    .isEmpty();
        }
    }

    @Test
    void aClosedStorageIsATypedError() {
        Storage storage = Storage.inMemory();
        storage.close();
        assertThatThrownBy(() -> Stored.takeOver(storage, KEYS, List.of(), NOON))
                .isInstanceOf(MesosException.class);
    }

    @Test
    void everySlotIsReadAsItWasWritten() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 2000; round++) {
            Slot slot = anySlot(random);
            Action.Persist kept = SlotJson.persist(slot);
            assertThat(SlotJson.isSlot(kept.key())).isTrue();
            assertThat(SlotJson.slot(kept.key(), kept.value())).isEqualTo(slot);
        }
    }

    @Test
    void aSlotKeptBeforeThereWereHistoriesIsRead() {
        String old =
                "{\"format\":1,\"version\":2,\"state\":\"running\",\"since\":\"2026-01-01T00:00:00Z\",\"failures\":1,"
                        + "\"losses\":0,\"task\":{\"id\":\"web.0.a\",\"agent\":\"S1\",\"hostname\":\"h\",\"address\":\"h:5051\","
                        + "\"launched\":\"2026-01-01T00:00:00Z\",\"mesosState\":\"TASK_RUNNING\"}}";
        Slot slot = SlotJson.slot("slots/web/0", Bytes.ofText(old));
        assertThat(slot.state()).isEqualTo(SlotState.RUNNING);
        assertThat(slot.history()).isEmpty();
        assertThat(slot.left()).isNull();
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> SlotJson.slot("slots/web/0", Bytes.ofText("{")))
                .isInstanceOf(MesosException.class)
                .hasMessageContaining("slots/web/0");
        assertThatThrownBy(() -> SlotJson.slot("slots/web/0", Bytes.ofText("{\"format\":2}")))
                .isInstanceOf(MesosException.class)
                .hasMessageContaining("format 2");
        String noTime = "{\"format\":1,\"version\":2,\"state\":\"running\",\"since\":\"noon\"}";
        for (String text : List.of(noTime, noTime.replace("running", "walking"), "{\"format\":1}", "[]")) {
            assertThatThrownBy(() -> SlotJson.slot("slots/web/0", Bytes.ofText(text)))
                    .isInstanceOf(MesosException.class)
                    .hasMessageContaining("slots/web/0");
        }
    }

    private static Slot anySlot(SplittableRandom random) {
        SlotState[] states = SlotState.values();
        KillIntent[] intents = KillIntent.values();
        return new Slot(
                new SlotKey(random.nextBoolean() ? "web" : "a.b-c_d.0", random.nextInt(100_000)),
                random.nextInt(1, 1000),
                states[random.nextInt(states.length)],
                anyTime(random),
                random.nextBoolean() ? null : anyTask(random),
                random.nextInt(100),
                random.nextInt(100),
                random.nextBoolean() ? null : anyTime(random),
                random.nextBoolean() ? null : intents[random.nextInt(intents.length)],
                random.nextBoolean() ? null : anyReport(random),
                Stream.generate(() -> anyTransition(random))
                        .limit(random.nextInt(PastTransition.REMEMBERED))
                        .toList(),
                random.nextBoolean() ? null : new LeftTask(anyTask(random), random.nextInt(1, 9)));
    }

    private static PastTransition anyTransition(SplittableRandom random) {
        SlotState[] states = SlotState.values();
        return new PastTransition(
                anyTime(random),
                random.nextBoolean() ? null : states[random.nextInt(states.length)],
                states[random.nextInt(states.length)],
                random.nextBoolean() ? null : anyText(random),
                random.nextBoolean() ? null : anyText(random),
                random.nextBoolean() ? null : anyState(random),
                random.nextBoolean() ? null : anyText(random),
                anyText(random));
    }

    private static SlotTask anyTask(SplittableRandom random) {
        return new SlotTask(
                        anyText(random),
                        anyText(random),
                        anyText(random),
                        anyText(random),
                        anyTime(random),
                        random.nextBoolean() ? null : anyTime(random),
                        random.nextBoolean() ? null : anyState(random))
                .withPorts(random.ints(random.nextInt(3), 0, 65_536).boxed().toList());
    }

    private static TaskReport anyReport(SplittableRandom random) {
        @Nullable Integer exitCode = random.nextBoolean() ? null : Integer.valueOf(random.nextInt(256));
        return new TaskReport(
                anyState(random), random.nextBoolean() ? null : anyText(random), anyText(random), exitCode);
    }

    private static TaskState anyState(SplittableRandom random) {
        TaskState[] states = TaskState.values();
        return states[random.nextInt(states.length)];
    }

    private static Instant anyTime(SplittableRandom random) {
        return NOON.plusNanos(random.nextLong(-1L << 60, 1L << 60));
    }

    private static String anyText(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(12))
                .map(i -> "aZ0./\\\"\n\u0000\u2028é漢😀".codePointAt(random.nextInt(12)))
                .filter(point -> !Character.isSurrogate((char) point) || point > 0xffff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static CommitResult commit(Storage storage, Stored instance, String key) {
        return storage.commit(Transaction.builder()
                        .require(instance.fence().get(0))
                        .put(KEYS.kept(key), Bytes.ofText("v"))
                        .build())
                .join();
    }
}
