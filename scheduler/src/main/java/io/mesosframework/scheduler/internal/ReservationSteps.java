package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a reservation becomes next. None of it holds before the table of reservations has it. */
final class ReservationSteps {

    private ReservationSteps() {}

    static SlotReservation to(SlotReservation one, Stage next, Instant now) {
        return make(one, one.volume(), next, now, one.asked(), one.open());
    }

    /** The same on an agent that came back under another id. */
    static SlotReservation on(SlotReservation one, String agent, String hostname) {
        return new SlotReservation(
                one.id(),
                one.slot(),
                one.role(),
                one.volume(),
                one.stage(),
                agent,
                hostname,
                one.since(),
                one.asked(),
                one.open());
    }

    /** Without its volume: that was never created, or is destroyed. */
    static SlotReservation withoutVolume(SlotReservation one) {
        return make(one, null, one.stage(), one.since(), one.asked(), one.open());
    }

    /** With one more operation under way, which is the last of {@link SlotReservation#open}. */
    static SlotReservation asking(SlotReservation one, Kind kind) {
        List<Operation> open = new ArrayList<>(one.open());
        open.add(new Operation(one.id() + "." + kind.name().toLowerCase(Locale.ROOT) + "-" + one.asked(), kind));
        return make(one, one.volume(), one.stage(), one.since(), one.asked() + 1, open);
    }

    /** The id of the reservation that an operation is about, by the operation's id; empty where it has no such form. */
    static String reservationOf(String operation) {
        return operation.substring(0, Math.max(0, operation.lastIndexOf('.')));
    }

    /** Whether Mesos has been asked to give it back, and has not said what became of that. */
    static boolean isGivenBack(SlotReservation one) {
        return one.open().stream()
                .anyMatch(operation -> operation.kind() == Kind.DESTROY || operation.kind() == Kind.UNRESERVE);
    }

    /** Without an operation whose outcome is known. */
    static SlotReservation without(SlotReservation one, String operation) {
        List<Operation> open =
                one.open().stream().filter(each -> !each.id().equals(operation)).toList();
        return make(one, one.volume(), one.stage(), one.since(), one.asked(), open);
    }

    private static SlotReservation make(
            SlotReservation one, @Nullable String volume, Stage stage, Instant since, int asked, List<Operation> open) {
        return new SlotReservation(
                one.id(), one.slot(), one.role(), volume, stage, one.agent(), one.hostname(), since, asked, open);
    }
}
