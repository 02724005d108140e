package io.mesosframework.client.codec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the JSON codec has to know of each message's fields, worked out once. Immutable. */
final class JsonTables {

    /** A message's fields by name, in the order of their declaration, which is the order of Mesos' output. */
    record Table(Map<String, Field> fields) {

        static Table of(Descriptor descriptor) {
            Map<String, Field> fields = new LinkedHashMap<>();
            descriptor.getFields().forEach(field -> fields.put(field.getName(), Field.of(field)));
            return new Table(fields);
        }
    }

    /** @param writtenUnset whether its default is written where the field is unset (PROTOCOL A49, E15) */
    record Field(String name, FieldDescriptor descriptor, boolean repeated, boolean map, boolean writtenUnset) {

        static Field of(FieldDescriptor descriptor) {
            boolean writtenUnset = descriptor.isRepeated()
                    ? WRITTEN_EMPTY.contains(descriptor.getFullName())
                    : descriptor.hasDefaultValue() && !descriptor.getOptions().getDeprecated();
            return new Field(
                    descriptor.getName(), descriptor, descriptor.isRepeated(), descriptor.isMapField(), writtenUnset);
        }
    }

    private final Map<Descriptor, Table> tables;

    private JsonTables(Map<Descriptor, Table> tables) {
        this.tables = tables;
    }

    /** The tables of every message that a V1 API sends or takes. */
    static JsonTables ofMesos() {
        Map<Descriptor, Table> tables = new HashMap<>();
        Set<FileDescriptor> seen = new HashSet<>();
        List.of(
                        io.mesosframework.protocol.scheduler.Protos.getDescriptor(),
                        io.mesosframework.protocol.executor.Protos.getDescriptor(),
                        io.mesosframework.protocol.master.Protos.getDescriptor(),
                        io.mesosframework.protocol.agent.Protos.getDescriptor(),
                        io.mesosframework.protocol.resource_provider.Protos.getDescriptor())
                .forEach(file -> add(file, seen, tables));
        return new JsonTables(tables);
    }

    /** Those that Mesos writes by hand, and then even when there is nothing in them (PROTOCOL E15). */
    private static final Set<String> WRITTEN_EMPTY = Set.of(
            "mesos.v1.master.Response.GetAgents.agents",
            "mesos.v1.master.Response.GetAgents.recovered_agents",
            "mesos.v1.master.Response.GetFrameworks.frameworks",
            "mesos.v1.master.Response.GetFrameworks.completed_frameworks",
            "mesos.v1.master.Response.GetExecutors.executors",
            "mesos.v1.master.Response.GetTasks.tasks",
            "mesos.v1.master.Response.GetTasks.unreachable_tasks",
            "mesos.v1.master.Response.GetTasks.completed_tasks",
            "mesos.v1.agent.Response.GetFrameworks.frameworks",
            "mesos.v1.agent.Response.GetFrameworks.completed_frameworks",
            "mesos.v1.agent.Response.GetExecutors.executors",
            "mesos.v1.agent.Response.GetExecutors.completed_executors",
            "mesos.v1.agent.Response.GetTasks.pending_tasks",
            "mesos.v1.agent.Response.GetTasks.queued_tasks",
            "mesos.v1.agent.Response.GetTasks.launched_tasks",
            "mesos.v1.agent.Response.GetTasks.terminated_tasks",
            "mesos.v1.agent.Response.GetTasks.completed_tasks");

    private static void add(FileDescriptor file, Set<FileDescriptor> seen, Map<Descriptor, Table> tables) {
        if (seen.add(file)) {
            file.getMessageTypes().forEach(message -> add(message, tables));
            file.getDependencies().forEach(dependency -> add(dependency, seen, tables));
        }
    }

    private static void add(Descriptor message, Map<Descriptor, Table> tables) {
        tables.put(message, Table.of(message));
        message.getNestedTypes().forEach(nested -> add(nested, tables));
    }

    /** The message's table; one that is not Mesos' own is worked out on the spot. */
    Table of(Descriptor message) {
        Table table = tables.get(message);
        return table != null ? table : Table.of(message);
    }

    /** Every message in the tables. */
    Set<Descriptor> messages() {
        return tables.keySet();
    }
}
