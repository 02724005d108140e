package io.mesosframework.benchmarks;

import com.google.protobuf.ByteString;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A framework on two bare sockets that spends as little as it can: events on one, calls on the other, one behind the
 * other without waiting for their answers. It launches as many tasks as it is told to and acknowledges everything.
 */
final class LightFramework implements AutoCloseable {

    private static final List<Resource> TASK = List.of(scalar("cpus", 0.1), scalar("mem", 16));
    private static final CommandInfo COMMAND =
            CommandInfo.newBuilder().setValue("sleep 1000").build();
    private static final Filters NO_FILTER =
            Filters.newBuilder().setRefuseSeconds(0).build();

    private final int tasksAnAccept;
    private final UnaryOperator<TaskInfo.Builder> lastTouch;
    private final Socket events;
    private final Socket calls;
    private final InputStream in;
    private final OutputStream out;
    private final RecordDecoder decoder = new RecordDecoder();
    private final Deque<Offer> offers = new ArrayDeque<>();
    private final String streamId;
    private FrameworkID id = FrameworkID.getDefaultInstance();
    private int wanted;
    private int launched;
    private int running;
    private int finished;
    private int offersSeen;

    /** The first that went wrong with an answer, which another thread reads. */
    private volatile String failure = "";

    /** @param master {@code host:port} */
    LightFramework(String master, int tasksAnAccept) throws IOException {
        this(master, tasksAnAccept, UnaryOperator.identity());
    }

    /** @param lastTouch changes each task before it is launched */
    LightFramework(String master, int tasksAnAccept, UnaryOperator<TaskInfo.Builder> lastTouch) throws IOException {
        this.tasksAnAccept = tasksAnAccept;
        this.lastTouch = lastTouch;
        int port = Integer.parseInt(master.substring(master.indexOf(':') + 1));
        events = new Socket(InetAddress.getLoopbackAddress(), port);
        calls = new Socket(InetAddress.getLoopbackAddress(), port);
        calls.setTcpNoDelay(true);
        in = new BufferedInputStream(events.getInputStream(), 1 << 18);
        out = new BufferedOutputStream(calls.getOutputStream(), 1 << 16);
        streamId = subscribe();
        Thread reader = new Thread(this::readAnswers, "answers");
        reader.setDaemon(true);
        reader.start();
    }

    private String subscribe() throws IOException {
        Call call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder()
                        .setFrameworkInfo(FrameworkInfo.newBuilder()
                                .setName("light")
                                .setUser(System.getProperty("user.name"))
                                .setCheckpoint(true)
                                .addRoles("services")
                                .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
                                .addCapabilities(capability(FrameworkInfo.Capability.Type.PARTITION_AWARE))))
                .build();
        events.getOutputStream().write(request(call, "Accept: application/x-protobuf\r\n"));
        String streamId = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("HTTP/1.1 ") && !line.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("SUBSCRIBE was answered " + line);
            }
            if (line.startsWith("Mesos-Stream-Id: ")) {
                streamId = line.substring("Mesos-Stream-Id: ".length());
            }
        }
        return streamId;
    }

    private static FrameworkInfo.Capability.Builder capability(FrameworkInfo.Capability.Type type) {
        return FrameworkInfo.Capability.newBuilder().setType(type);
    }

    /** Launches until so many tasks have been launched in all, and reads until all of them run. */
    void launchUpTo(int tasks) throws IOException {
        wanted = tasks;
        while (launched < wanted && !offers.isEmpty()) {
            launch(offers.poll());
        }
        readUntil(() -> running >= tasks);
    }

    /** Launches so many tasks in all, and reads until all of them have finished. */
    void finishAll(int tasks) throws IOException {
        wanted = tasks;
        while (launched < wanted && !offers.isEmpty()) {
            launch(offers.poll());
        }
        readUntil(() -> finished >= tasks);
    }

    /** Reads until there have been so many offers since the beginning. */
    void awaitOffers(int count) throws IOException {
        readUntil(() -> offersSeen >= count);
    }

    /** Reads until so many offers are held. */
    void awaitHeld(int count) throws IOException {
        readUntil(() -> offers.size() >= count);
    }

    private void readUntil(BooleanSupplier reached) throws IOException {
        while (!reached.getAsBoolean()) {
            if (in.available() == 0) {
                out.flush();
            }
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            if (!readChunk()) {
                throw new EOFException("the master ended the stream");
            }
        }
        out.flush();
    }

    /** False at the end of the stream. */
    private boolean readChunk() throws IOException {
        int length = Integer.parseInt(line(in), 16);
        byte[] chunk = in.readNBytes(length);
        line(in);
        decoder.feed(
                ByteBuffer.wrap(chunk),
                (bytes, offset, count) ->
                        event(Codec.PROTOBUF.decode(bytes, offset, count, Event.getDefaultInstance())));
        return length > 0;
    }

    private void event(Event event) {
        switch (event.getType()) {
            case SUBSCRIBED -> id = event.getSubscribed().getFrameworkId();
            case OFFERS -> {
                offersSeen += event.getOffers().getOffersCount();
                event.getOffers().getOffersList().forEach(this::offered);
            }
            case UPDATE -> updated(event.getUpdate().getStatus());
            case RESCIND ->
                offers.removeIf(offer -> offer.getId().equals(event.getRescind().getOfferId()));
            case ERROR, FAILURE -> throw new IllegalStateException(event.toString());
            default -> {}
        }
    }

    private void offered(Offer offer) {
        if (launched < wanted) {
            launch(offer);
        } else {
            offers.add(offer);
        }
    }

    private void launch(Offer offer) {
        Offer.Operation.Launch.Builder launch = Offer.Operation.Launch.newBuilder();
        double cpus = offer.getResourcesList().stream()
                .filter(resource -> resource.getName().equals("cpus"))
                .mapToDouble(resource -> resource.getScalar().getValue())
                .sum();
        for (int i = 0; i < tasksAnAccept && launched < wanted && cpus >= (i + 1) * 0.1 - 0.0005; i++) {
            launch.addTaskInfos(lastTouch.apply(TaskInfo.newBuilder()
                    .setName("light")
                    .setTaskId(TaskID.newBuilder().setValue("light." + launched++))
                    .setAgentId(offer.getAgentId())
                    .addAllResources(TASK)
                    .setCommand(COMMAND)));
        }
        Call.Accept.Builder accept =
                Call.Accept.newBuilder().addOfferIds(offer.getId()).setFilters(NO_FILTER);
        if (launch.getTaskInfosCount() > 0) {
            accept.addOperations(Offer.Operation.newBuilder()
                    .setType(Offer.Operation.Type.LAUNCH)
                    .setLaunch(launch));
        }
        send(Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(accept));
    }

    private void updated(TaskStatus status) {
        switch (status.getState()) {
            case TASK_RUNNING -> running++;
            case TASK_FINISHED -> finished++;
            case TASK_STARTING, TASK_STAGING -> {}
            default -> throw new IllegalStateException(status.toString());
        }
        if (status.hasUuid()) {
            acknowledge(status.getAgentId(), status.getTaskId(), status.getUuid());
        }
    }

    private void acknowledge(AgentID agent, TaskID task, ByteString uuid) {
        send(Call.newBuilder()
                .setType(Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(agent)
                        .setTaskId(task)
                        .setUuid(uuid)));
    }

    /** Gives all offers back, so that the next allocation brings them again. */
    void declineAll() throws IOException {
        Call.Decline.Builder decline = Call.Decline.newBuilder().setFilters(NO_FILTER);
        for (Offer offer = offers.poll(); offer != null; offer = offers.poll()) {
            decline.addOfferIds(offer.getId());
        }
        send(Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));
        out.flush();
    }

    /** Asks for an allocation now. */
    void revive() throws IOException {
        send(Call.newBuilder().setType(Call.Type.REVIVE));
        out.flush();
    }

    /** Ends the framework and with it its tasks. */
    void teardown() throws IOException {
        send(Call.newBuilder().setType(Call.Type.TEARDOWN));
        out.flush();
        while (readChunk()) {
            // what is still on its way
        }
    }

    private void send(Call.Builder call) {
        try {
            out.write(request(call.setFrameworkId(id).build(), "Mesos-Stream-Id: " + streamId + "\r\n"));
        } catch (IOException e) {
            throw new IllegalStateException(failure.isEmpty() ? String.valueOf(e.getMessage()) : failure, e);
        }
    }

    private static byte[] request(Call call, String header) {
        byte[] body = call.toByteArray();
        byte[] head = ("POST /api/v1/scheduler HTTP/1.1\r\nHost: master\r\nContent-Type: application/x-protobuf\r\n"
                        + header + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + body.length);
        whole.writeBytes(head);
        whole.writeBytes(body);
        return whole.toByteArray();
    }

    /** Every call must be taken. */
    private void readAnswers() {
        try (InputStream answers = new BufferedInputStream(calls.getInputStream(), 1 << 16)) {
            while (true) {
                String status = line(answers);
                for (String line = status; !line.isEmpty(); line = line(answers)) {
                    if (line.startsWith("Content-Length: ") && !line.equals("Content-Length: 0")) {
                        failure = "a call was answered " + status;
                    }
                }
            }
        } catch (IOException e) {
            if (failure.isEmpty()) {
                failure = "no more answers: " + e.getMessage();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static Resource scalar(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .build();
    }

    @Override
    public void close() throws IOException {
        calls.close();
        events.close();
    }
}
