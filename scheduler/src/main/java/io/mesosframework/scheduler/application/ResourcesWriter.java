package io.mesosframework.scheduler.application;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what each slot of an application takes of an agent. */
final class ResourcesWriter {

    private ResourcesWriter() {}

    static void write(ObjectNode json, TaskTemplate task) {
        write(json, task.resources());
        if (!task.limits().equals(ResourceLimits.NONE)) {
            ObjectNode limits = json.putObject("limits");
            writeLimit(limits, "cpu", task.limits().cpusMillis());
            writeLimit(limits, "mem", task.limits().memMillis());
        }
    }

    static void write(ObjectNode json, ResourceNeeds needs) {
        json.put("cpu", needs.cpus()).put("mem", needs.mem());
        if (!needs.disk().isNone()) {
            ObjectNode disk = json.putObject("disk");
            writeDisk(disk, needs.disk());
            needs.reservation().volume().ifPresent(volume -> writeVolume(disk, volume));
        }
        if (!needs.ports().isNone()) {
            writePorts(json.putObject("ports"), needs.ports());
        }
        if (needs.gpus() > 0) {
            json.put("gpus", needs.gpus());
        }
        if (!needs.named().isEmpty()) {
            ObjectNode named = json.putObject("named");
            needs.named().forEach((name, need) -> writeNamed(named, name, need));
        }
        needs.role().ifPresent(role -> json.put("role", role));
        if (needs.reservation().kept()) {
            json.put("reserve", true);
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

    private static void writeNamed(ObjectNode json, String name, NamedNeed need) {
        if (need instanceof NamedNeed.Amount amount) {
            json.put(name, ResourceNeeds.exact(amount.millis()));
        } else if (need instanceof NamedNeed.Numbers numbers) {
            ArrayNode ranges = json.putObject(name).putArray("ranges");
            numbers.numbers().ranges().forEach(range -> ranges.add(range.toString()));
        } else if (need instanceof NamedNeed.Items items) {
            items.items().forEach(json.putObject(name).putArray("items")::add);
        } else if (need instanceof NamedNeed.Any any) {
            json.putObject(name).put("count", any.count());
        }
    }

    private static void writeLimit(ObjectNode json, String name, long millis) {
        if (millis == ResourceLimits.UNLIMITED) {
            json.put(name, ResourcesReader.UNLIMITED);
        } else if (millis > 0) {
            json.put(name, ResourceNeeds.exact(millis));
        }
    }
}
