package io.mesosframework.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Reads what a master has told a framework, from the first event on, and waits for what has not come yet. */
public final class EventLog {
    /** How long anything may take on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Supplier<List<Event>> events;
    private final Set<OfferID> taken = new HashSet<>();
    private int seen;

    /** @param events all events so far; only ever grows */
    public EventLog(String name, Supplier<List<Event>> events) {
        this.name = name;
        this.events = events;
    }

    /** The next event of the type that was not seen yet; those before it count as seen. */
    public Event await(Event.Type type) {
        return await(type.name(), event -> event.getType() == type);
    }

    /** The next update of the task, which must tell that state. */
    public TaskStatus awaitUpdate(String task, TaskState state) {
        TaskStatus status = await(task + " " + state, event -> taskOf(event).equals(task))
                .getUpdate()
                .getStatus();
        assertThat(status.getState()).as(status.toString()).isEqualTo(state);
        return status;
    }

    private static String taskOf(Event event) {
        return event.getUpdate().getStatus().getTaskId().getValue();
    }

    private Event await(String what, Predicate<Event> wanted) {
        int at = Awaitility.await(name + ": " + what).atMost(PATIENCE).until(() -> indexOfNext(wanted), i -> i >= 0);
        seen = at + 1;
        return events.get().get(at);
    }

    private int indexOfNext(Predicate<Event> wanted) {
        List<Event> all = events.get();
        return IntStream.range(seen, all.size())
                .filter(i -> wanted.test(all.get(i)))
                .findFirst()
                .orElse(-1);
    }

    /** Whether an update of the task has come that was not seen yet. */
    public boolean hasUnseenUpdate(String task) {
        return indexOfNext(event -> taskOf(event).equals(task)) >= 0;
    }

    /** An offer of at least one cpu that is neither rescinded nor taken before, the newest first; takes it. */
    public Offer takeOffer() {
        Optional<Offer> offer = Awaitility.await(name + ": an offer")
                .atMost(PATIENCE)
                .until(() -> openOffers().stream().reduce((older, newer) -> newer), Optional::isPresent);
        return take(offer.orElseThrow());
    }

    /** Says that the offer is used, so that it is not open any more. */
    public Offer take(Offer offer) {
        taken.add(offer.getId());
        return offer;
    }

    /** The offers of at least one cpu that are neither rescinded nor taken, as they came. */
    public List<Offer> openOffers() {
        List<OfferID> rescinded = events.get().stream()
                .filter(Event::hasRescind)
                .map(event -> event.getRescind().getOfferId())
                .toList();
        return events.get().stream()
                .flatMap(event -> event.getOffers().getOffersList().stream())
                .filter(offer -> !rescinded.contains(offer.getId()) && !taken.contains(offer.getId()))
                .filter(EventLog::holdsACpu)
                .toList();
    }

    private static boolean holdsACpu(Offer offer) {
        return offer.getResourcesList().stream()
                .anyMatch(resource -> resource.getName().equals("cpus")
                        && resource.getScalar().getValue() >= 1);
    }
}
