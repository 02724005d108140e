package io.mesosframework.embedded;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A framework on the JDK's HTTP client that acknowledges what asks for it. */
final class RawFramework implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final URI uri;
    final Codec codec;
    final RawStream<Event> stream;
    private volatile boolean acknowledging = true;

    /** Events may come before the stream is in its field. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    RawFramework(EmbeddedMesos mesos, Codec codec, FrameworkInfo.Builder info) throws Exception {
        this.uri = URI.create("http://" + mesos.master() + "/api/v1/scheduler");
        this.codec = codec;
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info));
        if (info.hasId()) {
            call.setFrameworkId(info.getId());
        }
        stream = RawStream.open(http, uri, call.build(), codec, Event.getDefaultInstance(), this::handle);
        opened.complete(null);
    }

    static FrameworkInfo.Builder info() {
        return FrameworkInfo.newBuilder().setUser("root").setName("raw").setFailoverTimeout(60);
    }

    void acknowledgeNothing() {
        acknowledging = false;
    }

    private void handle(Event event) {
        opened.join();
        if (event.getType() == Event.Type.UPDATE && acknowledging) {
            try {
                acknowledge(event.getUpdate().getStatus());
            } catch (UncheckedIOException e) {
                acknowledging = false; // the master is gone, as at the end of a test
            }
        }
    }

    void acknowledge(TaskStatus status) {
        if (status.hasUuid()) {
            call(Call.newBuilder()
                    .setType(Call.Type.ACKNOWLEDGE)
                    .setAcknowledge(Call.Acknowledge.newBuilder()
                            .setAgentId(status.getAgentId())
                            .setTaskId(status.getTaskId())
                            .setUuid(status.getUuid())));
        }
    }

    FrameworkID id() {
        return first(Event.Type.SUBSCRIBED).getSubscribed().getFrameworkId();
    }

    String streamId() {
        return stream.header("Mesos-Stream-Id");
    }

    HttpResponse<String> call(Call.Builder call) {
        return post(call.setFrameworkId(id()).build(), "Mesos-Stream-Id", streamId());
    }

    HttpResponse<String> post(Call call, String... headers) {
        return post(codec.encode(call), codec.mediaType(), headers);
    }

    HttpResponse<String> post(byte[] body, String contentType, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    Event first(Event.Type type) {
        return await(event -> event.getType() == type);
    }

    Event await(Predicate<Event> wanted) {
        Optional<Event> there = stream.events.stream().filter(wanted).findFirst();
        if (there.isPresent()) {
            return there.get();
        }
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(LIMIT)
                .until(() -> stream.events.stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    List<Offer> offers() {
        return stream.events.stream()
                .flatMap(e -> e.getOffers().getOffersList().stream())
                .toList();
    }

    Offer offer(int number) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(() -> offers().size() > number);
        return offers().get(number);
    }

    List<TaskStatus> updates(String task) {
        return stream.events.stream()
                .filter(e -> e.getType() == Event.Type.UPDATE)
                .map(e -> e.getUpdate().getStatus())
                .filter(s -> s.getTaskId().getValue().equals(task))
                .toList();
    }

    TaskStatus update(String task, TaskState state) {
        return await(e -> e.getType() == Event.Type.UPDATE
                        && e.getUpdate().getStatus().getTaskId().getValue().equals(task)
                        && e.getUpdate().getStatus().getState() == state)
                .getUpdate()
                .getStatus();
    }

    static TaskInfo.Builder task(String id, Offer offer, String command) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(offer.getAgentId())
                .setCommand(CommandInfo.newBuilder().setValue(command))
                .addAllResources(Resources.parse("cpus:0.5;mem:64").asList());
    }

    HttpResponse<String> launch(Offer offer, TaskInfo.Builder... tasks) {
        return launch(offer, Filters.getDefaultInstance(), tasks);
    }

    HttpResponse<String> launch(Offer offer, Filters filters, TaskInfo.Builder... tasks) {
        Offer.Operation.Launch.Builder launch = Offer.Operation.Launch.newBuilder();
        for (TaskInfo.Builder task : tasks) {
            launch.addTaskInfos(task);
        }
        return call(Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder()
                        .setFilters(filters)
                        .addOfferIds(offer.getId())
                        .addOperations(Offer.Operation.newBuilder()
                                .setType(Offer.Operation.Type.LAUNCH)
                                .setLaunch(launch))));
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
