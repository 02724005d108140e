package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.storage.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that are lost, answers that are lost, feedback that comes late or twice, failures, crashes at any moment: what is held is there,
 * and in the end each slot has one reservation and nothing else is left.
 */
class ReservationBookPropertyTest {

    private static final List<SlotKey> SLOTS =
            List.of(new SlotKey("pg", 0), new SlotKey("pg", 1), new SlotKey("kafka", 0));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** What Mesos has. */
    private static final class Mesos {

        /** By id: whether the volume is there, too. */
        private final Map<String, Boolean> reserved = new TreeMap<>();

        private final Map<String, OperationState> outcomes = new LinkedHashMap<>();

        /** Sent until acknowledged, which the framework does once it has heard it. */
        private final List<String> untold = new ArrayList<>();

        void apply(String id, List<Operation> operations, BooleanSupplier fails) {
            boolean failed = false;
            for (Operation operation : operations) {
                failed |= fails.getAsBoolean();
                if (!failed) {
                    switch (operation.kind()) {
                        case RESERVE -> reserved.put(id, false);
                        case CREATE -> reserved.put(id, true);
                        case DESTROY -> reserved.put(id, false);
                        case UNRESERVE -> reserved.remove(id);
                    }
                }
                outcomes.put(
                        operation.id(), failed ? OperationState.OPERATION_ERROR : OperationState.OPERATION_FINISHED);
                untold.add(operation.id());
            }
        }
    }

    private final Mesos mesos = new Mesos();
    private final Map<String, Bytes> kept = new TreeMap<>();
    private final Set<SlotKey> wanted = new HashSet<>(SLOTS);
    private Instant now = START;
    private SplittableRandom random = new SplittableRandom(0);
    private ReservationBook book = new ReservationBook(random);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void inTheEndEachSlotHasOneReservationAndNothingElseIsLeft(long seed) {
        random = new SplittableRandom(seed);
        startAgain();
        for (int step = 0; step < 400; step++) {
            step(true);
            assertWhatIsHeldIsThere();
        }
        wanted.remove(SLOTS.get(random.nextInt(SLOTS.size())));
        SLOTS.stream().filter(slot -> !wanted.contains(slot)).forEach(slot -> book.gone(slot, now));
        keep();
        for (int step = 0; step < 3000; step++) {
            step(false);
            assertWhatIsHeldIsThere();
        }

        assertThat(book.all()).hasSameSizeAs(wanted).allSatisfy(one -> {
            assertThat(one.stage()).isEqualTo(Stage.HELD);
            assertThat(wanted).contains(one.slot());
        });
        assertThat(mesos.reserved)
                .containsOnlyKeys(book.all().stream().map(SlotReservation::id).toList())
                .doesNotContainValue(false);
        assertThat(kept).hasSameSizeAs(wanted);
    }

    private void assertWhatIsHeldIsThere() {
        for (SlotKey slot : SLOTS) {
            book.claim(slot)
                    .filter(one -> one.stage() == Stage.HELD)
                    .ifPresent(one -> assertThat(mesos.reserved).containsEntry(one.id(), true));
        }
    }

    private void step(boolean withFaults) {
        switch (random.nextInt(withFaults ? 6 : 5)) {
            case 0 ->
                wanted.stream().filter(book::mayReserve).findFirst().ifPresent(slot -> {
                    SlotReservation made = book.reserve(slot, "db", Optional.of("data"), "a1", "host1", now);
                    send(made.id(), made.open(), withFaults);
                });
            case 1 -> offer(withFaults);
            case 2 -> hear(withFaults);
            case 3 -> {
                now = now.plusSeconds(random.nextInt(1, 120));
                book.triesDue(now);
                book.releasesDue(now);
            }
            case 4 -> reconcile();
            default -> {
                if (random.nextInt(4) == 0) {
                    startAgain();
                }
            }
        }
        keep();
    }

    /** An ACCEPT: it is kept first, and then taken, refused or lost; or its answer is, and then the subscription ends. */
    private void send(String id, List<Operation> operations, boolean withFaults) {
        keep();
        List<String> ids = operations.stream().map(Operation::id).toList();
        int fate = withFaults ? random.nextInt(5) : 4;
        if (fate == 0) {
            book.refused(ids, "no such offer", now);
            return;
        }
        if (fate != 1) {
            mesos.apply(id, operations, () -> withFaults && random.nextInt(6) == 0);
        }
        if (fate <= 2) {
            if (random.nextBoolean()) {
                startAgain();
            } else {
                book.subscribed(now);
            }
        } else {
            book.accepted(ids, now);
        }
    }

    private void offer(boolean withFaults) {
        for (Map.Entry<String, Boolean> shown : List.copyOf(mesos.reserved.entrySet())) {
            String id = shown.getKey();
            SlotReservation reservation = book.get(id).orElseGet(() -> book.adopt(orphan(id)));
            if (reservation.stage() != Stage.RELEASING && shown.getValue()) {
                book.shown(reservation, "a1", "host1", now);
            } else if (book.mayRelease(reservation)) {
                send(id, book.release(reservation, shown.getValue()), withFaults);
            }
            keep();
        }
    }

    private SlotReservation orphan(String id) {
        SlotKey slot = SLOTS.stream()
                .filter(one -> id.startsWith(one.application() + "." + one.index() + "."))
                .findFirst()
                .orElseThrow();
        return new SlotReservation(id, slot, "db", id + ".data", Stage.RELEASING, "a1", "host1", now, 0, List.of());
    }

    /** Feedback comes in any order, and may come again. */
    private void hear(boolean withFaults) {
        if (mesos.untold.isEmpty()) {
            return;
        }
        int which = random.nextInt(mesos.untold.size());
        String id = mesos.untold.get(which);
        say(id, Objects.requireNonNull(mesos.outcomes.get(id)));
        if (!withFaults || random.nextInt(3) > 0) {
            mesos.untold.remove(which);
        }
    }

    private void reconcile() {
        book.ask(slot -> true, now);
        for (Action action : keep()) {
            if (action instanceof Action.ReconcileOperations asked) {
                asked.operations().stream()
                        .map(Call.ReconcileOperations.Operation::getOperationId)
                        .map(OperationID::getValue)
                        .forEach(id -> say(id, mesos.outcomes.getOrDefault(id, OperationState.OPERATION_UNKNOWN)));
            }
        }
    }

    private void say(String operation, OperationState state) {
        book.status(
                OperationStatus.newBuilder()
                        .setOperationId(OperationID.newBuilder().setValue(operation))
                        .setState(state)
                        .build(),
                now);
        keep();
    }

    private List<Action> keep() {
        List<Action> actions = book.takeActions();
        for (Action action : actions) {
            if (action instanceof Action.Persist persist) {
                kept.put(persist.key(), persist.value());
            } else if (action instanceof Action.Forget forget) {
                kept.remove(forget.key());
            }
        }
        book.takeNews();
        return actions;
    }

    /** From what is kept, on a subscription of its own. */
    private void startAgain() {
        now = now.plus(Duration.ofSeconds(1));
        book = new ReservationBook(random);
        book.restore(kept);
        book.subscribed(now);
        SLOTS.stream().filter(slot -> !wanted.contains(slot)).forEach(slot -> book.gone(slot, now));
    }
}
