package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
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
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master that says more than it, or the storage, has answered. */
@Timeout(120)
@Tag("slow")
class SlowMasterTest {

    private static final int STATUSES = 40_000;

    private final BlockingQueue<Exchange> unanswered = new LinkedBlockingQueue<>();
    private final CompletableFuture<ResponseStream> stream = new CompletableFuture<>();

    private void take(Exchange exchange) {
        if (call(exchange).getType() == Call.Type.SUBSCRIBE) {
            stream.complete(
                    exchange.stream(200, Headers.of("Content-Type", "application/x-protobuf", "Mesos-Stream-Id", "s")));
        } else {
            unanswered.add(exchange);
        }
    }

    @Test
    void everyStatusIsAcknowledgedOnceHoweverSlowlyTheMasterAnswers() throws Exception {
        try (HttpServer master = HttpServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .handler(this::take)
                        .start();
                Framework framework = Framework.named("patient")
                        .masters("127.0.0.1:" + master.port())
                        .orphans(OrphanPolicy.ADOPT)
                        .start()) {
            ResponseStream events = stream.get(30, TimeUnit.SECONDS);
            send(events, subscribed());
            for (int i = 0; i < STATUSES; i++) {
                send(events, status(i));
            }
            Set<ByteString> acknowledged = new HashSet<>();
            List<Exchange> held = new ArrayList<>();
            // Until the framework has said all that it says without an answer.
            for (Exchange next = unanswered.take(); next != null; next = unanswered.poll(1, TimeUnit.SECONDS)) {
                held.add(next);
            }

            while (acknowledged.size() < STATUSES) {
                if (held.isEmpty()) {
                    Exchange next = unanswered.poll(30, TimeUnit.SECONDS);
                    assertThat(next)
                            .as("after %d acknowledgements", acknowledged.size())
                            .isNotNull();
                    held.add(next);
                }
                for (Exchange exchange : held) {
                    Call call = call(exchange);
                    if (call.getType() == Call.Type.ACKNOWLEDGE) {
                        ByteString uuid = call.getAcknowledge().getUuid();
                        assertThat(acknowledged.add(uuid)).isTrue();
                    }
                    exchange.respond(Response.of(202));
                }
                held.clear();
            }
            assertThat(framework.terminated()).isNotDone();
        }
    }

    @Test
    void aStorageThatIsSlowHasTheMasterWait() throws Exception {
        AtomicInteger read = new AtomicInteger();
        EventController counting = EventController.builder()
                .on(Event.Type.UPDATE, (event, context) -> {
                    read.incrementAndGet();
                    return List.of();
                })
                .build();
        try (SlowStorage storage = new SlowStorage();
                HttpServer master = HttpServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .handler(exchange -> {
                            take(exchange);
                            unanswered.removeIf(call -> {
                                call.respond(Response.of(202));
                                return true;
                            });
                        })
                        .start();
                Framework framework = Framework.named("patient")
                        .masters("127.0.0.1:" + master.port())
                        .controller(counting)
                        .storage(storage)
                        .start()) {
            ResponseStream events = stream.get(30, TimeUnit.SECONDS);
            storage.hold();
            send(events, subscribed());
            for (int i = 0; i < STATUSES; i++) {
                send(events, status(i));
            }
            awaitStandstill(read);
            assertThat(read).hasValueBetween(1, 20_000);
            storage.release();
            while (read.get() < STATUSES) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(framework.terminated()).isNotDone();
        }
    }

    /** Until nothing is read for a second. */
    private static void awaitStandstill(AtomicInteger read) throws InterruptedException {
        BlockingQueue<Integer> never = new LinkedBlockingQueue<>();
        int before;
        do {
            before = read.get();
            never.poll(1, TimeUnit.SECONDS);
        } while (before == 0 || before != read.get());
    }

    /** Answers no commit while it is held. */
    private static final class SlowStorage extends ForwardingStorage {
        private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

        SlowStorage() {
            super(Storage.inMemory());
        }

        void hold() {
            gate = new CompletableFuture<>();
        }

        void release() {
            gate.complete(null);
        }

        @Override
        public CompletableFuture<CommitResult> commit(Transaction transaction) {
            return gate.thenComposeAsync(nothing -> super.commit(transaction));
        }

        @Override
        public void close() {
            release();
            super.close();
        }
    }

    private static Call call(Exchange exchange) {
        try {
            return Call.parseFrom(exchange.request().body());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(ResponseStream events, Event event) {
        events.write(RecordEncoder.frame(event.toByteArray()));
    }

    private static Event subscribed() {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("F")))
                .build();
    }

    private static Event status(int number) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder()
                        .setStatus(TaskStatus.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue("another-one." + number))
                                .setAgentId(AgentID.newBuilder().setValue("S0"))
                                .setState(TaskState.TASK_FINISHED)
                                .setUuid(ByteString.copyFrom(ByteBuffer.allocate(16)
                                        .putLong(8, number)
                                        .array()))))
                .build();
    }
}
