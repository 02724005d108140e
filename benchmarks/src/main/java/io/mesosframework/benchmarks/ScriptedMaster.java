package io.mesosframework.benchmarks;

import com.google.protobuf.ByteString;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A master that offers what its agents have left on each REVIVE, says of all that is launched that it runs, and then sends statuses at a given
 * pace. It notes when each is acknowledged.
 */
final class ScriptedMaster implements RawServer.Master {

    private static final int TASKS_AN_AGENT = 100;
    private static final int LIMIT_SECONDS = 300;
    private static final int BREATH_NANOS = 200_000;

    private record Task(TaskID id, AgentID agent) {}

    /** Of each agent: how many tasks more it takes, and whether that is offered. */
    private final int[] left;

    private final BitSet offered = new BitSet();
    private final Map<OfferID, Integer> offers = new HashMap<>();
    private final Workload workload = new Workload();
    private final ReentrantLock state = new ReentrantLock();

    /** As a real master's, the answer to a call does not wait for a stream that is not read. */
    private final BlockingQueue<byte[]> unsent = new LinkedBlockingQueue<>();

    private final List<Task> tasks = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile AtomicLongArray acknowledgedAt = new AtomicLongArray(0);

    ScriptedMaster(int tasks) {
        left = new int[(tasks + TASKS_AN_AGENT - 1) / TASKS_AN_AGENT];
        Arrays.fill(left, TASKS_AN_AGENT);
    }

    @Override
    public void subscribed(OutputStream out) throws IOException {
        state.lock();
        try {
            send(workload.subscribed());
            send(offers());
        } finally {
            state.unlock();
        }
        try {
            while (true) {
                out.write(unsent.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Event event) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        write(chunks, event);
        unsent.add(chunks.toByteArray());
    }

    /** All that is left and not offered. */
    private Event offers() {
        Event.Offers.Builder all = Event.Offers.newBuilder();
        for (int agent = 0; agent < left.length; agent++) {
            if (left[agent] > 0 && !offered.get(agent)) {
                Offer offer = workload.offering(left[agent] * 0.1, left[agent] * 16)
                        .getOffers()
                        .getOffers(0);
                offers.put(offer.getId(), agent);
                offered.set(agent);
                all.addOffers(offer.toBuilder()
                        .setAgentId(AgentID.newBuilder().setValue("agent-" + agent))
                        .setHostname("host-" + agent));
            }
        }
        return Event.newBuilder().setType(Event.Type.OFFERS).setOffers(all).build();
    }

    @Override
    public void called(Call call) {
        long now = System.nanoTime();
        if (call.getType() == Call.Type.ACKNOWLEDGE) {
            int number = number(call.getAcknowledge().getUuid());
            if (number >= 0) {
                acknowledgedAt.set(number, now);
            }
            acknowledged.incrementAndGet();
            return;
        }
        state.lock();
        try {
            switch (call.getType()) {
                case ACCEPT -> {
                    for (OfferID offer : call.getAccept().getOfferIdsList()) {
                        int agent = answered(offer);
                        for (Offer.Operation operation : call.getAccept().getOperationsList()) {
                            left[agent] -= operation.getLaunch().getTaskInfosCount();
                            launched(operation);
                        }
                    }
                }
                case DECLINE -> call.getDecline().getOfferIdsList().forEach(this::answered);
                case REVIVE -> send(offers());
                default -> {}
            }
        } finally {
            state.unlock();
        }
    }

    private int answered(OfferID offer) {
        Integer agent = offers.remove(offer);
        if (agent == null) {
            throw new IllegalStateException("not open: " + offer);
        }
        offered.clear(agent);
        return agent;
    }

    private void launched(Offer.Operation operation) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (TaskInfo info : operation.getLaunch().getTaskInfosList()) {
            Task task = new Task(info.getTaskId(), info.getAgentId());
            tasks.add(task);
            write(chunks, status(task, -1, false));
        }
        unsent.add(chunks.toByteArray());
    }

    /** Sends statuses that change something for one task after the other, whether or not they are acknowledged. */
    Fed feed(int aSecond, int seconds) throws InterruptedException, TimeoutException {
        int total = aSecond * seconds;
        acknowledgedAt = new AtomicLongArray(total);
        long before = acknowledged.get();
        long start = System.nanoTime();
        for (int sent = 0; sent < total; ) {
            int due = (int) Math.min(total, (System.nanoTime() - start) * aSecond / 1_000_000_000 + 1);
            ByteArrayOutputStream chunks = new ByteArrayOutputStream();
            for (; sent < due; sent++) {
                write(chunks, status(tasks.get(sent % tasks.size()), sent, sent / tasks.size() % 2 == 0));
            }
            unsent.add(chunks.toByteArray());
            LockSupport.parkNanos(BREATH_NANOS);
        }
        double sentSeconds = (System.nanoTime() - start) / 1e9;
        awaitAcknowledged(before + total);
        double allSeconds = (System.nanoTime() - start) / 1e9;
        double[] lagMillis = new double[total];
        for (int i = 0; i < total; i++) {
            lagMillis[i] = (acknowledgedAt.get(i) - start - i * 1e9 / aSecond) / 1e6;
        }
        return new Fed(
                total,
                total / sentSeconds,
                total / allSeconds,
                Numbers.quantile(lagMillis, 0.5),
                Numbers.quantile(lagMillis, 0.99),
                Numbers.quantile(lagMillis, 1));
    }

    /**
     * What came of it. A lag is the time from when a status was due to be sent until its acknowledgement was read.
     *
     * @param statuses how many
     * @param aSecond how many of them were in fact sent a second
     * @param acknowledgedASecond how many were sent and acknowledged a second
     * @param median of the lag, in milliseconds
     * @param p99 of the lag, in milliseconds
     * @param longest lag, in milliseconds
     */
    record Fed(int statuses, double aSecond, double acknowledgedASecond, double median, double p99, double longest) {}

    void awaitAcknowledged(long count) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (acknowledged.get() < count) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("only " + acknowledged + " of " + count + " statuses were acknowledged");
            }
            Thread.sleep(1);
        }
    }

    private static Event status(Task task, int number, boolean healthy) {
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(task.id)
                .setAgentId(task.agent)
                .setState(TaskState.TASK_RUNNING)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setTimestamp(System.currentTimeMillis() / 1e3)
                .setHealthy(healthy)
                .setUuid(uuid(number))
                .build();
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status))
                .build();
    }

    private static ByteString uuid(int number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16).putLong(0).putLong(number).flip());
    }

    private static int number(ByteString uuid) {
        return (int) uuid.asReadOnlyByteBuffer().getLong(8);
    }

    private static void write(ByteArrayOutputStream out, Event event) {
        Cut.writeChunk(out, RecordEncoder.frame(event.toByteArray()));
    }
}
