package io.mesosframework.client.scheduler;

import com.google.protobuf.ByteString;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** Clients and fake masters that are closed after each test; one transport for all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchedulerClientFixture {

    static final FrameworkInfo FRAMEWORK = FrameworkInfo.newBuilder()
            .setUser("u")
            .setName("n")
            .addRoles("a")
            .addRoles("b")
            .build();

    Recorder heard = new Recorder();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Transport transport = HttpTransport.builder().build();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        opened.clear();
        heard = new Recorder();
    }

    @AfterAll
    void closeTransport() {
        transport.close();
    }

    FakeMaster master() {
        return closing(new FakeMaster());
    }

    <C extends AutoCloseable> C closing(C resource) {
        opened.add(resource);
        return resource;
    }

    /** A client that comes back quickly. */
    SchedulerClientBuilder client(FakeMaster... masters) {
        String[] addresses = new String[masters.length];
        for (int i = 0; i < masters.length; i++) {
            addresses[i] = masters[i].address();
        }
        return client(addresses);
    }

    SchedulerClientBuilder client(String... masters) {
        return SchedulerClient.builder(FRAMEWORK, masters)
                .transport(transport)
                .backoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)));
    }

    SchedulerClient start(SchedulerClientBuilder builder) {
        SchedulerClient client = closing(builder.build());
        client.start(heard);
        return client;
    }

    SchedulerClient subscribed(FakeMaster master) throws InterruptedException {
        SchedulerClient client = start(client(master));
        heard.subscribed();
        return client;
    }

    static void done(CompletableFuture<Void> call) throws Exception {
        call.get(20, TimeUnit.SECONDS);
    }

    static Throwable failureOf(CompletableFuture<Void> call) throws Exception {
        try {
            call.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("the call was taken");
    }

    static Event message(int number) {
        return Event.newBuilder()
                .setType(Event.Type.MESSAGE)
                .setMessage(Event.Message.newBuilder()
                        .setAgentId(agent("A"))
                        .setExecutorId(executor("E"))
                        .setData(ByteString.copyFromUtf8(String.valueOf(number))))
                .build();
    }

    static int number(Event message) {
        return Integer.parseInt(message.getMessage().getData().toStringUtf8());
    }

    static AgentID agent(String id) {
        return AgentID.newBuilder().setValue(id).build();
    }

    static ExecutorID executor(String id) {
        return ExecutorID.newBuilder().setValue(id).build();
    }

    static TaskID task(String id) {
        return TaskID.newBuilder().setValue(id).build();
    }

    static OfferID offer(String id) {
        return OfferID.newBuilder().setValue(id).build();
    }
}
