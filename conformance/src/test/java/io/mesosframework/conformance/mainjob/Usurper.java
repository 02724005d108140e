package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Subscribes under the id of another's framework. */
final class Usurper implements SchedulerListener, AutoCloseable {
    private final CompletableFuture<Event> subscribed = new CompletableFuture<>();
    private final SchedulerClient client;

    private Usurper(SchedulerClient client) {
        this.client = client;
    }

    static Usurper of(String master, String frameworkId, String name) {
        FrameworkInfo info = FrameworkInfo.newBuilder()
                .setId(FrameworkID.newBuilder().setValue(frameworkId))
                .setUser(System.getProperty("user.name"))
                .setName(name)
                .addRoles("*")
                .setCheckpoint(true)
                .setFailoverTimeout(3600)
                .addCapabilities(
                        FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.MULTI_ROLE))
                .build();
        Usurper usurper = new Usurper(SchedulerClient.builder(info, master).build());
        usurper.client.start(usurper);
        assertThat(usurper.subscribed).succeedsWithin(PATIENCE);
        return usurper;
    }

    void teardown() {
        assertThat(client.teardown()).succeedsWithin(PATIENCE);
    }

    @Override
    public void event(Event event) {
        if (event.getType() == Event.Type.SUBSCRIBED) {
            subscribed.complete(event);
        }
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {}

    @Override
    public void failed(MesosException cause) {
        subscribed.completeExceptionally(cause);
    }

    @Override
    public void close() {
        client.close();
    }
}
