package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads an application's group of tasks. */
final class GroupReader {

    /** What an application says of its one task, and a group says in each of its tasks. */
    static final List<String> OF_ONE_TASK =
            List.of("command", "labels", "healthcheck", "container", "check", "discovery", "max_completion_time");

    private static final TaskGroup.Member ANY_MEMBER =
            new TaskGroup.Member("any", TaskTemplate.of(ResourceNeeds.of(1, 1), Command.shell("true")));

    private final Problems problems;
    private final ApplicationReader reader;

    GroupReader(Problems problems, ApplicationReader reader) {
        this.problems = problems;
        this.reader = reader;
    }

    /** The group, once all else of its application is read. */
    Supplier<TaskGroup> read(Fields application) {
        OF_ONE_TASK.stream().filter(application::has).forEach(name -> {
            application.problem(name, "stands against tasks: say it in each of them");
        });
        if (application.has("executor")) {
            application.problem("executor", "stands against tasks, which Mesos' default executor runs");
        }
        ResourceNeeds executor = application
                .object("resources", Vocabulary.EXECUTOR_RESOURCES)
                .flatMap(this::executor)
                .orElse(TaskGroup.EXECUTOR);
        int before = problems.asList().size();
        List<TaskGroup.Member> tasks = application.each("tasks", this::task);
        // What is left out would make the others' places wrong, and its own problem is told.
        return problems.asList().size() > before
                ? () -> new TaskGroup(List.of(ANY_MEMBER), executor)
                : () -> new TaskGroup(tasks, executor);
    }

    private Optional<ResourceNeeds> executor(Fields fields) {
        ResourceNeeds usual = TaskGroup.EXECUTOR;
        BigDecimal cpus = fields.number("cpu").orElse(usual.cpus());
        BigDecimal mem = fields.number("mem").orElse(usual.mem());
        BigDecimal disk = fields.object("disk", Vocabulary.EXECUTOR_DISK)
                .flatMap(size -> {
                    size.require("size");
                    return size.number("size");
                })
                .orElse(usual.disk().size());
        Optional<String> role = fields.text("role");
        return Optional.ofNullable(problems.make(
                fields.path(), () -> ResourceNeeds.of(cpus, mem, role).withDisk(DiskNeed.of(disk, Optional.empty()))));
    }

    private TaskGroup.@Nullable Member task(JsonNode node, String path) {
        Fields fields = Fields.of(withoutKept(node, path), Vocabulary.GROUP_TASK, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("name");
        String name = fields.text("name").orElse("any");
        Supplier<TaskTemplate> template = reader.task(fields);
        return problems.make(path, () -> new TaskGroup.Member(name, template.get()));
    }

    /** Refuses what only an application of one task can say of its resources; the rest is read as of any task. */
    private JsonNode withoutKept(JsonNode task, String path) {
        JsonNode rest = task.deepCopy();
        if (rest.get("resources") instanceof ObjectNode resources) {
            String at = path + ".resources";
            refuse(resources, "role", TaskGroup.OF_WHOLE_GROUP, at);
            refuse(resources, "reserve", TaskGroup.NOT_IN_GROUP, at);
            refuse(resources, "named", TaskGroup.NOT_IN_GROUP, at);
            if (resources.get("disk") instanceof ObjectNode disk) {
                refuse(disk, "source", TaskGroup.NOT_IN_GROUP, at + ".disk");
                refuse(disk, "persistence", TaskGroup.NOT_IN_GROUP, at + ".disk");
                refuse(disk, "volume", TaskGroup.NOT_IN_GROUP, at + ".disk");
            }
        }
        return rest;
    }

    private void refuse(ObjectNode object, String name, String why, String at) {
        if (object.remove(name) != null) {
            problems.add(Paths.field(at, name), why);
        }
    }
}
