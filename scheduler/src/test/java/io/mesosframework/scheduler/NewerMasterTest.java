package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.mesosframework.MesosException;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master that says what this release does not know. */
@Timeout(60)
final class NewerMasterTest {

    private static final int A_STATE_OF_THE_FUTURE = 99;

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<MesosException> unreadable = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> unknown = new LinkedBlockingQueue<>();
    private final BlockingQueue<ResponseStream> streams = new LinkedBlockingQueue<>();

    private void answer(Exchange exchange) {
        try {
            Call call = Call.parseFrom(exchange.request().body());
            if (call.getType() == Call.Type.SUBSCRIBE) {
                streams.add(exchange.stream(
                        200, Headers.of("Content-Type", "application/x-protobuf", "Mesos-Stream-Id", "s")));
            } else {
                calls.add(call);
                exchange.respond(Response.of(202));
            }
        } catch (InvalidProtocolBufferException e) {
            exchange.respond(Response.of(400, String.valueOf(e.getMessage())));
        }
    }

    private static void send(ResponseStream stream, Event event) {
        stream.write(RecordEncoder.frame(event.toByteArray()));
    }

    private static Event update(TaskStatus status) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status).buildPartial())
                .buildPartial();
    }

    private static TaskStatus.Builder status(String task) {
        return TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setAgentId(AgentID.newBuilder().setValue("S0"))
                .setUuid(ByteString.copyFrom(new byte[16]));
    }

    @Test
    void aStateAndAnEventThatAreNotKnownAreToldAndTheSubscriptionGoesOn() throws Exception {
        try (HttpServer master = HttpServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .handler(this::answer)
                        .start();
                Framework framework = Framework.named("old")
                        .masters("127.0.0.1:" + master.port())
                        .unreadableEventListener(unreadable::add)
                        .controller(EventController.builder()
                                .on(Event.Type.UNKNOWN, (event, context) -> {
                                    unknown.add(event);
                                    return List.of();
                                })
                                .build())
                        .start()) {
            ResponseStream stream = streams.poll(30, TimeUnit.SECONDS);
            assertThat(stream).isNotNull();
            send(
                    stream,
                    Event.newBuilder()
                            .setType(Event.Type.SUBSCRIBED)
                            .setSubscribed(Event.Subscribed.newBuilder()
                                    .setFrameworkId(FrameworkID.newBuilder().setValue("F")))
                            .build());
            send(
                    stream,
                    update(status("a-task")
                            .setUnknownFields(UnknownFieldSet.newBuilder()
                                    .addField(
                                            TaskStatus.STATE_FIELD_NUMBER,
                                            UnknownFieldSet.Field.newBuilder()
                                                    .addVarint(A_STATE_OF_THE_FUTURE)
                                                    .build())
                                    .build())
                            .buildPartial()));
            stream.write(RecordEncoder.frame(new byte[] {0x08, 0x7f}));
            send(
                    stream,
                    update(status("another").setState(TaskState.TASK_RUNNING).build()));

            assertThat(unreadable.poll(30, TimeUnit.SECONDS)).hasMessageContaining("state");
            assertThat(unknown.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(nextAcknowledged()).isEqualTo("another");
            assertThat(streams).isEmpty();
            assertThat(framework.terminated()).isNotDone();
        }
    }

    /** The first task whose status is acknowledged: one that could not be read is not. */
    private String nextAcknowledged() throws InterruptedException {
        for (Call call = calls.poll(30, TimeUnit.SECONDS); call != null; call = calls.poll(30, TimeUnit.SECONDS)) {
            if (call.getType() == Call.Type.ACKNOWLEDGE) {
                return call.getAcknowledge().getTaskId().getValue();
            }
        }
        throw new AssertionError("nothing was acknowledged");
    }
}
