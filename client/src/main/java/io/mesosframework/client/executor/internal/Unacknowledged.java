package io.mesosframework.client.executor.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an executor must present when it subscribes again, lest the agent take tasks for lost: the updates without an
 * acknowledgement, in their order, and the tasks none of whose updates has one (PROTOCOL C24, C27, C31).
 */
final class Unacknowledged {

    /** @param ticket of the caller who waits for the acknowledgement */
    record Update(long ticket, TaskStatus status) {}

    private final Map<TaskID, TaskInfo> tasks = new LinkedHashMap<>();
    private final Map<ByteString, Update> updates = new LinkedHashMap<>();
    private final Map<Long, ByteString> uuids = new HashMap<>();

    void launched(Event event) {
        if (event.getType() == Event.Type.LAUNCH) {
            add(event.getLaunch().getTask());
        } else if (event.getType() == Event.Type.LAUNCH_GROUP) {
            event.getLaunchGroup().getTaskGroup().getTasksList().forEach(this::add);
        }
    }

    private void add(TaskInfo task) {
        tasks.put(task.getTaskId(), task);
    }

    void made(Update update) {
        updates.put(update.status().getUuid(), update);
        uuids.put(update.ticket(), update.status().getUuid());
    }

    /** The update that is acknowledged, if it is one of these. */
    @Nullable
    Update acknowledged(Event.Acknowledged acknowledged) {
        tasks.remove(acknowledged.getTaskId());
        Update update = updates.remove(acknowledged.getUuid());
        if (update != null) {
            uuids.remove(update.ticket());
        }
        return update;
    }

    /** The agent will never take it. */
    void refused(long ticket) {
        updates.remove(uuids.remove(ticket));
    }

    boolean holds(long ticket) {
        return uuids.containsKey(ticket);
    }

    boolean holds(ByteString uuid) {
        return updates.containsKey(uuid);
    }

    int count() {
        return updates.size();
    }

    List<Update> updates() {
        return List.copyOf(updates.values());
    }

    List<Update> dropUpdates() {
        List<Update> dropped = updates();
        updates.clear();
        uuids.clear();
        return dropped;
    }

    Call.Subscribe subscribe() {
        Collection<Call.Update> statuses = new ArrayList<>();
        updates.values()
                .forEach(update -> statuses.add(
                        Call.Update.newBuilder().setStatus(update.status()).build()));
        return Call.Subscribe.newBuilder()
                .addAllUnacknowledgedTasks(tasks.values())
                .addAllUnacknowledgedUpdates(statuses)
                .build();
    }
}
