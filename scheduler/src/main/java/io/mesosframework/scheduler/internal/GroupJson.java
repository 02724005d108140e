package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.application.GroupInfos;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** How the tasks of a group are kept in their slot's record: without their ids, which follow from the group's. */
final class GroupJson {

    private GroupJson() {}

    static void write(JsonGenerator json, SlotTask group) {
        json.writeArrayPropertyStart("members");
        for (GroupTask member : group.members()) {
            json.writeStartObject()
                    .writeStringProperty("name", member.name())
                    .writeBooleanProperty("checked", member.checked());
            if (member.mesosState() != null) {
                json.writeStringProperty("mesosState", member.mesosState().name());
            }
            if (member.healthy() != null) {
                json.writeBooleanProperty("healthy", member.healthy());
            }
            TaskReport ending = member.ending();
            if (ending != null) {
                SlotJson.write(json, ending);
            }
            PortsJson.write(json, member.ports());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** @param groupId the group's */
    static List<GroupTask> read(JsonNode array, String groupId, UnaryOperator<String> shared) {
        List<GroupTask> members = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            String name = shared.apply(node.required("name").asString());
            members.add(new GroupTask(
                    name,
                    GroupInfos.taskId(groupId, name),
                    node.required("checked").asBoolean(),
                    node.has("mesosState")
                            ? TaskState.valueOf(node.get("mesosState").asString())
                            : null,
                    node.has("healthy") ? node.get("healthy").asBoolean() : null,
                    node.has("ending") ? SlotJson.ending(node.get("ending"), shared) : null,
                    PortsJson.read(node.path("ports"))));
        }
        return members;
    }
}
