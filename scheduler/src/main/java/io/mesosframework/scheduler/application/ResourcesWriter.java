package io.mesosframework.scheduler.application;

import tools.jackson.databind.node.ObjectNode;

/** Writes what each slot of an application takes of an agent. */
final class ResourcesWriter {

    private ResourcesWriter() {}

    static void write(ObjectNode json, TaskTemplate task) {
        ResourceNeeds needs = task.resources();
        json.put("cpu", needs.cpus()).put("mem", needs.mem());
        if (!needs.disk().isNone()) {
            ObjectNode disk = json.putObject("disk");
            writeDisk(disk, needs.disk());
            needs.reservation().volume().ifPresent(volume -> writeVolume(disk, volume));
        }
        if (!needs.ports().isNone()) {
            writePorts(json.putObject("ports"), needs.ports());
        }
        needs.role().ifPresent(role -> json.put("role", role));
        if (needs.reservation().kept()) {
            json.put("reserve", true);
        }
        if (!task.limits().equals(ResourceLimits.NONE)) {
            ObjectNode limits = json.putObject("limits");
            writeLimit(limits, "cpu", task.limits().cpusMillis());
            writeLimit(limits, "mem", task.limits().memMillis());
        }
    }

    private static void writeDisk(ObjectNode json, DiskNeed disk) {
        json.put("size", disk.size());
        disk.source().ifPresent(source -> {
            ObjectNode written =
                    json.putObject("source").put("type", source.type().name());
            source.root().ifPresent(root -> written.put(source.type().text(), root));
        });
    }

    private static void writeVolume(ObjectNode disk, PersistentVolume volume) {
        ObjectNode persistence = disk.putObject("persistence").put("id", volume.id());
        volume.principal().ifPresent(principal -> persistence.put("principal", principal));
        disk.putObject("volume")
                .put("container_path", volume.containerPath())
                .put("mode", volume.mode().text());
    }

    private static void writePorts(ObjectNode json, PortNeeds ports) {
        if (!ports.fixed().isEmpty()) {
            ports.fixed().forEach(json.putArray("fixed")::add);
        }
        json.put("count", ports.count()).put("contiguous", ports.contiguous());
    }

    private static void writeLimit(ObjectNode json, String name, long millis) {
        if (millis == ResourceLimits.UNLIMITED) {
            json.put(name, ResourcesReader.UNLIMITED);
        } else if (millis > 0) {
            json.put(name, ResourceNeeds.exact(millis));
        }
    }
}
