package io.mesosframework.conformance.golden;

import static io.mesosframework.conformance.golden.GoldenFolder.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A framework in one dialect whose every exchange is recorded. */
final class SchedulerSession {
    static final String PATH = "/api/v1/scheduler";

    private final GoldenFolder golden;
    private final String folder;
    private final String master;
    private final Dialect dialect;
    private final RawExchange stream;
    private final FrameworkID id;
    private final Set<OfferID> taken = new HashSet<>();
    private int seen;
    private int calls = 1;

    SchedulerSession(GoldenFolder golden, String folder, String master, Dialect dialect, FrameworkInfo info) {
        this.golden = golden;
        this.folder = folder;
        this.master = master;
        this.dialect = dialect;
        Call subscribe = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info))
                .build();
        this.stream = RawExchange.send(
                master,
                GoldenFolder.post(
                        master,
                        PATH,
                        dialect.encode(subscribe),
                        "Content-Type: " + dialect.mediaType(),
                        "Accept: " + dialect.mediaType()));
        this.id = await(Event.Type.SUBSCRIBED).getSubscribed().getFrameworkId();
    }

    FrameworkID id() {
        return id;
    }

    String master() {
        return master;
    }

    Dialect dialect() {
        return dialect;
    }

    String streamId() {
        return stream.header("Mesos-Stream-Id");
    }

    /** The next event of the type that was not seen yet; those before it count as seen. */
    Event await(Event.Type type) {
        return await(type.name(), event -> event.getType() == type);
    }

    /** The next update of the task, which must tell that state. */
    TaskStatus awaitUpdate(String task, TaskState state) {
        TaskStatus status = await(
                        task + " " + state,
                        event -> event.getUpdate()
                                .getStatus()
                                .getTaskId()
                                .getValue()
                                .equals(task))
                .getUpdate()
                .getStatus();
        assertThat(status.getState()).isEqualTo(state);
        return status;
    }

    /** As {@link #awaitUpdate}, and acknowledges it. */
    TaskStatus acknowledgeUpdate(String task, TaskState state) {
        TaskStatus status = awaitUpdate(task, state);
        call(
                "acknowledge",
                task + " " + state,
                call(Call.Type.ACKNOWLEDGE)
                        .setAcknowledge(Call.Acknowledge.newBuilder()
                                .setAgentId(status.getAgentId())
                                .setTaskId(status.getTaskId())
                                .setUuid(status.getUuid())));
        return status;
    }

    /** An offer of at least one cpu that is neither rescinded nor taken before, the newest first. */
    Offer takeOffer() {
        Awaitility.await(folder + ": an offer")
                .atMost(PATIENCE)
                .until(() -> openOffer().isPresent());
        Offer offer = openOffer().orElseThrow();
        taken.add(offer.getId());
        return offer;
    }

    private Optional<Offer> openOffer() {
        List<OfferID> rescinded = events().stream()
                .filter(Event::hasRescind)
                .map(event -> event.getRescind().getOfferId())
                .toList();
        return events().stream()
                .flatMap(event -> event.getOffers().getOffersList().stream())
                .filter(offer -> !rescinded.contains(offer.getId()) && !taken.contains(offer.getId()))
                .filter(offer -> offer.getResourcesList().stream()
                        .anyMatch(resource -> resource.getName().equals("cpus")
                                && resource.getScalar().getValue() >= 1))
                .reduce((older, newer) -> newer);
    }

    private Event await(String what, Predicate<Event> wanted) {
        Awaitility.await(folder + ": " + what)
                .atMost(PATIENCE)
                .until(() -> next(wanted).isPresent());
        Event event = next(wanted).orElseThrow();
        seen = events().indexOf(event) + 1;
        return event;
    }

    private Optional<Event> next(Predicate<Event> wanted) {
        List<Event> events = events();
        return events.subList(Math.min(seen, events.size()), events.size()).stream()
                .filter(wanted)
                .findFirst();
    }

    private List<Event> events() {
        return stream.records().stream().map(this::decode).collect(Collectors.toList());
    }

    private Event decode(byte[] record) {
        try {
            Event.Builder event = Event.newBuilder();
            dialect.decode(record, event);
            return event.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type).setFrameworkId(id);
    }

    /** Sends it on a connection of its own, records it, and asserts that it was taken. */
    void call(String name, String what, Call.Builder call) {
        RawExchange exchange = RawExchange.send(master, callBytes(call.build()));
        golden.record(numbered(name), what, exchange);
        assertThat(exchange.status())
                .as(name + " " + exchange.text())
                .isEqualTo(call.getType() == Call.Type.UPDATE_FRAMEWORK ? 200 : 202);
    }

    byte[] callBytes(Call call) {
        return GoldenFolder.post(
                master,
                PATH,
                dialect.encode(call),
                "Content-Type: " + dialect.mediaType(),
                "Accept: " + dialect.mediaType(),
                "Mesos-Stream-Id: " + streamId());
    }

    private String numbered(String name) {
        calls++;
        return folder + "/" + (calls < 10 ? "0" : "") + calls + "-" + name;
    }

    /** Keeps the stream as it stands and cuts the connection. */
    void cut(String what) {
        stream.close();
        golden.keep(folder + "/01-subscribe", what, stream);
    }

    /** Waits for the stream's end and keeps it. */
    void ended(String what) {
        golden.record(folder + "/01-subscribe", what, stream);
    }
}
