package io.mesosframework.conformance.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.conformance.EventLog;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;

/** A framework in one dialect whose every exchange is recorded. */
final class SchedulerSession {
    static final String PATH = "/api/v1/scheduler";

    private final GoldenFolder golden;
    private final String folder;
    private final String master;
    private final Dialect dialect;
    private final RawExchange stream;
    private final FrameworkID id;
    private final EventLog events;
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
        this.events = new EventLog(
                folder, () -> stream.records().stream().map(this::decode).toList());
        this.id = events.await(Event.Type.SUBSCRIBED).getSubscribed().getFrameworkId();
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

    EventLog events() {
        return events;
    }

    /** The next update of the task, which must tell that state; acknowledges it. */
    TaskStatus acknowledgeUpdate(String task, TaskState state) {
        TaskStatus status = events.awaitUpdate(task, state);
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
