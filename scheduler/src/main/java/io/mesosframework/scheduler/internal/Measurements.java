package io.mesosframework.scheduler.internal;

import io.mesosframework.client.MesosCallException;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.FrameworkStatistics;
import io.mesosframework.scheduler.FrameworkStatistics.Calls;
import io.mesosframework.utils.Futures;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a framework does, through all its starts from storage. From any thread. */
final class Measurements {

    private record Outcomes(LongAdder accepted, LongAdder refused, LongAdder unanswered) {
        Outcomes() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }

        Calls snapshot() {
            return new Calls(accepted.sum(), refused.sum(), unanswered.sum());
        }
    }

    private final Map<Event.Type, LongAdder> events = new EnumMap<>(Event.Type.class);
    private final Map<TaskState, LongAdder> statuses = new EnumMap<>(TaskState.class);
    private final Map<Call.Type, Outcomes> calls = new EnumMap<>(Call.Type.class);
    private final LongAdder offersReceived = new LongAdder();
    private final LongAdder offersAccepted = new LongAdder();
    private final LongAdder offersDeclined = new LongAdder();
    private final LongAdder launches = new LongAdder();
    private final LongAdder commitFailures = new LongAdder();
    private final LongAdder starts = new LongAdder();
    private final Spread commitTimes = Spread.ofTimes();
    private final Spread commitSizes = Spread.ofNumbers();
    private final Spread lags = Spread.ofTimes();
    private final Spread turns = Spread.ofTimes();
    private volatile int openOffers;
    private volatile int heldOffers;

    Measurements() {
        for (Event.Type type : Event.Type.values()) {
            events.put(type, new LongAdder());
        }
        for (TaskState state : TaskState.values()) {
            statuses.put(state, new LongAdder());
        }
        for (Call.Type type : Call.Type.values()) {
            calls.put(type, new Outcomes());
        }
    }

    void started() {
        starts.increment();
    }

    void event(Event event) {
        count(events, event.getType());
        if (event.getType() == Event.Type.OFFERS) {
            offersReceived.add(event.getOffers().getOffersCount());
        } else if (event.getType() == Event.Type.UPDATE) {
            count(statuses, event.getUpdate().getStatus().getState());
        }
    }

    private static <K> void count(Map<K, LongAdder> counts, K key) {
        LongAdder count = counts.get(key);
        if (count != null) {
            count.increment();
        }
    }

    /** The call is with the client. */
    void sent(Call call) {
        if (call.getType() == Call.Type.DECLINE) {
            offersDeclined.add(call.getDecline().getOfferIdsCount());
        } else if (call.getType() == Call.Type.ACCEPT) {
            offersAccepted.add(call.getAccept().getOfferIdsCount());
            for (Offer.Operation operation : call.getAccept().getOperationsList()) {
                launches.add(operation.getLaunch().getTaskInfosCount()
                        + (long) operation.getLaunchGroup().getTaskGroup().getTasksCount());
            }
        }
    }

    void answered(Call.Type type, @Nullable Throwable error) {
        Outcomes outcomes = calls.get(type);
        if (outcomes == null) {
            return;
        }
        LongAdder outcome = error == null
                ? outcomes.accepted()
                : Futures.cause(error) instanceof MesosCallException ? outcomes.refused() : outcomes.unanswered();
        outcome.increment();
    }

    void committed(long nanos, int operations) {
        commitTimes.record(nanos);
        commitSizes.record(operations);
    }

    void commitFailed() {
        commitFailures.increment();
    }

    void lag(long nanos) {
        lags.record(nanos);
    }

    void turn(long nanos) {
        turns.record(nanos);
    }

    void offers(int open, int held) {
        openOffers = open;
        heldOffers = held;
    }

    /** @param waiting inputs, turns and calls that wait */
    FrameworkStatistics snapshot(int waiting) {
        return new FrameworkStatistics(
                sums(events),
                sums(statuses),
                callSums(),
                new FrameworkStatistics.Offers(
                        offersReceived.sum(), offersAccepted.sum(), offersDeclined.sum(), openOffers, heldOffers),
                launches.sum(),
                new FrameworkStatistics.Commits(commitTimes.snapshot(), commitSizes.snapshot(), commitFailures.sum()),
                new FrameworkStatistics.Loop(lags.snapshot(), turns.snapshot(), waiting),
                starts.sum());
    }

    private static <K extends Enum<K>> Map<K, Long> sums(Map<K, LongAdder> counts) {
        Map<K, Long> sums = new java.util.HashMap<>();
        counts.forEach((key, count) -> sums.put(key, count.sum()));
        return sums;
    }

    private Map<Call.Type, Calls> callSums() {
        Map<Call.Type, Calls> sums = new EnumMap<>(Call.Type.class);
        calls.forEach((type, outcomes) -> sums.put(type, outcomes.snapshot()));
        return sums;
    }
}
