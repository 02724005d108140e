package io.mesosframework.scheduler.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.UUID;
import io.mesosframework.resources.ResourceConversion;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What an agent keeps on its disk: its resources with their reservations, its volumes and what tasks wrote into them, and the outcome of
 * operations, told again and again until acknowledged (PROTOCOL B101).
 */
final class ModelHoldings {

    private final String agent;
    private final SplittableRandom random;
    private final Map<String, OperationStatus> updates = new LinkedHashMap<>();
    private final Map<String, Instant> retries = new LinkedHashMap<>();
    private Resources total;

    /** By persistence id: the tasks that have written into it. */
    private final Map<String, List<String>> volumes = new TreeMap<>();

    ModelHoldings(String agent, Resources total, SplittableRandom random) {
        this.agent = agent;
        this.total = total;
        this.random = random;
    }

    /** The machine of an agent that ended comes back as another one: it has no operations of it, but all that was reserved. */
    ModelHoldings under(String another) {
        ModelHoldings next = new ModelHoldings(another, total, random);
        next.volumes.putAll(volumes);
        return next;
    }

    static List<ResourceConversion> conversions(Offer.Operation operation) {
        return ResourceConversion.of(operation).stream()
                .map(one -> new ResourceConversion(
                        one.consumed().withoutAllocation(), one.converted().withoutAllocation()))
                .toList();
    }

    void apply(String id, Offer.Operation operation, Instant now, Consumer<OperationStatus> sent) {
        total = total.apply(conversions(operation));
        operation.getCreate().getVolumesList().forEach(volume -> volumes.put(persistenceId(volume), new ArrayList<>()));
        operation.getDestroy().getVolumesList().forEach(volume -> volumes.remove(persistenceId(volume)));
        byte[] uuid = new byte[16];
        random.nextBytes(uuid);
        updates.put(
                id,
                OperationStatus.newBuilder()
                        .setOperationId(OperationID.newBuilder().setValue(id))
                        .setAgentId(AgentID.newBuilder().setValue(agent))
                        .setState(OperationState.OPERATION_FINISHED)
                        .setUuid(UUID.newBuilder().setValue(ByteString.copyFrom(uuid)))
                        .build());
        send(id, now, sent);
    }

    private void send(String id, Instant now, Consumer<OperationStatus> sent) {
        retries.put(id, now.plusSeconds(10));
        OperationStatus status = updates.get(id);
        if (status != null) {
            sent.accept(status);
        }
    }

    boolean resendDue(Instant now, Consumer<OperationStatus> sent) {
        List<String> due = retries.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(id -> send(id, now, sent));
        return !due.isEmpty();
    }

    void resendAll(Instant now, Consumer<OperationStatus> sent) {
        List.copyOf(updates.keySet()).forEach(id -> send(id, now, sent));
    }

    void acknowledge(String id, ByteString uuid) {
        OperationStatus status = updates.get(id);
        if (status != null && status.getUuid().getValue().equals(uuid)) {
            updates.remove(id);
            retries.remove(id);
        }
    }

    /** Whether a task that takes these has all that it takes of what is reserved. */
    boolean has(Resources taken) {
        return total.contains(taken.withoutAllocation().filter(ReservedResources::isReserved));
    }

    /** What a task finds in its volume, and that it adds its id to it. */
    List<String> write(String volume, String task) {
        List<String> found = volumes.get(volume);
        if (found == null) {
            throw new AssertionError(task + " runs without its volume " + volume);
        }
        List<String> before = List.copyOf(found);
        found.add(task);
        return before;
    }

    static String persistenceId(Resource volume) {
        return volume.getDisk().getPersistence().getId();
    }

    Resources total() {
        return total;
    }

    Map<String, OperationStatus> updates() {
        return updates;
    }

    Set<String> volumes() {
        return volumes.keySet();
    }

    /** The names of all that is reserved here. */
    Set<String> reservations() {
        return reservations(total);
    }

    /** The names of all reservations among these resources. */
    static Set<String> reservations(Resources resources) {
        Set<String> names = new TreeSet<>();
        resources.asList().forEach(resource -> {
            String name = ReservedResources.label(resource, ReservedResources.RESERVATION);
            if (name != null) {
                names.add(name);
            }
        });
        return names;
    }

    Instant nextDue() {
        return retries.values().stream().min(Instant::compareTo).orElse(Instant.MAX);
    }
}
